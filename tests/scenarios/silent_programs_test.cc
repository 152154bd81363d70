// SPDX-License-Identifier: Apache-2.0
// Programs that stand still with their connections open, or are gone: the
// answer says what it rests on, and an outage never reads as "none".
#include <gmock/gmock.h>

#include "absl/time/clock.h"
#include "deploy/demonstration/story_checks.h"
#include "kith/log/v1/log.pb.h"
#include "tests/scenarios/scenario_test.h"

namespace kith::tests {
namespace {

using desk::v1::CheckReply;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const Somebody kHazel{"Hazel", "Wintersham", "2018-12-17", ""};
const Somebody kNobody{"Rowan", "Thornquill", "2018-09-05", ""};
constexpr char kBoth[] =
    "answered: involved(northshire-early-help leads, "
    "northshire-health-visiting)";
constexpr char kOneOfThem[] = "answered: involved(northshire-health-visiting)";
constexpr std::uint32_t kAll = 3;
// A few probes; a dead connection is noticed later than that.
constexpr absl::Duration kSomeProbes = absl::Seconds(15);

class SilentProgramsTest : public ScenarioTest {
 protected:
  void SetUp() override {
    Start({kSchool, kHealthVisiting, kEarlyHelp});
    if (HasFatalFailure()) return;
    Import(kHealthVisiting, {{.person = kHazel}});
    Import(kEarlyHelp, {{.person = kHazel, .leads = true}});
    ASSERT_TRUE(
        Eventually([&] { return AskHazel().coverage().able() == kAll; }));
    ASSERT_EQ(Outcome(kHazel), kBoth);
  }

  CheckReply AskHazel() { return Ask({.asker = kSchool, .people = {kHazel}}); }
  Ended KithCheck() {
    return Kith({"check", "--agent-dir", network().folder(kSchool), "--person",
                 "forename=Hazel,surname=Wintersham,dob=2018-12-17", "--why",
                 "considering-referral", "--ground", "family-agreed",
                 "--no-personal-connection"});
  }
  // Entries of this kind that are the agency's own in the broker's log.
  int EntriesOf(const std::string& agency, log::v1::Event event) {
    int entries = 0;
    for (const auto& leaf : EvidenceOf(agency).broker.openings) {
      log::v1::Opening opening;
      EXPECT_TRUE(opening.ParseFromString(leaf.opening()));
      entries += opening.event() == event;
    }
    return entries;
  }
};

TEST_F(SilentProgramsTest, SilentAgentIsNamedByCoverageAndTheOthersAnswer) {
  network().Pause(kEarlyHelp);
  // Until the next probe it may still be counted; what is shown holds anyhow.
  EXPECT_EQ(Outcome(kHazel), kOneOfThem);
  CheckReply reply;
  ASSERT_TRUE(Eventually(
      [&] {
        reply = AskHazel();
        return reply.coverage().able() == kAll - 1;
      },
      kSomeProbes));
  EXPECT_EQ(deploy::Summary(reply), kOneOfThem);
  EXPECT_EQ(reply.coverage().total(), kAll);
  EXPECT_THAT(reply.coverage().not_connected(),
              ElementsAre("Northshire Council"));
  // The same of somebody nobody knows.
  const CheckReply of_nobody = Ask({.asker = kSchool, .people = {kNobody}});
  EXPECT_EQ(deploy::Summary(of_nobody), "answered: none");
  EXPECT_THAT(of_nobody.coverage().not_connected(),
              ElementsAre("Northshire Council"));

  network().Resume(kEarlyHelp);
  EXPECT_TRUE(Eventually([&] {
    reply = AskHazel();
    return reply.coverage().able() == kAll;
  }));
  EXPECT_EQ(deploy::Summary(reply), kBoth);
}

TEST_F(SilentProgramsTest, AnswersThatComeTooLateAreLoggedAndChangeNothing) {
  network().Pause(kEarlyHelp);
  EXPECT_EQ(Outcome(kHazel), kOneOfThem);
  network().Resume(kEarlyHelp);
  EXPECT_TRUE(Eventually(
      [&] { return EntriesOf(kEarlyHelp, log::v1::EVENT_LATE) == 1; }));
  EXPECT_THAT(FindingsOf(kSchool), IsEmpty());
  EXPECT_THAT(FindingsOf(kEarlyHelp), IsEmpty());
}

TEST_F(SilentProgramsTest, WithoutTheKeyHolderTheCheckIsUnavailable) {
  network().Pause("keyholder");
  Ended check = KithCheck();
  EXPECT_EQ(check.exit, 4);
  EXPECT_THAT(check.output, Not(HasSubstr("We found no support")));
  EXPECT_EQ(Outcome(kHazel), "unavailable");
  network().Resume("keyholder");
  EXPECT_TRUE(Eventually([&] { return Outcome(kHazel) == kBoth; }));

  network().Kill("keyholder");
  check = KithCheck();
  EXPECT_EQ(check.exit, 4);
  EXPECT_THAT(check.output, Not(HasSubstr("We found no support")));
  Must(network().StartKeyHolder());
  EXPECT_TRUE(Eventually([&] { return Outcome(kHazel) == kBoth; }));
  EXPECT_EQ(KithCheck().exit, 0);
}

}  // namespace
}  // namespace kith::tests
