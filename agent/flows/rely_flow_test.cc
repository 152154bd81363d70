// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/rely_flow.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_replace.h"
#include "agent/flows/agent_world.h"
#include "agent/flows/consent_flow.h"
#include "agent/receipts/receipt.h"

namespace kith::agent {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

const Staff kNurse{
    .name = "nurse", .shown_as = "A. Nurse", .role = "practitioner"};

// The clinic rests on what the school took.
class RelyFlowTest : public AgentWorld {
 protected:
  RelyFlowTest() : rely_(*parts_), consent_(*parts_, *countersign_) {
    Row quiet = sami_;
    quiet.agreed = "";
    EXPECT_TRUE(Import({quiet, dina_}).ok());
    fields_.kind = "consent";
    fields_.receipt_id = random_.Bytes(kReceiptIdBytes);
    fields_.network = "northshire";
    fields_.agency = "school";
    fields_.agency_name = "school";
    fields_.issued_at = clock_.Now() - absl::Hours(24);
    fields_.people = 2;
    fields_.grounds = {random_.Bytes(16), random_.Bytes(16)};
    fields_.everybody = true;
    fields_.until = clock_.Now() + absl::Hours(24 * 100);
    fields_.capacity = "parent";
  }
  std::string Receipt(bool countersigned = true) {
    const std::string receipt =
        SignReceipt(fields_, members_.id(), members_.school());
    if (!countersigned) return receipt;
    consent::v1::CountersignRequest request;
    request.set_receipt_sha256(HashBytes(*HashOfReceipt(receipt)));
    const auto from = broker_.Countersign(request)->countersignature();
    return *AddCountersignature(
        receipt, {from.log_index(), from.time_ms(), from.signature()});
  }
  absl::Status Rely(const std::string& receipt, std::uint32_t number = 1) {
    desk::v1::RelyOnReceiptRequest request;
    request.set_receipt(receipt);
    auto* relied = request.add_people();
    *relied->mutable_person() = Described(sami_);
    relied->set_number(number);
    return rely_.Rely(kNurse, request).status();
  }
  std::vector<Ground> OfSami() {
    return *reader_->With([](Register& people) {
      return people.GroundsOf(*people.FindRecord("cases", "1"));
    });
  }

