// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/echo_server.h"

#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "kith/enquiry/v1/enquiry.grpc.pb.h"

namespace kith::deploy {
namespace {

constexpr std::chrono::seconds kDrain(3);

class EchoService final : public enquiry::v1::EnquiryService::CallbackService {
 public:
  explicit EchoService(const enquiry::v1::AskReply& reply) : reply_(reply) {}

  grpc::ServerUnaryReactor* Ask(grpc::CallbackServerContext* context,
                                const enquiry::v1::AskRequest*,
                                enquiry::v1::AskReply* reply) override {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    *reply = reply_;
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

 private:
  const enquiry::v1::AskReply reply_;
};

}  // namespace

struct EchoServer::Impl {
  explicit Impl(const enquiry::v1::AskReply& reply) : service(reply) {}
  EchoService service;
  std::unique_ptr<grpc::Server> server;
};

EchoServer::EchoServer(std::unique_ptr<Impl> impl, std::string address)
    : impl_(std::move(impl)), address_(std::move(address)) {}

EchoServer::~EchoServer() {
  impl_->server->Shutdown(std::chrono::system_clock::now() + kDrain);
}

absl::StatusOr<std::unique_ptr<EchoServer>> EchoServer::Start(
    const TlsFiles& tls, const enquiry::v1::AskReply& reply) {
  auto impl = std::make_unique<Impl>(reply);
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", MutualTlsServer(tls), &port);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, 128);
  builder.RegisterService(&impl->service);
  impl->server = builder.BuildAndStart();
  if (impl->server == nullptr || port == 0) {
    return absl::UnavailableError("the echo cannot listen on loopback");
  }
  return std::unique_ptr<EchoServer>(
      new EchoServer(std::move(impl), absl::StrCat("127.0.0.1:", port)));
}

}  // namespace kith::deploy
