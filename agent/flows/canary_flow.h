// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_CANARY_FLOW_H_
#define KITH_AGENT_FLOWS_CANARY_FLOW_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "agent/flows/parts.h"
#include "agent/register/canaries.h"
#include "kith/desk/v1/review.pb.h"

namespace kith::agent {

// People who do not exist, in this agency's register. They are published as
// people with a silent shield are: under strict keys, on a touch-only ground,
// never answered. They have no involvement, so that no list, count or screen
// shows them. Who asks about one has gone through a list of names.
//
// Thread-safe: holds no state of its own.
class CanaryFlow {
 public:
  explicit CanaryFlow(const Parts& parts) : parts_(parts) {}

  // FAILED_PRECONDITION without a gateway for touch-only grounds;
  // INVALID_ARGUMENT unless it is 1 to 500 people.
  absl::StatusOr<desk::v1::AddCanariesReply> Add(
      const Staff& staff, const desk::v1::AddCanariesRequest& request);
  absl::StatusOr<desk::v1::ListCanariesReply> List();
  // NOT_FOUND if the reference is no canary's; INVALID_ARGUMENT unless it is
  // either one or all.
  absl::StatusOr<desk::v1::RemoveCanariesReply> Remove(
      const Staff& staff, const desk::v1::RemoveCanariesRequest& request);

 private:
  absl::Status AddFamily(const Staff& staff, std::uint32_t most, SealedDb& db,
                         desk::v1::AddCanariesReply& reply) const;
  absl::Status PutPerson(const Staff& staff, const desk::v1::Person& person,
                         const std::string& family, SealedDb& db) const;

  const Parts& parts_;
};

// An alert as the desk is told it.
desk::v1::CanaryAlert AlertMessage(const CanaryAlert& alert);

// If it is a canary whom somebody asked about, writes that down and adds an
// ALARM entry to `entries`; in the transaction that records the question.
absl::Status AlarmIfCanary(const std::string& agency, const CanaryAlert& asked,
                           SealedDb& db, std::vector<tlog::Entry>& entries);

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_CANARY_FLOW_H_
