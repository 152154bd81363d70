// SPDX-License-Identifier: Apache-2.0
#include "agent/console/pages/check_form.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace kith::console {
namespace {

// The agent takes UTF-8 only: half a letter would make it refuse the question.
TEST(CheckFormTest, ALongNameIsCutBetweenLetters) {
  for (const char* letter : {"\u00eb", "\u20ac", "\U0001f600"}) {
    for (int begin = 0; begin < 4; ++begin) {
      std::string name(static_cast<std::size_t>(begin), 'x');
      while (name.size() < 150) name += letter;
      const auto form = Form::Parse(
          absl::StrCat("person-1-forename=", EncodeQueryValue(name)));
      ASSERT_TRUE(form.ok());
      const auto typed = TypedPeople(*form, {});
      ASSERT_EQ(typed.size(), 1u);
      EXPECT_LE(typed[0].forename.size(), 100u);
      EXPECT_GT(typed[0].forename.size(), 96u);
      EXPECT_TRUE(
          Form::Parse(absl::StrCat("a=", EncodeQueryValue(typed[0].forename)))
              .ok())
          << letter << " " << begin;
    }
  }
}

TEST(CheckFormTest, NineAndMorePeopleAreNotRead) {
  std::string fields;
  for (int i = 1; i <= 30; ++i) {
    absl::StrAppend(&fields, "person-", i, "-forename=Zo&");
  }
  EXPECT_EQ(TypedPeople(*Form::Parse(fields), {}).size(), kMostPeople);
}

}  // namespace
}  // namespace kith::console
