// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/consent_flow.h"

#include "absl/strings/escaping.h"
#include "agent/flows/agent_world.h"

namespace kith::agent {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

const Staff kNurse{
    .name = "nurse", .shown_as = "A. Nurse", .role = "practitioner"};

class ConsentFlowTest : public AgentWorld {
 protected:
  ConsentFlowTest() {
    EXPECT_TRUE(Import({sami_, dina_}).ok());
    Publish();
  }
  absl::StatusOr<desk::v1::WithdrawConsentReply> Withdraw(
      const std::vector<Row>& people, bool only_here = false) {
    desk::v1::WithdrawConsentRequest request;
    for (const Row& row : people) *request.add_people() = Described(row);
    request.set_only_here(only_here);
    return ConsentFlow(*parts_, *countersign_).Withdraw(kNurse, request);
  }
  desk::v1::RecordConsentRequest Agreed(const std::vector<Row>& people) {
    desk::v1::RecordConsentRequest request;
    for (const Row& row : people) *request.add_people() = Described(row);
    request.set_capacity("parent");
    request.set_said_by("grandmother");
    request.set_evidence_reference("form 12");
    request.set_everybody(true);
    request.set_until_ms(absl::ToUnixMillis(clock_.Now() + absl::Hours(240)));
    return request;
  }
  absl::StatusOr<desk::v1::RecordConsentReply> Record(
      const std::vector<Row>& people) {
    return ConsentFlow(*parts_, *countersign_).Record(kNurse, Agreed(people));
  }
  VerifiedReceipt Verified(const std::string& receipt) {
    auto verified = VerifyReceipt(receipt, *network_->Get());
    EXPECT_TRUE(verified.ok()) << verified.status();
    return *std::move(verified);
  }
  std::string Again(const std::string& receipt) {
    const auto reply = ConsentFlow(*parts_, *countersign_)
                           .Receipt(absl::BytesToHexString(
                               Verified(receipt).fields.receipt_id));
    EXPECT_TRUE(reply.ok()) << reply.status();
    return reply->receipt();
  }
};

TEST_F(ConsentFlowTest, AConsentComesWithACountersignedReceiptForThosePeople) {
  const auto reply = Record({sami_, dina_});
  ASSERT_TRUE(reply.ok()) << reply.status();
  EXPECT_FALSE(reply->pending());
  const VerifiedReceipt receipt = Verified(reply->receipt());
  EXPECT_EQ(receipt.fields.kind, "consent");
  EXPECT_EQ(receipt.fields.people, 2u);
  EXPECT_THAT(receipt.fields.grounds, SizeIs(2));
  EXPECT_TRUE(receipt.log_index.has_value());
  EXPECT_THAT(reply->receipt(), testing::Not(HasSubstr("Amara")));
}

TEST_F(ConsentFlowTest, AConsentSaidWithTheBrokerDownIsCountersignedLater) {
  broker_.down = true;
  const auto reply = Record({sami_});
  ASSERT_TRUE(reply.ok()) << reply.status();
  EXPECT_TRUE(reply->pending());
  EXPECT_FALSE(Verified(reply->receipt()).log_index.has_value());
  broker_.down = false;
  Publish();
  EXPECT_TRUE(Verified(Again(reply->receipt())).log_index.has_value());
}

TEST_F(ConsentFlowTest, AReceiptComesWithPagesForTheFamilyAndForAChild) {
  ConsentFlow consent(*parts_, *countersign_);
  auto request = Agreed({sami_});
  request.set_paper_is_safe(true);
  const auto recorded = consent.Record(kNurse, request);
  ASSERT_TRUE(recorded.ok()) << recorded.status();
  const auto again = consent.Receipt(recorded->reference());
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->receipt(), recorded->receipt());
  EXPECT_FALSE(again->pending());
  EXPECT_NE(again->page(), "");
  EXPECT_NE(again->child_page(), "");
  EXPECT_NE(again->page(), again->child_page());
  EXPECT_THAT(again->page(), testing::Not(HasSubstr("Amara")));
}

TEST_F(ConsentFlowTest, WherePaperIsNotSafeThereIsNoPageToPrint) {
  const auto recorded = Record({sami_});
  ASSERT_TRUE(recorded.ok()) << recorded.status();
  const auto again =
      ConsentFlow(*parts_, *countersign_).Receipt(recorded->reference());
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->receipt(), recorded->receipt());
  EXPECT_EQ(again->page(), "");
  EXPECT_EQ(again->child_page(), "");
}

TEST_F(ConsentFlowTest, AReceiptIsFoundByItsReferenceAndByNothingElse) {
  const auto recorded = Record({sami_});
  ASSERT_TRUE(recorded.ok()) << recorded.status();
  EXPECT_THAT(recorded->reference(), SizeIs(32));
  ConsentFlow consent(*parts_, *countersign_);
  EXPECT_TRUE(absl::IsNotFound(consent.Receipt(std::string(32, '0')).status()));
  for (const std::string& wrong :
       {std::string(), std::string("K-4821-7M"), recorded->reference() + "0",
        std::string(32, 'g')}) {
    EXPECT_TRUE(absl::IsInvalidArgument(consent.Receipt(wrong).status()))
        << wrong;
  }
}

