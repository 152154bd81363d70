// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_OBJECTION_FLOW_H_
#define KITH_AGENT_FLOWS_OBJECTION_FLOW_H_

#include "absl/status/statusor.h"
#include "agent/flows/parts.h"
#include "kith/desk/v1/agreement.pb.h"

namespace kith::agent {

// The flows behind AgreementService's objections and decisions not to share.
// What is recorded bites on this agency's next answer.
//
// Thread-safe: holds no state of its own.
class ObjectionFlow {
 public:
  explicit ObjectionFlow(const Parts& parts) : parts_(parts) {}

  // Codes as AgreementService.
  absl::StatusOr<desk::v1::RecordObjectionReply> Record(
      const Staff& staff, const desk::v1::RecordObjectionRequest& request);
  absl::StatusOr<desk::v1::DecideObjectionReply> Decide(
      const Staff& staff, const desk::v1::DecideObjectionRequest& request);
  absl::StatusOr<desk::v1::RecordNotSharedReply> RecordNotShared(
      const Staff& staff, const desk::v1::RecordNotSharedRequest& request);

 private:
  const Parts& parts_;
};

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_OBJECTION_FLOW_H_
