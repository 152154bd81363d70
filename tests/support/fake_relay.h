// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_TESTS_SUPPORT_FAKE_RELAY_H_
#define KITH_TESTS_SUPPORT_FAKE_RELAY_H_

#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "broker/relay/relay.h"
#include "kith/link/v1/link.pb.h"

namespace kith::tests {

// The way to agents for tests: remembers what was sent to whom. Every agency
// is connected until Hangs(). Thread-safe.
class FakeRelay final : public broker::Relay {
 public:
  using OnSend =
      std::function<void(const std::string&, const link::v1::ToAgent&)>;

  absl::Status Send(const std::string& agency,
                    const link::v1::ToAgent& message) override {
    OnSend on_send;
    {
      absl::MutexLock lock(&mutex_);
      if (gone_.contains(agency))
        return absl::UnavailableError("not connected");
      sent_[agency].push_back(message);
      on_send = on_send_;
    }
    if (on_send) on_send(agency, message);
    return absl::OkStatus();
  }
  std::vector<std::string> Connected() const override {
    absl::MutexLock lock(&mutex_);
    std::vector<std::string> agencies;
    for (const auto& [agency, messages] : sent_) {
      if (!gone_.contains(agency)) agencies.push_back(agency);
    }
    return agencies;
  }
  void Disconnect(const std::string& agency, const absl::Status&) override {
    HangUp(agency);
  }

  void HangUp(const std::string& agency) {
    absl::MutexLock lock(&mutex_);
    gone_.insert(agency);
  }
  void ComesBack(const std::string& agency) {
    absl::MutexLock lock(&mutex_);
    gone_.erase(agency);
  }
  // Called, without a lock, with every message that is sent from now on.
  void WhenSent(OnSend on_send) {
    absl::MutexLock lock(&mutex_);
    on_send_ = std::move(on_send);
  }

  std::vector<link::v1::Route> Routes(const std::string& agency) const {
    return Only<link::v1::Route>(agency, &link::v1::ToAgent::has_route,
                                 &link::v1::ToAgent::route);
  }
  std::vector<link::v1::ReleaseProof> Proofs(const std::string& agency) const {
    return Only<link::v1::ReleaseProof>(agency,
                                        &link::v1::ToAgent::has_release_proof,
                                        &link::v1::ToAgent::release_proof);
  }
  std::vector<link::v1::GroundWithdrawn> Withdrawals(
      const std::string& agency) const {
    return Only<link::v1::GroundWithdrawn>(
        agency, &link::v1::ToAgent::has_ground_withdrawn,
        &link::v1::ToAgent::ground_withdrawn);
  }
  std::vector<link::v1::RecallNotices> Notices(
      const std::string& agency) const {
    return Only<link::v1::RecallNotices>(agency,
                                         &link::v1::ToAgent::has_recall_notices,
                                         &link::v1::ToAgent::recall_notices);
  }
  std::vector<recall::v1::Acknowledged> Acknowledged(
      const std::string& agency) const {
    return Only<recall::v1::Acknowledged>(
        agency, &link::v1::ToAgent::has_recall_acknowledged,
        &link::v1::ToAgent::recall_acknowledged);
  }
  std::vector<link::v1::NewCheckpoint> Checkpoints(
      const std::string& agency) const {
    return Only<link::v1::NewCheckpoint>(agency,
                                         &link::v1::ToAgent::has_checkpoint,
                                         &link::v1::ToAgent::checkpoint);
  }
  // Agencies that were sent a question, in byte order.
  std::vector<std::string> Asked() const {
    absl::MutexLock lock(&mutex_);
    std::vector<std::string> agencies;
    for (const auto& [agency, messages] : sent_) {
      for (const auto& message : messages) {
        if (!message.has_route()) continue;
        agencies.push_back(agency);
        break;
      }
    }
    return agencies;
  }

 private:
  template <typename Part>
  std::vector<Part> Only(const std::string& agency,
                         bool (link::v1::ToAgent::*has)() const,
                         const Part& (link::v1::ToAgent::*get)() const) const {
    absl::MutexLock lock(&mutex_);
    std::vector<Part> parts;
    const auto messages = sent_.find(agency);
    if (messages == sent_.end()) return parts;
    for (const auto& message : messages->second) {
      if ((message.*has)()) parts.push_back((message.*get)());
    }
    return parts;
  }

  mutable absl::Mutex mutex_;
  std::map<std::string, std::vector<link::v1::ToAgent>> sent_
      ABSL_GUARDED_BY(mutex_);
  std::set<std::string> gone_ ABSL_GUARDED_BY(mutex_);
  OnSend on_send_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace kith::tests

#endif  // KITH_TESTS_SUPPORT_FAKE_RELAY_H_
