// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/urgent_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kith::deploy {
namespace {

using testing::HasSubstr;
using testing::Not;

class UrgentWordsTest : public testing::Test {
 protected:
  UrgentWordsTest() {
    entry_.set_reference("K-4821-7M");
    entry_.set_agency_name("Hillview Primary");
    entry_.set_necessity("immediate-risk");
    entry_.set_expires_ms(1'893'456'900'000);
  }
  std::string Words() {
    desk::v1::ListUrgentReply reply;
    *reply.add_entries() = entry_;
    return UrgentInWords(reply, absl::UTCTimeZone());
  }

  desk::v1::UrgentEntry entry_;
};

TEST_F(UrgentWordsTest, EachStateSaysWhatIsNext) {
  entry_.set_state("waiting");
  EXPECT_THAT(Words(), HasSubstr("kith urgent authorise K-4821-7M"));
  entry_.set_state("authorised");
  EXPECT_THAT(Words(), Not(HasSubstr("kith urgent check")))
      << "somebody else asks";
  entry_.set_yours(true);
  EXPECT_THAT(Words(), HasSubstr("kith urgent check K-4821-7M"));
  entry_.set_state("used");
  entry_.set_review_by("2026-12-01");
  EXPECT_THAT(Words(), HasSubstr("kith urgent review K-4821-7M"));
  EXPECT_THAT(Words(), Not(HasSubstr("LATE")));
  entry_.set_review_late(true);
  EXPECT_THAT(Words(), HasSubstr("ITS REVIEW IS LATE"));
}

TEST_F(UrgentWordsTest, AListThatIsNotWholeSaysSo) {
  desk::v1::ListUrgentReply reply;
  EXPECT_EQ(UrgentInWords(reply, absl::UTCTimeZone()), "No urgent access.\n");
  reply.set_centre_unreachable(true);
  EXPECT_THAT(UrgentInWords(reply, absl::UTCTimeZone()),
              HasSubstr("cannot be reached"));
}

TEST_F(UrgentWordsTest, WhenOnlyTheDeskMayItSaysWhy) {
  desk::v1::RequestUrgentReply reply;
  reply.set_reference("K-4821-7M");
  reply.set_desk_telephone("01632 960 100");
  EXPECT_THAT(RequestedInWords(reply, absl::UTCTimeZone()),
              HasSubstr("manager"));
  reply.set_desk_only_because("the review of an earlier one is late");
  const std::string words = RequestedInWords(reply, absl::UTCTimeZone());
  EXPECT_THAT(words, HasSubstr("review of an earlier one is late"));
  EXPECT_THAT(words, Not(HasSubstr("manager")));
}

}  // namespace
}  // namespace kith::deploy
