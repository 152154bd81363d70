// SPDX-License-Identifier: Apache-2.0
// What families say, and what is told after it: each a story with whole
// programs, told on the very next check.
#include "absl/strings/str_cat.h"
#include "deploy/demonstration/story_checks.h"
#include "tests/scenarios/scenario_test.h"

namespace kith::tests {
namespace {

const Somebody kNell{"Nell", "Hartwhistle", "2013-10-03", ""};
const Somebody kRory{"Rory", "Hartwhistle", "2016-02-19", ""};
constexpr char kTold[] = "answered: involved(northshire-early-help leads)";
constexpr char kNothing[] = "answered: none";

class ConsentStoriesTest : public ScenarioTest {
 protected:
  // Early help leads for both children, and nobody has been asked yet.
  void SetUp() override {
    Start({kSchool, kHealthVisiting, kEarlyHelp, kCharity});
    if (HasFatalFailure()) return;
    Import(kEarlyHelp, {{.person = kNell, .share_with = "", .leads = true},
                        {.person = kRory, .share_with = "", .leads = true}});
    ASSERT_EQ(Outcome(kNell), kNothing);
  }

  static desk::v1::RecordConsentRequest Agreement(const Somebody& somebody,
                                                  const std::string& said_by) {
    desk::v1::RecordConsentRequest request;
    *request.add_people() = PersonOf(somebody);
    request.set_said_by(said_by);
    request.set_evidence_reference("form 12");
    request.set_capacity("parent");
    request.set_everybody(true);
    return request;
  }
  void Record(desk::v1::RecordConsentRequest request) {
    request.set_until_ms(
        absl::ToUnixMillis(clock_.Now() + absl::Hours(24 * 100)));
    Must(desk(kEarlyHelp).RecordConsent(request).status());
  }
  void BecomesKnown(const Somebody& somebody) {
    ASSERT_TRUE(Eventually([&] { return Outcome(somebody) == kTold; }));
  }
  std::string AskedBy(const std::string& agency, const Somebody& somebody) {
    return Outcome({.asker = agency, .people = {somebody}});
  }
};

TEST_F(ConsentStoriesTest, ParentsWhoDisagree) {
  Record(Agreement(kNell, "mother"));
  BecomesKnown(kNell);

  desk::v1::RecordObjectionRequest objection;
  *objection.add_people() = PersonOf(kNell);
  objection.set_said_by("father");
  objection.set_capacity("parent");
  const auto objected = Must(desk(kEarlyHelp).RecordObjection(objection));
  EXPECT_EQ(Outcome(kNell), kNothing) << "until a manager has heard them both";

  const auto due = Must(desk(kEarlyHelp).ListDue(desk::v1::ListDueRequest()));
  ASSERT_EQ(due.due_size(), 1);
  EXPECT_EQ(due.due(0).reference(), objected.references(0));
  desk::v1::DecideObjectionRequest decision;
  decision.set_reference(objected.references(0));
  decision.set_decision("share");
  decision.set_reason("both parents were heard");
  Must(desk(kEarlyHelp).DecideObjection(decision).status());
  BecomesKnown(kNell);
}

TEST_F(ConsentStoriesTest, AThirteenYearOldRefusesOneService) {
  Record(Agreement(kNell, "mother"));
  BecomesKnown(kNell);
  auto own = Agreement(kNell, "Nell");
  own.set_capacity("competent-child");
  own.set_assessed_by("P. Example");
  own.set_assessed_on("2026-01-15");
  own.add_excluded_agencies(kSchool);
  Record(own);
  EXPECT_EQ(AskedBy(kSchool, kNell), kNothing);
  EXPECT_TRUE(
      Eventually([&] { return AskedBy(kHealthVisiting, kNell) == kTold; }));
  EXPECT_EQ(AskedBy(kSchool, kNell), kNothing);
}

TEST_F(ConsentStoriesTest, AnAgreementIsNarrowedFromEverybodyToHealth) {
  Record(Agreement(kNell, "mother"));
  BecomesKnown(kNell);
  auto narrower = Agreement(kNell, "mother");
  narrower.set_everybody(false);
  narrower.add_categories("health");
  Record(narrower);
  EXPECT_EQ(AskedBy(kSchool, kNell), kNothing) << "on the very next check";
  EXPECT_TRUE(
      Eventually([&] { return AskedBy(kHealthVisiting, kNell) == kTold; }));
  EXPECT_EQ(AskedBy(kSchool, kNell), kNothing);
}

TEST_F(ConsentStoriesTest, ASiblingWithAnotherAnswer) {
  Record(Agreement(kNell, "mother"));
  desk::v1::RecordNotSharedRequest declined;
  *declined.add_people() = PersonOf(kRory);
  declined.set_said_by("mother");
  declined.set_reason("family-declined");
  Must(desk(kEarlyHelp).RecordNotShared(declined).status());
  BecomesKnown(kNell);
  EXPECT_EQ(Outcome({.asker = kSchool, .people = {kNell, kRory}}),
            absl::StrCat(kTold, " | none"));
}

TEST_F(ConsentStoriesTest, ACallAndNoMore) {
  auto request = Agreement(kNell, "mother");
  request.set_call_back_only(true);
  Record(request);
  EXPECT_TRUE(Eventually([&] {
    return Outcome(kNell) == "answered: call_back(northshire-early-help)";
  })) << Outcome(kNell);
}

TEST_F(ConsentStoriesTest, ARefugeAsksWithoutSayingWhoItIs) {
  Record(Agreement(kNell, "mother"));
  BecomesKnown(kNell);
  desk::v1::CheckRequest request;
  *request.add_people() = PersonOf(kNell);
  request.set_purpose("considering-referral");
  request.set_ground("family-agreed");
  request.set_no_personal_connection(true);
  request.set_shielded_asker(true);
  EXPECT_EQ(deploy::Summary(Must(desk(kCharity).Check(request))), kTold);
  EXPECT_EQ(
      Count(kEarlyHelp, "SELECT count(*) FROM asked_about WHERE asker = ''"), 1)
      << "the holder does not learn which agency asked";
  // Somebody is kept out: whoever hides might be that one.
  auto narrower = Agreement(kNell, "mother");
  narrower.add_excluded_agencies(kCharity);
  Record(narrower);
  EXPECT_EQ(deploy::Summary(Must(desk(kCharity).Check(request))), kNothing);
}

TEST_F(ConsentStoriesTest, ADecisionIsExplainedByItsRule) {
  Record(Agreement(kNell, "mother"));
  BecomesKnown(kNell);
  const auto answered =
      Count(kEarlyHelp,
            "SELECT count(*) FROM asked_about WHERE outcome = 'involved'");
  ASSERT_GE(answered, 1);
  // The newest entry that was decided.
  bool explained = false;
  for (std::uint64_t leaf = 0; leaf < 60 && !explained; ++leaf) {
    desk::v1::ExplainDecisionRequest request;
    request.set_leaf_index(leaf);
    const auto reply = desk(kEarlyHelp).ExplainDecision(request);
    if (!reply.ok() || reply->outcome_now() != "involved") continue;
    explained = true;
    EXPECT_EQ(reply->rule(), "AN-05");
    EXPECT_TRUE(reply->same());
    EXPECT_EQ(reply->policy_id(), "england-trial");
  }
  EXPECT_TRUE(explained);
}

}  // namespace
}  // namespace kith::tests
