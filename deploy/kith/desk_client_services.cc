// SPDX-License-Identifier: Apache-2.0
// The desk's other services: urgent access, handovers, lists, reviews.
#include "deploy/kith/desk_client_impl.h"

namespace kith::deploy {
namespace {

using desk::v1::HandoverDeskService;
using desk::v1::ListService;
using desk::v1::ReviewService;
using desk::v1::UrgentDeskService;

}  // namespace

absl::StatusOr<desk::v1::MakeStaffKeyReply> DeskClient::MakeStaffKey(
    const desk::v1::MakeStaffKeyRequest& request) {
  return impl_->CallOn<desk::v1::MakeStaffKeyReply>(
      *impl_->urgent, &UrgentDeskService::Stub::MakeStaffKey, request);
}

absl::StatusOr<desk::v1::RequestUrgentReply> DeskClient::RequestUrgent(
    const desk::v1::RequestUrgentRequest& request) {
  return impl_->CallOn<desk::v1::RequestUrgentReply>(
      *impl_->urgent, &UrgentDeskService::Stub::RequestUrgent, request);
}

absl::StatusOr<desk::v1::ListUrgentReply> DeskClient::ListUrgent(
    const desk::v1::ListUrgentRequest& request) {
  return impl_->CallOn<desk::v1::ListUrgentReply>(
      *impl_->urgent, &UrgentDeskService::Stub::ListUrgent, request);
}

absl::StatusOr<desk::v1::AuthoriseUrgentReply> DeskClient::AuthoriseUrgent(
    const desk::v1::AuthoriseUrgentRequest& request) {
  return impl_->CallOn<desk::v1::AuthoriseUrgentReply>(
      *impl_->urgent, &UrgentDeskService::Stub::AuthoriseUrgent, request);
}

absl::StatusOr<desk::v1::CheckReply> DeskClient::CheckUrgent(
    const desk::v1::CheckUrgentRequest& request) {
  return impl_->CallOn<desk::v1::CheckReply>(
      *impl_->urgent, &UrgentDeskService::Stub::CheckUrgent, request);
}

absl::StatusOr<desk::v1::ReviewUrgentReply> DeskClient::ReviewUrgent(
    const desk::v1::ReviewUrgentRequest& request) {
  return impl_->CallOn<desk::v1::ReviewUrgentReply>(
      *impl_->urgent, &UrgentDeskService::Stub::ReviewUrgent, request);
}

absl::StatusOr<desk::v1::HandoverReply> DeskClient::ProposeHandover(
    const desk::v1::ProposeHandoverRequest& request) {
  return impl_->CallOn<desk::v1::HandoverReply>(
      *impl_->handovers, &HandoverDeskService::Stub::ProposeHandover, request);
}

absl::StatusOr<desk::v1::HandoverReply> DeskClient::AcceptHandover(
    const desk::v1::AcceptHandoverRequest& request) {
  return impl_->CallOn<desk::v1::HandoverReply>(
      *impl_->handovers, &HandoverDeskService::Stub::AcceptHandover, request);
}

absl::StatusOr<desk::v1::HandoverReply> DeskClient::EndHandover(
    const desk::v1::EndHandoverRequest& request) {
  return impl_->CallOn<desk::v1::HandoverReply>(
      *impl_->handovers, &HandoverDeskService::Stub::EndHandover, request);
}

absl::StatusOr<desk::v1::HandoverReply> DeskClient::CloseHandover(
    const desk::v1::CloseHandoverRequest& request) {
  return impl_->CallOn<desk::v1::HandoverReply>(
      *impl_->handovers, &HandoverDeskService::Stub::CloseHandover, request);
}

absl::StatusOr<desk::v1::ListHandoversReply> DeskClient::ListHandovers(
    const desk::v1::ListHandoversRequest& request) {
  return impl_->CallOn<desk::v1::ListHandoversReply>(
      *impl_->handovers, &HandoverDeskService::Stub::ListHandovers, request);
}

absl::StatusOr<desk::v1::ListOpenFamiliesReply> DeskClient::ListOpenFamilies(
    const desk::v1::ListOpenFamiliesRequest& request) {
  return impl_->CallOn<desk::v1::ListOpenFamiliesReply>(
      *impl_->lists, &ListService::Stub::ListOpenFamilies, request);
}

absl::StatusOr<desk::v1::OpenAgendaReply> DeskClient::OpenAgenda(
    const desk::v1::OpenAgendaRequest& request) {
  return impl_->CallOn<desk::v1::OpenAgendaReply>(
      *impl_->lists, &ListService::Stub::OpenAgenda, request);
}

absl::StatusOr<desk::v1::AddCanariesReply> DeskClient::AddCanaries(
    const desk::v1::AddCanariesRequest& request) {
  return impl_->CallOn<desk::v1::AddCanariesReply>(
      *impl_->review, &ReviewService::Stub::AddCanaries, request);
}

absl::StatusOr<desk::v1::ListCanariesReply> DeskClient::ListCanaries(
    const desk::v1::ListCanariesRequest& request) {
  return impl_->CallOn<desk::v1::ListCanariesReply>(
      *impl_->review, &ReviewService::Stub::ListCanaries, request);
}

absl::StatusOr<desk::v1::RemoveCanariesReply> DeskClient::RemoveCanaries(
    const desk::v1::RemoveCanariesRequest& request) {
  return impl_->CallOn<desk::v1::RemoveCanariesReply>(
      *impl_->review, &ReviewService::Stub::RemoveCanaries, request);
}

absl::StatusOr<desk::v1::GetDigestReply> DeskClient::GetDigest(
    const desk::v1::GetDigestRequest& request) {
  return impl_->CallOn<desk::v1::GetDigestReply>(
      *impl_->handovers, &HandoverDeskService::Stub::GetDigest, request);
}

absl::StatusOr<desk::v1::AcknowledgeDigestReply> DeskClient::AcknowledgeDigest(
    const desk::v1::AcknowledgeDigestRequest& request) {
  return impl_->CallOn<desk::v1::AcknowledgeDigestReply>(
      *impl_->handovers, &HandoverDeskService::Stub::AcknowledgeDigest,
      request);
}

absl::StatusOr<desk::v1::GetReviewDigestReply> DeskClient::GetReviewDigest(
    const desk::v1::GetReviewDigestRequest& request) {
  return impl_->CallOn<desk::v1::GetReviewDigestReply>(
      *impl_->review, &ReviewService::Stub::GetReviewDigest, request);
}

absl::StatusOr<desk::v1::TellApartReply> DeskClient::TellApart(
    const desk::v1::TellApartRequest& request) {
  return impl_->CallOn<desk::v1::TellApartReply>(
      *impl_->review, &ReviewService::Stub::TellApart, request);
}

absl::StatusOr<desk::v1::WhoOfStaffReply> DeskClient::WhoOfStaff(
    const desk::v1::WhoOfStaffRequest& request) {
  return impl_->CallOn<desk::v1::WhoOfStaffReply>(
      *impl_->review, &ReviewService::Stub::WhoOfStaff, request);
}

}  // namespace kith::deploy
