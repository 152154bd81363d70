// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/publish_words.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace kith::deploy {

void PublishWords::See(const desk::v1::PublishProgress& now,
                       absl::Duration at) {
  const bool preparing = now.people_waiting() > 0;
  const std::uint64_t done =
      preparing ? now.people_total() -
                      std::min(now.people_total(), now.people_waiting())
                : now.present();
  // Another part, or more has come to do.
  if (!begun_ || preparing != preparing_ || done < headway_.before) {
    begun_ = true;
    preparing_ = preparing;
    since_ = at;
    headway_.before = done;
  }
  now_ = now;
  headway_.done = done;
  headway_.wanted = preparing ? now.people_total() : now.wanted();
  headway_.elapsed = at - since_;
}

std::string PublishWords::words() const {
  if (now_.done()) {
    return absl::StrCat(now_.present(), " of ", now_.wanted(),
                        " rows in the index, done");
  }
  std::string words = ProgressWords(
      preparing_ ? "people prepared" : "rows in the index", headway_);
  if (!now_.waiting_for().empty()) {
    absl::StrAppend(&words, "; waiting: ", now_.waiting_for());
  }
  return words;
}

}  // namespace kith::deploy
