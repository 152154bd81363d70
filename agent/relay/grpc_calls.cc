// SPDX-License-Identifier: Apache-2.0
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include <chrono>
#include <utility>

#include "agent/relay/grpc_centre.h"
#include "keys/program/grpc_status.h"
#include "kith/consent/v1/consent.grpc.pb.h"
#include "kith/enquiry/v1/enquiry.grpc.pb.h"
#include "kith/evaluate/v1/evaluate.grpc.pb.h"
#include "kith/handover/v1/handover.grpc.pb.h"
#include "kith/involvement/v1/involvement.grpc.pb.h"
#include "kith/log/v1/log.grpc.pb.h"
#include "kith/recall/v1/recall.grpc.pb.h"
#include "kith/urgent/v1/urgent.grpc.pb.h"

namespace kith::agent {
namespace {

constexpr absl::Duration kOrdinaryTimeout = absl::Seconds(30);
constexpr int kMaxMessageBytes = 4 << 20;

void SetDeadline(grpc::ClientContext& context, absl::Duration timeout) {
  context.set_deadline(std::chrono::system_clock::now() +
                       absl::ToChronoMilliseconds(timeout));
}

// One blocking call: `method` of `stub`, with a deadline.
template <typename Reply, typename Stub, typename Method, typename Request>
absl::StatusOr<Reply> Call(Stub& stub, Method method, const Request& request,
                           absl::Duration timeout = kOrdinaryTimeout) {
  grpc::ClientContext context;
  SetDeadline(context, timeout);
  Reply reply;
  const grpc::Status status = (stub.*method)(&context, request, &reply);
  if (!status.ok()) return FromGrpc(status);
  return reply;
}

// Reads the log of whoever is asked: the broker and the key holder serve it in
// one way.
template <typename Base>
class WithLog : public Base {
 public:
  absl::StatusOr<log::v1::GetCheckpointReply> GetCheckpoint() override {
    return Call<log::v1::GetCheckpointReply>(log_, &Log::GetCheckpoint,
                                             log::v1::GetCheckpointRequest());
  }
  absl::StatusOr<log::v1::GetLeavesReply> GetLeaves(
      const log::v1::GetLeavesRequest& request) override {
    return Call<log::v1::GetLeavesReply>(log_, &Log::GetLeaves, request);
  }
  absl::StatusOr<log::v1::GetOpeningsReply> GetOpenings(
      const log::v1::GetOpeningsRequest& request) override {
    return Call<log::v1::GetOpeningsReply>(log_, &Log::GetOpenings, request);
  }

 protected:
  using Log = log::v1::LogService::Stub;
  explicit WithLog(const std::shared_ptr<grpc::Channel>& channel)
      : log_(channel) {}

  Log log_;
};

class GrpcKeyHolder final : public WithLog<KeyHolder> {
 public:
  explicit GrpcKeyHolder(std::shared_ptr<grpc::Channel> channel)
      : WithLog(channel), channel_(channel), stub_(channel) {}

  absl::StatusOr<evaluate::v1::EvaluateReply> Evaluate(
      const evaluate::v1::EvaluateRequest& request,
      absl::Duration timeout) override {
    using Stub = evaluate::v1::EvaluateService::Stub;
    auto reply = Call<evaluate::v1::EvaluateReply>(stub_, &Stub::Evaluate,
                                                   request, timeout);
    // The next call dials at once: one that is back is not kept waiting for.
    if (absl::IsUnavailable(reply.status())) {
      grpc::experimental::ChannelResetConnectionBackoff(channel_.get());
    }
    return reply;
  }

 private:
  const std::shared_ptr<grpc::Channel> channel_;
  evaluate::v1::EvaluateService::Stub stub_;
};

class GrpcBroker final : public WithLog<Broker> {
  using Enquiries = enquiry::v1::EnquiryService::Stub;
  using Grounds = consent::v1::GroundService::Stub;
  using Involvements = involvement::v1::InvolvementService::Stub;
  using Recalls = recall::v1::RecallService::Stub;
  using Urgent = urgent::v1::UrgentService::Stub;
  using Handovers = handover::v1::HandoverService::Stub;

 public:
  explicit GrpcBroker(std::shared_ptr<grpc::Channel> channel)
      : WithLog(channel),
        enquiries_(channel),
        grounds_(channel),
        involvements_(channel),
        recalls_(channel),
        urgent_(channel),
        handovers_(channel) {}

