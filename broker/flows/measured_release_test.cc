// SPDX-License-Identifier: Apache-2.0
//
// What `kith bench` switches off is the waiting, and nothing else.
#include "broker/flows/broker_world.h"

namespace kith::broker {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

class MeasuredReleaseTest : public BrokerWorld {
 protected:
  MeasuredReleaseTest() { Start(&TestBroker::Real, ReleaseTimer::kAtOnce); }
};

TEST_F(MeasuredReleaseTest, WhereNobodyIsAskedTheReplyGoesOutAtOnce) {
  const Asked asked = Ask({});
  EXPECT_EQ(asked.heard->times(), 1);
  EXPECT_THAT(SlotsIn(asked.heard->value()), SizeIs(16));
}

TEST_F(MeasuredReleaseTest, ItWaitsForEverybodyWhoIsAsked) {
  Supports({.agency = "clinic"});
  Supports({.agency = "refuge"});
  const Asked asked = Ask({});
  Answer("clinic", asked);
  EXPECT_EQ(asked.heard->times(), 0);
  Answer("refuge", asked);
  EXPECT_EQ(asked.heard->times(), 1);
  EXPECT_TRUE(Holds(asked.heard->value(), "clinic"));
  EXPECT_TRUE(Holds(asked.heard->value(), "refuge"));
}

TEST_F(MeasuredReleaseTest, WhoNeverAnswersIsNotWaitedForBeyondTheWindow) {
  Supports({.agency = "clinic"});
  const Asked asked = Ask({});
  EXPECT_EQ(asked.heard->times(), 0);
  PassToRelease();
  EXPECT_EQ(asked.heard->times(), 1);
  EXPECT_FALSE(Holds(asked.heard->value(), "clinic"));
}

TEST_F(MeasuredReleaseTest, BothEntriesAreInTheLog) {
  Ask({});
  EXPECT_THAT(Events("school"),
              ElementsAre("EVENT_ACCEPTED", "EVENT_RELEASED"));
}

}  // namespace
}  // namespace kith::broker
