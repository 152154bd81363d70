// SPDX-License-Identifier: Apache-2.0
// A child may be in danger and nobody can wait: two people, two keys, one
// question. Told with whole programs.
#include "absl/strings/str_cat.h"
#include "deploy/demonstration/story_checks.h"
#include "kith/desk/v1/urgent.pb.h"
#include "tests/scenarios/scenario_test.h"

namespace kith::tests {
namespace {

using absl::StatusCode;
using deploy::kBrook;
using deploy::kManagerFinch;
using deploy::kOfficerDove;
using desk::v1::CheckReply;

const Somebody kNell{"Nell", "Hartwhistle", "2013-10-03", ""};
const Somebody kSable{"Sable", "Thornbury", "1987-07-22", ""};
const Somebody kOtis{"Otis", "Brackenshaw", "2020-02-11", ""};
constexpr char kPassphrase[] = "grey heron under stairs";
constexpr char kTold[] = "answered: involved(northshire-early-help leads)";

// The school asks; early help, which answers at the desk too, knows Nell and
// Otis, whose families agreed to telling health only.
class UrgentAccessTest : public ScenarioTest {
 protected:
  void SetUp() override {
    StartWithDesk({kSchool, kEarlyHelp, kCharity}, kEarlyHelp, {kSchool});
    if (HasFatalFailure()) return;
    Import(kEarlyHelp,
           {{.person = kNell, .share_with = "health", .leads = true},
            {.person = kOtis, .share_with = "health", .leads = true}});
    Import(kCharity, {{.person = kSable, .shield = "silent"}});
    for (const char* name : {kBrook, kManagerFinch}) MakeKey(kSchool, name);
    MakeKey(kEarlyHelp, kBrook);
  }

