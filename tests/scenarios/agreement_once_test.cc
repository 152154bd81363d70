// SPDX-License-Identifier: Apache-2.0
// Agreement once: early help takes it, and health visiting relies on the
// receipt that the family shows. Withdrawn everywhere, at either of them, it
// ends the answers of both; withdrawn only here, of one.
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "tests/scenarios/scenario_test.h"

namespace kith::tests {
namespace {

const Somebody kNell{"Nell", "Hartwhistle", "2020-10-03", ""};
constexpr char kBoth[] =
    "answered: involved(northshire-early-help leads, "
    "northshire-health-visiting)";
constexpr char kEnded[] =
    "SELECT count(*) FROM ground WHERE withdrawn = 1 AND imported = 0";

class AgreementOnceTest : public ScenarioTest {
 protected:
  // Both know Nell and support her; neither export knows of an agreement.
  void SetUp() override {
    Start({kSchool, kHealthVisiting, kEarlyHelp});
    if (HasFatalFailure()) return;
    Import(kEarlyHelp, {{.person = kNell, .share_with = "", .leads = true}});
    Import(kHealthVisiting, {{.person = kNell, .share_with = ""}});
    ASSERT_EQ(Outcome(kNell), "answered: none");
    receipt_ = RecordAt(kEarlyHelp);
    RelyAt(kHealthVisiting);
    ASSERT_TRUE(Eventually([&] { return Outcome(kNell) == kBoth; }));
  }

  std::string RecordAt(const std::string& agency) {
    desk::v1::RecordConsentRequest request;
    *request.add_people() = PersonOf(kNell);
    request.set_said_by("mother");
    request.set_evidence_reference("form 12");
    request.set_capacity("parent");
    request.set_everybody(true);
    request.set_until_ms(
        absl::ToUnixMillis(clock_.Now() + absl::Hours(24 * 100)));
    const auto reply = Must(desk(agency).RecordConsent(request));
    EXPECT_FALSE(reply.pending());
    return reply.receipt();
  }
  absl::Status TryToRelyAt(const std::string& agency) {
    desk::v1::RelyOnReceiptRequest request;
    request.set_receipt(receipt_);
    auto* relied = request.add_people();
    *relied->mutable_person() = PersonOf(kNell);
    relied->set_number(1);
    return desk(agency).RelyOnReceipt(request).status();
  }
  void RelyAt(const std::string& agency) { Must(TryToRelyAt(agency)); }
  desk::v1::WithdrawConsentReply WithdrawAt(const std::string& agency,
                                            bool only_here) {
    desk::v1::WithdrawConsentRequest request;
    *request.add_people() = PersonOf(kNell);
    request.set_only_here(only_here);
    const auto reply = Must(desk(agency).WithdrawConsent(request));
    EXPECT_FALSE(reply.pending());
    return reply;
  }
  // Agencies that have acted on the withdrawal of this receipt.
  int HaveActed(const std::string& agency, const std::string& receipt) {
    desk::v1::GetWithdrawalRequest request;
    request.set_reference(
        nlohmann::json::parse(receipt)["receipt"]["receipt_id"]
            .get<std::string>());
    const auto reply = Must(desk(agency).GetWithdrawal(request));
    EXPECT_EQ(reply.owners_size(), 2);
    int acted = 0;
    for (const auto& owner : reply.owners()) acted += owner.acted() ? 1 : 0;
    return acted;
  }

  std::string receipt_;
};

TEST_F(AgreementOnceTest, WithdrawnEverywhereWhereItWasTakenEndsBothAnswers) {
  const auto reply = WithdrawAt(kEarlyHelp, /*only_here=*/false);
  EXPECT_EQ(reply.grounds_ended(), 2u);
  EXPECT_EQ(Outcome(kNell), "answered: none");
  EXPECT_TRUE(Eventually([&] {
    return HaveActed(kEarlyHelp, reply.receipt()) == 2;
  })) << "the other was told, has ended it, and says so";
  EXPECT_EQ(Count(kHealthVisiting, kEnded), 1);
  EXPECT_EQ(TryToRelyAt(kHealthVisiting).code(),
            absl::StatusCode::kFailedPrecondition)
      << "nobody relies on it any more";
}

TEST_F(AgreementOnceTest, WithdrawnEverywhereWhereItIsReliedOnEndsBothAnswers) {
  const auto reply = WithdrawAt(kHealthVisiting, /*only_here=*/false);
  EXPECT_EQ(reply.grounds_ended(), 2u);
  EXPECT_EQ(Outcome(kNell), "answered: none");
  EXPECT_TRUE(Eventually([&] { return Count(kEarlyHelp, kEnded) == 1; }));
}

TEST_F(AgreementOnceTest, WithdrawnOnlyHereLeavesTheOthersAnswer) {
  EXPECT_EQ(WithdrawAt(kEarlyHelp, /*only_here=*/true).grounds_ended(), 1u);
  EXPECT_EQ(Outcome(kNell), "answered: involved(northshire-health-visiting)");
  EXPECT_EQ(Count(kHealthVisiting, kEnded), 0);
}

TEST_F(AgreementOnceTest, AnAgencyThatWasAwayEndsItWhenItComesBack) {
  network().Kill(kHealthVisiting);
  ASSERT_TRUE(Eventually([&] { return !Connected(kHealthVisiting); }));
  const auto reply = WithdrawAt(kEarlyHelp, /*only_here=*/false);
  EXPECT_EQ(HaveActed(kEarlyHelp, reply.receipt()), 1);
  Must(network().StartAgent(kHealthVisiting));
  EXPECT_TRUE(
      Eventually([&] { return HaveActed(kEarlyHelp, reply.receipt()) == 2; }));
  EXPECT_EQ(Count(kHealthVisiting, kEnded), 1);
  EXPECT_EQ(Outcome(kNell), "answered: none");
}

}  // namespace
}  // namespace kith::tests
