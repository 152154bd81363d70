// SPDX-License-Identifier: Apache-2.0
// E-44, E-45, E-49, E-51, E-54, E-55: what an agency that was taken over may
// publish, record and withdraw.
#include <algorithm>
#include <atomic>
#include <thread>

#include "absl/time/clock.h"
#include "agent/relay/grpc_centre.h"
#include "deploy/bench/bench_rows.h"
#include "deploy/demonstration/story_checks.h"
#include "keys/hash.h"
#include "kith/log/v1/log.pb.h"
#include "tests/adversary/adversary_test.h"

namespace kith::tests {
namespace {

using absl::StatusCode;
using involvement::v1::PublishRequest;

constexpr std::size_t kRefBytes = 16;
constexpr int kAtOnce = 1'000;
constexpr int kThreads = 50;
constexpr absl::Duration kInterval = absl::Milliseconds(1'500);

const Somebody kSable{"Sable", "Thornbury", "1987-07-22", ""};
const Somebody kNobody{"Corin", "Wexmoor", "1979-03-14", ""};

class ConsentTest : public AdversaryTest {
 protected:
  void SetUp() override {
    AdversaryTest::SetUp();
    if (HasFatalFailure()) return;
    broker_ = agent::MakeBroker(Dial(SchoolTls()));
  }

  absl::StatusOr<std::uint64_t> Record(const std::string& ref,
                                       absl::Time until) {
    consent::v1::RecordGroundsBody body;
    auto* ground = body.add_grounds();
    ground->set_ref(ref);
    ground->set_rests_on(ref);
    ground->set_expires_at_ms(
        static_cast<std::uint64_t>(absl::ToUnixMillis(until)));
    consent::v1::RecordGroundsRequest request;
    request.set_body(body.SerializeAsString());
    request.set_signature(
        school().Sign(Label::kGround, file().id(), request.body()));
    auto reply = broker_->RecordGrounds(request);
    if (!reply.ok()) return reply.status();
    return reply->log_index();
  }
  absl::StatusOr<std::string> RecordNew(absl::Time until) {
    std::string ref = random_.Bytes(kRefBytes);
    auto index = Record(ref, until);
    if (!index.ok()) return index.status();
    return ref;
  }
  absl::Status Withdraw(const std::string& ref) {
    return deploy::WithdrawBenchGrounds(*broker_, school(), file(), random_,
                                        {ref});
  }
  absl::Time Tomorrow() const { return clock_.Now() + absl::Hours(24); }

  // One row under a random token.
  PublishRequest Row(const std::string& ground_ref) {
    PublishRequest request;
    auto* row = request.add_rows();
    row->set_token(random_.Bytes(Token::kBytes));
    row->set_handle(random_.Bytes(kRefBytes));
    row->set_strong(true);
    row->set_ground_ref(ground_ref);
    row->mutable_scope()->set_everybody(true);
    row->set_row_id_sha256(random_.Bytes(kHashBytes));
    row->set_expiry_quarter(
        static_cast<std::uint32_t>(
            absl::ToCivilYear(clock_.Now(), absl::UTCTimeZone()).year() + 1) *
        4);
    return request;
  }
  // Whether it is taken, and is in the index after two publish intervals.
  bool GetsIn(const PublishRequest& request) {
    EXPECT_TRUE(broker_->Publish(request).ok());
    absl::SleepFor(kInterval);
    involvement::v1::ReconcileRequest known;
    known.add_row_id_sha256(request.rows(0).row_id_sha256());
    known.add_tokens(request.rows(0).token());
    const auto reply = Must(broker_->Reconcile(known));
    return reply.present_size() == 1 && reply.present(0);
  }
  // Entries that name this ground, of one kind.
  int Entries(log::v1::Event event, const std::string& ref) {
    int entries = 0;
    for (const auto& leaf : EvidenceOf(kSchool).broker.openings) {
      log::v1::Opening opening;
      log::v1::GroundDetail detail;
      EXPECT_TRUE(opening.ParseFromString(leaf.opening()));
      if (opening.event() != event) continue;
      EXPECT_TRUE(detail.ParseFromString(opening.detail()));
      entries += std::count(detail.refs().begin(), detail.refs().end(), ref);
    }
    return entries;
  }

  std::unique_ptr<agent::Broker> broker_;
};

TEST_F(ConsentTest, E44ARowOfAnotherShapeIsInvalidAndARepeatedOneIsOne) {
  const std::string ground = Must(RecordNew(Tomorrow()));
  const PublishRequest good = Row(ground);
  ASSERT_TRUE(GetsIn(good));

  PublishRequest short_token = Row(ground);
  short_token.mutable_rows(0)->mutable_token()->pop_back();
  EXPECT_EQ(broker_->Publish(short_token).status().code(),
            StatusCode::kInvalidArgument);
  PublishRequest no_handle = Row(ground);
  no_handle.mutable_rows(0)->clear_handle();
  EXPECT_EQ(broker_->Publish(no_handle).status().code(),
            StatusCode::kInvalidArgument);
  EXPECT_EQ(broker_->Publish(PublishRequest()).status().code(),
            StatusCode::kInvalidArgument);

  const std::int64_t rows = RowsInIndex();
  PublishRequest twice = good;
  *twice.add_rows() = good.rows(0);
  EXPECT_TRUE(GetsIn(twice));
  EXPECT_EQ(RowsInIndex(), rows);
}

TEST_F(ConsentTest, E45ARowWithoutARecordedGroundDoesNotGetIn) {
  EXPECT_FALSE(GetsIn(Row(random_.Bytes(kRefBytes))));
  // Nor on what another agency has recorded.
  Import(kHealthVisiting, {{.person = kSable}});
  const auto anothers = Column("broker", "SELECT ref FROM ground");
  ASSERT_EQ(anothers.size(), 1u);
  EXPECT_FALSE(GetsIn(Row(anothers[0])));
}

// Each call has an entry of its own, for each may rest on a receipt of its own;
// the ground ends once, and for good.
TEST_F(ConsentTest, E49AndE51AThousandWithdrawalsEndAGroundOnceAndForGood) {
  const std::string ground = Must(RecordNew(Tomorrow()));
  ASSERT_TRUE(GetsIn(Row(ground)));
  std::atomic<int> left = kAtOnce;
  std::atomic<int> ok = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      while (left-- > 0) ok += Withdraw(ground).ok() ? 1 : 0;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(ok, kAtOnce);
  EXPECT_EQ(Entries(log::v1::EVENT_WITHDRAWN, ground), kAtOnce);
  EXPECT_EQ(Count("broker", "SELECT count(*) FROM ground WHERE withdrawn = 1"),
            1);

  EXPECT_EQ(Record(ground, Tomorrow()).status().code(),
            StatusCode::kFailedPrecondition);
  EXPECT_FALSE(GetsIn(Row(ground)));
  EXPECT_TRUE(GetsIn(Row(Must(RecordNew(Tomorrow())))));
}

// Somebody whom a charity hides, and nobody else.
class HiddenTest : public ScenarioTest {
 protected:
  void SetUp() override {
    Start({kSchool, kHealthVisiting, kCharity});
    if (HasFatalFailure()) return;
    Import(kCharity, {{.person = kSable, .shield = "silent"}});
  }
  int Touches() {
    return Must(desk(kCharity).ListTouches(desk::v1::ListTouchesRequest()))
        .touches_size();
  }
  // What an agency sees of importing them, but for who they are.
  std::string ImportedAt(const std::string& agency, const Somebody& somebody) {
    auto report = Must(network().Import(
        ExportOf(agency, {{.person = somebody}}), /*accept=*/true));
    WaitPublished(agency);
    report.clear_digest();
    report.clear_sample();
    return report.SerializeAsString();
  }
};

// An abuser who works at an agency learns nothing by publishing somebody whom
// another agency hides. That agency hears of questions, not of rows.
TEST_F(HiddenTest, E54WhoPublishesAHiddenPersonSeesWhatEverybodySees) {
  EXPECT_EQ(ImportedAt(kSchool, kSable), ImportedAt(kHealthVisiting, kNobody));
  EXPECT_EQ(Touches(), 0);
  EXPECT_EQ(Outcome({.asker = kHealthVisiting, .people = {kSable}}),
            "answered: involved(hillview-primary)");
  EXPECT_EQ(Touches(), 1);
}

// The network answers no owner about its own: what it knows itself is shown by
// its own agent, apart.
TEST_F(HiddenTest, E55AnOwnerWhoAsksAboutItsOwnHiddenPersonHearsNone) {
  const auto reply = Ask({.asker = kCharity, .people = {kSable}});
  EXPECT_EQ(deploy::Summary(reply), "answered: none");
  EXPECT_EQ(reply.own_agency_size(), 1);
  EXPECT_EQ(Touches(), 0);
  EXPECT_EQ(Outcome({.asker = kSchool, .people = {kSable}}), "answered: none");
  EXPECT_EQ(Touches(), 1);
}

}  // namespace
}  // namespace kith::tests
