// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_AUDIT_FLOW_H_
#define KITH_AGENT_FLOWS_AUDIT_FLOW_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "agent/flows/parts.h"
#include "kith/desk/v1/audit.pb.h"

namespace kith::agent {

// How an agency answers people who ask who looked, and looks after how its own
// staff ask: from its log and register. Codes of each as AuditService, and as
// Register.
//
// Thread-safe: holds no state of its own.
class AuditFlow {
 public:
  explicit AuditFlow(const Parts& parts) : parts_(parts) {}

  absl::StatusOr<desk::v1::ReportSubjectReply> ReportSubject(
      const Staff& staff, const desk::v1::ReportSubjectRequest& request);
  absl::StatusOr<desk::v1::ReportPractitionerReply> ReportPractitioner(
      const Staff& staff, const desk::v1::ReportPractitionerRequest& request);
  absl::StatusOr<desk::v1::DrawSampleReply> DrawSample(
      const Staff& staff, const desk::v1::DrawSampleRequest& request);
  absl::StatusOr<desk::v1::ReviewQuestionsReply> ReviewQuestions(
      const desk::v1::ReviewQuestionsRequest& request);
  absl::StatusOr<desk::v1::SignOffReply> SignOff(
      const Staff& staff, const desk::v1::SignOffRequest& request);

 private:
  const Parts& parts_;
};

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_AUDIT_FLOW_H_