  absl::StatusOr<enquiry::v1::AskReply> Ask(
      const enquiry::v1::AskRequest& request, absl::Duration timeout) override {
    return Call<enquiry::v1::AskReply>(enquiries_, &Enquiries::Ask, request,
                                       timeout);
  }
  absl::Status Acknowledge(
      const enquiry::v1::AcknowledgeRequest& request) override {
    return Call<enquiry::v1::AcknowledgeReply>(enquiries_,
                                               &Enquiries::Acknowledge, request)
        .status();
  }
  absl::StatusOr<consent::v1::RecordGroundsReply> RecordGrounds(
      const consent::v1::RecordGroundsRequest& request) override {
    return Call<consent::v1::RecordGroundsReply>(
        grounds_, &Grounds::RecordGrounds, request);
  }
  absl::StatusOr<consent::v1::WithdrawReply> Withdraw(
      const consent::v1::WithdrawRequest& request) override {
    return Call<consent::v1::WithdrawReply>(grounds_, &Grounds::Withdraw,
                                            request);
  }
  absl::StatusOr<consent::v1::GetWithdrawalReply> GetWithdrawal(
      const consent::v1::GetWithdrawalRequest& request) override {
    return Call<consent::v1::GetWithdrawalReply>(
        grounds_, &Grounds::GetWithdrawal, request);
  }
  absl::StatusOr<consent::v1::CountersignReply> Countersign(
      const consent::v1::CountersignRequest& request) override {
    return Call<consent::v1::CountersignReply>(grounds_, &Grounds::Countersign,
                                               request);
  }
  absl::StatusOr<recall::v1::SendReply> SendRecall(
      const recall::v1::SendRequest& request) override {
    return Call<recall::v1::SendReply>(recalls_, &Recalls::Send, request);
  }
  absl::Status AcknowledgeRecall(
      const recall::v1::AcknowledgeRequest& request) override {
    return Call<recall::v1::AcknowledgeReply>(recalls_, &Recalls::Acknowledge,
                                              request)
        .status();
  }
  absl::Status RegisterKey(const urgent::v1::SignedByBoth& request) override {
    return Call<urgent::v1::RegisterKeyReply>(urgent_, &Urgent::RegisterKey,
                                              request)
        .status();
  }
  absl::StatusOr<urgent::v1::RequestReply> RequestUrgent(
      const urgent::v1::SignedByBoth& request) override {
    return Call<urgent::v1::RequestReply>(urgent_, &Urgent::Request, request);
  }
  absl::Status AuthoriseUrgent(
      const urgent::v1::SignedByBoth& request) override {
    return Call<urgent::v1::AuthoriseReply>(urgent_, &Urgent::Authorise,
                                            request)
        .status();
  }
  absl::StatusOr<urgent::v1::ListReply> ListUrgent() override {
    return Call<urgent::v1::ListReply>(urgent_, &Urgent::List,
                                       urgent::v1::ListRequest());
  }
  absl::Status ReviewUrgent(const urgent::v1::SignedReview& request) override {
    return Call<urgent::v1::ReviewReply>(urgent_, &Urgent::Review, request)
        .status();
  }
  absl::Status TakeHandoverStep(
      const handover::v1::SignedStep& request) override {
    return Call<handover::v1::TakeStepReply>(handovers_, &Handovers::TakeStep,
                                             request)
        .status();
  }
  absl::StatusOr<handover::v1::ListReply> ListHandovers() override {
    return Call<handover::v1::ListReply>(handovers_, &Handovers::List,
                                         handover::v1::ListRequest());
  }
  absl::StatusOr<involvement::v1::PublishReply> Publish(
      const involvement::v1::PublishRequest& request) override {
    return Call<involvement::v1::PublishReply>(involvements_,
                                               &Involvements::Publish, request);
  }
  absl::StatusOr<involvement::v1::RemoveReply> Remove(
      const involvement::v1::RemoveRequest& request) override {
    return Call<involvement::v1::RemoveReply>(involvements_,
                                              &Involvements::Remove, request);
  }
  absl::Status RemoveAllRows() override {
    return Call<involvement::v1::RemoveAllReply>(
               involvements_, &Involvements::RemoveAll,
               involvement::v1::RemoveAllRequest())
        .status();
  }
  absl::StatusOr<involvement::v1::ReconcileReply> Reconcile(
      const involvement::v1::ReconcileRequest& request) override {
    return Call<involvement::v1::ReconcileReply>(
        involvements_, &Involvements::Reconcile, request);
  }
  absl::StatusOr<log::v1::GetConsistencyReply> GetConsistency(
      const log::v1::GetConsistencyRequest& request) override {
    return Call<log::v1::GetConsistencyReply>(log_, &Log::GetConsistency,
                                              request);
  }

 private:
  Enquiries enquiries_;
  Grounds grounds_;
  Involvements involvements_;
  Recalls recalls_;
  Urgent urgent_;
  Handovers handovers_;
};

std::shared_ptr<grpc::Channel> Dial(const std::string& address,
                                    const PeerIdentity& server,
                                    const TlsFiles& tls,
                                    const std::string& proxy) {
  grpc::ChannelArguments arguments;
  GoOutBy(proxy, arguments);
  ServerNameArgument(server, arguments);
  arguments.SetMaxReceiveMessageSize(kMaxMessageBytes);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 20'000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 10'000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 200);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 200);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 5'000);
  return grpc::CreateCustomChannel(address, MutualTlsClient(tls), arguments);
}

}  // namespace

// The configuration alone names the way out: a proxy that the environment names
// for other programs need not let through to the partnership.
void GoOutBy(const std::string& proxy, grpc::ChannelArguments& arguments) {
  if (proxy.empty()) {
    arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  } else {
    arguments.SetString(GRPC_ARG_HTTP_PROXY, proxy);
  }
}

std::shared_ptr<grpc::Channel> DialBroker(const Network& network,
                                          const TlsFiles& tls,
                                          const std::string& proxy) {
  return Dial(network.file().broker().address(),
              {.network = network.file().name(),
               .role = PeerIdentity::Role::kBroker,
               .id = "broker"},
              tls, proxy);
}

std::shared_ptr<grpc::Channel> DialKeyHolder(
    const Network& network, const network::v1::KeyHolder& holder,
    const TlsFiles& tls, const std::string& proxy) {
  return Dial(holder.address(),
              {.network = network.file().name(),
               .role = PeerIdentity::Role::kKeyHolder,
               .id = holder.id()},
              tls, proxy);
}

std::unique_ptr<KeyHolder> MakeKeyHolder(
    std::shared_ptr<grpc::Channel> channel) {
  return std::make_unique<GrpcKeyHolder>(std::move(channel));
}

std::unique_ptr<Broker> MakeBroker(std::shared_ptr<grpc::Channel> channel) {
  return std::make_unique<GrpcBroker>(std::move(channel));
}

}  // namespace kith::agent
