// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/agreement_words.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace kith::deploy {
namespace {

TEST(AgreementWordsTest, WhoWasLeftOutIsNamedByReason) {
  desk::v1::AttestAgreementsReply reply;
  reply.set_attested(2);
  for (int i = 0; i < 12; ++i) {
    auto* one = reply.add_left_out();
    one->mutable_record()->set_id(absl::StrCat("P", i));
    one->set_why(i == 0 ? "not in the register" : "an agreement is in force");
  }
  EXPECT_EQ(AttestedInWords(reply),
            "Agreement recorded for 2.\n"
            "Left out 11, an agreement is in force: P1, P2, P3, P4, P5, P6, "
            "P7, P8, P9, P10, ...\n"
            "Left out 1, not in the register: P0\n");
}

TEST(AgreementWordsTest, WhoHasActedOnAWithdrawalAndWhoHasNot) {
  desk::v1::GetWithdrawalReply reply;
  auto* one = reply.add_owners();
  one->set_agency_name("Hillview Primary");
  one->set_acted(true);
  one->set_acted_at_ms(1'795'000'000'000);
  reply.add_owners()->set_agency_name("Northshire Homes");
  EXPECT_EQ(WithdrawnInWords(reply, absl::UTCTimeZone()),
            "No answer that rests on it is given any more. In their own "
            "books:\n"
            "  Hillview Primary: ended on 2026-11-18 11:06\n"
            "  Northshire Homes: told when it is connected, not yet\n");
}

TEST(AgreementWordsTest, WhatIsDueSaysWhatToDo) {
  EXPECT_EQ(DueInWords({}), "Nothing is due.\n");
  desk::v1::ListDueReply reply;
  auto* due = reply.add_due();
  due->mutable_record()->set_source("cases");
  due->mutable_record()->set_id("17");
  due->set_words("somebody objected on 2026-11-20");
  due->set_next_step("a manager decides: kith consent decide");
  due->set_reference("0f1e");
  EXPECT_EQ(DueInWords(reply),
            "cases 17: somebody objected on 2026-11-20\n"
            "  next: a manager decides: kith consent decide 0f1e\n");
}

}  // namespace
}  // namespace kith::deploy
