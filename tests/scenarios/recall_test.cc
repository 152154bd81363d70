// SPDX-License-Identifier: Apache-2.0
// An answer was about another child of the same name and birthday. It is taken
// back while the asker's agent is stopped, reaches it when it starts, and is
// acknowledged; the two children are told apart from then on.
#include <gmock/gmock.h>

#include "deploy/demonstration/story_checks.h"
#include "kith/log/v1/log.pb.h"
#include "tests/scenarios/scenario_test.h"

namespace kith::tests {
namespace {

using desk::v1::CheckReply;
using desk::v1::ListRecallsReply;
using desk::v1::SendRecallReply;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const Somebody kIvo{"Ivo", "Larkspurn", "2019-06-08", ""};
const Somebody kOther{"Ivo", "Larkspurn", "2019-06-08", "9990000026"};
constexpr char kInvolved[] = "answered: involved(northshire-early-help)";

class RecallTest : public ScenarioTest {
 protected:
  void SetUp() override {
    Start({kSchool, kEarlyHelp});
    if (HasFatalFailure()) return;
    Import(kEarlyHelp, {{.person = kIvo}});
    const CheckReply reply = Ask({.asker = kSchool, .people = {kOther}});
    ASSERT_EQ(deploy::Summary(reply), kInvolved) << "the mistake";
    reference_ = reply.reference();
    ASSERT_TRUE(Eventually([&] {
      return Count(kEarlyHelp,
                   "SELECT count(*) FROM answer_given WHERE proof <> x''") == 1;
    }));
  }

  SendRecallReply TakeBack() {
    desk::v1::SendRecallRequest request;
    *request.mutable_person() = PersonOf(kIvo);
    *request.mutable_not_person() = PersonOf(kOther);
    request.set_reference(reference_);
    return Must(desk(kEarlyHelp).SendRecall(request));
  }
  ListRecallsReply Listed(const std::string& agency) {
    return Must(desk(agency).ListRecalls(desk::v1::ListRecallsRequest()));
  }
  std::string StateAtHolder() {
    const ListRecallsReply reply = Listed(kEarlyHelp);
    return reply.sent_size() == 1 ? reply.sent(0).state() : "not one";
  }
  // False also while the agent is still starting.
  bool NoticeHasCome() {
    const auto reply =
        desk(kSchool).ListRecalls(desk::v1::ListRecallsRequest());
    return reply.ok() && reply->received_size() == 1;
  }
  // The agency's own entries in the broker's log, by name.
  std::vector<std::string> EventsAtBroker(const std::string& agency) {
    std::vector<std::string> events;
    for (const auto& leaf : EvidenceOf(agency).broker.openings) {
      log::v1::Opening opening;
      EXPECT_TRUE(opening.ParseFromString(leaf.opening()));
      events.push_back(log::v1::Event_Name(opening.event()));
    }
    return events;
  }
  void ExpectBothLogsHold() {
    for (const char* agency : {kSchool, kEarlyHelp}) {
      EXPECT_THAT(FindingsOf(agency), IsEmpty());
      EXPECT_THAT(EventsAtBroker(agency), Contains("EVENT_RECALL"));
      EXPECT_THAT(EventsAtBroker(agency),
                  Contains("EVENT_RECALL_ACKNOWLEDGED"));
    }
  }

  std::string reference_;
};

TEST_F(RecallTest, ReachesAnAskerThatWasAwayAndComesBackAcknowledged) {
  network().StopAgent(kSchool);
  const SendRecallReply sent = TakeBack();
  EXPECT_EQ(sent.answers(), 1u);
  EXPECT_FALSE(sent.pending());
  EXPECT_TRUE(sent.told_apart());
  EXPECT_EQ(StateAtHolder(), "sent");

  network().Kill("broker");  // It keeps the notice.
  Must(network().StartBroker());
  Must(network().StartAgent(kSchool));
  ASSERT_TRUE(Eventually([&] { return NoticeHasCome(); }));
  const std::string folder = network().folder(kSchool);
  const Ended list = Kith({"recall", "list", "--agent-dir", folder});
  EXPECT_THAT(list.output, HasSubstr(reference_ + ", person 1"));
  EXPECT_THAT(list.output, HasSubstr("You asked"));
  EXPECT_THAT(list.output, HasSubstr("Do not rely on it"));
  EXPECT_EQ(StateAtHolder(), "sent") << "nobody has acknowledged it yet";

  ASSERT_TRUE(network().WaitConnected({kSchool, kEarlyHelp}).ok());
  const CheckReply again = Ask({.asker = kSchool, .people = {kOther}});
  EXPECT_EQ(deploy::Summary(again), "answered: none");
  EXPECT_THAT(again.recalled(), ElementsAre(reference_));

  const Ended acknowledged =
      Kith({"recall", "acknowledge", reference_, "--agent-dir", folder});
  EXPECT_EQ(acknowledged.exit, 0) << acknowledged.output;
  EXPECT_TRUE(Eventually([&] { return StateAtHolder() == "acknowledged"; }));
  EXPECT_THAT(Ask({.asker = kSchool, .people = {kOther}}).recalled(),
              IsEmpty());
  ExpectBothLogsHold();
}

TEST_F(RecallTest, WaitsForABrokerThatIsDownAndGoesOutByItself) {
  network().Kill("broker");
  const SendRecallReply sent = TakeBack();
  EXPECT_TRUE(sent.pending());
  EXPECT_THAT(sent.words(), HasSubstr("could not be told yet"));
  EXPECT_EQ(StateAtHolder(), "pending");
  Must(network().StartBroker());
  EXPECT_TRUE(Eventually([&] { return NoticeHasCome(); }));
  EXPECT_TRUE(Eventually([&] { return StateAtHolder() == "sent"; }));
  // By what the two share nobody knows which of them is meant.
  EXPECT_TRUE(Eventually(
      [&] { return Outcome(kIvo) == "answered: possible: NHS number"; }));
}

}  // namespace
}  // namespace kith::tests
