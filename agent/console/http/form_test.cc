// SPDX-License-Identifier: Apache-2.0
#include "agent/console/http/form.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace kith::console {
namespace {

using testing::ElementsAre;

TEST(FormTest, ReadsWhatABrowserSends) {
  const auto form = Form::Parse("name=Zo%C3%AB+Amara&who=a&who=b&empty=&bare");
  ASSERT_TRUE(form.ok()) << form.status();
  EXPECT_EQ(form->One("name"), "Zo\u00eb Amara");
  EXPECT_THAT(form->All("who"), ElementsAre("a", "b"));
  EXPECT_EQ(form->One("who"), "a");
  EXPECT_EQ(form->One("empty"), "");
  EXPECT_TRUE(form->Has("bare"));
  EXPECT_FALSE(form->Has("other"));
  EXPECT_EQ(form->One("other"), "");
}

TEST(FormTest, TrimsAndFlattensWhatWasTyped) {
  const auto form = Form::Parse("a=++x%0D%0Ay%00z%09");
  ASSERT_TRUE(form.ok());
  EXPECT_EQ(form->One("a"), "x  y z");
}

TEST(FormTest, KeepsLinesApart) {
  const auto form = Form::Parse("a=one%0D%0Atwo%0Athree");
  ASSERT_TRUE(form.ok());
  EXPECT_THAT(form->Lines("a"), ElementsAre("one ", "two", "three"));
  EXPECT_THAT(form->Lines("b"), ElementsAre());
  EXPECT_EQ(form->One("a"), "one  two three");
}

TEST(FormTest, RefusesWhatIsBroken) {
  for (const std::string& broken :
       {std::string("a=%"), std::string("a=%4"), std::string("a=%zz"),
        std::string("a=%ff"), std::string("%c3=1"),
        std::string("a=%ed%a0%80"),  // Half of a pair: no UTF-8.
        absl::StrCat("a=", std::string(2001, 'x'))}) {
    EXPECT_FALSE(Form::Parse(broken).ok()) << broken.substr(0, 20);
  }
  EXPECT_TRUE(Form::Parse(absl::StrCat("a=", std::string(2000, 'x'))).ok());
}

TEST(FormTest, TakesSoManyFieldsAndNoMore) {
  std::string fields;
  for (int i = 0; i < 200; ++i) absl::StrAppend(&fields, "f", i, "=1&");
  EXPECT_TRUE(Form::Parse(fields).ok());
  EXPECT_FALSE(Form::Parse(fields + "one=more").ok());
}

TEST(FormTest, EncodesWhatGoesIntoAnAddress) {
  const std::string value = "a b&c=d/\u00eb";
  const auto back = Form::Parse("v=" + EncodeQueryValue(value));
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(back->One("v"), value);
}

}  // namespace
}  // namespace kith::console