  RelyFlow rely_;
  ConsentFlow consent_;
  ReceiptFields fields_;
};

TEST_F(RelyFlowTest, AGroundRestsOnThePersonOfTheReceiptThatWasNamed) {
  ASSERT_EQ(Rely(Receipt(), 2), absl::OkStatus());
  ASSERT_THAT(OfSami(), SizeIs(1));
  const Ground ground = OfSami()[0];
  EXPECT_EQ(ground.rests_on, fields_.grounds[1]);
  EXPECT_NE(ground.ref, ground.rests_on);
  EXPECT_EQ(ground.until, *fields_.until);
  EXPECT_TRUE(ground.scope.everybody);
  EXPECT_TRUE(broker_.grounds.contains(ground.ref));
}

TEST_F(RelyFlowTest, WhatItRestsOnIsToldToTheBrokerBeforeItIsKept) {
  broker_.down = true;
  const std::string receipt = [&] {
    broker_.down = false;
    std::string made = Receipt();
    broker_.down = true;
    return made;
  }();
  EXPECT_EQ(Rely(receipt).code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(OfSami(), SizeIs(0));
}

TEST_F(RelyFlowTest, WhatWasWithdrawnSinceIsNotReliedOn) {
  broker_.ended_roots.insert(fields_.grounds[0]);
  EXPECT_EQ(Rely(Receipt()).code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(OfSami(), SizeIs(0));
}

TEST_F(RelyFlowTest, AReceiptThatDoesNotHoldIsRefused) {
  EXPECT_EQ(Rely(absl::StrReplaceAll(Receipt(), {{"true", "false"}})).code(),
            absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(Rely("{}").code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(Rely(Receipt(false)).message()),
              HasSubstr("not countersigned"));
  EXPECT_THAT(std::string(Rely(Receipt(), 3).message()),
              HasSubstr("the receipt is for 2"));
  fields_.kind = "withdrawal";
  EXPECT_THAT(std::string(Rely(Receipt()).message()),
              HasSubstr("no agreement"));
}

TEST_F(RelyFlowTest, AnAgencyThatMayNotBeToldCannotRelyOnIt) {
  fields_.everybody = false;
  fields_.categories = {"education"};
  EXPECT_THAT(std::string(Rely(Receipt()).message()),
              HasSubstr("does not let this agency"));
  fields_.everybody = true;
  fields_.excluded_agencies = {"clinic"};
  EXPECT_THAT(std::string(Rely(Receipt()).message()),
              HasSubstr("does not let this agency"));
}

TEST_F(RelyFlowTest, AnAgreementThatEndedIsNotReliedOn) {
  fields_.until = clock_.Now() - absl::Seconds(1);
  EXPECT_THAT(std::string(Rely(Receipt()).message()), HasSubstr("has ended"));
}

TEST_F(RelyFlowTest, WhatTheFamilyTookBackHereSinceNoReceiptBringsBack) {
  desk::v1::WithdrawConsentRequest request;
  *request.add_people() = Described(sami_);
  EXPECT_FALSE(consent_.Withdraw(kNurse, request).ok()) << "nothing to end";
  EXPECT_THAT(std::string(Rely(Receipt()).message()),
              HasSubstr("said no here since"));
}

TEST_F(RelyFlowTest, WithdrawingItHereIsToldAsEverywhere) {
  ASSERT_EQ(Rely(Receipt()), absl::OkStatus());
  desk::v1::WithdrawConsentRequest request;
  *request.add_people() = Described(sami_);
  const auto reply = consent_.Withdraw(kNurse, request);
  ASSERT_TRUE(reply.ok()) << reply.status();
  ASSERT_THAT(broker_.withdrawals, SizeIs(1));
  EXPECT_FALSE(broker_.withdrawals[0].only_here());

  auto* owner = broker_.owners.add_owners();
  owner->set_agency("school");
  owner->set_withdrawn(true);
  const auto verified = VerifyReceipt(reply->receipt(), *network_->Get());
  const auto progress =
      rely_.Withdrawal(absl::BytesToHexString(verified->fields.receipt_id));
  ASSERT_TRUE(progress.ok()) << progress.status();
  ASSERT_EQ(progress->owners_size(), 1);
  EXPECT_EQ(progress->owners(0).agency_name(), "school");
  EXPECT_FALSE(progress->owners(0).acted());
}

TEST_F(RelyFlowTest, AnAgreementThatWasNeverPublishedIsWithdrawnEverywhereToo) {
  // Another agency may rest on its receipt.
  desk::v1::RecordConsentRequest record;
  *record.add_people() = Described(sami_);
  record.set_said_by("mother");
  record.set_evidence_reference("form 12");
  record.set_capacity("parent");
  record.set_everybody(true);
  record.set_until_ms(absl::ToUnixMillis(clock_.Now() + absl::Hours(24)));
  ASSERT_TRUE(consent_.Record(kNurse, record).ok());
  ASSERT_FALSE(broker_.grounds.contains(OfSami()[0].ref));
  desk::v1::WithdrawConsentRequest request;
  *request.add_people() = Described(sami_);
  ASSERT_TRUE(consent_.Withdraw(kNurse, request).ok());
  ASSERT_THAT(broker_.withdrawals, SizeIs(1));
  EXPECT_EQ(broker_.withdrawals[0].refs(0), OfSami()[0].ref);
}

TEST_F(RelyFlowTest, WhatEndedElsewhereMeanwhileEndsHereWhenItIsPublished) {
  ASSERT_EQ(Rely(Receipt()), absl::OkStatus());
  // As if an import had renewed it: the broker is to hear of it again.
  const Ground before = OfSami()[0];
  broker_.ended_roots.insert(before.rests_on);
  ASSERT_TRUE(
      log_->Run([&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
            Ground again = before;
            again.known_to_broker = false;
            const absl::Status put = Register(db).PutGround(again);
            if (!put.ok()) return put;
            return std::vector<tlog::Entry>();
          })
          .ok());
  publish_->RegisterChanged();
  EXPECT_FALSE(publish_->Run().ok());
  EXPECT_TRUE(OfSami()[0].withdrawn);
  Publish();
}

}  // namespace
}  // namespace kith::agent
