// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/probe_flow.h"

#include <algorithm>
#include <set>

#include "broker/flows/broker_world.h"

namespace kith::broker {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

// A test network probes every 1 to 2 s and waits 270 ms for the slot.
class ProbeFlowTest : public BrokerWorld {
 protected:
  void Connects(const std::string& agency) {
    broker_->probe.Connected(agency);
    Settle();
  }
  void AnswersNewestProbe(const std::string& agency,
                          std::size_t bytes = kSlotBytes) {
    AnswerOne(agency, broker_->relay.Routes(agency).back(),
              std::string(bytes, 'b'));
  }
  std::size_t Probes(const std::string& agency) {
    return broker_->relay.Routes(agency).size();
  }
  void PassToNextProbe(const std::string& agency) {
    const std::size_t before = Probes(agency);
    for (int i = 0; i < 2100 && Probes(agency) == before; ++i)
      Pass(absl::Milliseconds(1));
    EXPECT_EQ(Probes(agency), before + 1);
  }
  bool IsAble(const std::string& agency) {
    const auto missing =
        broker_->coverage().Now(*network_, clock_.Now()).not_connected;
    return std::find(missing.begin(), missing.end(), agency) == missing.end();
  }
};

TEST_F(ProbeFlowTest, AnAgencyIsProbedAtOnceAndCountsWhenItHasAnswered) {
  EXPECT_FALSE(IsAble("clinic"));
  Connects("clinic");
  EXPECT_EQ(Probes("clinic"), 1u);
  EXPECT_FALSE(IsAble("clinic"));
  AnswersNewestProbe("clinic");
  EXPECT_TRUE(IsAble("clinic"));
}

TEST_F(ProbeFlowTest, AMissingAnswerEndsItWhenTheWindowCloses) {
  Connects("clinic");
  AnswersNewestProbe("clinic");
  PassToNextProbe("clinic");
  Pass(absl::Milliseconds(269));
  EXPECT_TRUE(IsAble("clinic"));
  Pass(absl::Milliseconds(1));
  EXPECT_FALSE(IsAble("clinic"));
}

TEST_F(ProbeFlowTest, AnAnswerOfAWrongSizeIsNone) {
  Connects("clinic");
  AnswersNewestProbe("clinic");
  PassToNextProbe("clinic");
  AnswersNewestProbe("clinic", kSlotBytes - 1);
  EXPECT_FALSE(IsAble("clinic"));
  Pass(absl::Milliseconds(270));
  EXPECT_FALSE(IsAble("clinic"));
}

TEST_F(ProbeFlowTest, ALateAnswerDoesNotCountAndIsNoAlarm) {
  Connects("clinic");
  Pass(absl::Milliseconds(280));
  AnswersNewestProbe("clinic");
  EXPECT_FALSE(IsAble("clinic"));
  EXPECT_THAT(Events("clinic"), IsEmpty());
}

TEST_F(ProbeFlowTest, TheNextProbeAnsweredInTimeBringsItBack) {
  Connects("clinic");
  Pass(absl::Milliseconds(280));
  EXPECT_FALSE(IsAble("clinic"));
  PassToNextProbe("clinic");
  AnswersNewestProbe("clinic");
  EXPECT_TRUE(IsAble("clinic"));
}

TEST_F(ProbeFlowTest, AnAgencyThatHangsUpIsUnableAndNoLongerProbed) {
  Connects("clinic");
  AnswersNewestProbe("clinic");
  broker_->probe.Disconnected("clinic");
  EXPECT_FALSE(IsAble("clinic"));
  Pass(absl::Seconds(5));
  EXPECT_EQ(Probes("clinic"), 1u);
}

TEST_F(ProbeFlowTest, AnAnswerOnAStreamThatHasEndedCountsForNothing) {
  Connects("clinic");
  broker_->probe.Disconnected("clinic");
  AnswersNewestProbe("clinic");
  EXPECT_FALSE(IsAble("clinic"));
}

TEST_F(ProbeFlowTest, OneAgencyCannotAnswerAnothersProbe) {
  Connects("clinic");
  AnswerOne("homes", broker_->relay.Routes("clinic").back(),
            std::string(kSlotBytes, 'b'));
  EXPECT_FALSE(IsAble("homes"));
  EXPECT_FALSE(IsAble("clinic"));
}

TEST_F(ProbeFlowTest, AProbeIsOfTheSizeOfAQuestion) {
  Supports({});
  Connects("clinic");
  Ask({});
  const auto routes = broker_->relay.Routes("clinic");
  ASSERT_THAT(routes, SizeIs(2));
  link::v1::Route probe = routes[0];
  link::v1::Route question = routes[1];
  // Which subject of how many, by which agency, for what: as they may differ
  // between two questions, too.
  probe.set_subject(question.subject());
  probe.clear_header();
  question.clear_header();
  EXPECT_EQ(probe.ByteSizeLong(), question.ByteSizeLong());
}

TEST_F(ProbeFlowTest, AProbeIsConfirmedAsOneAndLoggedNowhere) {
  Connects("clinic");
  AnswersNewestProbe("clinic");
  PassToRelease();
  const auto proofs = broker_->relay.Proofs("clinic");
  ASSERT_THAT(proofs, SizeIs(1));
  EXPECT_TRUE(proofs[0].probe());
  EXPECT_THAT(Events("clinic"), IsEmpty());
  EXPECT_EQ(broker_->log().size(), 0u);
}

TEST_F(ProbeFlowTest, ProbesComeAtTimesNobodyCanForesee) {
  Connects("clinic");
  std::set<std::int64_t> pauses;
  for (int i = 0; i < 10; ++i) {
    const absl::Duration before = clock_.Monotonic();
    PassToNextProbe("clinic");
    pauses.insert(absl::ToInt64Milliseconds(clock_.Monotonic() - before));
  }
  EXPECT_GT(pauses.size(), 3u);
  EXPECT_GE(*pauses.begin(), 1000);
  EXPECT_LE(*pauses.rbegin(), 2000);
}

}  // namespace
}  // namespace kith::broker
