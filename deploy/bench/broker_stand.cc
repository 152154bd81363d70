// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/broker_stand.h"

#include <utility>

#include "absl/synchronization/notification.h"
#include "broker/server.h"
#include "deploy/bench/bench_folder.h"
#include "deploy/demonstration/demo_network.h"
#include "deploy/kith/files.h"
#include "deploy/kith/network_settings.h"
#include "keys/base/status_macros.h"

namespace kith::deploy {
namespace {

constexpr char kAsker[] = "bench-asker";
constexpr char kFirstHolder[] = "bench-holder-1";
constexpr char kSecondHolder[] = "bench-holder-2";
constexpr char kSample[] = "bench";
constexpr std::size_t kTokens = 1'000;
// More than anybody asks here: allowances are not what is measured.
constexpr std::uint32_t kLifted = 4'000'000'000;

// When an enquiry ends whose answers were lost. No longer than the broker keeps
// an enquiry in any case: the timer holds it, too.
constexpr std::uint32_t kReleaseMs = 10'000;

DemoNetwork::Plan ThreeAgencies(const std::string& samples) {
  return {.members = {{kAsker, "Asker", "education", false, "", kLifted},
                      {kFirstHolder, "First holder", "health"},
                      {kSecondHolder, "Second holder", "local-authority"}},
          .release_ms = kReleaseMs,
          .sample = kSample,
          .sample_dir = samples,
          .lift_limits = true};
}

}  // namespace

BrokerStand::BrokerStand(std::string folder, const Clock& clock, Random& random)
    : folder_(std::move(folder)),
      clock_(clock),
      random_(random),
      executor_(clock, 1) {
  for (std::size_t i = 0; i < kTokens; ++i) {
    tokens_.push_back(*Token::FromBytes(random.Bytes(Token::kBytes)));
  }
}

BrokerStand::~BrokerStand() { executor_.Stop(); }

absl::StatusOr<std::unique_ptr<BrokerStand>> BrokerStand::Start(
    const std::string& dir, const Clock& clock, Random& random) {
  RequireTls13();
  std::unique_ptr<BrokerStand> stand(new BrokerStand(dir, clock, random));
  KITH_RETURN_IF_ERROR(stand->MakeNetwork());
  KITH_ASSIGN_OR_RETURN(stand->server_,
                        broker::Server::StartForMeasuring(
                            In(stand->broker_folder(), "broker.textproto")));
  KITH_RETURN_IF_ERROR(stand->StartHolder(kFirstHolder));
  KITH_RETURN_IF_ERROR(stand->StartHolder(kSecondHolder));
  KITH_RETURN_IF_ERROR(stand->StartAsker());
  KITH_RETURN_IF_ERROR(stand->StartEcho());
  return stand;
}

std::vector<std::string> BrokerStand::slots() const {
  std::vector<std::string> slots;
  for (const auto& holder : holders_) slots.push_back(holder->slot());
  return slots;
}

std::uint64_t BrokerStand::commits() const { return server_->log_commits(); }

absl::Status BrokerStand::MakeNetwork() {
  const std::string samples = folder_ + "/samples";
  KITH_RETURN_IF_ERROR(WriteBenchSample(samples, kSample, {}, "standard"));
  KITH_RETURN_IF_ERROR(
      DemoNetwork::Make(folder_, "", clock_, random_, ThreeAgencies(samples))
          .status());
  // Its holders answer and witness nothing.
  KITH_RETURN_IF_ERROR(
      ChangeSettings(In(folder_, "network"), {.quorum = 0}, clock_.Now())
          .status());
  KITH_ASSIGN_OR_RETURN(network_,
                        Network::Load(In(broker_folder(), "network.kith")));
  return absl::OkStatus();
}

absl::StatusOr<BenchMember> BrokerStand::LoadMember(
    const std::string& agency) const {
  return LoadBenchMember(*network_, In(folder_, agency), agency);
}

absl::Status BrokerStand::StartHolder(const std::string& agency) {
  KITH_ASSIGN_OR_RETURN(BenchMember member, LoadMember(agency));
  members_.push_back(std::make_unique<BenchMember>(std::move(member)));
  KITH_ASSIGN_OR_RETURN(
      auto holder, BenchHolder::Start(
                       {agency, members_.back()->tls, members_.back()->signer},
                       {*network_, clock_, random_, executor_}, tokens_));
  holders_.push_back(std::move(holder));
  return absl::OkStatus();
}

// Asks once, for an example of both messages.
absl::Status BrokerStand::StartAsker() {
  KITH_ASSIGN_OR_RETURN(BenchMember member, LoadMember(kAsker));
  members_.push_back(std::make_unique<BenchMember>(std::move(member)));
  const BenchMember& asker = *members_.back();
  maker_ = std::make_unique<QuestionMaker>(
      *network_, QuestionMaker::Asker{kAsker, asker.signer}, random_);
  broker_client_ = std::make_unique<AskClient>(
      network_->file().broker().address(), *network_, asker.tls);
  example_ = maker_->Make(1, clock_.Now(), {})[0];
  absl::Notification ended;
  absl::Status status;
  broker_client_->Ask(example_,
                      [&](absl::StatusOr<enquiry::v1::AskReply> reply) {
                        status = reply.status();
                        if (reply.ok()) example_reply_ = *std::move(reply);
                        ended.Notify();
                      });
  ended.WaitForNotification();
  KITH_RETURN_IF_ERROR(status);
  return maker_->Verify(example_, example_reply_);
}

absl::Status BrokerStand::StartEcho() {
  KITH_ASSIGN_OR_RETURN(const TlsFiles tls,
                        ReadTlsFiles(network_->file().authority_pem(),
                                     In(broker_folder(), "certificate.pem"),
                                     In(broker_folder(), "tls.key")));
  KITH_ASSIGN_OR_RETURN(echo_server_, EchoServer::Start(tls, example_reply_));
  echo_client_ = std::make_unique<AskClient>(echo_server_->address(), *network_,
                                             members_.back()->tls);
  return absl::OkStatus();
}

}  // namespace kith::deploy
