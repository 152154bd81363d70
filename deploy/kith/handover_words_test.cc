// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/handover_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kith::deploy {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(HandoverWordsTest, ALateProposalSaysSoAndOneInTimeUntilWhen) {
  desk::v1::ListHandoversReply reply;
  auto& entry = *reply.add_handovers();
  entry.set_reference("H-4821-7M");
  entry.set_state("proposed");
  entry.set_answer_by("2026-12-04");
  EXPECT_THAT(HandoversInWords(reply, absl::UTCTimeZone()),
              HasSubstr("to be answered by the end of 2026-12-04"));
  entry.set_late(true);
  EXPECT_THAT(HandoversInWords(reply, absl::UTCTimeZone()),
              HasSubstr("NOT ANSWERED"));
}

TEST(DigestWordsTest, SaysWhoAskedInOrderToJoinAndWhoOnlyAsked) {
  desk::v1::GetDigestReply reply;
  auto& person = *reply.add_people();
  person.mutable_record()->set_id("17");
  auto& line = *person.add_lines();
  line.set_asker("Hillview Primary");
  line.set_purpose("thinking about a referral");
  line.set_times(2);
  EXPECT_THAT(DigestInWords(reply, absl::UTCTimeZone()),
              HasSubstr("asked: thinking about a referral, 2 times"));
  line.set_joining(true);
  EXPECT_THAT(DigestInWords(reply, absl::UTCTimeZone()),
              HasSubstr("Hillview Primary asked in order to become"));
}

TEST(DigestWordsTest, AnEmptyDigestSaysThatNobodyAsked) {
  const std::string words =
      DigestInWords(desk::v1::GetDigestReply(), absl::UTCTimeZone());
  EXPECT_THAT(words, HasSubstr("Nobody asked"));
  EXPECT_THAT(words, Not(HasSubstr("Handovers")));
  desk::v1::GetDigestReply unknown;
  unknown.set_handovers_unknown(true);
  EXPECT_THAT(DigestInWords(unknown, absl::UTCTimeZone()),
              Not(HasSubstr("nothing waits")));
}

}  // namespace
}  // namespace kith::deploy
