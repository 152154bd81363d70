// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "agent/console/pages/page_words.h"

namespace kith::console {
namespace {

std::string Words(const char* message) { return InPageWords(message); }

TEST(ServedWordsTest, WordsStayAsTheyAre) {
  EXPECT_EQ(Words("that day has passed"), "That day has passed.");
  EXPECT_EQ(Words("person 2: the date of birth is missing"),
            "Person 2: the date of birth is missing.");
  EXPECT_EQ(Words("the centre is away; try again"),
            "The centre is away; try again.");
}

TEST(ServedWordsTest, FieldsAndTerminalsAreLeftOut) {
  EXPECT_EQ(Words("away_until: that day has passed"), "That day has passed.");
  EXPECT_EQ(
      Words("purpose: not one of the network's; see `kith network print`"),
      "Not one of the network's.");
  EXPECT_EQ(Words("a manager decides: kith consent decide"),
            "A manager decides.");
  EXPECT_EQ(Words("say who you are: --as one of brook, dove"),
            "Say who you are.");
  EXPECT_EQ(Words("`kith handover list` shows them"),
            "It cannot be done as it is. Ask your agency's IT.");
}

TEST(ServedWordsTest, ASilentAgentIsForIt) {
  const std::string words = Words(
      "no agent answers at /run/kith/desk.sock; start kith-agent, or name its "
      "folder with --agent-dir");
  EXPECT_EQ(words.find("sock"), std::string::npos);
  EXPECT_NE(words.find("IT"), std::string::npos);
  EXPECT_EQ(Words("the agent did not answer in time; run kith doctor"), words);
}

}  // namespace
}  // namespace kith::console
