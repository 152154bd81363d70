// SPDX-License-Identifier: Apache-2.0
#include "agent/identity/skeleton.h"

#include <gtest/gtest.h>

namespace kith::agent {
namespace {

TEST(SkeletonTest, SpellingsOfOneSoundAreOne) {
  EXPECT_EQ(Skeleton("STEPHEN"), Skeleton("STEVEN"));
  EXPECT_EQ(Skeleton("KNIGHT"), Skeleton("NIGHT"));
  EXPECT_EQ(Skeleton("CATHERINE"), Skeleton("KATHRYN"));
  EXPECT_EQ(Skeleton("WALTER"), Skeleton("VALTER"));
  EXPECT_EQ(Skeleton("SZYMANSKA"), Skeleton("SHIMANSKI"));
  EXPECT_EQ(Skeleton("YASMIN"), Skeleton("JASMIN"));
  EXPECT_EQ(Skeleton("GEOFF"), Skeleton("JEFF"));
  EXPECT_EQ(Skeleton("CHRISTINA"), Skeleton("KRISTINA"));
  EXPECT_EQ(Skeleton("IVANOVA"), Skeleton("IVANOV"));
}

TEST(SkeletonTest, DifferentNamesDiffer) {
  EXPECT_NE(Skeleton("DINA"), Skeleton("SAMI"));
  EXPECT_NE(Skeleton("CARTER"), Skeleton("CHARTER"));
}

TEST(SkeletonTest, ANameOfVowelsIsNotEmpty) {
  EXPECT_EQ(Skeleton("AVA"), "AF");
  EXPECT_EQ(Skeleton("IO"), "A");
  EXPECT_EQ(Skeleton("HOO"), "A");
  EXPECT_EQ(Skeleton("OVA"), "AF");
}

TEST(SkeletonTest, AtMostFiveSymbols) {
  EXPECT_EQ(Skeleton("MONTGOMERYSTRATFORD").size(), 5u);
}

TEST(SkeletonTest, WithoutALetterItIsEmpty) {
  EXPECT_EQ(Skeleton(""), "");
  EXPECT_EQ(Skeleton("123"), "");
}

}  // namespace
}  // namespace kith::agent
