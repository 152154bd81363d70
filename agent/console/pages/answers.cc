// SPDX-License-Identifier: Apache-2.0
#include "agent/console/pages/answers.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"

namespace kith::console {
namespace {

constexpr std::size_t kMost = 2000;
// A meeting's list, and then some.
constexpr std::int64_t kMostOfSession = 80;
// The desk's own deadline, and then some: what was never finished is dropped.
constexpr absl::Duration kLongestQuestion = absl::Minutes(5);
// Somebody who needs longer to read may keep an answer; not for ever.
constexpr absl::Duration kKept = absl::Minutes(15);

}  // namespace

absl::StatusOr<std::string> Answers::Begin(
    std::uint64_t session, const desk::v1::CheckRequest& request,
    const Before& before) {
  absl::MutexLock lock(&mutex_);
  DropOld();
  const auto mine = std::count_if(
      kept_.begin(), kept_.end(),
      [&](const auto& one) { return one.second.session == session; });
  if (kept_.size() >= kMost || mine >= kMostOfSession) {
    return absl::ResourceExhaustedError(
        "too many questions at once; close the answers you have read, and ask "
        "again in a few minutes");
  }
  const std::string id = absl::BytesToHexString(random_.Bytes(16));
  Kept& one = kept_[id];
  one.session = session;
  one.request = request;
  one.begun = clock_.Monotonic();
  one.next_step = before.next_step;
  one.before = before.answer;
  return id;
}

void Answers::Finish(const std::string& id,
                     absl::StatusOr<desk::v1::CheckReply> reply) {
  absl::MutexLock lock(&mutex_);
  const auto found = kept_.find(id);
  if (found == kept_.end()) return;
  found->second.reply = std::move(reply);
  found->second.finished = clock_.Monotonic();
}

Answers::Kept* Answers::Of(std::uint64_t session, const std::string& id) {
  DropOld();
  const auto found = kept_.find(id);
  if (found == kept_.end() || found->second.session != session) return nullptr;
  return &found->second;
}

absl::StatusOr<Answers::Asked> Answers::Find(std::uint64_t session,
                                             const std::string& id) {
  absl::MutexLock lock(&mutex_);
  const Kept* one = Of(session, id);
  if (one == nullptr) {
    return absl::NotFoundError("this answer has left the screen");
  }
  const absl::Duration now = clock_.Monotonic();
  Asked asked{.request = one->request,
              .asked_for = one->finished.value_or(now) - one->begun,
              .reply = one->reply,
              .next_step = one->next_step,
              .before = one->before,
              .leaves_in = stays_};
  if (one->finished) {
    asked.leaves_in = std::min(stays_, *one->finished + kKept - now);
  }
  return asked;
}

void Answers::SetNextStep(std::uint64_t session, const std::string& id,
                          const std::string& step) {
  absl::MutexLock lock(&mutex_);
  if (Kept* one = Of(session, id)) one->next_step = step;
}

void Answers::Leave(std::uint64_t session, const std::string& id) {
  absl::MutexLock lock(&mutex_);
  if (Of(session, id) != nullptr) kept_.erase(id);
}

void Answers::LeaveAll(std::uint64_t session) {
  absl::MutexLock lock(&mutex_);
  std::erase_if(kept_,
                [&](const auto& one) { return one.second.session == session; });
}

void Answers::Sweep() {
  absl::MutexLock lock(&mutex_);
  DropOld();
}

std::size_t Answers::Count() {
  absl::MutexLock lock(&mutex_);
  return kept_.size();
}

void Answers::DropOld() {
  const absl::Duration now = clock_.Monotonic();
  std::erase_if(kept_, [&](const auto& one) {
    const Kept& kept = one.second;
    return kept.finished ? now >= *kept.finished + kKept
                         : now >= kept.begun + kLongestQuestion;
  });
}

}  // namespace kith::console
