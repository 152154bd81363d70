// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/enquiry.h"

#include <algorithm>
#include <set>
#include <utility>

namespace kith::broker {

absl::StatusOr<std::shared_ptr<Enquiry>> EnquiryTable::Admit(
    std::shared_ptr<Enquiry> enquiry, AskDone done) {
  std::shared_ptr<Enquiry> known;
  {
    absl::MutexLock lock(&mutex_);
    const auto [it, inserted] = enquiries_.try_emplace(enquiry->id, enquiry);
    if (inserted) {
      absl::MutexLock enquiry_lock(&enquiry->mutex);
      enquiry->waiting.push_back(std::move(done));
      return enquiry;
    }
    known = it->second;
  }
  if (known->body_hash != enquiry->body_hash ||
      known->asker != enquiry->asker) {
    return absl::AlreadyExistsError(
        "enquiry_id: it came before with another body");
  }
  std::optional<absl::StatusOr<enquiry::v1::AskReply>> reply;
  {
    absl::MutexLock lock(&known->mutex);
    if (known->ground_withdrawn) {
      return absl::UnavailableError(
          "an agreement has ended meanwhile; ask again");
    }
    if (!known->delivered) {
      known->waiting.push_back(std::move(done));
      return nullptr;
    }
    reply = known->reply;
  }
  done(*reply);
  return nullptr;
}

std::shared_ptr<Enquiry> EnquiryTable::Find(const std::string& id) const {
  absl::MutexLock lock(&mutex_);
  const auto it = enquiries_.find(id);
  return it == enquiries_.end() ? nullptr : it->second;
}

void EnquiryTable::Forget(const std::string& id) {
  absl::MutexLock lock(&mutex_);
  enquiries_.erase(id);
}

void EnquiryTable::ForgetResting(const std::vector<std::string>& ground_refs) {
  const std::set<std::string> ended(ground_refs.begin(), ground_refs.end());
  const auto rests = [&](const RoutedAgency& routed) {
    return std::any_of(
        routed.ground_refs.begin(), routed.ground_refs.end(),
        [&](const std::string& ref) { return ended.contains(ref); });
  };
  absl::MutexLock lock(&mutex_);
  for (const auto& [id, enquiry] : enquiries_) {
    absl::MutexLock enquiry_lock(&enquiry->mutex);
    for (const auto& subject : enquiry->routed) {
      if (std::any_of(subject.begin(), subject.end(), rests)) {
        enquiry->ground_withdrawn = true;
      }
    }
  }
}

void Deliver(Enquiry& enquiry) {
  std::vector<AskDone> waiting;
  std::optional<absl::StatusOr<enquiry::v1::AskReply>> reply;
  {
    absl::MutexLock lock(&enquiry.mutex);
    enquiry.delivered = true;
    waiting.swap(enquiry.waiting);
    reply = enquiry.reply;
  }
  for (const AskDone& done : waiting) done(*reply);
}

}  // namespace kith::broker
