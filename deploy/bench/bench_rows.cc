// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/bench_rows.h"

#include <algorithm>

#include "absl/time/clock.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"

namespace kith::deploy {
namespace {

constexpr std::size_t kHandleBytes = 16;
constexpr absl::Duration kPause = absl::Milliseconds(100);
constexpr int kTries = 600;

std::uint64_t Millis(absl::Time time) {
  return static_cast<std::uint64_t>(absl::ToUnixMillis(time));
}

std::uint32_t NextYear(absl::Time now) {
  const absl::CivilYear year = absl::ToCivilYear(now, absl::UTCTimeZone());
  return static_cast<std::uint32_t>((year.year() + 1) * 4);
}

void AddRows(const BenchRows& person, absl::Time now, Random& random,
             involvement::v1::PublishRequest& rows) {
  const std::string handle = random.Bytes(kHandleBytes);
  for (const BenchRows::Key& key : person.keys) {
    auto* row = rows.add_rows();
    row->set_token(std::string(key.token.bytes()));
    row->set_handle(handle);
    row->set_strong(key.strong);
    row->set_ground_ref(person.ground_ref);
    row->mutable_scope()->set_everybody(true);
    row->set_row_id_sha256(random.Bytes(kHashBytes));
    row->set_expiry_quarter(NextYear(now));
  }
}

absl::Status WaitPresent(agent::Broker& broker,
                         const involvement::v1::PublishRequest& rows) {
  involvement::v1::ReconcileRequest request;
  for (const auto& row : rows.rows()) {
    request.add_row_id_sha256(row.row_id_sha256());
    request.add_tokens(row.token());
  }
  for (int i = 0; i < kTries; ++i) {
    KITH_ASSIGN_OR_RETURN(const auto reply, broker.Reconcile(request));
    const auto& present = reply.present();
    if (std::all_of(present.begin(), present.end(), [](bool is) { return is; }))
      return absl::OkStatus();
    absl::SleepFor(kPause);
  }
  return absl::UnavailableError("a holder's rows do not reach the index");
}

}  // namespace

absl::Status PublishBenchRows(agent::Broker& broker, const Signer& signer,
                              const Network& network, const Clock& clock,
                              Random& random,
                              const std::vector<BenchRows>& people) {
  const absl::Time now = clock.Now();
  consent::v1::RecordGroundsBody grounds;
  grounds.set_issued_at_ms(Millis(now));
  involvement::v1::PublishRequest rows;
  for (const BenchRows& person : people) {
    auto* ground = grounds.add_grounds();
    ground->set_ref(person.ground_ref);
    ground->set_rests_on(person.ground_ref);
    ground->set_expires_at_ms(Millis(person.ground_ends));
    AddRows(person, now, random, rows);
  }
  consent::v1::RecordGroundsRequest record;
  record.set_body(grounds.SerializeAsString());
  record.set_signature(
      signer.Sign(Label::kGround, network.id(), record.body()));
  KITH_RETURN_IF_ERROR(broker.RecordGrounds(record).status());
  KITH_RETURN_IF_ERROR(broker.Publish(rows).status());
  return WaitPresent(broker, rows);
}

absl::Status WithdrawBenchGrounds(agent::Broker& broker, const Signer& signer,
                                  const Network& network, Random& random,
                                  const std::vector<std::string>& refs) {
  consent::v1::WithdrawBody body;
  for (const std::string& ref : refs) body.add_refs(ref);
  body.set_receipt_sha256(random.Bytes(kHashBytes));
  consent::v1::WithdrawRequest request;
  request.set_body(body.SerializeAsString());
  request.set_signature(
      signer.Sign(Label::kWithdrawal, network.id(), request.body()));
  return broker.Withdraw(request).status();
}

}  // namespace kith::deploy
