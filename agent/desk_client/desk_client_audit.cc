// SPDX-License-Identifier: Apache-2.0
// The desk's services for a data protection officer: audit, complaints.
#include "agent/desk_client/desk_client_impl.h"

namespace kith::desk {
namespace {

using v1::AuditService;
using v1::ComplaintService;

}  // namespace

absl::StatusOr<v1::ReportSubjectReply> DeskClient::ReportSubject(
    const v1::ReportSubjectRequest& request) {
  return impl_->CallOn<v1::ReportSubjectReply>(
      *impl_->audit, &AuditService::Stub::ReportSubject, request);
}

absl::StatusOr<v1::ReportPractitionerReply> DeskClient::ReportPractitioner(
    const v1::ReportPractitionerRequest& request) {
  return impl_->CallOn<v1::ReportPractitionerReply>(
      *impl_->audit, &AuditService::Stub::ReportPractitioner, request);
}

absl::StatusOr<v1::DrawSampleReply> DeskClient::DrawSample(
    const v1::DrawSampleRequest& request) {
  return impl_->CallOn<v1::DrawSampleReply>(
      *impl_->audit, &AuditService::Stub::DrawSample, request);
}

absl::StatusOr<v1::ReviewQuestionsReply> DeskClient::ReviewQuestions(
    const v1::ReviewQuestionsRequest& request) {
  return impl_->CallOn<v1::ReviewQuestionsReply>(
      *impl_->audit, &AuditService::Stub::ReviewQuestions, request);
}

absl::StatusOr<v1::SignOffReply> DeskClient::SignOff(
    const v1::SignOffRequest& request) {
  return impl_->CallOn<v1::SignOffReply>(*impl_->audit,
                                         &AuditService::Stub::SignOff, request);
}

absl::StatusOr<v1::Complaint> DeskClient::RecordComplaint(
    const v1::RecordComplaintRequest& request) {
  return impl_->CallOn<v1::Complaint>(
      *impl_->complaints, &ComplaintService::Stub::RecordComplaint, request);
}

absl::StatusOr<v1::ListComplaintsReply> DeskClient::ListComplaints(
    const v1::ListComplaintsRequest& request) {
  return impl_->CallOn<v1::ListComplaintsReply>(
      *impl_->complaints, &ComplaintService::Stub::ListComplaints, request);
}

absl::StatusOr<v1::Complaint> DeskClient::AcknowledgeComplaint(
    const v1::ComplaintStepRequest& request) {
  return impl_->CallOn<v1::Complaint>(
      *impl_->complaints, &ComplaintService::Stub::AcknowledgeComplaint,
      request);
}

absl::StatusOr<v1::Complaint> DeskClient::CloseComplaint(
    const v1::ComplaintStepRequest& request) {
  return impl_->CallOn<v1::Complaint>(
      *impl_->complaints, &ComplaintService::Stub::CloseComplaint, request);
}

}  // namespace kith::desk
