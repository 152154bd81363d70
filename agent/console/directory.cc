// SPDX-License-Identifier: Apache-2.0
#include "agent/console/directory.h"

#include <utility>

namespace kith::console {

Directory::Directory(const Clock& clock, Ask ask, const Limits& limits)
    : clock_(clock), ask_(std::move(ask)), limits_(limits), worker_(clock, 1) {}

Directory::Reply Directory::Get() {
  absl::MutexLock lock(&mutex_);
  const absl::Duration now = clock_.Monotonic();
  // Until the agent has answered once there is nothing to show instead.
  const bool first = last_.agency().empty();
  const bool due = !asking_ && (first || now - asked_ >= limits_.lasts);
  if (due) {
    asked_ = now;
    asking_ = true;
    worker_.Post([this] { AskNow(); });
  }
  if (due || first) {
    mutex_.AwaitWithTimeout(absl::Condition(this, &Directory::Answered),
                            first ? limits_.first : limits_.news);
  }
  return last_;
}

void Directory::AskNow() {
  auto asked = ask_();
  absl::MutexLock lock(&mutex_);
  if (asked.ok()) last_ = *std::move(asked);
  asking_ = false;
}

}  // namespace kith::console
