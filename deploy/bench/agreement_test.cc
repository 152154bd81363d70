// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/agreement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kith::deploy {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Asked Answered(std::int64_t line, Said said) {
  return {line, "a", {{0, "a", said}}};
}

TEST(AgreementTest, TheSameIsSaidWhateverTheOrder) {
  const Agreement agreement =
      CompareAnswers({Answered(2, Said::kInvolved), {3, "b", {}}},
                     {{3, "b", {}}, Answered(2, Said::kInvolved)});
  EXPECT_EQ(agreement.same, 2u);
  EXPECT_THAT(agreement.different_lines, IsEmpty());
}

TEST(AgreementTest, ARecordThatIsNoneOfTheirsSaysNothing) {
  const Agreement agreement =
      CompareAnswers({Answered(2, Said::kNothing)}, {{2, "a", {}}});
  EXPECT_EQ(agreement.same, 1u);
}

TEST(AgreementTest, DifferencesAreNamedByTheirRow) {
  const Agreement agreement = CompareAnswers(
      {Answered(2, Said::kInvolved), Answered(3, Said::kPossible)},
      {Answered(2, Said::kPossible), Answered(3, Said::kPossible)});
  EXPECT_EQ(agreement.same, 1u);
  EXPECT_THAT(agreement.different_lines, ElementsAre(2));
}

TEST(AgreementTest, WhoWasAskedAboutOnceOnlyDiffers) {
  const Agreement agreement = CompareAnswers({{7, "a", {}}}, {{8, "a", {}}});
  EXPECT_EQ(agreement.same, 0u);
  EXPECT_THAT(agreement.different_lines, ElementsAre(7, 8));
}

}  // namespace
}  // namespace kith::deploy
