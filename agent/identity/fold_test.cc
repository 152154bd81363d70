// SPDX-License-Identifier: Apache-2.0
#include "agent/identity/fold.h"

#include <gtest/gtest.h>

namespace kith::agent {
namespace {

std::string Repeated(absl::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out.append(text.data(), text.size());
  return out;
}

TEST(FoldTest, AccentsAndCaseDoNotMatter) {
  EXPECT_EQ(Fold("Zoë Ångström"), "ZOE ANGSTROM");
  EXPECT_EQ(Fold("Zoe\xCC\x88"), "ZOE");
}

TEST(FoldTest, LettersWithoutDecompositionAreSpeltOut) {
  EXPECT_EQ(Fold("Łukasz Sørensen Æthelßtan ǽ"),
            "LUKASZ SORENSEN AETHELSSTAN AE");
}

TEST(FoldTest, ApostrophesAndFullStopsVanish) {
  EXPECT_EQ(Fold("O’Brien J.R. D'Arcy"), "OBRIEN JR DARCY");
}

TEST(FoldTest, OtherMarksSeparate) {
  EXPECT_EQ(Fold("  Smith-Jones,Ann "), "SMITH JONES ANN");
}

TEST(FoldTest, BracketedTextVanishes) {
  EXPECT_EQ(Fold("Samuel (known as Sami) Lee"), "SAMUEL LEE");
  EXPECT_EQ(Fold("Samuel (known as"), "SAMUEL");
}

TEST(FoldTest, FullWidthLettersAreLetters) { EXPECT_EQ(Fold("ＡＢ"), "AB"); }

TEST(FoldTest, ReversedTextAndInvisibleCharactersDoNotMatter) {
  EXPECT_EQ(Fold("\xE2\x80\xAE"
                 "Dina\xE2\x80\x8B\xC2\xADh"),
            "DINAH");
}

TEST(FoldTest, EmojiLeaveNothing) { EXPECT_EQ(Fold("\xF0\x9F\x98\x80"), ""); }

TEST(FoldTest, AsciiGoesTheSameWayInALongerText) {
  for (const char* text : {"O'Brien", "J.R. (known) as [x] Lee", "a-b_c/d",
                           "  12a  ", "A  B", "x)y", "x(y"}) {
    const std::string alone = Fold(text);
    const std::string beside = Fold("é " + std::string(text));
    EXPECT_EQ(beside, alone.empty() ? "E" : "E " + alone) << text;
  }
}

TEST(FoldTest, BytesThatAreNotUtf8Separate) {
  EXPECT_EQ(Fold("Di\xFFna\xE2"), "DI NA");
}

TEST(FoldTest, TenThousandMarksAreSkippedNotStored) {
  EXPECT_EQ(Fold("D" + Repeated("\xCC\x88", 10000) + "ina"), "DINA");
}

TEST(FoldTest, ALongTextIsCut) {
  EXPECT_EQ(Fold(Repeated("a", 10000)).size(), kMaxFoldedOutput);
  EXPECT_EQ(Fold(Repeated("ß", 10000)).size(), kMaxFoldedOutput);
}

}  // namespace
}  // namespace kith::agent
