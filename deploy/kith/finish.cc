// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/finish.h"

#include "absl/strings/str_cat.h"
#include "deploy/kith/json.h"

namespace kith::deploy {

void Finish(Terminal& terminal, bool json, const absl::Status& status,
            const nlohmann::ordered_json& made, const std::string& words) {
  if (!status.ok()) {
    Fail(terminal, json ? Style::kJson : Style::kWords, status);
  } else {
    terminal.out << (json ? Pretty(made) : words);
  }
}

void FinishSigned(Terminal& terminal, bool json, const char* done,
                  const absl::StatusOr<std::uint64_t>& version) {
  Finish(terminal, json, version.status(), {{"version", version.value_or(0)}},
         absl::StrCat(done, ": version ", version.value_or(0),
                      " of the network file. Bring it to the broker\nand to "
                      "the key holder if they run elsewhere.\n"));
}

}  // namespace kith::deploy
