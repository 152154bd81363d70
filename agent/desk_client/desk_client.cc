// SPDX-License-Identifier: Apache-2.0
#include "agent/desk_client/desk_client.h"

#include <grpcpp/grpcpp.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "agent/desk_client/desk_client_impl.h"
#include "keys/program/grpc_status.h"

namespace kith::desk {
namespace {

using v1::AgreementService;
using v1::DeskService;
using v1::HandoverDeskService;
using v1::ListService;
using v1::ReviewService;
using v1::UrgentDeskService;

constexpr std::size_t kPieceBytes = 512 * 1024;
constexpr int kMaxReplyBytes = 256 << 20;
constexpr int kLongSeconds = 30 * 60;

}  // namespace

absl::Status DeskFaultInWords(const grpc::Status& status,
                              const std::string& socket) {
  // gRPC's own words for a missing socket tell a person nothing.
  if (status.error_code() == grpc::StatusCode::UNAVAILABLE &&
      (access(socket.c_str(), F_OK) != 0 ||
       status.error_message().find("failed to connect to all") !=
           std::string::npos)) {
    return absl::UnavailableError(absl::StrCat(
        "no agent answers at ", socket,
        "; start kith-agent, or name its folder with --agent-dir"));
  }
  if (status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED) {
    return absl::UnavailableError(
        "the agent did not answer in time; run kith doctor, then try again");
  }
  return FromGrpc(status);
}

void DeskClient::Impl::Prepare(grpc::ClientContext& context,
                               int seconds_from_now) const {
  context.set_deadline(std::chrono::system_clock::now() +
                       std::chrono::seconds(seconds_from_now));
  if (caller.staff.empty()) return;
  context.AddMetadata("kith-staff", caller.staff);
  context.AddMetadata("kith-session", absl::StrCat(caller.session));
  context.AddMetadata("kith-roles", absl::StrJoin(caller.roles, ","));
}

DeskClient::DeskClient(const std::string& socket_path)
    : impl_(std::make_shared<Impl>()) {
  impl_->socket = socket_path;
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMaxReplyBytes);
  // A proxy of the network has no business on a Unix socket.
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  // An agent that was restarted is found again at once, not after gRPC's two
  // minutes.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 200);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 200);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 1000);
  const std::shared_ptr<grpc::Channel> channel =
      grpc::CreateCustomChannel(absl::StrCat("unix:", socket_path),
                                grpc::InsecureChannelCredentials(), arguments);
  impl_->stub = DeskService::NewStub(channel);
  impl_->agreements = AgreementService::NewStub(channel);
  impl_->urgent = UrgentDeskService::NewStub(channel);
  impl_->handovers = HandoverDeskService::NewStub(channel);
  impl_->lists = ListService::NewStub(channel);
  impl_->review = ReviewService::NewStub(channel);
  impl_->audit = v1::AuditService::NewStub(channel);
  impl_->complaints = v1::ComplaintService::NewStub(channel);
  impl_->directory = v1::DirectoryService::NewStub(channel);
  impl_->involvements = v1::InvolvementService::NewStub(channel);
}

DeskClient::DeskClient(const DeskClient& console, OnBehalf caller)
    : impl_(std::make_shared<Impl>(*console.impl_)) {
  impl_->caller = std::move(caller);
}

DeskClient::~DeskClient() = default;

absl::StatusOr<v1::CheckReply> DeskClient::Check(
    const v1::CheckRequest& request) {
  return impl_->Call<v1::CheckReply>(&DeskService::Stub::Check, request);
}

absl::Status DeskClient::RecordNextStep(
    const v1::RecordNextStepRequest& request) {
  return impl_
      ->Call<v1::RecordNextStepReply>(&DeskService::Stub::RecordNextStep,
                                      request)
      .status();
}

