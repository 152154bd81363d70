// SPDX-License-Identifier: Apache-2.0
#include "keys/network/standing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace kith {
namespace {

using testing::HasSubstr;

class StandingTest : public testing::Test {
 protected:
  StandingTest() {
    agency_.set_id("school");
    agency_.mutable_sharing_agreement()->set_reference("ISA-2026-04");
    agency_.mutable_sharing_agreement()->set_expires("2027-03-31");
  }
  static absl::Time At(int year, int month, int day, int hour) {
    return absl::FromCivil(absl::CivilHour(year, month, day, hour),
                           absl::UTCTimeZone());
  }
  Standing On(absl::Time now) { return StandingOf(agency_, now); }

  network::v1::Agency agency_;
};

TEST_F(StandingTest, APaperThatHasLongToGoIsNotSpokenOf) {
  const Standing standing = On(At(2027, 1, 30, 12));
  EXPECT_EQ(standing.kind, Standing::Kind::kIn);
  EXPECT_EQ(standing.why, "");
}

TEST_F(StandingTest, SixtyDaysBeforeItIsSaid) {
  const Standing standing = On(At(2027, 1, 31, 0));
  EXPECT_EQ(standing.kind, Standing::Kind::kNotice);
  EXPECT_EQ(standing.days_left, 60);
  EXPECT_THAT(standing.why, HasSubstr("information-sharing agreement "
                                      "ISA-2026-04 ends on 31 March 2027, in "
                                      "60 days"));
}

TEST_F(StandingTest, ItIsInForceToTheEndOfItsLastDay) {
  EXPECT_TRUE(On(At(2027, 3, 31, 23)).takes_part());
  EXPECT_THAT(On(At(2027, 3, 31, 23)).why, HasSubstr("in 1 day;"));
  const Standing after = On(At(2027, 4, 1, 0));
  EXPECT_FALSE(after.takes_part());
  EXPECT_THAT(after.why, HasSubstr("ended on 31 March 2027"));
}

TEST_F(StandingTest, TheWorseOfTwoPapersDecides) {
  agency_.mutable_security_certification()->set_reference("CE-7");
  agency_.mutable_security_certification()->set_expires("2027-02-10");
  EXPECT_THAT(On(At(2027, 2, 5, 0)).why, HasSubstr("CE-7"));
  EXPECT_FALSE(On(At(2027, 2, 11, 0)).takes_part());
}

TEST_F(StandingTest, ADayThatCannotBeReadIsOver) {
  agency_.mutable_sharing_agreement()->set_expires("soon");
  EXPECT_FALSE(On(At(2027, 1, 1, 0)).takes_part());
  EXPECT_FALSE(CheckStanding(agency_).ok());
}

TEST_F(StandingTest, AnAdministratorsWordsAreGiven) {
  agency_.set_suspended(true);
  agency_.set_suspended_because("its machine was stolen");
  EXPECT_FALSE(On(At(2026, 1, 1, 0)).takes_part());
  EXPECT_THAT(On(At(2026, 1, 1, 0)).why, HasSubstr("machine was stolen"));
  agency_.set_left(true);
  EXPECT_EQ(On(At(2026, 1, 1, 0)).kind, Standing::Kind::kLeft);
}

TEST_F(StandingTest, NobodyTakesNoPart) {
  EXPECT_FALSE(TakesPart(nullptr, At(2026, 1, 1, 0)));
}

TEST(NoticeTest, IsLoggedAtSixtyThirtyAndSevenDaysAndThenDaily) {
  int logged = 0;
  int before = 0;
  for (int left = 60; left >= 1; --left) {
    if (!IsNewNotice(before, left)) continue;
    before = left;
    ++logged;
  }
  EXPECT_EQ(logged, 3 + 6) << "60, 30, 7, then 6 to 1";
}

}  // namespace
}  // namespace kith
