// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/recall_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kith::deploy {
namespace {

using testing::HasSubstr;
using testing::Not;

desk::v1::Recall OneRecall(const char* state) {
  desk::v1::Recall recall;
  recall.set_reference("K-4821-7M");
  recall.set_person_number(2);
  recall.set_agency_name("Northshire Council");
  recall.set_staff("jb");
  recall.set_state(state);
  recall.set_yours(true);
  return recall;
}

std::string Words(const desk::v1::ListRecallsReply& reply) {
  return RecallsInWords(reply, absl::UTCTimeZone());
}

TEST(RecallWordsTest, WhoAskedReadsWhichAnswerWhoseAndWhatToDo) {
  desk::v1::ListRecallsReply reply;
  *reply.add_received() = OneRecall("sent");
  const std::string words = Words(reply);
  for (const char* part : {"K-4821-7M, person 2", "Northshire Council",
                           "You asked", "Do not rely on it"}) {
    EXPECT_THAT(words, HasSubstr(part));
  }
}

TEST(RecallWordsTest, WhatIsAcknowledgedAsksForNothingMore) {
  desk::v1::ListRecallsReply reply;
  *reply.add_received() = OneRecall("acknowledged");
  reply.mutable_received(0)->set_acknowledged_by("jb");
  EXPECT_THAT(Words(reply), HasSubstr("acknowledged by jb"));
  EXPECT_THAT(Words(reply), Not(HasSubstr("Do not rely")));
}

TEST(RecallWordsTest, TheHolderReadsWhoHasNotAcknowledged) {
  desk::v1::ListRecallsReply reply;
  *reply.add_sent() = OneRecall("sent");
  EXPECT_THAT(Words(reply), HasSubstr("not yet acknowledged"));
  *reply.mutable_sent(0) = OneRecall("pending");
  EXPECT_THAT(Words(reply), HasSubstr("NOT YET SENT"));
  *reply.mutable_sent(0) = OneRecall("refused");
  EXPECT_THAT(Words(reply), HasSubstr("NOT TAKEN"));
}

TEST(RecallWordsTest, WhatTheCentreTakesNoNoticeOfIsToBeRung) {
  desk::v1::SendRecallReply reply;
  reply.add_to_ring("K-4821-7M");
  EXPECT_THAT(SentInWords(reply), HasSubstr("RING THEM YOURSELF"));
  EXPECT_THAT(SentInWords(reply), HasSubstr("cannot be told apart"));
  reply.set_told_apart(true);
  EXPECT_THAT(SentInWords(reply), Not(HasSubstr("cannot be told apart")));
}

TEST(RecallWordsTest, ACheckSaysNothingWhereNothingWasTakenBack) {
  desk::v1::CheckReply reply;
  EXPECT_EQ(RecalledInWords(reply.recalled()), "");
  reply.add_recalled("K-4821-7M");
  EXPECT_THAT(RecalledInWords(reply.recalled()), HasSubstr("K-4821-7M"));
}

}  // namespace
}  // namespace kith::deploy
