// SPDX-License-Identifier: Apache-2.0
#include "agent/receipts/receipt_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_split.h"
#include "agent/receipts/last_day.h"
#include "tests/support/test_network.h"

namespace kith::agent {
namespace {

using testing::HasSubstr;
using testing::Not;

class ReceiptPageTest : public testing::Test {
 protected:
  ReceiptPageTest() {
    ReceiptFields& fields = receipt_.fields;
    fields.kind = "consent";
    fields.receipt_id = std::string(kReceiptIdBytes, '\x01');
    fields.agency_name = "Northshire Community Trust";
    fields.issued_at = absl::FromUnixSeconds(1'795'000'000);
    fields.until = absl::FromUnixSeconds(1'798'761'600);
    fields.people = 2;
    fields.categories = {"health"};
    fields.excluded_agencies = {"homes"};
    fields.notice = "We would like to tell other services that we support you.";
    fields.paper_is_safe = true;
    fields.contact = "Early Help hub, 01632 960 100";
    receipt_.log_index = 14;
  }
  std::string Page(PageReader reader = PageReader::kFamily) {
    const auto page =
        ReceiptPage(receipt_, *network_, reader, absl::UTCTimeZone());
    EXPECT_TRUE(page.ok()) << page.status();
    return page.value_or("");
  }

  SystemRandom random_;
  const tests::TestNetwork world_{random_};
  const std::shared_ptr<const Network> network_ = world_.Get();
  VerifiedReceipt receipt_;
};

TEST_F(ReceiptPageTest, ThePageSaysWhoUntilWhenTheVeryWordsAndHowToStop) {
  const std::string page = Page();
  EXPECT_THAT(page, HasSubstr("WHAT YOU AGREED TO"));
  EXPECT_THAT(page, HasSubstr("18 November 2026"));
  EXPECT_THAT(page, HasSubstr("Not: homes"));
  EXPECT_THAT(page, HasSubstr("last day of it is 31 December 2026,"));
  EXPECT_THAT(page, HasSubstr("\"We would like to tell other services that we "
                              "support you.\""));
  EXPECT_THAT(page, HasSubstr("01632 960 100"));
  EXPECT_THAT(page, HasSubstr("entry 14"));
  EXPECT_THAT(page, HasSubstr("  2  ____")) << "names are written by hand";
  int lines = 0;
  for (const absl::string_view line : absl::StrSplit(page, '\n')) {
    ++lines;
    EXPECT_LE(line.size(), 76u);
  }
  EXPECT_LE(lines, 60);
}

TEST_F(ReceiptPageTest, WherePaperIsNotSafeNothingIsPrinted) {
  receipt_.fields.paper_is_safe = false;
  for (const PageReader reader : {PageReader::kFamily, PageReader::kChild}) {
    EXPECT_EQ(ReceiptPage(receipt_, *network_, reader, absl::UTCTimeZone())
                  .status()
                  .code(),
              absl::StatusCode::kFailedPrecondition);
  }
}

TEST_F(ReceiptPageTest, AChildReadsShortWords) {
  const std::string page = Page(PageReader::kChild);
  EXPECT_THAT(page, HasSubstr("YOU SAID YES"));
  EXPECT_THAT(page, HasSubstr("You can say no later."));
  EXPECT_THAT(page, Not(HasSubstr("partnership's rules")));
}

TEST_F(ReceiptPageTest, AWithdrawalThatIsNotInTheLogYetSaysSo) {
  receipt_.fields.kind = "withdrawal";
  EXPECT_THAT(Page(), HasSubstr("It has ended."));
  receipt_.log_index.reset();
  EXPECT_THAT(Page(), Not(HasSubstr("It has ended.")));
  EXPECT_THAT(Page(), HasSubstr("ask for a newer copy"));
}

TEST_F(ReceiptPageTest, WhatAPrinterWouldObeyIsLeftOut) {
  receipt_.fields.notice = "Read\x1b[2Jthis\r\nnow";
  EXPECT_THAT(Page(), HasSubstr("\"Read [2Jthis now\""));
  // A control character of two bytes, a line separator of three.
  receipt_.fields.notice = "Read\u009b2Jthis\u2028now";
  EXPECT_THAT(Page(), HasSubstr("\"Read 2Jthis now\""));
}

TEST_F(ReceiptPageTest, WordsStandInTheOrderInWhichTheyAreRead) {
  receipt_.fields.notice = "You \u202emay\u202c \u2067not\u2069 ask";
  EXPECT_THAT(Page(), HasSubstr("\"You may not ask\""));
}

TEST_F(ReceiptPageTest, OtherAlphabetsStayAndWhatIsNoCharacterIsMarked) {
  receipt_.fields.notice = "Zoë Łukasz فاطمة 🙂";
  EXPECT_THAT(Page(), HasSubstr("\"Zoë Łukasz فاطمة 🙂\""));
  receipt_.fields.notice = "Zo\xeb and \xc3";
  EXPECT_THAT(Page(), HasSubstr("\"Zo? and ?\""));
}

TEST_F(ReceiptPageTest, AKindThatIsNotKnownIsNotPrinted) {
  receipt_.fields.kind = "extension";
  for (const PageReader reader : {PageReader::kFamily, PageReader::kChild}) {
    EXPECT_EQ(ReceiptPage(receipt_, *network_, reader, absl::UTCTimeZone())
                  .status()
                  .code(),
              absl::StatusCode::kFailedPrecondition);
  }
}

TEST(LastDayTest, IsTheDayBeforeWhereAnEndIsAMidnight) {
  absl::TimeZone london;
  ASSERT_TRUE(absl::LoadTimeZone("Europe/London", &london));
  const absl::CivilDay last(2027, 7, 1);
  const absl::Time midnight = absl::FromCivil(last + 1, london);
  EXPECT_EQ(LastDayBefore(midnight, london), last);
  EXPECT_EQ(LastDayBefore(midnight, absl::UTCTimeZone()), last);
  EXPECT_EQ(LastDayBefore(midnight + absl::Hours(9), london), last + 1);
}

}  // namespace
}  // namespace kith::agent
