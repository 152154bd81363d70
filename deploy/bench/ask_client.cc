// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/ask_client.h"

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include <chrono>
#include <utility>

#include "deploy/kith/network_signing.h"
#include "keys/program/grpc_status.h"
#include "kith/enquiry/v1/enquiry.grpc.pb.h"

namespace kith::deploy {
namespace {

constexpr std::chrono::seconds kTimeout(30);

std::shared_ptr<grpc::Channel> Dial(const std::string& address,
                                    const Network& network,
                                    const TlsFiles& tls) {
  grpc::ChannelArguments arguments;
  ServerNameArgument({.network = network.file().name(),
                      .role = PeerIdentity::Role::kBroker,
                      .id = kBrokerId},
                     arguments);
  // Two clients of one process share a connection otherwise.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(address, MutualTlsClient(tls), arguments);
}

struct Call {
  grpc::ClientContext context;
  enquiry::v1::AskReply reply;
  AskClient::Done done;
};

}  // namespace

struct AskClient::Impl {
  explicit Impl(std::shared_ptr<grpc::Channel> channel) : stub(channel) {}
  enquiry::v1::EnquiryService::Stub stub;
};

AskClient::AskClient(const std::string& address, const Network& network,
                     const TlsFiles& tls)
    : impl_(std::make_unique<Impl>(Dial(address, network, tls))) {}

AskClient::~AskClient() = default;

void AskClient::Ask(const enquiry::v1::AskRequest& request, Done done) {
  auto* call = new Call;
  call->done = std::move(done);
  call->context.set_deadline(std::chrono::system_clock::now() + kTimeout);
  impl_->stub.async()->Ask(&call->context, &request, &call->reply,
                           [call](grpc::Status status) {
                             const std::unique_ptr<Call> ended(call);
                             if (status.ok()) {
                               ended->done(std::move(ended->reply));
                             } else {
                               ended->done(FromGrpc(status));
                             }
                           });
}

}  // namespace kith::deploy
