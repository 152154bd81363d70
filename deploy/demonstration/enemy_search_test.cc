// SPDX-License-Identifier: Apache-2.0
#include "deploy/demonstration/enemy_search.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "deploy/demonstration/story.h"

namespace kith::deploy {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string Utf16(absl::string_view ascii, bool big) {
  std::string out;
  for (const char c : ascii) {
    if (big) out.push_back('\0');
    out.push_back(c);
    if (!big) out.push_back('\0');
  }
  return out;
}

std::string Hex(absl::string_view text, const char* digits) {
  std::string out;
  for (const char c : text) {
    out.push_back(digits[static_cast<unsigned char>(c) >> 4]);
    out.push_back(digits[c & 15]);
  }
  return out;
}

class EnemySearchTest : public testing::Test {
 protected:
  std::vector<std::size_t> Find(const std::string& bytes) const {
    return search_.Find(bytes);
  }

  const std::vector<EnemyTerm> terms_ = {
      {"Fairholme", TermKind::kName, true},
      {"Dina Amara", TermKind::kNamePair, true},
      {"Renée Dubois", TermKind::kNamePair, true},
      {"9990000018", TermKind::kIdentifier, true}};
  const EnemySearch search_ = *EnemySearch::Create(terms_);
};

TEST_F(EnemySearchTest, CaseDoesNotMatter) {
  EXPECT_THAT(Find("xxfAIRHOLMExx"), ElementsAre(0));
  EXPECT_THAT(Find("RENÉE DUBOIS"), ElementsAre(2));
}

TEST_F(EnemySearchTest, ACommaCountsAsABlank) {
  EXPECT_THAT(Find("7,Dina,Amara,x"), ElementsAre(1));
}

TEST_F(EnemySearchTest, FindsUtf16OfEitherOrderAtAnyOffset) {
  EXPECT_THAT(Find(Utf16("FairHolme", false)), ElementsAre(0));
  EXPECT_THAT(Find("x" + Utf16("Fairholme", false)), ElementsAre(0));
  EXPECT_THAT(Find(Utf16("Fairholme", true)), ElementsAre(0));
  EXPECT_THAT(Find("x" + Utf16("Fairholme", true)), ElementsAre(0));
}

TEST_F(EnemySearchTest, FindsHexOfEitherCaseAtAnyOffset) {
  EXPECT_THAT(Find(Hex("..FAIRHOLME", "0123456789abcdef")), ElementsAre(0));
  EXPECT_THAT(Find("a" + Hex("fairholme", "0123456789ABCDEF")), ElementsAre(0));
}

TEST_F(EnemySearchTest, FindsWindows1252) {
  EXPECT_THAT(Find("Ren\xE9"
                   "e Dubois"),
              ElementsAre(2));
}

TEST_F(EnemySearchTest, WhatIsNotThereIsNotFound) {
  EXPECT_THAT(Find(""), IsEmpty());
  EXPECT_THAT(Find("Fairholm"), IsEmpty());
  EXPECT_THAT(Find("Amara Dina, 9990000019"), IsEmpty());
}

TEST_F(EnemySearchTest, ShortTermsAreRefused) {
  const std::vector<EnemyTerm> terms = {{"Amy", TermKind::kName, true}};
  EXPECT_EQ(EnemySearch::Create(terms).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(EnemySearchTest, APlantedClearCopyIsFoundAndNamed) {
  namespace fs = std::filesystem;
  const fs::path directory = fs::path(testing::TempDir()) / "kith_planted";
  fs::remove_all(directory);
  fs::create_directories(directory / "deep");
  std::ofstream(directory / "random.bin") << std::string(100000, '\x7f');
  std::ofstream(directory / "deep" / "core")
      << std::string(1000, '\1') << "NHS 9990000018 dina amara";
  std::ofstream(directory / "network.textproto") << "Fairholme";
  const auto result =
      search_.InDirectory(directory.string(), {"network.textproto"});
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->files_searched, 2u);
  ASSERT_EQ(result->files.size(), 1u);
  EXPECT_EQ(result->files[0].path, (directory / "deep" / "core").string());
  EXPECT_THAT(result->files[0].terms, ElementsAre(1, 0, 0, 0, 1));
  EXPECT_THAT(result->found, ElementsAre(false, true, false, true));
}

TEST_F(EnemySearchTest, NoSuchDirectoryIsNotFound) {
  EXPECT_EQ(search_.InDirectory("/nonexistent", {}).status().code(),
            absl::StatusCode::kNotFound);
}

TEST(EnemyTermsTest, AStoryPersonIsLookedForInEveryForm) {
  std::vector<std::string> texts;
  for (const EnemyTerm& term : MakeEnemyTerms(StoryHoldings())) {
    texts.push_back(term.text);
  }
  for (const char* text :
       {"9990000018", "999 000 0018", "2021-03-14", "14/03/2021", "14.03.2021",
        "14 Mar 2021", "14-Mar-2021", "Sami Amara", "Amara Sami", "Marguerite",
        "Fairholme", "020 7946 0101", "02079460101"}) {
    EXPECT_THAT(texts, testing::Contains(text));
  }
}

}  // namespace
}  // namespace kith::deploy
