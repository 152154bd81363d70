// SPDX-License-Identifier: Apache-2.0
// The desk's services for a data protection officer: audit, complaints.
#include "deploy/kith/desk_client_impl.h"

namespace kith::deploy {
namespace {

using desk::v1::AuditService;
using desk::v1::ComplaintService;

}  // namespace

absl::StatusOr<desk::v1::ReportSubjectReply> DeskClient::ReportSubject(
    const desk::v1::ReportSubjectRequest& request) {
  return impl_->CallOn<desk::v1::ReportSubjectReply>(
      *impl_->audit, &AuditService::Stub::ReportSubject, request);
}

absl::StatusOr<desk::v1::ReportPractitionerReply>
DeskClient::ReportPractitioner(
    const desk::v1::ReportPractitionerRequest& request) {
  return impl_->CallOn<desk::v1::ReportPractitionerReply>(
      *impl_->audit, &AuditService::Stub::ReportPractitioner, request);
}

absl::StatusOr<desk::v1::DrawSampleReply> DeskClient::DrawSample(
    const desk::v1::DrawSampleRequest& request) {
  return impl_->CallOn<desk::v1::DrawSampleReply>(
      *impl_->audit, &AuditService::Stub::DrawSample, request);
}

absl::StatusOr<desk::v1::ReviewQuestionsReply> DeskClient::ReviewQuestions(
    const desk::v1::ReviewQuestionsRequest& request) {
  return impl_->CallOn<desk::v1::ReviewQuestionsReply>(
      *impl_->audit, &AuditService::Stub::ReviewQuestions, request);
}

absl::StatusOr<desk::v1::SignOffReply> DeskClient::SignOff(
    const desk::v1::SignOffRequest& request) {
  return impl_->CallOn<desk::v1::SignOffReply>(
      *impl_->audit, &AuditService::Stub::SignOff, request);
}

absl::StatusOr<desk::v1::Complaint> DeskClient::RecordComplaint(
    const desk::v1::RecordComplaintRequest& request) {
  return impl_->CallOn<desk::v1::Complaint>(
      *impl_->complaints, &ComplaintService::Stub::RecordComplaint, request);
}

absl::StatusOr<desk::v1::ListComplaintsReply> DeskClient::ListComplaints(
    const desk::v1::ListComplaintsRequest& request) {
  return impl_->CallOn<desk::v1::ListComplaintsReply>(
      *impl_->complaints, &ComplaintService::Stub::ListComplaints, request);
}

absl::StatusOr<desk::v1::Complaint> DeskClient::AcknowledgeComplaint(
    const desk::v1::ComplaintStepRequest& request) {
  return impl_->CallOn<desk::v1::Complaint>(
      *impl_->complaints, &ComplaintService::Stub::AcknowledgeComplaint,
      request);
}

absl::StatusOr<desk::v1::Complaint> DeskClient::CloseComplaint(
    const desk::v1::ComplaintStepRequest& request) {
  return impl_->CallOn<desk::v1::Complaint>(
      *impl_->complaints, &ComplaintService::Stub::CloseComplaint, request);
}

}  // namespace kith::deploy
