// SPDX-License-Identifier: Apache-2.0
// The desk's other services: urgent access, handovers, lists, reviews.
#include "agent/desk_client/desk_client_impl.h"

namespace kith::desk {
namespace {

using v1::HandoverDeskService;
using v1::ListService;
using v1::ReviewService;
using v1::UrgentDeskService;

}  // namespace

absl::StatusOr<v1::MakeStaffKeyReply> DeskClient::MakeStaffKey(
    const v1::MakeStaffKeyRequest& request) {
  return impl_->CallOn<v1::MakeStaffKeyReply>(
      *impl_->urgent, &UrgentDeskService::Stub::MakeStaffKey, request);
}

absl::StatusOr<v1::RequestUrgentReply> DeskClient::RequestUrgent(
    const v1::RequestUrgentRequest& request) {
  return impl_->CallOn<v1::RequestUrgentReply>(
      *impl_->urgent, &UrgentDeskService::Stub::RequestUrgent, request);
}

absl::StatusOr<v1::ListUrgentReply> DeskClient::ListUrgent(
    const v1::ListUrgentRequest& request) {
  return impl_->CallOn<v1::ListUrgentReply>(
      *impl_->urgent, &UrgentDeskService::Stub::ListUrgent, request);
}

absl::StatusOr<v1::AuthoriseUrgentReply> DeskClient::AuthoriseUrgent(
    const v1::AuthoriseUrgentRequest& request) {
  return impl_->CallOn<v1::AuthoriseUrgentReply>(
      *impl_->urgent, &UrgentDeskService::Stub::AuthoriseUrgent, request);
}

absl::StatusOr<v1::CheckReply> DeskClient::CheckUrgent(
    const v1::CheckUrgentRequest& request) {
  return impl_->CallOn<v1::CheckReply>(
      *impl_->urgent, &UrgentDeskService::Stub::CheckUrgent, request);
}

absl::StatusOr<v1::ReviewUrgentReply> DeskClient::ReviewUrgent(
    const v1::ReviewUrgentRequest& request) {
  return impl_->CallOn<v1::ReviewUrgentReply>(
      *impl_->urgent, &UrgentDeskService::Stub::ReviewUrgent, request);
}

absl::StatusOr<v1::HandoverReply> DeskClient::ProposeHandover(
    const v1::ProposeHandoverRequest& request) {
  return impl_->CallOn<v1::HandoverReply>(
      *impl_->handovers, &HandoverDeskService::Stub::ProposeHandover, request);
}

absl::StatusOr<v1::HandoverReply> DeskClient::AcceptHandover(
    const v1::AcceptHandoverRequest& request) {
  return impl_->CallOn<v1::HandoverReply>(
      *impl_->handovers, &HandoverDeskService::Stub::AcceptHandover, request);
}

absl::StatusOr<v1::HandoverReply> DeskClient::EndHandover(
    const v1::EndHandoverRequest& request) {
  return impl_->CallOn<v1::HandoverReply>(
      *impl_->handovers, &HandoverDeskService::Stub::EndHandover, request);
}

absl::StatusOr<v1::HandoverReply> DeskClient::CloseHandover(
    const v1::CloseHandoverRequest& request) {
  return impl_->CallOn<v1::HandoverReply>(
      *impl_->handovers, &HandoverDeskService::Stub::CloseHandover, request);
}

absl::StatusOr<v1::ListHandoversReply> DeskClient::ListHandovers(
    const v1::ListHandoversRequest& request) {
  return impl_->CallOn<v1::ListHandoversReply>(
      *impl_->handovers, &HandoverDeskService::Stub::ListHandovers, request);
}

absl::StatusOr<v1::ListOpenFamiliesReply> DeskClient::ListOpenFamilies(
    const v1::ListOpenFamiliesRequest& request) {
  return impl_->CallOn<v1::ListOpenFamiliesReply>(
      *impl_->lists, &ListService::Stub::ListOpenFamilies, request);
}

absl::StatusOr<v1::OpenAgendaReply> DeskClient::OpenAgenda(
    const v1::OpenAgendaRequest& request) {
  return impl_->CallOn<v1::OpenAgendaReply>(
      *impl_->lists, &ListService::Stub::OpenAgenda, request);
}

absl::StatusOr<v1::AddCanariesReply> DeskClient::AddCanaries(
    const v1::AddCanariesRequest& request) {
  return impl_->CallOn<v1::AddCanariesReply>(
      *impl_->review, &ReviewService::Stub::AddCanaries, request);
}

absl::StatusOr<v1::ListCanariesReply> DeskClient::ListCanaries(
    const v1::ListCanariesRequest& request) {
  return impl_->CallOn<v1::ListCanariesReply>(
      *impl_->review, &ReviewService::Stub::ListCanaries, request);
}

absl::StatusOr<v1::RemoveCanariesReply> DeskClient::RemoveCanaries(
    const v1::RemoveCanariesRequest& request) {
  return impl_->CallOn<v1::RemoveCanariesReply>(
      *impl_->review, &ReviewService::Stub::RemoveCanaries, request);
}

absl::StatusOr<v1::GetDigestReply> DeskClient::GetDigest(
    const v1::GetDigestRequest& request) {
  return impl_->CallOn<v1::GetDigestReply>(
      *impl_->handovers, &HandoverDeskService::Stub::GetDigest, request);
}

absl::StatusOr<v1::AcknowledgeDigestReply> DeskClient::AcknowledgeDigest(
    const v1::AcknowledgeDigestRequest& request) {
  return impl_->CallOn<v1::AcknowledgeDigestReply>(
      *impl_->handovers, &HandoverDeskService::Stub::AcknowledgeDigest,
      request);
}

absl::StatusOr<v1::GetReviewDigestReply> DeskClient::GetReviewDigest(
    const v1::GetReviewDigestRequest& request) {
  return impl_->CallOn<v1::GetReviewDigestReply>(
      *impl_->review, &ReviewService::Stub::GetReviewDigest, request);
}

absl::StatusOr<v1::TellApartReply> DeskClient::TellApart(
    const v1::TellApartRequest& request) {
  return impl_->CallOn<v1::TellApartReply>(
      *impl_->review, &ReviewService::Stub::TellApart, request);
}

absl::StatusOr<v1::ConfirmShieldsReply> DeskClient::ConfirmShields(
    const v1::ConfirmShieldsRequest& request) {
  return impl_->CallOn<v1::ConfirmShieldsReply>(
      *impl_->review, &ReviewService::Stub::ConfirmShields, request);
}

absl::StatusOr<v1::WhoOfStaffReply> DeskClient::WhoOfStaff(
    const v1::WhoOfStaffRequest& request) {
  return impl_->CallOn<v1::WhoOfStaffReply>(
      *impl_->review, &ReviewService::Stub::WhoOfStaff, request);
}

absl::StatusOr<v1::GetDirectoryReply> DeskClient::GetDirectory(
    const v1::GetDirectoryRequest& request) {
  return impl_->CallOn<v1::GetDirectoryReply>(
      *impl_->directory, &v1::DirectoryService::Stub::GetDirectory, request);
}

absl::StatusOr<v1::ListSupportedReply> DeskClient::ListSupported(
    const v1::ListSupportedRequest& request) {
  return impl_->CallOn<v1::ListSupportedReply>(
      *impl_->involvements, &v1::InvolvementService::Stub::ListSupported,
      request);
}

absl::StatusOr<v1::ChangeInvolvementReply> DeskClient::ChangeInvolvement(
    const v1::ChangeInvolvementRequest& request) {
  return impl_->CallOn<v1::ChangeInvolvementReply>(
      *impl_->involvements, &v1::InvolvementService::Stub::ChangeInvolvement,
      request);
}

}  // namespace kith::desk
