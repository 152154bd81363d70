// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/takeover_flow.h"

#include "broker/flows/broker_world.h"

namespace kith::broker {
namespace {

using testing::Each;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const std::string kOurs(16, 'o');
const std::string kTheirs(16, 't');

class TakeoverFlowTest : public BrokerWorld {
 protected:
  absl::Status Take(const std::string& older, const std::string& newer) {
    const absl::Status done = flow_.Run("school", older, newer);
    broker_->AwaitLog();
    return done;
  }

  TakeoverFlow flow_{broker_->parts()};
};

TEST_F(TakeoverFlowTest, TheSameProcessThatComesAgainIsNone) {
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(Take(kOurs, kOurs).ok());
  // Of agents that do not say it cannot be told.
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(Take("", "").ok());
  EXPECT_THAT(Events("school"), IsEmpty());
  EXPECT_TRUE(flow_.CheckLetIn("school").ok());
}

TEST_F(TakeoverFlowTest, EachIsLoggedForTheAgencyAndTheNewerStays) {
  EXPECT_TRUE(Take(kOurs, kTheirs).ok());
  EXPECT_TRUE(Take(kTheirs, kOurs).ok());
  EXPECT_THAT(Events("school"), SizeIs(2));
  EXPECT_THAT(Events("school"), Each("EVENT_ALARM"));
  log::v1::EnquiryDetail detail;
  ASSERT_TRUE(detail.ParseFromString(Openings("school")[0].detail()));
  EXPECT_THAT(detail.cause(), HasSubstr("another machine"));
  EXPECT_TRUE(flow_.CheckLetIn("school").ok());
}

TEST_F(TakeoverFlowTest, AfterTheThirdInTenMinutesNeitherIsLetInForTen) {
  EXPECT_TRUE(Take(kOurs, kTheirs).ok());
  EXPECT_TRUE(Take(kTheirs, kOurs).ok());
  // One that does not say who it is, against one that does, is another.
  const absl::Status third = Take(kOurs, "");
  EXPECT_TRUE(absl::IsFailedPrecondition(third));
  EXPECT_THAT(third.message(), HasSubstr("somebody else has its keys"));
  EXPECT_EQ(flow_.CheckLetIn("school"), third);
  // Nor whoever was on their way in beside it.
  EXPECT_EQ(Take(kOurs, kTheirs), third);
  EXPECT_EQ(Take(kTheirs, kTheirs), third);
  EXPECT_EQ(Take("", ""), third);
  EXPECT_EQ(flow_.Run("school", std::nullopt, kTheirs), third);
  EXPECT_THAT(Events("school"), SizeIs(3));
  EXPECT_TRUE(flow_.CheckLetIn("clinic").ok());
  Pass(absl::Minutes(9));
  EXPECT_FALSE(flow_.CheckLetIn("school").ok());
  Pass(absl::Minutes(2));
  EXPECT_TRUE(flow_.CheckLetIn("school").ok());
  // Then it is counted anew.
  EXPECT_TRUE(Take(kOurs, kTheirs).ok());
}

TEST_F(TakeoverFlowTest, ThreeInALongerTimeAreThreeAlarms) {
  for (int i = 0; i < 6; ++i) {
    EXPECT_TRUE(Take(kOurs, kTheirs).ok());
    Pass(absl::Minutes(6));
  }
  EXPECT_THAT(Events("school"), SizeIs(6));
}

}  // namespace
}  // namespace kith::broker
