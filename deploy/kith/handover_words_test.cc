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

TEST(DigestWordsTest, SaysWhoBecameInvolvedAndWhoOnlyAsked) {
  desk::v1::GetDigestReply reply;
  auto& person = *reply.add_people();
  person.mutable_record()->set_id("17");
  auto& line = *person.add_lines();
  line.set_asker("Hillview Primary");
  line.set_purpose("thinking about a referral");
  line.set_times(2);
  EXPECT_THAT(DigestInWords(reply, absl::UTCTimeZone()),
              HasSubstr("asked: thinking about a referral, 2 times"));
  line.set_became_involved(true);
  EXPECT_THAT(DigestInWords(reply, absl::UTCTimeZone()),
              HasSubstr("Hillview Primary became involved"));
}

TEST(DigestWordsTest, AnEmptyDigestSaysThatNobodyAsked) {
  const std::string words =
      DigestInWords(desk::v1::GetDigestReply(), absl::UTCTimeZone());
  EXPECT_THAT(words, HasSubstr("Nobody asked"));
  EXPECT_THAT(words, Not(HasSubstr("Handovers")));
}

}  // namespace
}  // namespace kith::deploy
