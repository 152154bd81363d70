// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_DESK_CLIENT_H_
#define KITH_DEPLOY_KITH_DESK_CLIENT_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "kith/desk/v1/agreement.pb.h"
#include "kith/desk/v1/audit.pb.h"
#include "kith/desk/v1/complaint.pb.h"
#include "kith/desk/v1/desk.pb.h"
#include "kith/desk/v1/handover.pb.h"
#include "kith/desk/v1/list.pb.h"
#include "kith/desk/v1/review.pb.h"
#include "kith/desk/v1/urgent.pb.h"

namespace kith::deploy {

// An agent's desk service, over its Unix socket. The agent knows the caller by
// the account this process runs under.
//
// Thread-safe. Every method gives what the agent gave; UNAVAILABLE, with the
// socket and the next step, if nobody answers there.
class DeskClient {
 public:
  explicit DeskClient(const std::string& socket_path);
  ~DeskClient();

  absl::StatusOr<desk::v1::CheckReply> Check(
      const desk::v1::CheckRequest& request);
  absl::Status RecordNextStep(const desk::v1::RecordNextStepRequest& request);
  // Sends `content` in pieces.
  absl::StatusOr<desk::v1::ImportReport> Import(
      const desk::v1::ImportOptions& options, absl::string_view content);
  // Calls `each` until publishing is done.
  absl::Status WatchPublishing(
      const desk::v1::WatchPublishingRequest& request,
      const std::function<void(const desk::v1::PublishProgress&)>& each);
  absl::StatusOr<desk::v1::ListInvolvementsReply> ListInvolvements(
      const desk::v1::ListInvolvementsRequest& request);
  absl::StatusOr<desk::v1::RecordConsentReply> RecordConsent(
      const desk::v1::RecordConsentRequest& request);
  absl::StatusOr<desk::v1::WithdrawConsentReply> WithdrawConsent(
      const desk::v1::WithdrawConsentRequest& request);
  absl::StatusOr<desk::v1::GetReceiptReply> GetReceipt(
      const desk::v1::GetReceiptRequest& request);
  absl::StatusOr<desk::v1::RecordObjectionReply> RecordObjection(
      const desk::v1::RecordObjectionRequest& request);
  absl::StatusOr<desk::v1::DecideObjectionReply> DecideObjection(
      const desk::v1::DecideObjectionRequest& request);
  absl::StatusOr<desk::v1::RecordNotSharedReply> RecordNotShared(
      const desk::v1::RecordNotSharedRequest& request);
  absl::StatusOr<desk::v1::RecordLawfulBasisReply> RecordLawfulBasis(
      const desk::v1::RecordLawfulBasisRequest& request);
  absl::StatusOr<desk::v1::EndLawfulBasisReply> EndLawfulBasis(
      const desk::v1::EndLawfulBasisRequest& request);
  absl::StatusOr<desk::v1::AttestAgreementsReply> AttestAgreements(
      const desk::v1::AttestAgreementsRequest& request);
  absl::StatusOr<desk::v1::RelyOnReceiptReply> RelyOnReceipt(
      const desk::v1::RelyOnReceiptRequest& request);
  absl::StatusOr<desk::v1::GetWithdrawalReply> GetWithdrawal(
      const desk::v1::GetWithdrawalRequest& request);
  absl::StatusOr<desk::v1::ListDueReply> ListDue(
      const desk::v1::ListDueRequest& request);
  absl::StatusOr<desk::v1::SendRecallReply> SendRecall(
      const desk::v1::SendRecallRequest& request);
  absl::StatusOr<desk::v1::ListRecallsReply> ListRecalls(
      const desk::v1::ListRecallsRequest& request);
  absl::StatusOr<desk::v1::AcknowledgeRecallReply> AcknowledgeRecall(
      const desk::v1::AcknowledgeRecallRequest& request);
  absl::StatusOr<desk::v1::SetShieldReply> SetShield(
      const desk::v1::SetShieldRequest& request);
  absl::StatusOr<desk::v1::ListTouchesReply> ListTouches(
      const desk::v1::ListTouchesRequest& request);
  absl::StatusOr<desk::v1::WhoAskedReply> WhoAsked(
      const desk::v1::WhoAskedRequest& request);
  absl::StatusOr<desk::v1::MakeStaffKeyReply> MakeStaffKey(
      const desk::v1::MakeStaffKeyRequest& request);
  absl::StatusOr<desk::v1::RequestUrgentReply> RequestUrgent(
      const desk::v1::RequestUrgentRequest& request);
  absl::StatusOr<desk::v1::ListUrgentReply> ListUrgent(
      const desk::v1::ListUrgentRequest& request);
  absl::StatusOr<desk::v1::AuthoriseUrgentReply> AuthoriseUrgent(
      const desk::v1::AuthoriseUrgentRequest& request);
  absl::StatusOr<desk::v1::CheckReply> CheckUrgent(
      const desk::v1::CheckUrgentRequest& request);
  absl::StatusOr<desk::v1::ReviewUrgentReply> ReviewUrgent(
      const desk::v1::ReviewUrgentRequest& request);
  absl::StatusOr<desk::v1::HandoverReply> ProposeHandover(
      const desk::v1::ProposeHandoverRequest& request);
  absl::StatusOr<desk::v1::HandoverReply> AcceptHandover(
      const desk::v1::AcceptHandoverRequest& request);
  absl::StatusOr<desk::v1::HandoverReply> EndHandover(
      const desk::v1::EndHandoverRequest& request);
  absl::StatusOr<desk::v1::HandoverReply> CloseHandover(
      const desk::v1::CloseHandoverRequest& request);
  absl::StatusOr<desk::v1::ListHandoversReply> ListHandovers(
      const desk::v1::ListHandoversRequest& request);
  absl::StatusOr<desk::v1::GetDigestReply> GetDigest(
      const desk::v1::GetDigestRequest& request);
  absl::StatusOr<desk::v1::AcknowledgeDigestReply> AcknowledgeDigest(
      const desk::v1::AcknowledgeDigestRequest& request);
  absl::StatusOr<desk::v1::ListOpenFamiliesReply> ListOpenFamilies(
      const desk::v1::ListOpenFamiliesRequest& request);
  absl::StatusOr<desk::v1::OpenAgendaReply> OpenAgenda(
      const desk::v1::OpenAgendaRequest& request);
  absl::StatusOr<desk::v1::AddCanariesReply> AddCanaries(
      const desk::v1::AddCanariesRequest& request);
  absl::StatusOr<desk::v1::ListCanariesReply> ListCanaries(
      const desk::v1::ListCanariesRequest& request);
  absl::StatusOr<desk::v1::RemoveCanariesReply> RemoveCanaries(
      const desk::v1::RemoveCanariesRequest& request);
  absl::StatusOr<desk::v1::ReportSubjectReply> ReportSubject(
      const desk::v1::ReportSubjectRequest& request);
  absl::StatusOr<desk::v1::ReportPractitionerReply> ReportPractitioner(
      const desk::v1::ReportPractitionerRequest& request);
  absl::StatusOr<desk::v1::DrawSampleReply> DrawSample(
      const desk::v1::DrawSampleRequest& request);
  absl::StatusOr<desk::v1::ReviewQuestionsReply> ReviewQuestions(
      const desk::v1::ReviewQuestionsRequest& request);
  absl::StatusOr<desk::v1::SignOffReply> SignOff(
      const desk::v1::SignOffRequest& request);
  absl::StatusOr<desk::v1::Complaint> RecordComplaint(
      const desk::v1::RecordComplaintRequest& request);
  absl::StatusOr<desk::v1::ListComplaintsReply> ListComplaints(
      const desk::v1::ListComplaintsRequest& request);
  absl::StatusOr<desk::v1::Complaint> AcknowledgeComplaint(
      const desk::v1::ComplaintStepRequest& request);
  absl::StatusOr<desk::v1::Complaint> CloseComplaint(
      const desk::v1::ComplaintStepRequest& request);
  absl::StatusOr<desk::v1::GetReviewDigestReply> GetReviewDigest(
      const desk::v1::GetReviewDigestRequest& request);
  absl::StatusOr<desk::v1::TellApartReply> TellApart(
      const desk::v1::TellApartRequest& request);
  absl::StatusOr<desk::v1::WhoOfStaffReply> WhoOfStaff(
      const desk::v1::WhoOfStaffRequest& request);
  // Calls `each` with every part; its first failure ends the export.
  absl::Status ExportEvidence(
      const desk::v1::ExportEvidenceRequest& request,
      const std::function<absl::Status(const desk::v1::EvidencePart&)>& each);
  absl::StatusOr<desk::v1::ExplainDecisionReply> ExplainDecision(
      const desk::v1::ExplainDecisionRequest& request);
  absl::StatusOr<desk::v1::DoctorReply> Doctor(
      const desk::v1::DoctorRequest& request);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Exports the agency's evidence into `folder`, which must be new or empty.
absl::Status ExportEvidenceTo(DeskClient& desk, const std::string& as,
                              const std::string& folder);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_DESK_CLIENT_H_
