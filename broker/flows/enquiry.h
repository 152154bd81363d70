// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_FLOWS_ENQUIRY_H_
#define KITH_BROKER_FLOWS_ENQUIRY_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "broker/relay/coverage.h"
#include "keys/network/network.h"
#include "kith/enquiry/v1/enquiry.pb.h"

namespace kith::broker {

inline bool IsUrgent(const enquiry::v1::AskBody& ask) {
  return ask.ground().kind() == enquiry::v1::AskGround::KIND_URGENT_ACCESS;
}

// Slots a subject has in every reply, whatever was found.
inline constexpr std::size_t kAnswerSlots = 16;

using AskDone = std::function<void(absl::StatusOr<enquiry::v1::AskReply>)>;

// One agency that was asked about one subject.
struct RoutedAgency {
  std::string agency;
  std::string handle;
  // Every ground among the rows routed; its slot rests on all of them.
  std::vector<std::string> ground_refs;
  std::string holder_salt;
  std::optional<std::string> slot;  // As received, in time.
  bool answered = false;            // Also if late or of a wrong size.
};

// One enquiry from acceptance to release. Lives in memory only.
struct Enquiry {
  // Set before it is shared, then constant.
  std::string id;
  std::string asker;
  std::string body_hash;
  enquiry::v1::AskBody ask;
  std::shared_ptr<const Network> network;
  // Of urgent access: whether two people authorised this question.
  std::optional<bool> urgent_authorised;

  absl::Mutex mutex;
  // Set by acceptance.
  absl::Duration accepted_at ABSL_GUARDED_BY(mutex);
  std::uint64_t accepted_index ABSL_GUARDED_BY(mutex) = 0;
  Coverage::Picture coverage ABSL_GUARDED_BY(mutex);
  bool index_rebuilding ABSL_GUARDED_BY(mutex) = true;
  // Set by routing; one list a subject.
  std::vector<std::vector<RoutedAgency>> routed ABSL_GUARDED_BY(mutex);
  bool window_closed ABSL_GUARDED_BY(mutex) = false;
  // Set by release.
  std::optional<absl::StatusOr<enquiry::v1::AskReply>> reply
      ABSL_GUARDED_BY(mutex);
  bool delivered ABSL_GUARDED_BY(mutex) = false;
  // A ground it rests on was withdrawn: its reply is not given again.
  bool ground_withdrawn ABSL_GUARDED_BY(mutex) = false;
  std::vector<AskDone> waiting ABSL_GUARDED_BY(mutex);
};

// Enquiries in hand, and those released in the last 10 s. Thread-safe.
class EnquiryTable {
 public:
  // Puts a new enquiry in. If its id is known: nullptr for the same body, and
  // `done` gets that enquiry's reply; ALREADY_EXISTS for another body;
  // UNAVAILABLE if its reply is not given again.
  absl::StatusOr<std::shared_ptr<Enquiry>> Admit(
      std::shared_ptr<Enquiry> enquiry, AskDone done);

  std::shared_ptr<Enquiry> Find(const std::string& id) const;
  void Forget(const std::string& id);
  // Replies resting on one of these grounds are not given again. Their
  // enquiries stay in hand: an acknowledgement may still come.
  void ForgetResting(const std::vector<std::string>& ground_refs);

 private:
  mutable absl::Mutex mutex_;
  std::map<std::string, std::shared_ptr<Enquiry>> enquiries_
      ABSL_GUARDED_BY(mutex_);
};

// Sets the reply, if there is none yet, and gives it to everybody who waits.
void Deliver(Enquiry& enquiry);

}  // namespace kith::broker

#endif  // KITH_BROKER_FLOWS_ENQUIRY_H_
