// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/receive_answer_flow.h"

#include "broker/flows/broker_world.h"

namespace kith::broker {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// E-68: agents answer twice, too late, at a wrong size, or unasked.
class ReceiveAnswerFlowTest : public BrokerWorld {
 protected:
  ReceiveAnswerFlowTest() { Supports({}); }

  enquiry::v1::AskReply Released(const Asked& asked) {
    PassToRelease();
    EXPECT_TRUE(asked.heard->status().ok()) << asked.heard->status();
    return asked.heard->value();
  }
};

TEST_F(ReceiveAnswerFlowTest, AnAnswerInTheLastMomentOfTheWindowCounts) {
  const Asked asked = Ask({});
  Pass(absl::Milliseconds(269));
  Answer("clinic", asked);
  EXPECT_TRUE(Holds(Released(asked), "clinic"));
  EXPECT_THAT(Events("clinic"), IsEmpty());
}

TEST_F(ReceiveAnswerFlowTest, ALateAnswerIsDroppedAndLogged) {
  const Asked asked = Ask({});
  Pass(absl::Milliseconds(271));
  Answer("clinic", asked);
  EXPECT_FALSE(Holds(Released(asked), "clinic"));
  EXPECT_THAT(Events("clinic"), ElementsAre("EVENT_LATE"));
  PassToProofs();
  ASSERT_EQ(broker_->relay.Proofs("clinic").size(), 1u);
  EXPECT_TRUE(broker_->relay.Proofs("clinic")[0].late());
}

TEST_F(ReceiveAnswerFlowTest, TheFirstAnswerCounts) {
  const Asked asked = Ask({});
  Answer("clinic", asked);
  Answer("clinic", asked, SlotOf("clinic, on second thoughts"));
  const enquiry::v1::AskReply reply = Released(asked);
  EXPECT_TRUE(Holds(reply, "clinic"));
  EXPECT_FALSE(Holds(reply, "clinic, on second thoughts"));
}

TEST_F(ReceiveAnswerFlowTest, ASlotOfAWrongSizeBecomesABlank) {
  for (const std::size_t size :
       {kSlotBytes - 1, kSlotBytes + 1, std::size_t{1}}) {
    const Asked asked = Ask({});
    Answer("clinic", asked, std::string(size, 'x'));
    const enquiry::v1::AskReply reply = Released(asked);
    EXPECT_EQ(reply.slots().size(), 16 * kSlotBytes);
    EXPECT_EQ(reply.slots().find("xxxxxxxx"), std::string::npos);
  }
}

TEST_F(ReceiveAnswerFlowTest, AnAnswerNobodyAskedForIsDroppedAndAlarmed) {
  const Asked asked = Ask({});
  link::v1::Route route = broker_->relay.Routes("clinic")[0];
  AnswerOne("homes", route, SlotOf("homes"));
  EXPECT_FALSE(Holds(Released(asked), "homes"));
  EXPECT_THAT(Events("homes"), ElementsAre("EVENT_ALARM"));
}

TEST_F(ReceiveAnswerFlowTest, AnAnswerToAnotherSubjectOrEnquiryIsAlarmed) {
  Ask({});
  link::v1::Route route = broker_->relay.Routes("clinic")[0];
  route.set_subject(1);
  AnswerOne("clinic", route, SlotOf("clinic"));
  route.set_enquiry_id(Random16());
  AnswerOne("clinic", route, SlotOf("clinic"));
  EXPECT_THAT(Events("clinic"), ElementsAre("EVENT_ALARM", "EVENT_ALARM"));
}

TEST_F(ReceiveAnswerFlowTest, TheAskersLogDoesNotTellWhetherSomebodyAnswered) {
  const Asked answered = Ask({});
  Answer("clinic", answered);
  Released(answered);
  const Asked unanswered = Ask({});
  Released(unanswered);
  const Asked unknown = Ask({.subjects = {{"nobody"}}});
  Released(unknown);
  EXPECT_THAT(
      Events("school"),
      ElementsAre("EVENT_ACCEPTED", "EVENT_RELEASED", "EVENT_ACCEPTED",
                  "EVENT_RELEASED", "EVENT_ACCEPTED", "EVENT_RELEASED"));
  const auto entries = Openings("school");
  EXPECT_EQ(entries[1].detail().size(), entries[3].detail().size());
  EXPECT_EQ(entries[1].detail().size(), entries[5].detail().size());
}

}  // namespace
}  // namespace kith::broker
