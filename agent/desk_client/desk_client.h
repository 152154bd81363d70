// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_DESK_CLIENT_DESK_CLIENT_H_
#define KITH_AGENT_DESK_CLIENT_DESK_CLIENT_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "kith/desk/v1/agreement.pb.h"
#include "kith/desk/v1/audit.pb.h"
#include "kith/desk/v1/complaint.pb.h"
#include "kith/desk/v1/desk.pb.h"
#include "kith/desk/v1/directory.pb.h"
#include "kith/desk/v1/handover.pb.h"
#include "kith/desk/v1/involvement.pb.h"
#include "kith/desk/v1/list.pb.h"
#include "kith/desk/v1/review.pb.h"
#include "kith/desk/v1/urgent.pb.h"

namespace kith::desk {

// Whom the web console calls for: their name at the desk, the number of their
// session, and the roles they have in it.
struct OnBehalf {
  std::string staff;
  std::uint64_t session = 0;
  std::vector<std::string> roles;
};

// An agent's desk service, over its Unix socket. The agent knows the caller by
// the account this process runs under.
//
// Thread-safe. Every method gives what the agent gave; UNAVAILABLE, with the
// socket and the next step, if nobody answers there.
class DeskClient {
 public:
  explicit DeskClient(const std::string& socket_path);
  // Over the same connection, for a staff member whom the web console names.
  DeskClient(const DeskClient& console, OnBehalf caller);
  ~DeskClient();

  absl::StatusOr<v1::GetDirectoryReply> GetDirectory(
      const v1::GetDirectoryRequest& request);
  absl::StatusOr<v1::ListSupportedReply> ListSupported(
      const v1::ListSupportedRequest& request);
  absl::StatusOr<v1::ChangeInvolvementReply> ChangeInvolvement(
      const v1::ChangeInvolvementRequest& request);

