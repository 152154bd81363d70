// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/bench_holder.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"
#include "keys/slot.h"

namespace kith::deploy {
namespace {

constexpr std::size_t kRefBytes = 16;
constexpr absl::Duration kGroundHolds = absl::Hours(24);
constexpr absl::Duration kPause = absl::Milliseconds(100);
constexpr int kTries = 600;

std::uint64_t Millis(absl::Time time) {
  return static_cast<std::uint64_t>(absl::ToUnixMillis(time));
}

std::uint32_t NextYear(absl::Time now) {
  const absl::CivilYear year = absl::ToCivilYear(now, absl::UTCTimeZone());
  return static_cast<std::uint32_t>((year.year() + 1) * 4);
}

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
  const absl::Time now = world_.clock.Now();
  consent::v1::RecordGroundsBody grounds;
  grounds.set_issued_at_ms(Millis(now));
  involvement::v1::PublishRequest rows;
  involvement::v1::ReconcileRequest published;
  for (const Token& token : tokens) {
    const std::string ref = world_.random.Bytes(kRefBytes);
    auto* ground = grounds.add_grounds();
    ground->set_ref(ref);
    ground->set_rests_on(ref);
    ground->set_expires_at_ms(Millis(now + kGroundHolds));
    auto* row = rows.add_rows();
    row->set_token(std::string(token.bytes()));
    row->set_handle(world_.random.Bytes(kRefBytes));
    row->set_strong(true);
    row->set_ground_ref(ref);
    row->mutable_scope()->set_everybody(true);
    row->set_row_id_sha256(world_.random.Bytes(kHashBytes));
    row->set_expiry_quarter(NextYear(now));
    published.add_row_id_sha256(row->row_id_sha256());
    published.add_tokens(row->token());
  }
  consent::v1::RecordGroundsRequest record;
  record.set_body(grounds.SerializeAsString());
  record.set_signature(
      agency_.signer.Sign(Label::kGround, world_.network.id(), record.body()));
  KITH_RETURN_IF_ERROR(broker_->RecordGrounds(record).status());
  KITH_RETURN_IF_ERROR(broker_->Publish(rows).status());
  return WaitPresent(published);
}

absl::Status BenchHolder::WaitPresent(
    const involvement::v1::ReconcileRequest& request) {
  for (int i = 0; i < kTries; ++i) {
    KITH_ASSIGN_OR_RETURN(const auto reply, broker_->Reconcile(request));
    const auto& present = reply.present();
    if (std::all_of(present.begin(), present.end(), [](bool is) { return is; }))
      return absl::OkStatus();
    absl::SleepFor(kPause);
  }
  return absl::UnavailableError("a holder's rows do not reach the index");
}

void BenchHolder::Connect() {
  const auto hello = [this] {
    link::v1::Hello message;
    message.set_network_file_version(world_.network.file().version());
    message.set_normaliser_version(world_.network.file().normaliser_version());
    message.set_software("bench");
    message.set_clock_ms(Millis(world_.clock.Now()));
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
