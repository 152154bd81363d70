// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/bench_holder.h"

#include <utility>

#include "absl/time/clock.h"
#include "deploy/bench/bench_rows.h"
#include "keys/base/status_macros.h"
#include "keys/slot.h"

namespace kith::deploy {
namespace {

constexpr std::size_t kRefBytes = 16;
constexpr absl::Duration kGroundHolds = absl::Hours(24);
constexpr absl::Duration kPause = absl::Milliseconds(100);
constexpr int kTries = 600;

}  // namespace

BenchHolder::BenchHolder(const Agency& agency, const World& world)
    : agency_(agency),
      world_(world),
      slot_(MakeBlank(world.random)),
      channel_(agent::DialBroker(world.network, agency.tls)),
      broker_(agent::MakeBroker(channel_)) {}

BenchHolder::~BenchHolder() {
  if (link_ != nullptr) link_->Stop();
}

absl::StatusOr<std::unique_ptr<BenchHolder>> BenchHolder::Start(
    const Agency& agency, const World& world,
    const std::vector<Token>& tokens) {
  std::unique_ptr<BenchHolder> holder(new BenchHolder(agency, world));
  KITH_RETURN_IF_ERROR(holder->Publish(tokens));
  holder->Connect();
  for (int i = 0; i < kTries && !holder->connected(); ++i) {
    absl::SleepFor(kPause);
  }
  if (!holder->connected()) {
    return absl::UnavailableError("a holder's stream does not open");
  }
  return holder;
}

absl::Status BenchHolder::Publish(const std::vector<Token>& tokens) {
  std::vector<BenchRows> people;
  for (const Token& token : tokens) {
    people.push_back({.ground_ref = world_.random.Bytes(kRefBytes),
                      .ground_ends = world_.clock.Now() + kGroundHolds,
                      .keys = {{.token = token, .strong = true}}});
  }
  return PublishBenchRows(*broker_, agency_.signer, world_.network,
                          world_.clock, world_.random, people);
}

void BenchHolder::Connect() {
  const auto hello = [this] {
    link::v1::Hello message;
    message.set_network_file_version(world_.network.file().version());
    message.set_normaliser_version(world_.network.file().normaliser_version());
    message.set_software("bench");
    message.set_clock_ms(
        static_cast<std::uint64_t>(absl::ToUnixMillis(world_.clock.Now())));
    return message;
  };
  const auto answer = [this](const link::v1::ToAgent& message) {
    if (!message.has_route()) return;
    link::v1::FromAgent reply;
    reply.mutable_answer()->set_enquiry_id(message.route().enquiry_id());
    reply.mutable_answer()->set_subject(message.route().subject());
    reply.mutable_answer()->set_slot(slot_);
    link_->Send(reply);
  };
  link_ = std::make_unique<agent::BrokerLink>(
      agent::BrokerLink::Parts{.channel = channel_,
                               .events = {hello, answer, [](auto&) {}},
                               .clock = world_.clock,
                               .random = world_.random,
                               .executor = world_.executor});
  link_->Start();
}

}  // namespace kith::deploy
