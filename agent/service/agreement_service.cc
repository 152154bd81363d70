// SPDX-License-Identifier: Apache-2.0
#include "agent/service/agreement_service.h"

#include "agent/flows/due.h"

namespace kith::agent {

grpc::ServerUnaryReactor* AgreementService::RecordObjection(
    grpc::CallbackServerContext* context,
    const desk::v1::RecordObjectionRequest* request,
    desk::v1::RecordObjectionReply* reply) {
  return parts_.calls.Serve(
      context, request->as(), {"practitioner", "lead-practitioner", "manager"},
      [this, request, reply](const Staff& staff) {
        const absl::Status done =
            Put(parts_.objections.Record(staff, *request), reply);
        parts_.register_changed();
        return done;
      });
}

grpc::ServerUnaryReactor* AgreementService::DecideObjection(
    grpc::CallbackServerContext* context,
    const desk::v1::DecideObjectionRequest* request,
    desk::v1::DecideObjectionReply* reply) {
  return parts_.calls.Serve(context, request->as(), {"manager"},
                            [this, request, reply](const Staff& staff) {
                              const absl::Status done =
                                  Put(parts_.objections.Decide(staff, *request),
                                      reply);
                              parts_.register_changed();
                              return done;
                            });
}

grpc::ServerUnaryReactor* AgreementService::RecordNotShared(
    grpc::CallbackServerContext* context,
    const desk::v1::RecordNotSharedRequest* request,
    desk::v1::RecordNotSharedReply* reply) {
  return parts_.calls.Serve(
      context, request->as(), {"practitioner", "lead-practitioner", "manager"},
      [this, request, reply](const Staff& staff) {
        const absl::Status done =
            Put(parts_.objections.RecordNotShared(staff, *request), reply);
        parts_.register_changed();
        return done;
      });
}

grpc::ServerUnaryReactor* AgreementService::RecordLawfulBasis(
    grpc::CallbackServerContext* context,
    const desk::v1::RecordLawfulBasisRequest* request,
    desk::v1::RecordLawfulBasisReply* reply) {
  return parts_.calls.Serve(
      context, request->as(), {"lead-practitioner", "manager"},
      [this, request, reply](const Staff& staff) {
        const absl::Status done =
            Put(parts_.bases.Record(staff, *request), reply);
        parts_.register_changed();
        return done;
      });
}

grpc::ServerUnaryReactor* AgreementService::EndLawfulBasis(
    grpc::CallbackServerContext* context,
    const desk::v1::EndLawfulBasisRequest* request,
    desk::v1::EndLawfulBasisReply* reply) {
  return parts_.calls.Serve(
      context, request->as(), {"lead-practitioner", "manager"},
      [this, request, reply](const Staff& staff) {
        const absl::Status done = Put(parts_.bases.End(staff, *request), reply);
        parts_.register_changed();
        return done;
      });
}

grpc::ServerUnaryReactor* AgreementService::AttestAgreements(
    grpc::CallbackServerContext* context,
    const desk::v1::AttestAgreementsRequest* request,
    desk::v1::AttestAgreementsReply* reply) {
  return parts_.calls.Serve(context, request->as(), {"manager"},
                            [this, request, reply](const Staff& staff) {
                              const absl::Status done = Put(
                                  parts_.bases.Attest(staff, *request), reply);
                              parts_.register_changed();
                              return done;
                            });
}

grpc::ServerUnaryReactor* AgreementService::RelyOnReceipt(
    grpc::CallbackServerContext* context,
    const desk::v1::RelyOnReceiptRequest* request,
    desk::v1::RelyOnReceiptReply* reply) {
  return parts_.calls.Serve(
      context, request->as(), {"practitioner", "lead-practitioner", "manager"},
      [this, request, reply](const Staff& staff) {
        const absl::Status done = Put(parts_.rely.Rely(staff, *request), reply);
        parts_.register_changed();
        return done;
      });
}

grpc::ServerUnaryReactor* AgreementService::GetWithdrawal(
    grpc::CallbackServerContext* context,
    const desk::v1::GetWithdrawalRequest* request,
    desk::v1::GetWithdrawalReply* reply) {
  return parts_.calls.Serve(
      context, request->as(),
      {"practitioner", "lead-practitioner", "manager", "dpo"},
      [this, request, reply](const Staff&) {
        return Put(parts_.rely.Withdrawal(request->reference()), reply);
      });
}

grpc::ServerUnaryReactor* AgreementService::ListDue(
    grpc::CallbackServerContext* context,
    const desk::v1::ListDueRequest* request, desk::v1::ListDueReply* reply) {
  return parts_.calls.Serve(
      context, request->as(),
      {"practitioner", "lead-practitioner", "manager", "dpo"},
      [this, reply](const Staff&) {
        return Put(agent::ListDue(parts_.agent), reply);
      });
}

}  // namespace kith::agent