absl::StatusOr<v1::ImportReport> DeskClient::Import(
    const v1::ImportOptions& options, absl::string_view content) {
  grpc::ClientContext context;
  impl_->Prepare(context, kLongSeconds);
  v1::ImportReport report;
  const auto writer = impl_->stub->Import(&context, &report);
  v1::ImportRequest part;
  *part.mutable_options() = options;
  bool open = writer->Write(part);
  while (open && !content.empty()) {
    const absl::string_view piece = content.substr(0, kPieceBytes);
    part.set_content(piece.data(), piece.size());
    open = writer->Write(part);
    content.remove_prefix(piece.size());
  }
  writer->WritesDone();
  const grpc::Status status = writer->Finish();
  if (!status.ok()) return DeskFaultInWords(status, impl_->socket);
  return report;
}

absl::StatusOr<v1::PublishProgress> DeskClient::WatchPublishingOnce() {
  grpc::ClientContext context;
  impl_->Prepare(context, kQuickSeconds);
  const auto reader =
      impl_->stub->WatchPublishing(&context, v1::WatchPublishingRequest());
  v1::PublishProgress progress;
  const bool said = reader->Read(&progress);
  context.TryCancel();
  const grpc::Status ended = reader->Finish();
  if (said) return progress;
  return DeskFaultInWords(ended, impl_->socket);
}

absl::Status DeskClient::WatchPublishing(
    const v1::WatchPublishingRequest& request,
    const std::function<void(const v1::PublishProgress&)>& each) {
  grpc::ClientContext context;
  const auto reader = impl_->stub->WatchPublishing(&context, request);
  v1::PublishProgress progress;
  while (reader->Read(&progress)) {
    each(progress);
    if (progress.done()) {
      context.TryCancel();
      (void)reader->Finish();
      return absl::OkStatus();
    }
  }
  const grpc::Status status = reader->Finish();
  return status.ok() ? absl::OkStatus()
                     : DeskFaultInWords(status, impl_->socket);
}

absl::StatusOr<v1::ListInvolvementsReply> DeskClient::ListInvolvements(
    const v1::ListInvolvementsRequest& request) {
  return impl_->Call<v1::ListInvolvementsReply>(
      &DeskService::Stub::ListInvolvements, request);
}

absl::StatusOr<v1::RecordConsentReply> DeskClient::RecordConsent(
    const v1::RecordConsentRequest& request) {
  return impl_->Call<v1::RecordConsentReply>(&DeskService::Stub::RecordConsent,
                                             request);
}

absl::StatusOr<v1::WithdrawConsentReply> DeskClient::WithdrawConsent(
    const v1::WithdrawConsentRequest& request) {
  return impl_->Call<v1::WithdrawConsentReply>(
      &DeskService::Stub::WithdrawConsent, request);
}

absl::StatusOr<v1::GetReceiptReply> DeskClient::GetReceipt(
    const v1::GetReceiptRequest& request) {
  return impl_->Call<v1::GetReceiptReply>(&DeskService::Stub::GetReceipt,
                                          request);
}

absl::StatusOr<v1::RecordObjectionReply> DeskClient::RecordObjection(
    const v1::RecordObjectionRequest& request) {
  return impl_->CallOn<v1::RecordObjectionReply>(
      *impl_->agreements, &AgreementService::Stub::RecordObjection, request);
}

absl::StatusOr<v1::DecideObjectionReply> DeskClient::DecideObjection(
    const v1::DecideObjectionRequest& request) {
  return impl_->CallOn<v1::DecideObjectionReply>(
      *impl_->agreements, &AgreementService::Stub::DecideObjection, request);
}

absl::StatusOr<v1::RecordNotSharedReply> DeskClient::RecordNotShared(
    const v1::RecordNotSharedRequest& request) {
  return impl_->CallOn<v1::RecordNotSharedReply>(
      *impl_->agreements, &AgreementService::Stub::RecordNotShared, request);
}

absl::StatusOr<v1::RecordLawfulBasisReply> DeskClient::RecordLawfulBasis(
    const v1::RecordLawfulBasisRequest& request) {
  return impl_->CallOn<v1::RecordLawfulBasisReply>(
      *impl_->agreements, &AgreementService::Stub::RecordLawfulBasis, request);
}

absl::StatusOr<v1::EndLawfulBasisReply> DeskClient::EndLawfulBasis(
    const v1::EndLawfulBasisRequest& request) {
  return impl_->CallOn<v1::EndLawfulBasisReply>(
      *impl_->agreements, &AgreementService::Stub::EndLawfulBasis, request);
}

