// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/asking_limits.h"

#include "agent/flows/agent_world.h"
#include "agent/flows/ask_flow.h"
#include "agent/register/asked_counts.h"
#include "kith/log/v1/log.pb.h"

namespace kith::agent {
namespace {

using desk::v1::CheckReply;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// The clinic's staff ask; nothing in the centre ever answers, which none of the
// counts depends on.
class AskingLimitsTest : public AgentWorld {
 protected:
  AskingLimitsTest() {
    ChangeNetwork([](network::v1::NetworkFile& file) {
      AddAllowance(file, "practitioner", 4);
      AddAllowance(file, "lead-practitioner", 100);
      file.set_list_subjects_a_day(2);
    });
  }
  static void AddAllowance(network::v1::NetworkFile& file,
                           const std::string& role, std::uint32_t subjects) {
    auto* allowance = file.add_role_allowances();
    allowance->set_role(role);
    allowance->set_subjects_a_day(subjects);
  }
  struct Asked {
    std::string staff = "nurse";
    std::string role = "practitioner";
    bool of_list = false;
    bool eight = false;
  };
  CheckReply Ask(const Row& row, const Asked& by) {
    return Ask(std::vector<Row>{row}, by);
  }
  CheckReply Ask(const std::vector<Row>& rows, const Asked& by) {
    desk::v1::CheckRequest request;
    for (const Row& row : rows) *request.add_people() = Described(row);
    request.set_purpose("considering-referral");
    request.set_ground("family-agreed");
    request.set_no_personal_connection(true);
    request.set_of_list(by.of_list);
    request.set_shape_of_eight(by.eight);
    auto reply = AskFlow(*parts_).Run(
        {.name = by.staff, .shown_as = by.staff, .role = by.role}, request);
    EXPECT_TRUE(reply.ok()) << reply.status();
    return *std::move(reply);
  }
  // It left the building, whatever became of it there.
  bool Leaves(const Row& row, const Asked& by) {
    const std::size_t before = broker_.asked.size();
    (void)Ask(row, by);
    return broker_.asked.size() > before;
  }
  Row Somebody(int n) {
    return {.forename = std::string("Sami") + static_cast<char>('a' + n),
            .surname = "Amara",
            .born = absl::StrCat("20", 10 + n, "-06-17")};
  }
  const Asked nurse_;
  const Asked other_{.staff = "midwife"};
  const Asked lead_{.staff = "lead", .role = "lead-practitioner"};
};

// E-43
TEST_F(AskingLimitsTest, WhoIsOverTheirAllowanceAsksNobodyAndIsToldWhatToDo) {
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(Leaves(Somebody(i), nurse_));
  const std::size_t evaluated = key_holder_.batches.size();
  const CheckReply reply = Ask(Somebody(4), nurse_);
  EXPECT_EQ(reply.outcome_of_request(), "unavailable");
  EXPECT_THAT(reply.words(), HasSubstr("4 people a day as practitioner"));
  EXPECT_THAT(reply.words(), HasSubstr("midnight UTC"));
  EXPECT_THAT(reply.next_step(), HasSubstr("Ring the desk"));
  EXPECT_THAT(broker_.asked, SizeIs(4));
  EXPECT_THAT(key_holder_.batches, SizeIs(evaluated));
  ASSERT_THAT(Alarms(), SizeIs(1));
  EXPECT_THAT(Alarms()[0].cause(), HasSubstr("over the day's allowance"));
}

TEST_F(AskingLimitsTest, TwoPractitionersDoNotUseUpEachOthersAllowance) {
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(Leaves(Somebody(i), nurse_));
  EXPECT_FALSE(Leaves(Somebody(4), nurse_));
  EXPECT_TRUE(Leaves(Somebody(4), other_));
}

TEST_F(AskingLimitsTest, AnAllowanceOutlivesARestartAndStartsAnewEachDay) {
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(Leaves(Somebody(i), nurse_));
  Start();
  EXPECT_FALSE(Leaves(Somebody(4), nurse_));
  clock_.Advance(absl::Hours(24));
  EXPECT_TRUE(Leaves(Somebody(4), nurse_));
}

TEST_F(AskingLimitsTest, AllowancesAreOfARoleAndAFamilyCountsAsThree) {
  ASSERT_TRUE(Leaves(Somebody(0), nurse_));
  ASSERT_TRUE(Leaves(Somebody(1), nurse_));
  EXPECT_THAT(Ask({Somebody(2), Somebody(3)}, nurse_).words(),
              HasSubstr("a family counts as 3), and this would be 5"));
  EXPECT_THAT(broker_.asked, SizeIs(2));
  (void)Ask({Somebody(2), Somebody(3)}, lead_);
  EXPECT_THAT(broker_.asked, SizeIs(3));
  (void)Ask({Somebody(2), Somebody(3)}, other_);
  EXPECT_TRUE(Leaves(Somebody(4), other_)) << "one is left";
  EXPECT_FALSE(Leaves(Somebody(5), other_));
}

TEST_F(AskingLimitsTest, ListsHaveAnAllowanceOfTheirOwn) {
  const Asked list{.of_list = true};
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(Leaves(Somebody(i), nurse_));
  EXPECT_TRUE(Leaves(Somebody(4), list));
  EXPECT_TRUE(Leaves(Somebody(5), list));
  EXPECT_FALSE(Leaves(Somebody(6), list));
  ChangeNetwork([](auto& file) { file.set_list_subjects_a_day(0); });
  EXPECT_THAT(Ask(Somebody(7), {.staff = "cook", .of_list = true}).words(),
              HasSubstr("do not ask in lists"));
}

TEST_F(AskingLimitsTest, PastHalfTheAllowanceIsSaid) {
  EXPECT_THAT(Ask(Somebody(0), nurse_).notes(), IsEmpty());
  EXPECT_THAT(Ask(Somebody(1), nurse_).notes(), IsEmpty());
  EXPECT_THAT(Ask(Somebody(2), nurse_).notes(),
              ElementsAre(HasSubstr("about 3 of the 4 people")));
}

TEST_F(AskingLimitsTest, TheFourthTimeInSevenDaysIsSaidAndTheEleventhIsNone) {
  for (int i = 0; i < 3; ++i) {
    EXPECT_THAT(Ask(Somebody(0), lead_).notes(), IsEmpty());
  }
  for (int time = 4; time <= 10; ++time) {
    EXPECT_THAT(Ask(Somebody(0), lead_).notes(),
                ElementsAre(HasSubstr(absl::StrCat(time, " times"))));
  }
  EXPECT_THAT(broker_.asked, SizeIs(10));
  EXPECT_THAT(Ask(Somebody(0), lead_).words(), HasSubstr("10 times"));
  EXPECT_FALSE(Leaves(Somebody(0), lead_));
  EXPECT_TRUE(Leaves(Somebody(1), lead_)) << "somebody else";
  EXPECT_TRUE(Leaves(Somebody(0), other_)) << "and another practitioner";
  EXPECT_THAT(Alarms(), SizeIs(2));
  clock_.Advance(absl::Hours(24 * 7));
  EXPECT_TRUE(Leaves(Somebody(0), lead_));
}

TEST_F(AskingLimitsTest, WhoSharesAnyStrongKeyIsTheSamePerson) {
  ChangeNetwork([](auto& file) { file.mutable_repeats()->set_most(1); });
  Row numbered = Somebody(0);
  numbered.nhs = "9990000018";
  const auto ask = [&](Row row) {
    desk::v1::CheckRequest request;
    *request.add_people() = Described(row);
    if (!row.nhs.empty()) {
      auto* number = request.mutable_people(0)->add_identifiers();
      number->set_scheme("nhs-number");
      number->set_value(row.nhs);
    }
    request.set_purpose("considering-referral");
    request.set_ground("family-agreed");
    request.set_no_personal_connection(true);
    const auto reply = AskFlow(*parts_).Run(
        {.name = "lead", .shown_as = "L", .role = "lead-practitioner"},
        request);
    EXPECT_TRUE(reply.ok()) << reply.status();
    return reply->words();
  };
  EXPECT_THAT(ask(numbered), testing::Not(HasSubstr("seven days")));
  Row renamed = numbered;
  renamed.surname = "Other";
  EXPECT_THAT(ask(renamed), HasSubstr("seven days")) << "the number";
  EXPECT_THAT(ask(Somebody(0)), HasSubstr("seven days")) << "name and date";
  EXPECT_THAT(ask(Somebody(1)), testing::Not(HasSubstr("seven days")));
}

TEST_F(AskingLimitsTest, AllOfAnAgencyTogetherHaveALimitToo) {
  ChangeNetwork(
      [](auto& file) { file.mutable_repeats()->set_most_of_agency(2); });
  EXPECT_TRUE(Leaves(Somebody(0), nurse_));
  EXPECT_TRUE(Leaves(Somebody(0), other_));
  EXPECT_THAT(Ask(Somebody(0), lead_).words(), HasSubstr("Your agency"));
}

TEST_F(AskingLimitsTest, WhomStaffAskedAboutIsForgottenAfterSevenDays) {
  ASSERT_TRUE(Leaves(Somebody(0), nurse_));
  const auto kept = [&] {
    return reader_->WithDb([&](SealedDb& db) {
      return *AskedCounts(db).HasAnyBefore(
          {absl::InfiniteFuture(), absl::InfiniteFuture()});
    });
  };
  EXPECT_TRUE(kept());
  clock_.Advance(absl::Hours(24 * 7) - absl::Seconds(1));
  ASSERT_TRUE(ForgetAskedBefore(*parts_).ok());
  EXPECT_TRUE(kept());
  clock_.Advance(absl::Seconds(1));
  ASSERT_TRUE(ForgetAskedBefore(*parts_).ok());
  EXPECT_FALSE(kept());
}

TEST_F(AskingLimitsTest, WhatTheCentreTurnsAwayForAnAllowanceIsSaidAsThat) {
  broker_.answer = [](const enquiry::v1::AskRequest&) {
    return absl::ResourceExhaustedError("over the daily allowance of 8 checks");
  };
  const CheckReply reply = Ask(Somebody(0), nurse_);
  EXPECT_EQ(reply.outcome_of_request(), "unavailable");
  EXPECT_THAT(reply.words(), HasSubstr("allowance is used up"));
}

}  // namespace
}  // namespace kith::agent
