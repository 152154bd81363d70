// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_SERVICE_AGREEMENT_SERVICE_H_
#define KITH_AGENT_SERVICE_AGREEMENT_SERVICE_H_

#include <functional>

#include "agent/flows/basis_flow.h"
#include "agent/flows/objection_flow.h"
#include "agent/flows/rely_flow.h"
#include "agent/service/desk_calls.h"
#include "kith/desk/v1/agreement.grpc.pb.h"

namespace kith::agent {

// AgreementService over the agency's flows.
class AgreementService final
    : public desk::v1::AgreementService::CallbackService {
 public:
  struct Parts {
    const DeskCalls& calls;
    const agent::Parts& agent;
    ObjectionFlow& objections;
    BasisFlow& bases;
    RelyFlow& rely;
    // The register changed: publish what follows from it.
    std::function<void()> register_changed;
  };
  explicit AgreementService(Parts parts) : parts_(std::move(parts)) {}

  grpc::ServerUnaryReactor* RecordObjection(
      grpc::CallbackServerContext*, const desk::v1::RecordObjectionRequest*,
      desk::v1::RecordObjectionReply*) override;
  grpc::ServerUnaryReactor* DecideObjection(
      grpc::CallbackServerContext*, const desk::v1::DecideObjectionRequest*,
      desk::v1::DecideObjectionReply*) override;
  grpc::ServerUnaryReactor* RecordNotShared(
      grpc::CallbackServerContext*, const desk::v1::RecordNotSharedRequest*,
      desk::v1::RecordNotSharedReply*) override;
  grpc::ServerUnaryReactor* RecordLawfulBasis(
      grpc::CallbackServerContext*, const desk::v1::RecordLawfulBasisRequest*,
      desk::v1::RecordLawfulBasisReply*) override;
  grpc::ServerUnaryReactor* EndLawfulBasis(
      grpc::CallbackServerContext*, const desk::v1::EndLawfulBasisRequest*,
      desk::v1::EndLawfulBasisReply*) override;
  grpc::ServerUnaryReactor* AttestAgreements(
      grpc::CallbackServerContext*, const desk::v1::AttestAgreementsRequest*,
      desk::v1::AttestAgreementsReply*) override;
  grpc::ServerUnaryReactor* RelyOnReceipt(
      grpc::CallbackServerContext*, const desk::v1::RelyOnReceiptRequest*,
      desk::v1::RelyOnReceiptReply*) override;
  grpc::ServerUnaryReactor* GetWithdrawal(
      grpc::CallbackServerContext*, const desk::v1::GetWithdrawalRequest*,
      desk::v1::GetWithdrawalReply*) override;
  grpc::ServerUnaryReactor* ListDue(grpc::CallbackServerContext*,
                                    const desk::v1::ListDueRequest*,
                                    desk::v1::ListDueReply*) override;

 private:
  const Parts parts_;
};

}  // namespace kith::agent

#endif  // KITH_AGENT_SERVICE_AGREEMENT_SERVICE_H_
