// SPDX-License-Identifier: Apache-2.0
#include "agent/service/audit_service.h"

namespace kith::agent {

grpc::ServerUnaryReactor* AuditService::ReportSubject(
    grpc::CallbackServerContext* context,
    const desk::v1::ReportSubjectRequest* request,
    desk::v1::ReportSubjectReply* reply) {
  return calls_.Serve(context, request->as(), {"dpo"},
                      [this, request, reply](const Staff& staff) {
                        return Put(audit_.ReportSubject(staff, *request),
                                   reply);
                      });
}

grpc::ServerUnaryReactor* AuditService::ReportPractitioner(
    grpc::CallbackServerContext* context,
    const desk::v1::ReportPractitionerRequest* request,
    desk::v1::ReportPractitionerReply* reply) {
  return calls_.Serve(context, request->as(), {"dpo"},
                      [this, request, reply](const Staff& staff) {
                        return Put(audit_.ReportPractitioner(staff, *request),
                                   reply);
                      });
}

grpc::ServerUnaryReactor* AuditService::DrawSample(
    grpc::CallbackServerContext* context,
    const desk::v1::DrawSampleRequest* request,
    desk::v1::DrawSampleReply* reply) {
  return calls_.Serve(context, request->as(), {"manager", "dpo"},
                      [this, request, reply](const Staff& staff) {
                        return Put(audit_.DrawSample(staff, *request), reply);
                      });
}

grpc::ServerUnaryReactor* AuditService::ReviewQuestions(
    grpc::CallbackServerContext* context,
    const desk::v1::ReviewQuestionsRequest* request,
    desk::v1::ReviewQuestionsReply* reply) {
  return calls_.Serve(context, request->as(), {"dpo"},
                      [this, request, reply](const Staff&) {
                        return Put(audit_.ReviewQuestions(*request), reply);
                      });
}

grpc::ServerUnaryReactor* AuditService::SignOff(
    grpc::CallbackServerContext* context,
    const desk::v1::SignOffRequest* request, desk::v1::SignOffReply* reply) {
  return calls_.Serve(context, request->as(), {"dpo"},
                      [this, request, reply](const Staff& staff) {
                        return Put(audit_.SignOff(staff, *request), reply);
                      });
}

}  // namespace kith::agent
