// SPDX-License-Identifier: Apache-2.0
#include "agent/relay/grpc_renewals.h"

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include <chrono>
#include <utility>

#include "agent/relay/grpc_centre.h"
#include "keys/program/grpc_status.h"
#include "keys/tls/credentials.h"
#include "kith/enrol/v1/enrol.grpc.pb.h"

namespace kith::agent {
namespace {

constexpr std::chrono::seconds kTimeout{20};

using enrol::v1::RenewReply;
using enrol::v1::RenewRequest;
using network::v1::EnrolmentRequest;

template <typename Stub, typename Method>
absl::StatusOr<std::string> Call(Stub& stub, Method method,
                                 const EnrolmentRequest& request) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kTimeout);
  RenewRequest wanted;
  *wanted.mutable_request() = request;
  RenewReply reply;
  const grpc::Status status = (stub.*method)(&context, wanted, &reply);
  if (!status.ok()) return FromGrpc(status);
  return reply.certificate_pem();
}

class GrpcRenewals final : public Renewals {
 public:
  GrpcRenewals(std::shared_ptr<grpc::Channel> channel, std::string proxy)
      : renewals_(std::move(channel)), proxy_(std::move(proxy)) {}

  absl::StatusOr<std::string> Renew(const EnrolmentRequest& request) override {
    return Call(renewals_, &enrol::v1::RenewalService::Stub::Renew, request);
  }

  absl::StatusOr<std::string> Reissue(
      const network::v1::NetworkFile& network,
      const EnrolmentRequest& request) override {
    if (network.broker().enrol_address().empty()) {
      return absl::FailedPreconditionError(
          "the network names no place where agencies enrol");
    }
    grpc::ChannelArguments arguments;
    GoOutBy(proxy_, arguments);
    EnrolNameArgument(arguments);
    enrol::v1::EnrolService::Stub stub(grpc::CreateCustomChannel(
        network.broker().enrol_address(),
        TlsClient(network.authority_pem(),
                  {network.name(), PeerIdentity::Role::kBroker, "broker"}),
        arguments));
    return Call(stub, &enrol::v1::EnrolService::Stub::Reissue, request);
  }

 private:
  enrol::v1::RenewalService::Stub renewals_;
  const std::string proxy_;
};

}  // namespace

std::unique_ptr<Renewals> MakeRenewals(std::shared_ptr<grpc::Channel> channel,
                                       std::string proxy) {
  return std::make_unique<GrpcRenewals>(std::move(channel), std::move(proxy));
}

}  // namespace kith::agent
