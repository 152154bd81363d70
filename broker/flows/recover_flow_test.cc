// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/recover_flow.h"

#include "broker/flows/broker_world.h"

namespace kith::broker {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

class RecoverFlowTest : public BrokerWorld {
 protected:
  // Kills the broker and starts it as server.cc does, before it serves.
  std::string Recover() {
    Start();
    const auto index_id = RecoverFlow(broker_->parts()).Run();
    EXPECT_TRUE(index_id.ok()) << index_id.status();
    return index_id.value_or("");
  }
};

TEST_F(RecoverFlowTest, AnEnquiryCutOffByARestartIsAborted) {
  Ask({});
  Pass(absl::Milliseconds(100));
  Recover();
  EXPECT_THAT(Events("school"), ElementsAre("EVENT_ACCEPTED", "EVENT_ABORTED"));
  Recover();
  EXPECT_THAT(Events("school"), ElementsAre("EVENT_ACCEPTED", "EVENT_ABORTED"))
      << "once";
}

TEST_F(RecoverFlowTest, AReleasedEnquiryIsNotAborted) {
  AskAndHear({});
  Recover();
  EXPECT_THAT(Events("school"),
              ElementsAre("EVENT_ACCEPTED", "EVENT_RELEASED"));
}

TEST_F(RecoverFlowTest, AnEnquiryReleasedButNotYetRepliedToIsNotAborted) {
  const Asked asked = Ask({});
  Pass(absl::Milliseconds(280));
  ASSERT_EQ(asked.heard->times(), 0);
  Recover();
  EXPECT_THAT(Events("school"),
              ElementsAre("EVENT_ACCEPTED", "EVENT_RELEASED"));
}

TEST_F(RecoverFlowTest, AnAbortedEnquiryCanBeAskedAgainUnderAnotherIdOnly) {
  const Asked cut_off = Ask({});
  Recover();
  EXPECT_EQ(Send(cut_off.ask).heard->status().code(),
            absl::StatusCode::kUnavailable);
  AskAndHear({});
  EXPECT_THAT(Events("school"),
              ElementsAre("EVENT_ACCEPTED", "EVENT_ABORTED", "EVENT_ACCEPTED",
                          "EVENT_RELEASED"));
}

TEST_F(RecoverFlowTest, RowsPastTheirQuarterAreGone) {
  Supports({});
  clock_.Jump(absl::Hours(24) * 366 *
              221);  // To quarter 9,004; rows end with 9,000.
  Recover();
  EXPECT_THAT(*broker_->index().Find(broker_->reader(),
                                     std::vector<Token>{TokenOf("ash")}),
              IsEmpty());
}

TEST_F(RecoverFlowTest, RowsOfThisQuarterStay) {
  Supports({});
  Recover();
  EXPECT_THAT(*broker_->index().Find(broker_->reader(),
                                     std::vector<Token>{TokenOf("ash")}),
              Not(IsEmpty()));
}

TEST_F(RecoverFlowTest, TheIndexKeepsItsIdOverRestarts) {
  const std::string id = Recover();
  EXPECT_EQ(id.size(), 16u);
  EXPECT_EQ(Recover(), id);
}

TEST_F(RecoverFlowTest, AWithdrawnGroundStaysWithdrawn) {
  const std::string ground = Supports({});
  ASSERT_TRUE(Withdraw("clinic", {ground})->status().ok());
  Recover();
  Ask({});
  EXPECT_THAT(broker_->relay.Asked(), IsEmpty());
}

}  // namespace
}  // namespace kith::broker
