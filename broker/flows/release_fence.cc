// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/release_fence.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "keys/base/status_macros.h"

namespace kith::broker {
namespace {

bool Overlap(const std::vector<std::string>& a,
             const std::vector<std::string>& b) {
  return std::any_of(a.begin(), a.end(), [&](const std::string& ref) {
    return std::find(b.begin(), b.end(), ref) != b.end();
  });
}

}  // namespace

absl::StatusOr<std::set<std::string>> EndedGrounds(
    StoreTransaction& transaction, const std::vector<std::string>& ground_refs,
    absl::Time now) {
  KITH_ASSIGN_OR_RETURN(const std::vector<StoredGround> grounds,
                        transaction.FindGrounds(ground_refs));
  std::set<std::string> ended(ground_refs.begin(), ground_refs.end());
  for (const StoredGround& ground : grounds) {
    if (!ground.withdrawn && ground.expires_at > now) ended.erase(ground.ref);
  }
  return ended;
}

void ReleaseFence::Releasing(const std::string& enquiry_id,
                             const std::vector<std::string>& ground_refs) {
  if (ground_refs.empty()) return;
  {
    absl::MutexLock lock(&mutex_);
    unsettled_[enquiry_id] = ground_refs;
  }
  // An asker that never says anything is past showing it by then.
  executor_.At(clock_.Monotonic() + 2 * kReleaseLife,
               [this, enquiry_id] { Settled(enquiry_id); });
}

void ReleaseFence::Settled(const std::string& enquiry_id) {
  std::vector<std::function<void()>> cleared;
  {
    absl::MutexLock lock(&mutex_);
    if (unsettled_.erase(enquiry_id) == 0) return;
    for (auto it = waiters_.begin(); it != waiters_.end(); ++it) {
      if (it->enquiries.erase(enquiry_id) != 0 && it->enquiries.empty() &&
          it->clear) {
        cleared.push_back(std::move(it->clear));
        it->clear = nullptr;
      }
    }
  }
  for (const auto& clear : cleared) clear();
}

void ReleaseFence::WhenClear(const std::vector<std::string>& ground_refs,
                             std::function<void()> clear) {
  const absl::Duration now = clock_.Monotonic();
  if (now < blind_until_) {
    executor_.At(blind_until_, std::move(clear));
    return;
  }
  std::list<Waiter>::iterator waiter;
  {
    absl::MutexLock lock(&mutex_);
    std::set<std::string> resting;
    for (const auto& [enquiry, refs] : unsettled_) {
      if (Overlap(refs, ground_refs)) resting.insert(enquiry);
    }
    if (!resting.empty()) {
      waiter = waiters_.insert(waiters_.end(),
                               {std::move(resting), std::move(clear)});
      executor_.At(now + kReleaseLife,
                   [this, waiter] { GiveUpWaiting(waiter); });
      return;
    }
  }
  clear();
}

void ReleaseFence::GiveUpWaiting(std::list<Waiter>::iterator waiter) {
  std::function<void()> clear;
  {
    absl::MutexLock lock(&mutex_);
    clear = std::move(waiter->clear);
    waiters_.erase(waiter);
  }
  if (clear) clear();
}

}  // namespace kith::broker
