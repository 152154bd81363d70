// SPDX-License-Identifier: Apache-2.0
#include "keys/tlog/retention_flow.h"

#include "broker/flows/broker_world.h"
#include "keys/tlog/audit_log.h"

namespace kith::broker {
namespace {

using testing::Contains;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr std::uint32_t kDays = 90;

// A question is asked and answered; then time passes.
class RetentionFlowTest : public BrokerWorld {
 protected:
  RetentionFlowTest() { Keep(kDays, /*legal_hold=*/false); }

  void Keep(std::uint32_t days, bool legal_hold) {
    network_ = premises_.members.With([&](network::v1::NetworkFile& file) {
      file.mutable_retention()->set_broker_details(days);
      file.mutable_retention()->set_legal_hold(legal_hold);
    });
    Start();
    flow_ = std::make_unique<tlog::RetentionFlow>(
        tlog::RetentionFlow::Parts{.log = broker_->log(),
                                   .executor = *executor_,
                                   .clock = clock_,
                                   .period =
                                       [=] {
                                         return tlog::RetentionFlow::Period{
                                             .days = days,
                                             .legal_hold = legal_hold,
                                             .agencies = {"school", "clinic"}};
                                       },
                                   .remove_beside = {}});
  }
  // All that is due; how many entries.
  std::uint64_t EraseAll() {
    std::uint64_t all = 0;
    while (true) {
      const auto some = flow_->EraseSome();
      EXPECT_TRUE(some.ok()) << some.status();
      if (!some.ok() || *some == 0) return all;
      all += *some;
    }
  }

  std::unique_ptr<tlog::RetentionFlow> flow_;
};

TEST_F(RetentionFlowTest, WhatEntriesHoldGoesAfterThePeriodAndNotBefore) {
  Supports({});
  AskAndHear({});
  const std::uint64_t leaves = broker_->log().size();
  Pass(absl::Hours(24) * kDays - absl::Hours(1));
  EXPECT_EQ(EraseAll(), 0u);
  EXPECT_THAT(Events("school"), Contains("EVENT_RELEASED"));
  Pass(absl::Hours(2));
  EXPECT_GE(EraseAll(), 2u);
  EXPECT_THAT(Events("school"), Not(Contains("EVENT_RELEASED")));
  EXPECT_THAT(Events("school"), Contains("EVENT_ERASED"));
  EXPECT_GT(broker_->log().size(), leaves) << "leaves stay, and one says so";
  const std::uint64_t after = broker_->log().size();
  Pass(absl::Hours(24) * 2 * kDays);
  EXPECT_EQ(EraseAll(), 0u) << "what says so is not erased itself";
  EXPECT_EQ(broker_->log().size(), after) << "and nothing is said of nothing";
}

TEST_F(RetentionFlowTest, UnderALegalHoldNothingGoesUntilItIsLifted) {
  Keep(kDays, /*legal_hold=*/true);
  Ask({});
  Pass(absl::Hours(24) * 2 * kDays);
  EXPECT_EQ(EraseAll(), 0u);
  EXPECT_THAT(Events("school"), Contains("EVENT_ACCEPTED"));
  Keep(kDays, /*legal_hold=*/false);
  Pass(absl::Hours(24) * kDays);
  EXPECT_GT(EraseAll(), 0u);
}

TEST_F(RetentionFlowTest, AClockThatIsYearsAheadErasesNothing) {
  Ask({});
  Keep(kDays, /*legal_hold=*/false);
  clock_.Jump(absl::Hours(24) * 3650);
  EXPECT_EQ(EraseAll(), 0u);
  EXPECT_THAT(Events("school"), Contains("EVENT_ACCEPTED"));
}

TEST_F(RetentionFlowTest, WithoutAPeriodEverythingStays) {
  Keep(0, /*legal_hold=*/false);
  Ask({});
  Pass(absl::Hours(24) * 3650);
  EXPECT_EQ(EraseAll(), 0u);
}

TEST_F(RetentionFlowTest, OnceStartedItErasesByItselfAndALittleAtATime) {
  for (int i = 0; i < 300; ++i) {
    ASSERT_TRUE(
        broker_->log()
            .Run([](SealedDb&) -> absl::StatusOr<std::vector<tlog::Entry>> {
              return std::vector<tlog::Entry>{
                  {log::v1::EVENT_HEARTBEAT, "school", "", ""}};
            })
            .ok());
  }
  Pass(absl::Hours(24) * (kDays + 1));
  flow_->Start();
  Pass(absl::Minutes(6));
  EXPECT_THAT(Events("school"), SizeIs(2)) << "two that say what was erased";
  EXPECT_THAT(Events("school"), Not(Contains("EVENT_HEARTBEAT")));
}

}  // namespace
}  // namespace kith::broker