TEST_F(ConsentFlowTest, AWithdrawalEndsEveryAgreementOfThePeopleEverywhere) {
  const auto reply = Withdraw({sami_, dina_});
  ASSERT_TRUE(reply.ok()) << reply.status();
  EXPECT_FALSE(reply->pending());
  EXPECT_EQ(reply->grounds_ended(), 2u);
  ASSERT_THAT(broker_.withdrawals, SizeIs(1));
  EXPECT_FALSE(broker_.withdrawals[0].only_here());
  const VerifiedReceipt receipt = Verified(reply->receipt());
  EXPECT_THAT(broker_.withdrawals[0].refs(),
              testing::UnorderedElementsAreArray(receipt.fields.grounds));
  EXPECT_TRUE(receipt.log_index.has_value());
  for (const Ground& ground : GroundsInRegister()) {
    EXPECT_TRUE(ground.withdrawn);
    EXPECT_FALSE(ground.withdrawal_pending);
  }
  Publish();
  EXPECT_THAT(broker_.rows, IsEmpty());
}

TEST_F(ConsentFlowTest, WithTheBrokerDownItStopsHereAndIsToldLaterAsItWasSaid) {
  broker_.down = true;
  const auto reply = Withdraw({sami_});
  ASSERT_TRUE(reply.ok()) << reply.status();
  EXPECT_TRUE(reply->pending());
  EXPECT_FALSE(Verified(reply->receipt()).log_index.has_value());
  int ended = 0;
  for (const Ground& ground : GroundsInRegister()) ended += ground.withdrawn;
  EXPECT_EQ(ended, 1);

  Start();  // Whatever happens to the process in between.
  broker_.down = false;
  Publish();
  ASSERT_THAT(broker_.withdrawals, SizeIs(1));
  EXPECT_FALSE(broker_.withdrawals[0].only_here());
  EXPECT_EQ(broker_.withdrawals[0].receipt_sha256(),
            HashBytes(*HashOfReceipt(reply->receipt())));
  EXPECT_TRUE(Verified(Again(reply->receipt())).log_index.has_value());
  for (const Ground& ground : GroundsInRegister()) {
    EXPECT_FALSE(ground.withdrawal_pending);
  }
}

TEST_F(ConsentFlowTest, OnlyHereIsToldAsOnlyHereEvenWhenItIsToldLater) {
  broker_.down = true;
  ASSERT_TRUE(Withdraw({sami_}, true).ok());
  broker_.down = false;
  Publish();
  ASSERT_THAT(broker_.withdrawals, SizeIs(1));
  EXPECT_TRUE(broker_.withdrawals[0].only_here());
}

TEST_F(ConsentFlowTest, AGroundTheBrokerNeverHadDoesNotKeepTheOthers) {
  std::vector<std::string> refs;
  for (const Ground& ground : GroundsInRegister()) refs.push_back(ground.ref);
  broker_.grounds.erase(refs[0]);  // As if it had been restored from a backup.
  const auto reply = Withdraw({sami_, dina_});
  ASSERT_TRUE(reply.ok()) << reply.status();
  EXPECT_FALSE(reply->pending());
  ASSERT_THAT(broker_.withdrawals, SizeIs(1));
  EXPECT_THAT(broker_.withdrawals[0].refs(), ElementsAre(refs[1]));
  EXPECT_TRUE(Verified(reply->receipt()).log_index.has_value());
}

TEST_F(ConsentFlowTest, NobodyAndStrangersAreSaidToBeUnknown) {
  EXPECT_EQ(Withdraw({}).status().code(), absl::StatusCode::kInvalidArgument);
  const Row stranger{.id = "9", .forename = "Odd", .surname = "Nobody"};
  const absl::Status status = Withdraw({sami_, stranger}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(status.message()), HasSubstr("person 2"));
  EXPECT_THAT(std::string(status.message()), testing::Not(HasSubstr("Nobody")));
  // Half of what was asked is not done.
  for (const Ground& ground : GroundsInRegister()) {
    EXPECT_FALSE(ground.withdrawn);
  }
}

