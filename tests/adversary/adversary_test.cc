// SPDX-License-Identifier: Apache-2.0
#include "tests/adversary/adversary_test.h"

#include <grpcpp/create_channel.h>

#include <chrono>

#include "deploy/kith/network_signing.h"
#include "keys/program/grpc_status.h"
#include "keys/secret.h"
#include "keys/tls/certificate.h"
#include "kith/consent/v1/consent.grpc.pb.h"
#include "kith/enquiry/v1/enquiry.grpc.pb.h"

namespace kith::tests {
namespace {

constexpr std::chrono::seconds kTimeout(20);
constexpr std::size_t kSeedBytes = 32;

template <typename Stub, typename Request, typename Reply>
absl::StatusOr<Reply> Call(const std::shared_ptr<grpc::Channel>& channel,
                           grpc::Status (Stub::*method)(grpc::ClientContext*,
                                                        const Request&, Reply*),
                           const Request& request) {
  Stub stub(channel);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kTimeout);
  Reply reply;
  const grpc::Status status = (stub.*method)(&context, request, &reply);
  if (!status.ok()) return FromGrpc(status);
  return reply;
}

}  // namespace

void AdversaryTest::SetUp() {
  Start({kSchool, kHealthVisiting});
  file_ = Must(Network::Load(network().folder(kSchool) + "/network.kith"));
  ASSERT_NE(file_, nullptr);
  auto seed =
      Secret::FromFile(network().folder(kSchool) + "/signing.key", kSeedBytes);
  ASSERT_TRUE(seed.ok()) << seed.status();
  school_ = std::make_unique<Signer>(*Signer::FromSeed(*seed));
  questions_ = std::make_unique<deploy::QuestionMaker>(
      *file_, deploy::QuestionMaker::Asker{kSchool, *school_}, random_);
}

TlsFiles AdversaryTest::TlsOf(const std::string& folder) {
  auto files = ReadTlsFiles(file_->file().authority_pem(),
                            folder + "/certificate.pem", folder + "/tls.key");
  EXPECT_TRUE(files.ok()) << files.status();
  return *std::move(files);
}

std::shared_ptr<grpc::Channel> AdversaryTest::Dial(const TlsFiles& tls) {
  return Dial(MutualTlsClient(tls));
}

std::shared_ptr<grpc::Channel> AdversaryTest::Dial(
    const std::shared_ptr<grpc::ChannelCredentials>& credentials) {
  grpc::ChannelArguments arguments;
  ServerNameArgument({.network = file_->file().name(),
                      .role = PeerIdentity::Role::kBroker,
                      .id = deploy::kBrokerId},
                     arguments);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(file_->file().broker().address(),
                                   credentials, arguments);
}

absl::StatusOr<enquiry::v1::AskReply> AdversaryTest::Ask(
    const std::shared_ptr<grpc::Channel>& channel,
    const enquiry::v1::AskRequest& request) {
  return Call(channel, &enquiry::v1::EnquiryService::Stub::Ask, request);
}

absl::StatusOr<consent::v1::WithdrawReply> AdversaryTest::Withdraw(
    const std::shared_ptr<grpc::Channel>& channel,
    const consent::v1::WithdrawRequest& request) {
  return Call(channel, &consent::v1::GroundService::Stub::Withdraw, request);
}

enquiry::v1::AskRequest AdversaryTest::Question(absl::Time now) {
  return questions_->Make(1, now, {})[0];
}

enquiry::v1::AskRequest AdversaryTest::Changed(
    const enquiry::v1::AskRequest& request,
    const std::function<void(enquiry::v1::AskBody&)>& change) {
  enquiry::v1::AskBody body;
  EXPECT_TRUE(body.ParseFromString(request.body()));
  change(body);
  enquiry::v1::AskRequest changed;
  changed.set_body(body.SerializeAsString());
  changed.set_signature(
      school_->Sign(Label::kEnquiry, file_->id(), changed.body()));
  return changed;
}

}  // namespace kith::tests
