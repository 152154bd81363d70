// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_SERVICE_AUDIT_SERVICE_H_
#define KITH_AGENT_SERVICE_AUDIT_SERVICE_H_

#include "agent/flows/audit_flow.h"
#include "agent/service/desk_calls.h"
#include "kith/desk/v1/audit.grpc.pb.h"

namespace kith::agent {

// AuditService over the agency's flow.
class AuditService final : public desk::v1::AuditService::CallbackService {
 public:
  AuditService(const DeskCalls& calls, AuditFlow& audit)
      : calls_(calls), audit_(audit) {}

  grpc::ServerUnaryReactor* ReportSubject(
      grpc::CallbackServerContext*, const desk::v1::ReportSubjectRequest*,
      desk::v1::ReportSubjectReply*) override;
  grpc::ServerUnaryReactor* ReportPractitioner(
      grpc::CallbackServerContext*, const desk::v1::ReportPractitionerRequest*,
      desk::v1::ReportPractitionerReply*) override;
  grpc::ServerUnaryReactor* DrawSample(grpc::CallbackServerContext*,
                                       const desk::v1::DrawSampleRequest*,
                                       desk::v1::DrawSampleReply*) override;
  grpc::ServerUnaryReactor* ReviewQuestions(
      grpc::CallbackServerContext*, const desk::v1::ReviewQuestionsRequest*,
      desk::v1::ReviewQuestionsReply*) override;
  grpc::ServerUnaryReactor* SignOff(grpc::CallbackServerContext*,
                                    const desk::v1::SignOffRequest*,
                                    desk::v1::SignOffReply*) override;

 private:
  const DeskCalls& calls_;
  AuditFlow& audit_;
};

}  // namespace kith::agent

#endif  // KITH_AGENT_SERVICE_AUDIT_SERVICE_H_
