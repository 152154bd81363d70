// SPDX-License-Identifier: Apache-2.0
#include "agent/console/signin/failures.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace kith::console {
namespace {

constexpr absl::Duration kForgotten = absl::Hours(24);
constexpr absl::Duration kFirstWait = absl::Minutes(1);
constexpr absl::Duration kLongestWait = absl::Minutes(30);
constexpr int kDoublings = 5;  // Then it is longer than the longest.

absl::Duration WaitAfter(int failed, int free) {
  if (failed < free) return absl::ZeroDuration();
  const int doublings = std::min(failed - free, kDoublings);
  return std::min(kFirstWait * (1 << doublings), kLongestWait);
}

}  // namespace

Failures::Failures(const Clock& clock, std::size_t most)
    : clock_(clock), most_(std::max<std::size_t>(most, 1)) {}

void Failures::MakeRoom(absl::Duration now) {
  if (counts_.size() < most_) return;
  absl::erase_if(counts_, [now](const auto& entry) {
    return now - entry.second.last >= kForgotten;
  });
  if (counts_.size() < most_) return;
  counts_.erase(std::min_element(counts_.begin(), counts_.end(),
                                 [](const auto& a, const auto& b) {
                                   return a.second.last < b.second.last;
                                 }));
}

absl::Status Failures::Begin(const Hash& of, int free) {
  absl::MutexLock lock(&mutex_);
  const absl::Duration now = clock_.Monotonic();
  auto found = counts_.find(of);
  if (found == counts_.end()) {
    MakeRoom(now);
    found = counts_.emplace(of, Count{}).first;
  }
  Count& count = found->second;
  if (now - count.last >= kForgotten) count = Count{};
  const absl::Duration left =
      WaitAfter(count.failed, free) - (now - count.last);
  if (count.failed > 0 && left > absl::ZeroDuration()) {
    const auto minutes =
        absl::ToInt64Minutes(absl::Ceil(left, absl::Minutes(1)));
    return absl::ResourceExhaustedError(
        absl::StrCat("too many tries; wait ", minutes,
                     minutes == 1 ? " minute" : " minutes", " and try again"));
  }
  ++count.failed;
  count.last = now;
  return absl::OkStatus();
}

void Failures::TakeBack(const Hash& of) {
  absl::MutexLock lock(&mutex_);
  const auto found = counts_.find(of);
  if (found == counts_.end()) return;
  if (--found->second.failed <= 0) counts_.erase(found);
}

void Failures::Clear(const Hash& of) {
  absl::MutexLock lock(&mutex_);
  counts_.erase(of);
}

}  // namespace kith::console