TEST_F(ConsentFlowTest, ToWithdrawTwiceFindsNothingToEnd) {
  ASSERT_TRUE(Withdraw({sami_}).ok());
  EXPECT_EQ(Withdraw({sami_}).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(ConsentFlowTest, WhatIsAgreedMustSayUntilWhenAndWhoMayBeTold) {
  desk::v1::RecordConsentRequest request;
  *request.add_people() = Described(sami_);
  request.set_capacity("parent");
  request.set_said_by("grandmother");
  request.set_evidence_reference("form 12");
  request.set_everybody(true);
  ConsentFlow consent(*parts_, *countersign_);
  for (const absl::Duration until :
       {absl::ZeroDuration(), -absl::Hours(1), absl::Hours(24 * 800)}) {
    request.set_until_ms(absl::ToUnixMillis(clock_.Now() + until));
    EXPECT_EQ(consent.Record(kNurse, request).status().code(),
              absl::StatusCode::kInvalidArgument);
  }
  request.set_until_ms(absl::ToUnixMillis(clock_.Now() + absl::Hours(24)));
  request.set_everybody(false);
  EXPECT_THAT(std::string(consent.Record(kNurse, request).status().message()),
              HasSubstr("recipients"));
  request.add_categories("astrology");
  EXPECT_THAT(std::string(consent.Record(kNurse, request).status().message()),
              HasSubstr("categories"));
}

TEST_F(ConsentFlowTest, NoExportBringsItBackByAMistypedDate) {
  ASSERT_TRUE(Withdraw({sami_}).ok());
  Row mistyped = sami_;
  mistyped.id = "77";
  mistyped.born = "2015-06-18";
  const auto report = Import({sami_, dina_, mistyped});
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_THAT(report->agreement_gaps_csv(),
              HasSubstr("taken it back, or declined, since"));
}

TEST_F(ConsentFlowTest, ANoThatFoundNothingToEndHoldsForALaterExport) {
  Row odd{.id = "9", .forename = "Odd", .surname = "Nobody", .agreed = ""};
  ASSERT_TRUE(Import({sami_, dina_, odd}).ok());
  const absl::Status status = Withdraw({odd}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(status.message()), HasSubstr("will not be used"));
  odd.agreed = "yes";
  const auto report = Import({sami_, dina_, odd});
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_THAT(report->agreement_gaps_csv(),
              HasSubstr("taken it back, or declined, since"));
}

TEST_F(ConsentFlowTest, NoExportBringsBackWhatTheFamilyTookBack) {
  ASSERT_TRUE(Withdraw({sami_}).ok());
  Row again = sami_;
  again.id = "77";  // The same child under another number, agreed on before.
  const auto report = Import({sami_, dina_, again});
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_THAT(report->agreement_gaps_csv(),
              HasSubstr("taken it back, or declined, since"));
  EXPECT_EQ(report->involvements_usable(), 1u);
  Publish();
  for (const auto& [id, row] : broker_.rows) {
    for (const Ground& ground : GroundsInRegister()) {
      EXPECT_FALSE(ground.ref == row.ground_ref() && ground.withdrawn);
    }
  }
  EXPECT_EQ(std::set<std::string>([&] {
              std::set<std::string> handles;
              for (const auto& [id, row] : broker_.rows) {
                handles.insert(row.handle());
              }
              return handles;
            }())
                .size(),
            1u)
      << "Dina alone";
}

TEST_F(ConsentFlowTest, AnAgencyThatDoesNotExistCannotBeKeptOut) {
  desk::v1::RecordConsentRequest request;
  *request.add_people() = Described(sami_);
  request.set_capacity("parent");
  request.set_said_by("grandmother");
  request.set_evidence_reference("form 12");
  request.set_everybody(true);
  request.set_until_ms(absl::ToUnixMillis(clock_.Now() + absl::Hours(24)));
  request.add_excluded_agencies("schol");
  EXPECT_THAT(std::string(ConsentFlow(*parts_, *countersign_)
                              .Record(kNurse, request)
                              .status()
                              .message()),
              HasSubstr("agencies"));
}

TEST_F(ConsentFlowTest, AReferenceThatIsNoneIsSaidSo) {
  ConsentFlow consent(*parts_, *countersign_);
  EXPECT_EQ(consent.Receipt("12").status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(consent.Receipt(std::string(32, 'a')).status().code(),
            absl::StatusCode::kNotFound);
}

TEST_F(ConsentFlowTest, AnAgreementNeedsSomewhereItIsKept) {
  const auto record = [&](const std::string& evidence) {
    desk::v1::RecordConsentRequest request;
    *request.add_people() = Described(sami_);
    request.set_capacity("parent");
    request.set_said_by("mother");
    request.set_everybody(true);
    request.add_purposes("considering-referral");
    request.set_until_ms(
        absl::ToUnixMillis(clock_.Now() + absl::Hours(24 * 90)));
    request.set_evidence_reference(evidence);
    return ConsentFlow(*parts_, *countersign_)
        .Record({.name = "nurse", .shown_as = "N", .role = "practitioner"},
                request)
        .status();
  };
  const absl::Status without = record("");
  EXPECT_TRUE(absl::IsInvalidArgument(without));
  EXPECT_THAT(std::string(without.message()),
              testing::AllOf(HasSubstr("evidence_reference"),
                             HasSubstr("where the agreement is kept")));
  EXPECT_TRUE(absl::IsInvalidArgument(record(std::string(61, 'x'))));
  EXPECT_TRUE(record("form 12").ok());
}

}  // namespace
}  // namespace kith::agent
