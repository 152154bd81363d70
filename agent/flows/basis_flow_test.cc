// SPDX-License-Identifier: Apache-2.0
// Lawful bases, and agreements on paper.
#include "agent/flows/agreement_world.h"

namespace kith::agent {
namespace {

using testing::HasSubstr;

TEST_F(AgreementFlowsTest, WhereAnExportSaysNoNoPaperSaysYes) {
  Row no = sami_;
  no.agreed = "no";
  ASSERT_TRUE(Import({no}).ok());
  desk::v1::AttestAgreementsRequest request;
  auto* record = request.add_records();
  record->set_source("cases");
  record->set_id("1");
  request.set_reference("box 4");
  request.set_capacity("parent");
  request.set_everybody(true);
  request.set_until_ms(absl::ToUnixMillis(clock_.Now() + absl::Hours(2400)));
  request.set_given_at_ms(absl::ToUnixMillis(clock_.Now() - absl::Hours(240)));
  const auto reply = bases_.Attest(kManager, request);
  ASSERT_TRUE(reply.ok()) << reply.status();
  EXPECT_EQ(reply->attested(), 0u);
  ASSERT_EQ(reply->left_out_size(), 1);
  EXPECT_THAT(reply->left_out(0).why(), HasSubstr("said no"));
}

TEST_F(AgreementFlowsTest, AgreedOnPaperAndThenAtTheDeskIsOneWord) {
  Row quiet = sami_;
  quiet.agreed = "";
  ASSERT_TRUE(Import({quiet}).ok());
  desk::v1::AttestAgreementsRequest request;
  auto* record = request.add_records();
  record->set_source("cases");
  record->set_id("1");
  request.set_reference("box 4");
  request.set_capacity("parent");
  request.add_categories("health");
  request.set_until_ms(absl::ToUnixMillis(clock_.Now() + absl::Hours(2400)));
  request.set_given_at_ms(absl::ToUnixMillis(clock_.Now() - absl::Hours(240)));
  ASSERT_EQ(bases_.Attest(kManager, request)->attested(), 1u);
  EXPECT_EQ(FactsFor(sami_).consent_covers, false) << "a school";
  Record(Agreement(sami_, "mother"));
  EXPECT_EQ(FactsFor(sami_).consent_covers, true);
}

// INVARIANT (left out): on whatever ground, and after it has ended too.
TEST_F(AgreementFlowsTest, WhoWasLeftOutByNameStaysLeftOut) {
  Row quiet = sami_;
  quiet.agreed = "";
  ASSERT_TRUE(Import({quiet}).ok());
  EXPECT_EQ(FactsFor(sami_).excluded, false);
  auto agreement = Agreement(sami_, "mother");
  agreement.add_excluded_agencies("school");
  Record(agreement);
  EXPECT_EQ(FactsFor(sami_).excluded, true);
  EXPECT_EQ(FactsFor(sami_, "homes", "housing").excluded, false);
  EXPECT_EQ(FactsFor(sami_, "").excluded, std::nullopt) << "it may be they";
  desk::v1::WithdrawConsentRequest withdrawal;
  *withdrawal.add_people() = Described(sami_);
  ASSERT_TRUE(consent_.Withdraw(kNurse, withdrawal).ok());
  EXPECT_EQ(FactsFor(sami_).excluded, true)
      << "or they would be told more after a withdrawal than before";
}

TEST_F(AgreementFlowsTest, ALawfulBasisLeavesOutToo) {
  Row quiet = sami_;
  quiet.agreed = "";
  ASSERT_TRUE(Import({quiet}).ok());
  desk::v1::RecordLawfulBasisRequest request;
  *request.add_people() = Described(sami_);
  request.set_legal_basis("public-task");
  request.set_gateway("act-s10");
  request.set_everybody(true);
  request.add_excluded_agencies("school");
  request.set_evidence_reference("decision 9");
  request.set_until_ms(absl::ToUnixMillis(clock_.Now() + absl::Hours(2400)));
  ASSERT_TRUE(bases_.Record(kManager, request).ok());
  EXPECT_EQ(FactsFor(sami_).excluded, true);
  EXPECT_EQ(FactsFor(sami_, "homes", "housing").excluded, false);
}

TEST_F(AgreementFlowsTest, ALawfulBasisCanBeEnded) {
  Row quiet = sami_;
  quiet.agreed = "";
  ASSERT_TRUE(Import({quiet}).ok());
  desk::v1::EndLawfulBasisRequest end;
  *end.add_people() = Described(sami_);
  EXPECT_EQ(bases_.End(kManager, end).status().code(),
            absl::StatusCode::kNotFound);
  desk::v1::RecordLawfulBasisRequest request;
  *request.add_people() = Described(sami_);
  request.set_legal_basis("public-task");
  request.set_gateway("act-s10");
  request.set_everybody(true);
  request.set_evidence_reference("case note 12");
  request.set_until_ms(absl::ToUnixMillis(clock_.Now() + absl::Hours(24)));
  ASSERT_TRUE(bases_.Record(kManager, request).ok());
  desk::v1::RecordNotSharedRequest declined;
  *declined.add_people() = Described(sami_);
  declined.set_said_by("mother");
  declined.set_reason("not-safe-to-ask");
  EXPECT_THAT(
      std::string(
          objections_.RecordNotShared(kNurse, declined).status().message()),
      HasSubstr("lawful basis"));
  ASSERT_TRUE(bases_.End(kManager, end).ok());
  EXPECT_EQ(FactsFor(sami_).basis_covers, false);
  EXPECT_TRUE(objections_.RecordNotShared(kNurse, declined).ok());
}

TEST_F(AgreementFlowsTest, ALawfulBasisNamesBasisAndGatewayOfTheNetwork) {
  Row quiet = sami_;
  quiet.agreed = "";
  ASSERT_TRUE(Import({quiet}).ok());
  desk::v1::RecordLawfulBasisRequest request;
  *request.add_people() = Described(sami_);
  request.set_legal_basis("a feeling");
  request.set_gateway("act-s10");
  request.set_everybody(true);
  request.set_evidence_reference("case note 12");
  request.set_until_ms(absl::ToUnixMillis(clock_.Now() + absl::Hours(24)));
  EXPECT_THAT(std::string(bases_.Record(kManager, request).status().message()),
              HasSubstr("legal_basis"));
  request.set_legal_basis("public-task");
  request.set_gateway("none");
  EXPECT_THAT(std::string(bases_.Record(kManager, request).status().message()),
              HasSubstr("gateway"));
  request.set_gateway("act-s10");
  const auto reply = bases_.Record(kManager, request);
  ASSERT_TRUE(reply.ok()) << reply.status();
  EXPECT_EQ(FactsFor(sami_).basis_covers, true);
  EXPECT_EQ(FactsFor(sami_).consent_covers, false);
  publish_->RegisterChanged();
  Publish();
  EXPECT_EQ(ListedPeople(), 1u) << "found, so that its holder may decide";
}

TEST_F(AgreementFlowsTest,
       AgreementsOnPaperAreAttestedWhereNothingSpeaksAgainst) {
  Row quiet = sami_;
  quiet.agreed = "";
  Row took_back{.id = "6", .forename = "Nell", .surname = "Oak"};
  ASSERT_TRUE(Import({quiet, dina_, took_back}).ok());
  desk::v1::WithdrawConsentRequest withdraw;
  *withdraw.add_people() = Described(took_back);
  ASSERT_TRUE(consent_.Withdraw(kNurse, withdraw).ok());

  desk::v1::AttestAgreementsRequest request;
  for (const char* id : {"1", "2", "6", "9"}) {
    auto* record = request.add_records();
    record->set_source("cases");
    record->set_id(id);
  }
  request.set_reference("box 4, folder 12");
  request.set_capacity("parent");
  request.set_everybody(true);
  request.set_until_ms(absl::ToUnixMillis(clock_.Now() + absl::Hours(2400)));
  request.set_given_at_ms(absl::ToUnixMillis(clock_.Now() + absl::Hours(1)));
  EXPECT_THAT(std::string(bases_.Attest(kManager, request).status().message()),
              HasSubstr("given_at"));
  request.set_given_at_ms(absl::ToUnixMillis(clock_.Now() - absl::Hours(240)));
  const auto reply = bases_.Attest(kManager, request);
  ASSERT_TRUE(reply.ok()) << reply.status();
  EXPECT_EQ(reply->attested(), 1u);
  std::map<std::string, std::string> why;
  for (const auto& one : reply->left_out()) {
    why[one.record().id()] = one.why();
  }
  EXPECT_EQ(why["2"], "an agreement is in force");
  EXPECT_EQ(why["6"], "the family said no, or took it back, since");
  EXPECT_EQ(why["9"], "not in the register");
  EXPECT_EQ(FactsFor(sami_).consent_covers, true);
}

}  // namespace
}  // namespace kith::agent