  void MakeKey(const std::string& agency, const std::string& staff) {
    desk::v1::MakeStaffKeyRequest request;
    request.set_as(staff);
    request.set_passphrase(kPassphrase);
    Must(desk(agency).MakeStaffKey(request).status());
  }
  absl::StatusOr<desk::v1::RequestUrgentReply> Request(
      const Somebody& somebody) {
    desk::v1::RequestUrgentRequest request;
    request.set_as(kBrook);
    request.set_passphrase(kPassphrase);
    auto& check = *request.mutable_check();
    *check.add_people() = PersonOf(somebody);
    check.set_purpose("worried-about-a-child");
    check.set_ground("urgent-access");
    check.set_gateway("children-act-1989-s47");
    check.set_necessity("immediate-risk");
    check.set_told("no-it-would-raise-the-risk");
    check.set_no_personal_connection(true);
    return desk(kSchool).RequestUrgent(request);
  }
  absl::Status Authorise(const std::string& agency, const std::string& staff,
                         const std::string& reference) {
    desk::v1::AuthoriseUrgentRequest request;
    request.set_as(staff);
    request.set_passphrase(kPassphrase);
    request.set_reference(reference);
    return desk(agency).AuthoriseUrgent(request).status();
  }
  absl::StatusOr<CheckReply> Check(const std::string& reference) {
    desk::v1::CheckUrgentRequest request;
    request.set_as(kBrook);
    request.set_reference(reference);
    return desk(kSchool).CheckUrgent(request);
  }
  // Requested, authorised by a colleague, asked.
  CheckReply AskUrgently(const Somebody& somebody) {
    const std::string reference = Must(Request(somebody)).reference();
    Must(Authorise(kSchool, kManagerFinch, reference));
    return Must(Check(reference));
  }
  desk::v1::ListUrgentReply List(const std::string& agency,
                                 const std::string& staff) {
    desk::v1::ListUrgentRequest request;
    request.set_as(staff);
    return Must(desk(agency).ListUrgent(request));
  }
};

TEST_F(UrgentAccessTest, TwoPeopleAskOnceAndTheReviewClosesIt) {
  EXPECT_EQ(Outcome(kNell), "answered: none") << "health only";
  const std::string reference = Must(Request(kNell)).reference();
  EXPECT_EQ(Check(reference).status().code(), StatusCode::kFailedPrecondition)
      << "one is not enough";
  Must(Authorise(kSchool, kManagerFinch, reference));
  const CheckReply reply = Must(Check(reference));
  EXPECT_EQ(deploy::Summary(reply), kTold);
  EXPECT_EQ(reply.reference(), reference);
  EXPECT_EQ(Check(reference).status().code(), StatusCode::kFailedPrecondition)
      << "once";

  // Both DPOs are told at once, and the family's service by whom.
  const auto at_school = List(kSchool, kOfficerDove);
  ASSERT_EQ(at_school.entries_size(), 1);
  EXPECT_EQ(at_school.entries(0).state(), "used");
  EXPECT_FALSE(at_school.entries(0).review_by().empty());
  const auto there = Must(desk(kEarlyHelp).WhoAsked([] {
    desk::v1::WhoAskedRequest request;
    *request.mutable_person() = PersonOf(kNell);
    return request;
  }()));
  EXPECT_EQ(there.touches(there.touches_size() - 1).reference(), reference);
  const auto told_there = List(kEarlyHelp, "");
  ASSERT_EQ(told_there.asked_here_size(), 1);
  EXPECT_EQ(told_there.asked_here(0).outcome(), "involved");

  desk::v1::ReviewUrgentRequest review;
  review.set_reference(reference);
  review.set_finding("justified");
  review.set_reason("the child was seen the same night");
  review.set_as(kOfficerDove);
  Must(desk(kSchool).ReviewUrgent(review).status());
  EXPECT_EQ(List(kSchool, kOfficerDove).entries(0).state(), "reviewed");
}

TEST_F(UrgentAccessTest, TheSecondWhoIsTheFirstIsRefusedAndItIsAnAlarm) {
  const std::string reference = Must(Request(kNell)).reference();
  EXPECT_EQ(Authorise(kSchool, kBrook, reference).code(),
            StatusCode::kPermissionDenied);
  EXPECT_EQ(Check(reference).status().code(), StatusCode::kFailedPrecondition);
}

TEST_F(UrgentAccessTest, TheDeskIsTheSecondAndHearsNoName) {
  const std::string reference = Must(Request(kNell)).reference();
  const auto at_the_desk = List(kEarlyHelp, "");
  ASSERT_EQ(at_the_desk.entries_size(), 1);
  EXPECT_EQ(at_the_desk.entries(0).reference(), reference);
  EXPECT_EQ(at_the_desk.entries(0).people_size(), 0);
  EXPECT_EQ(at_the_desk.ShortDebugString().find("Hartwhistle"),
            std::string::npos);
  Must(Authorise(kEarlyHelp, "", reference));
  EXPECT_EQ(deploy::Summary(Must(Check(reference))), kTold);
}

TEST_F(UrgentAccessTest, AShieldStaysShutAndItsOwnerHears) {
  EXPECT_EQ(deploy::Summary(AskUrgently(kSable)), "answered: none");
  const auto touches =
      Must(desk(kCharity).ListTouches(desk::v1::ListTouchesRequest()));
  ASSERT_EQ(touches.touches_size(), 1);
  EXPECT_EQ(touches.touches(0).asker(), kSchool);
}

TEST_F(UrgentAccessTest, WhomTheFamilyLeftOutByNameIsToldNothing) {
  desk::v1::RecordConsentRequest agreement;
  *agreement.add_people() = PersonOf(kOtis);
  agreement.set_said_by("mother");
  agreement.set_capacity("parent");
  agreement.set_everybody(true);
  agreement.add_excluded_agencies(kSchool);
  agreement.set_evidence_reference("form 12");
  agreement.set_until_ms(
      absl::ToUnixMillis(clock_.Now() + absl::Hours(24 * 100)));
  Must(desk(kEarlyHelp).RecordConsent(agreement).status());
  WaitPublished(kEarlyHelp);
  EXPECT_EQ(deploy::Summary(AskUrgently(kOtis)), "answered: none");
  EXPECT_EQ(deploy::Summary(AskUrgently(kNell)), kTold) << "the same evening";
}

}  // namespace
}  // namespace kith::tests
