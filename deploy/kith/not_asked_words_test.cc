// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/not_asked_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kith::deploy {
namespace {

using testing::HasSubstr;
using testing::Not;

class NotAskedWordsTest : public testing::Test {
 protected:
  NotAskedWordsTest() {
    file_.mutable_desk()->set_name("Early Help hub");
    file_.mutable_desk()->set_telephone("01632 960 100");
    file_.mutable_desk()->set_danger_now("ring 999");
    Add("en", "May we tell others?", "its authors");
    Add("cy", "Gawn ni ddweud?", "");
  }
  void Add(const std::string& language, const std::string& text,
           const std::string& checked_by) {
    auto* label = file_.add_labels();
    label->set_key("consent-wording");
    label->set_language(language);
    label->set_text(text);
    label->set_checked_by(checked_by);
  }
  network::v1::NetworkFile file_;
};

TEST_F(NotAskedWordsTest, SaysTheNetworksWordsAndWhatComesNext) {
  const std::string words = NotAskedWords(file_, "en");
  EXPECT_THAT(words, HasSubstr("Nothing was asked"));
  EXPECT_THAT(words, HasSubstr("ring 999"));
  EXPECT_THAT(words, HasSubstr("\"May we tell others?\""));
  EXPECT_THAT(words, Not(HasSubstr("draft")));
  EXPECT_THAT(words, HasSubstr("--ground family-agreed"));
  EXPECT_THAT(words, HasSubstr("01632 960 100"));
}

TEST_F(NotAskedWordsTest, ATranslationThatNobodyCheckedIsADraft) {
  EXPECT_THAT(NotAskedWords(file_, "cy"), HasSubstr("Gawn ni ddweud?"));
  EXPECT_THAT(NotAskedWords(file_, "cy"), HasSubstr("a draft"));
}

TEST_F(NotAskedWordsTest, ALanguageWithoutWordsFallsBackToEnglishAndSaysSo) {
  EXPECT_THAT(NotAskedWords(file_, "pl"), HasSubstr("\"May we tell others?\""));
  EXPECT_THAT(NotAskedWords(file_, "pl"), HasSubstr("no words in `pl`"));
  EXPECT_THAT(NotAskedWords(file_, "en"), Not(HasSubstr("no words in")));
  EXPECT_THAT(NotAskedWords(file_, "cy"), Not(HasSubstr("no words in")));
}

}  // namespace
}  // namespace kith::deploy
