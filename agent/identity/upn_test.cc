// SPDX-License-Identifier: Apache-2.0
#include "agent/identity/upn.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kith::agent {
namespace {

TEST(UpnTest, ARightCheckLetterIsAccepted) {
  EXPECT_EQ(NormaliseUpn("B801200005001").value_or(""), "B801200005001");
  EXPECT_EQ(NormaliseUpn(" b8012-0000 5001").value_or(""), "B801200005001");
}

// 8*2 + 1*4 + 2*5 + 5*10 = 80, and 13 for each step of the last letter.
TEST(UpnTest, ATemporaryNumberEndsInALetterThatCountsAsItsPlace) {
  EXPECT_EQ(UpnCheckLetter("80120000500A"), 'M');  // 80 mod 23 = 11.
  EXPECT_EQ(UpnCheckLetter("80120000500J"), 'A');  // 80 + 8*13 = 184 = 8*23.
  EXPECT_EQ(NormaliseUpn("M80120000500A").value_or(""), "M80120000500A");
}

TEST(UpnTest, AnyOtherCheckLetterIsRefused) {
  for (char c = 'A'; c <= 'Z'; ++c) {
    if (c == 'B') continue;
    const auto upn = NormaliseUpn(std::string(1, c) + "801200005001");
    EXPECT_EQ(upn.status().code(), absl::StatusCode::kInvalidArgument) << c;
  }
}

TEST(UpnTest, OneWrongDigitIsNoticed) {
  const std::string upn = "B801200005001";
  for (std::size_t at = 1; at < upn.size(); ++at) {
    std::string wrong = upn;
    wrong[at] = wrong[at] == '9' ? '0' : static_cast<char>(wrong[at] + 1);
    EXPECT_FALSE(NormaliseUpn(wrong).ok()) << wrong;
  }
}

TEST(UpnTest, OtherFormsAreRefused) {
  for (const char* text :
       {"", "B", "801200005001", "B80120000500", "B8012000050011",
        "B80120000500I", "B80120000500O", "B80120000500S", "B8012000A5001",
        "B80120000500\xC3\xA9", "BB01200005001", "B801200005.01"}) {
    EXPECT_FALSE(NormaliseUpn(text).ok()) << text;
  }
}

TEST(UpnTest, TheRefusalNamesTheFieldAndNotTheValue) {
  const std::string message(NormaliseUpn("A801200005001").status().message());
  EXPECT_THAT(message, testing::HasSubstr("UPN"));
  EXPECT_THAT(message, testing::Not(testing::HasSubstr("5001")));
}

}  // namespace
}  // namespace kith::agent
