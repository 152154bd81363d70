// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_SERVICE_DESK_SERVICE_H_
#define KITH_AGENT_SERVICE_DESK_SERVICE_H_

#include <functional>
#include <string>

#include "agent/flows/consent_flow.h"
#include "agent/flows/doctor_flow.h"
#include "agent/flows/evidence_flow.h"
#include "agent/flows/explain_flow.h"
#include "agent/flows/import_flow.h"
#include "agent/flows/list_flow.h"
#include "agent/flows/publish_flow.h"
#include "agent/flows/recall_flow.h"
#include "agent/flows/recall_notice_flow.h"
#include "agent/flows/touch_flow.h"
#include "agent/service/desk_calls.h"
#include "kith/desk/v1/desk.grpc.pb.h"

namespace kith::agent {

// DeskService over the agency's flows.
class DeskService final : public desk::v1::DeskService::CallbackService {
 public:
  struct Flows {
    ListFlow& lists;
    ImportFlow& import;
    PublishFlow& publish;
    ConsentFlow& consent;
    RecallFlow& recall;
    RecallNoticeFlow& recall_notices;
    TouchFlow& touch;
    EvidenceFlow& evidence;
    ExplainFlow& explain;
    DoctorFlow& doctor;
  };
  struct Parts {
    const DeskCalls& calls;
    Flows flows;
    const Clock& clock;
    // The register changed: publish what follows from it.
    std::function<void()> register_changed;
  };
  explicit DeskService(Parts parts) : parts_(std::move(parts)) {}

  grpc::ServerUnaryReactor* Check(grpc::CallbackServerContext*,
                                  const desk::v1::CheckRequest*,
                                  desk::v1::CheckReply*) override;
  grpc::ServerUnaryReactor* RecordNextStep(
      grpc::CallbackServerContext*, const desk::v1::RecordNextStepRequest*,
      desk::v1::RecordNextStepReply*) override;
  grpc::ServerReadReactor<desk::v1::ImportRequest>* Import(
      grpc::CallbackServerContext*, desk::v1::ImportReport*) override;
  grpc::ServerWriteReactor<desk::v1::PublishProgress>* WatchPublishing(
      grpc::CallbackServerContext*,
      const desk::v1::WatchPublishingRequest*) override;
  grpc::ServerUnaryReactor* ListInvolvements(
      grpc::CallbackServerContext*, const desk::v1::ListInvolvementsRequest*,
      desk::v1::ListInvolvementsReply*) override;
  grpc::ServerUnaryReactor* RecordConsent(
      grpc::CallbackServerContext*, const desk::v1::RecordConsentRequest*,
      desk::v1::RecordConsentReply*) override;
  grpc::ServerUnaryReactor* WithdrawConsent(
      grpc::CallbackServerContext*, const desk::v1::WithdrawConsentRequest*,
      desk::v1::WithdrawConsentReply*) override;
  grpc::ServerUnaryReactor* GetReceipt(grpc::CallbackServerContext*,
                                       const desk::v1::GetReceiptRequest*,
                                       desk::v1::GetReceiptReply*) override;
  grpc::ServerUnaryReactor* SendRecall(grpc::CallbackServerContext*,
                                       const desk::v1::SendRecallRequest*,
                                       desk::v1::SendRecallReply*) override;
  grpc::ServerUnaryReactor* ListRecalls(grpc::CallbackServerContext*,
                                        const desk::v1::ListRecallsRequest*,
                                        desk::v1::ListRecallsReply*) override;
  grpc::ServerUnaryReactor* AcknowledgeRecall(
      grpc::CallbackServerContext*, const desk::v1::AcknowledgeRecallRequest*,
      desk::v1::AcknowledgeRecallReply*) override;
  grpc::ServerUnaryReactor* SetShield(grpc::CallbackServerContext*,
                                      const desk::v1::SetShieldRequest*,
                                      desk::v1::SetShieldReply*) override;
  grpc::ServerUnaryReactor* ListTouches(grpc::CallbackServerContext*,
                                        const desk::v1::ListTouchesRequest*,
                                        desk::v1::ListTouchesReply*) override;
  grpc::ServerUnaryReactor* WhoAsked(grpc::CallbackServerContext*,
                                     const desk::v1::WhoAskedRequest*,
                                     desk::v1::WhoAskedReply*) override;
  grpc::ServerWriteReactor<desk::v1::EvidencePart>* ExportEvidence(
      grpc::CallbackServerContext*,
      const desk::v1::ExportEvidenceRequest*) override;
  grpc::ServerUnaryReactor* ExplainDecision(
      grpc::CallbackServerContext*, const desk::v1::ExplainDecisionRequest*,
      desk::v1::ExplainDecisionReply*) override;
  grpc::ServerUnaryReactor* Doctor(grpc::CallbackServerContext*,
                                   const desk::v1::DoctorRequest*,
                                   desk::v1::DoctorReply*) override;

 private:
  class ImportReactor;
  class WatchReactor;
  class EvidenceReactor;

  const Parts parts_;
};

}  // namespace kith::agent

#endif  // KITH_AGENT_SERVICE_DESK_SERVICE_H_