  absl::StatusOr<v1::CheckReply> Check(const v1::CheckRequest& request);
  absl::Status RecordNextStep(const v1::RecordNextStepRequest& request);
  // Sends `content` in pieces.
  absl::StatusOr<v1::ImportReport> Import(const v1::ImportOptions& options,
                                          absl::string_view content);
  // Calls `each` until publishing is done.
  absl::Status WatchPublishing(
      const v1::WatchPublishingRequest& request,
      const std::function<void(const v1::PublishProgress&)>& each);
  // How it stands now.
  absl::StatusOr<v1::PublishProgress> WatchPublishingOnce();
  absl::StatusOr<v1::ListInvolvementsReply> ListInvolvements(
      const v1::ListInvolvementsRequest& request);
  absl::StatusOr<v1::RecordConsentReply> RecordConsent(
      const v1::RecordConsentRequest& request);
  absl::StatusOr<v1::WithdrawConsentReply> WithdrawConsent(
      const v1::WithdrawConsentRequest& request);
  absl::StatusOr<v1::GetReceiptReply> GetReceipt(
      const v1::GetReceiptRequest& request);
  absl::StatusOr<v1::RecordObjectionReply> RecordObjection(
      const v1::RecordObjectionRequest& request);
  absl::StatusOr<v1::DecideObjectionReply> DecideObjection(
      const v1::DecideObjectionRequest& request);
  absl::StatusOr<v1::RecordNotSharedReply> RecordNotShared(
      const v1::RecordNotSharedRequest& request);
  absl::StatusOr<v1::RecordLawfulBasisReply> RecordLawfulBasis(
      const v1::RecordLawfulBasisRequest& request);
  absl::StatusOr<v1::EndLawfulBasisReply> EndLawfulBasis(
      const v1::EndLawfulBasisRequest& request);
  absl::StatusOr<v1::AttestAgreementsReply> AttestAgreements(
      const v1::AttestAgreementsRequest& request);
  absl::StatusOr<v1::RelyOnReceiptReply> RelyOnReceipt(
      const v1::RelyOnReceiptRequest& request);
  absl::StatusOr<v1::GetWithdrawalReply> GetWithdrawal(
      const v1::GetWithdrawalRequest& request);
  absl::StatusOr<v1::ListDueReply> ListDue(const v1::ListDueRequest& request);
  absl::StatusOr<v1::SendRecallReply> SendRecall(
      const v1::SendRecallRequest& request);
  absl::StatusOr<v1::ListRecallsReply> ListRecalls(
      const v1::ListRecallsRequest& request);
  absl::StatusOr<v1::AcknowledgeRecallReply> AcknowledgeRecall(
      const v1::AcknowledgeRecallRequest& request);
  absl::StatusOr<v1::SetShieldReply> SetShield(
      const v1::SetShieldRequest& request);
  absl::StatusOr<v1::ListTouchesReply> ListTouches(
      const v1::ListTouchesRequest& request);
  absl::StatusOr<v1::WhoAskedReply> WhoAsked(
      const v1::WhoAskedRequest& request);
  absl::StatusOr<v1::MakeStaffKeyReply> MakeStaffKey(
      const v1::MakeStaffKeyRequest& request);
  absl::StatusOr<v1::RequestUrgentReply> RequestUrgent(
      const v1::RequestUrgentRequest& request);
  absl::StatusOr<v1::ListUrgentReply> ListUrgent(
      const v1::ListUrgentRequest& request);
  absl::StatusOr<v1::AuthoriseUrgentReply> AuthoriseUrgent(
      const v1::AuthoriseUrgentRequest& request);
  absl::StatusOr<v1::CheckReply> CheckUrgent(
      const v1::CheckUrgentRequest& request);
  absl::StatusOr<v1::ReviewUrgentReply> ReviewUrgent(
      const v1::ReviewUrgentRequest& request);
  absl::StatusOr<v1::HandoverReply> ProposeHandover(
      const v1::ProposeHandoverRequest& request);
  absl::StatusOr<v1::HandoverReply> AcceptHandover(
      const v1::AcceptHandoverRequest& request);
  absl::StatusOr<v1::HandoverReply> EndHandover(
      const v1::EndHandoverRequest& request);
  absl::StatusOr<v1::HandoverReply> CloseHandover(
      const v1::CloseHandoverRequest& request);
  absl::StatusOr<v1::ListHandoversReply> ListHandovers(
      const v1::ListHandoversRequest& request);
  absl::StatusOr<v1::GetDigestReply> GetDigest(
      const v1::GetDigestRequest& request);
  absl::StatusOr<v1::AcknowledgeDigestReply> AcknowledgeDigest(
      const v1::AcknowledgeDigestRequest& request);
  absl::StatusOr<v1::ListOpenFamiliesReply> ListOpenFamilies(
      const v1::ListOpenFamiliesRequest& request);
  absl::StatusOr<v1::OpenAgendaReply> OpenAgenda(
      const v1::OpenAgendaRequest& request);
  absl::StatusOr<v1::AddCanariesReply> AddCanaries(
      const v1::AddCanariesRequest& request);
  absl::StatusOr<v1::ListCanariesReply> ListCanaries(
      const v1::ListCanariesRequest& request);
  absl::StatusOr<v1::RemoveCanariesReply> RemoveCanaries(
      const v1::RemoveCanariesRequest& request);
  absl::StatusOr<v1::ReportSubjectReply> ReportSubject(
      const v1::ReportSubjectRequest& request);
  absl::StatusOr<v1::ReportPractitionerReply> ReportPractitioner(
      const v1::ReportPractitionerRequest& request);
  absl::StatusOr<v1::DrawSampleReply> DrawSample(
      const v1::DrawSampleRequest& request);
  absl::StatusOr<v1::ReviewQuestionsReply> ReviewQuestions(
      const v1::ReviewQuestionsRequest& request);
  absl::StatusOr<v1::SignOffReply> SignOff(const v1::SignOffRequest& request);
  absl::StatusOr<v1::Complaint> RecordComplaint(
      const v1::RecordComplaintRequest& request);
  absl::StatusOr<v1::ListComplaintsReply> ListComplaints(
      const v1::ListComplaintsRequest& request);
  absl::StatusOr<v1::Complaint> AcknowledgeComplaint(
      const v1::ComplaintStepRequest& request);
  absl::StatusOr<v1::Complaint> CloseComplaint(
      const v1::ComplaintStepRequest& request);
  absl::StatusOr<v1::GetReviewDigestReply> GetReviewDigest(
      const v1::GetReviewDigestRequest& request);
  absl::StatusOr<v1::TellApartReply> TellApart(
      const v1::TellApartRequest& request);
  absl::StatusOr<v1::ConfirmShieldsReply> ConfirmShields(
      const v1::ConfirmShieldsRequest& request);
  absl::StatusOr<v1::WhoOfStaffReply> WhoOfStaff(
      const v1::WhoOfStaffRequest& request);
  // Calls `each` with every part; its first failure ends the export.
  absl::Status ExportEvidence(
      const v1::ExportEvidenceRequest& request,
      const std::function<absl::Status(const v1::EvidencePart&)>& each);
  absl::StatusOr<v1::ExplainDecisionReply> ExplainDecision(
      const v1::ExplainDecisionRequest& request);
  absl::StatusOr<v1::DoctorReply> Doctor(const v1::DoctorRequest& request);

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace kith::desk

#endif  // KITH_AGENT_DESK_CLIENT_DESK_CLIENT_H_
