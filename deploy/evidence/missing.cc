// SPDX-License-Identifier: Apache-2.0
#include "deploy/evidence/missing.h"

#include <algorithm>
#include <tuple>

namespace kith::deploy {

void Excuses::Set(const VerifiedLog& log) {
  erased_ = log.erased;
  taken_.assign(erased_.size(), false);
}

bool Excuses::TakeNear(absl::Time time) {
  auto at = std::lower_bound(erased_.begin(), erased_.end(),
                             time - kStillOpen - kMostSkew,
                             [](const VerifiedLog::Erased& one,
                                absl::Time than) { return one.time < than; });
  for (; at != erased_.end() && at->time <= time + kStillOpen + kMostSkew;
       ++at) {
    const auto place = static_cast<std::size_t>(at - erased_.begin());
    if (taken_[place]) continue;
    taken_[place] = true;
    return true;
  }
  return false;
}

bool Excuses::IsErased(std::uint64_t index) const {
  const auto at =
      std::lower_bound(erased_.begin(), erased_.end(), index,
                       [](const VerifiedLog::Erased& one, std::uint64_t than) {
                         return one.index < than;
                       });
  return at != erased_.end() && at->index == index;
}

void Missing::Add(const std::string& log, Excuses& there, absl::Time time,
                  const std::string& what) {
  lacking_.push_back({time, log, &there, what});
}

// In order of time, the earliest erased entry that may serve is the right one
// to use up: no other choice excuses more.
void Missing::Judge() {
  std::sort(lacking_.begin(), lacking_.end(),
            [](const Lacking& one, const Lacking& other) {
              return std::tie(one.time, one.what) <
                     std::tie(other.time, other.what);
            });
  for (const Lacking& one : lacking_) {
    if (one.there->TakeNear(one.time)) {
      ++not_compared_;
    } else {
      findings_.Add(one.log, one.what);
    }
  }
}

}  // namespace kith::deploy
