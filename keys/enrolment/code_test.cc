// SPDX-License-Identifier: Apache-2.0
#include "keys/enrolment/code.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cctype>
#include <string>

#include "keys/base/random.h"
#include "keys/tls/authority.h"

namespace kith {
namespace {

using testing::HasSubstr;

class CodeTest : public testing::Test {
 protected:
  SystemRandom random_;
  const EnrolmentCode code_ = EnrolmentCode::Generate(
      {"broker.northshire.example:7445", "hillview-primary",
       std::string(kNetworkMarkBytes, 'm')},
      random_);
  const std::string text_ = code_.UnsafeText();

  static std::string Fault(const std::string& text) {
    return std::string(EnrolmentCode::Parse(text).status().message());
  }
};

TEST_F(CodeTest, SaysWhereToGoAndWhomToExpect) {
  const auto read = EnrolmentCode::Parse(text_);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->parts().address, "broker.northshire.example:7445");
  EXPECT_EQ(read->parts().agency, "hillview-primary");
  EXPECT_EQ(read->parts().mark, std::string(kNetworkMarkBytes, 'm'));
  EXPECT_EQ(read->Key().public_key(), code_.Key().public_key());
}

TEST_F(CodeTest, IsOneLineOfLettersAndDigits) {
  for (const char letter : text_.substr(5)) {
    EXPECT_TRUE(std::isalnum(static_cast<unsigned char>(letter))) << letter;
  }
  EXPECT_LT(text_.size(), 180u);
}

TEST_F(CodeTest, CapitalsSpacesAndBrokenLinesMakeNoDifference) {
  std::string changed;
  for (std::size_t i = 0; i < text_.size(); ++i) {
    changed +=
        static_cast<char>(std::toupper(static_cast<unsigned char>(text_[i])));
    if (i % 7 == 6) changed += i % 2 == 0 ? " " : "\r\n-";
  }
  EXPECT_TRUE(EnrolmentCode::Parse(changed).ok()) << Fault(changed);
}

TEST_F(CodeTest, EveryMistypedLetterIsFound) {
  for (std::size_t i = 5; i < text_.size(); ++i) {
    std::string typed = text_;
    typed[i] = typed[i] == 'a' ? 'b' : 'a';
    // The last letter's lowest bits may stand for nothing.
    if (i + 1 == text_.size()) continue;
    EXPECT_FALSE(EnrolmentCode::Parse(typed).ok()) << i;
  }
}

TEST_F(CodeTest, WhatIsWrongIsSaid) {
  EXPECT_THAT(Fault(text_.substr(0, text_.size() - 9)),
              HasSubstr("nothing was sent"));
  EXPECT_THAT(Fault(text_.substr(3)), HasSubstr("begins with"));
  EXPECT_THAT(Fault(text_ + "0"), HasSubstr("a character that no code has"));
  EXPECT_THAT(Fault(std::string(2000, 'a')), HasSubstr("too long"));
  EXPECT_THAT(Fault(""), HasSubstr("begins with"));
}

// Who stands between could put its own beside the one that the mark names.
TEST_F(CodeTest, TwoAuthoritiesHaveNoMark) {
  const absl::Time now = absl::FromUnixSeconds(1'790'000'000);
  const std::string one =
      Authority::Create("northshire", random_, now, absl::Hours(24))
          ->certificate_pem();
  const std::string other =
      Authority::Create("northshire", random_, now, absl::Hours(24))
          ->certificate_pem();
  ASSERT_TRUE(MarkOfNetwork(one, {"key"}).ok());
  EXPECT_NE(*MarkOfNetwork(one, {"key"}), *MarkOfNetwork(other, {"key"}));
  EXPECT_EQ(MarkOfNetwork(one + other, {"key"}).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_FALSE(MarkOfNetwork("", {"key"}).ok());
}

TEST_F(CodeTest, TwoCodesHaveTwoKeys) {
  const EnrolmentCode other = EnrolmentCode::Generate(code_.parts(), random_);
  EXPECT_NE(other.Key().public_key(), code_.Key().public_key());
}

}  // namespace
}  // namespace kith