absl::StatusOr<v1::AttestAgreementsReply> DeskClient::AttestAgreements(
    const v1::AttestAgreementsRequest& request) {
  return impl_->CallOn<v1::AttestAgreementsReply>(
      *impl_->agreements, &AgreementService::Stub::AttestAgreements, request);
}

absl::StatusOr<v1::RelyOnReceiptReply> DeskClient::RelyOnReceipt(
    const v1::RelyOnReceiptRequest& request) {
  return impl_->CallOn<v1::RelyOnReceiptReply>(
      *impl_->agreements, &AgreementService::Stub::RelyOnReceipt, request);
}

absl::StatusOr<v1::GetWithdrawalReply> DeskClient::GetWithdrawal(
    const v1::GetWithdrawalRequest& request) {
  return impl_->CallOn<v1::GetWithdrawalReply>(
      *impl_->agreements, &AgreementService::Stub::GetWithdrawal, request);
}

absl::StatusOr<v1::ListDueReply> DeskClient::ListDue(
    const v1::ListDueRequest& request) {
  return impl_->CallOn<v1::ListDueReply>(
      *impl_->agreements, &AgreementService::Stub::ListDue, request);
}

absl::StatusOr<v1::SendRecallReply> DeskClient::SendRecall(
    const v1::SendRecallRequest& request) {
  return impl_->Call<v1::SendRecallReply>(&DeskService::Stub::SendRecall,
                                          request);
}

absl::StatusOr<v1::ListRecallsReply> DeskClient::ListRecalls(
    const v1::ListRecallsRequest& request) {
  return impl_->Call<v1::ListRecallsReply>(&DeskService::Stub::ListRecalls,
                                           request);
}

absl::StatusOr<v1::AcknowledgeRecallReply> DeskClient::AcknowledgeRecall(
    const v1::AcknowledgeRecallRequest& request) {
  return impl_->Call<v1::AcknowledgeRecallReply>(
      &DeskService::Stub::AcknowledgeRecall, request);
}

absl::StatusOr<v1::SetShieldReply> DeskClient::SetShield(
    const v1::SetShieldRequest& request) {
  return impl_->Call<v1::SetShieldReply>(&DeskService::Stub::SetShield,
                                         request);
}

absl::StatusOr<v1::ListTouchesReply> DeskClient::ListTouches(
    const v1::ListTouchesRequest& request) {
  return impl_->Call<v1::ListTouchesReply>(&DeskService::Stub::ListTouches,
                                           request);
}

absl::StatusOr<v1::WhoAskedReply> DeskClient::WhoAsked(
    const v1::WhoAskedRequest& request) {
  return impl_->Call<v1::WhoAskedReply>(&DeskService::Stub::WhoAsked, request);
}

absl::Status DeskClient::ExportEvidence(
    const v1::ExportEvidenceRequest& request,
    const std::function<absl::Status(const v1::EvidencePart&)>& each) {
  grpc::ClientContext context;
  impl_->Prepare(context, kLongSeconds);
  const auto reader = impl_->stub->ExportEvidence(&context, request);
  v1::EvidencePart part;
  while (reader->Read(&part)) {
    if (absl::Status status = each(part); !status.ok()) {
      context.TryCancel();
      (void)reader->Finish();
      return status;
    }
  }
  const grpc::Status status = reader->Finish();
  return status.ok() ? absl::OkStatus()
                     : DeskFaultInWords(status, impl_->socket);
}

absl::StatusOr<v1::ExplainDecisionReply> DeskClient::ExplainDecision(
    const v1::ExplainDecisionRequest& request) {
  return impl_->Call<v1::ExplainDecisionReply>(
      &DeskService::Stub::ExplainDecision, request);
}

absl::StatusOr<v1::DoctorReply> DeskClient::Doctor(
    const v1::DoctorRequest& request) {
  return impl_->Call<v1::DoctorReply>(&DeskService::Stub::Doctor, request);
}

}  // namespace kith::desk
