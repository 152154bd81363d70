// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/touch_words.h"

#include "absl/strings/str_cat.h"

namespace kith::deploy {

std::string TouchesInWords(
    const google::protobuf::RepeatedPtrField<desk::v1::Touch>& touches,
    absl::TimeZone zone) {
  if (touches.empty()) return "Nobody asked.\n";
  std::string text;
  for (const auto& touch : touches) {
    absl::StrAppend(
        &text,
        absl::FormatTime("%e %b %Y %H:%M",
                         absl::FromUnixMillis(touch.time_ms()), zone),
        "  ", touch.asker().empty() ? "an agency not named" : touch.asker(),
        touch.category().empty() ? ""
                                 : absl::StrCat(" (", touch.category(), ")"),
        ", ", touch.purpose(), "\n    about ", touch.person_ref(), ": ",
        touch.outcome(),
        touch.rule().empty() ? "" : absl::StrCat(", rule ", touch.rule()),
        touch.reference().empty()
            ? ""
            : absl::StrCat(", reference ", touch.reference()),
        "\n");
  }
  return text;
}

}  // namespace kith::deploy
