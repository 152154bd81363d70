// SPDX-License-Identifier: Apache-2.0
// Objections, decisions not to share, lawful bases, agreements on paper, and
// what is due.
#include <gmock/gmock.h>

#include "agent/flows/agent_world.h"
#include "agent/flows/agreement_rules.h"
#include "agent/flows/answer_facts.h"
#include "agent/flows/basis_flow.h"
#include "agent/flows/consent_flow.h"
#include "agent/flows/due.h"
#include "agent/flows/objection_flow.h"

namespace kith::agent {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const Staff kNurse{
    .name = "nurse", .shown_as = "A. Nurse", .role = "practitioner"};
const Staff kManager{
    .name = "manager", .shown_as = "M. Anager", .role = "manager"};

class AgreementFlowsTest : public AgentWorld {
 protected:
  AgreementFlowsTest()
      : AgentWorld("clinic", "strict"),
        consent_(*parts_, *countersign_),
        objections_(*parts_),
        bases_(*parts_) {}

  std::string RefOf(const Row& row) {
    return *reader_->With(
        [&](Register& people) { return people.FindRecord("cases", row.id); });
  }
  // What the clinic's own copy of its grounds says to this asker.
  policy::AnswerFacts FactsFor(const Row& row,
                               const std::string& asker = "school",
                               const std::string& category = "education") {
    HeldQuestion question;
    question.content.set_asker(asker);
    question.content.set_purpose("considering-referral");
    question.content.set_ground(enquiry::v1::AskGround::KIND_FAMILY_AGREED);
    question.category = category;
    question.person = RefOf(row);
    return reader_
        ->With([&](Register& people) {
          return FactsOf(people, question, *network_->Get(), agency_,
                         clock_.Now());
        })
        ->facts;
  }
  desk::v1::RecordConsentRequest Agreement(const Row& row,
                                           const std::string& said_by) {
    desk::v1::RecordConsentRequest request;
    *request.add_people() = Described(row);
    request.set_said_by(said_by);
    request.set_capacity("parent");
    request.set_everybody(true);
    request.set_until_ms(
        absl::ToUnixMillis(clock_.Now() + absl::Hours(24 * 300)));
    return request;
  }
  desk::v1::RecordConsentReply Record(
      const desk::v1::RecordConsentRequest& request) {
    const auto reply = consent_.Record(kNurse, request);
    EXPECT_TRUE(reply.ok()) << reply.status();
    return reply.value_or(desk::v1::RecordConsentReply());
  }
  std::string Object(const Row& row) {
    desk::v1::RecordObjectionRequest request;
    *request.add_people() = Described(row);
    request.set_said_by("father");
    request.set_capacity("parent");
    const auto reply = objections_.Record(kNurse, request);
    EXPECT_TRUE(reply.ok()) << reply.status();
    return reply->references(0);
  }
  absl::Status Decide(const std::string& reference,
                      const std::string& decision) {
    desk::v1::DecideObjectionRequest request;
    request.set_reference(reference);
    request.set_decision(decision);
    request.set_reason("spoke with both parents");
    return objections_.Decide(kManager, request).status();
  }
  std::vector<std::string> WordsDue() {
    std::vector<std::string> words;
    const auto reply = ListDue(*parts_);
    EXPECT_TRUE(reply.ok()) << reply.status();
    for (const auto& due : reply->due()) words.push_back(due.words());
    return words;
  }
  std::size_t ListedPeople() {
    std::set<std::string> handles;
    for (const auto& [id, row] : broker_.rows) handles.insert(row.handle());
    return handles.size();
  }

  ConsentFlow consent_;
  ObjectionFlow objections_;
  BasisFlow bases_;
};

TEST_F(AgreementFlowsTest, AnObjectionStopsAnswersUntilAManagerDecides) {
  ASSERT_TRUE(Import({sami_, dina_}).ok());
  Publish();
  EXPECT_EQ(FactsFor(sami_).objection, false);
  const std::string reference = Object(sami_);
  EXPECT_EQ(FactsFor(sami_).objection, true);
  EXPECT_EQ(FactsFor(dina_).objection, false);
  publish_->RegisterChanged();
  Publish();
  EXPECT_EQ(ListedPeople(), 1u) << "nothing would be said on its rows";
  EXPECT_THAT(WordsDue(), testing::Contains(HasSubstr("somebody objected")));

  EXPECT_EQ(Decide(reference, "share"), absl::OkStatus());
  EXPECT_EQ(FactsFor(sami_).objection, false);
  EXPECT_THAT(WordsDue(), IsEmpty());
  publish_->RegisterChanged();
  Publish();
  EXPECT_EQ(ListedPeople(), 2u);
  EXPECT_EQ(Decide(reference, "withhold").code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(AgreementFlowsTest, AnObjectionThatIsUpheldStands) {
  ASSERT_TRUE(Import({sami_}).ok());
  const std::string reference = Object(sami_);
  EXPECT_EQ(Decide(reference, "withhold"), absl::OkStatus());
  EXPECT_EQ(FactsFor(sami_).objection, true);
  EXPECT_THAT(WordsDue(), IsEmpty());
  EXPECT_THAT(Record(Agreement(sami_, "mother")).notes(),
              testing::Contains(HasSubstr("An objection stands")));
  EXPECT_EQ(Decide(reference, "share"), absl::OkStatus())
      << "the two agree now";
  EXPECT_EQ(FactsFor(sami_).objection, false);
}

TEST_F(AgreementFlowsTest, AnObjectionHoldsForASecondRecordWithAMistypedDate) {
  Row again = sami_;
  again.id = "77";
  again.born = "2015-06-18";
  ASSERT_TRUE(Import({sami_, again}).ok());
  Object(sami_);
  EXPECT_EQ(FactsFor(again).objection, true);
}

TEST_F(AgreementFlowsTest, ADecisionNamesAReasonAndAReferenceThatExists) {
  desk::v1::DecideObjectionRequest request;
  request.set_reference(std::string(32, 'a'));
  request.set_decision("share");
  EXPECT_THAT(
      std::string(objections_.Decide(kManager, request).status().message()),
      HasSubstr("reason"));
  request.set_reason("r");
  EXPECT_EQ(objections_.Decide(kManager, request).status().code(),
            absl::StatusCode::kNotFound);
  request.set_decision("maybe");
  EXPECT_THAT(
      std::string(objections_.Decide(kManager, request).status().message()),
      HasSubstr("decision"));
}

TEST_F(AgreementFlowsTest, ANarrowerAgreementOfTheSameOneTakesItsPlace) {
  Row quiet = sami_;
  quiet.agreed = "";
  ASSERT_TRUE(Import({quiet}).ok());
  Record(Agreement(sami_, "mother"));
  Publish();
  EXPECT_EQ(FactsFor(sami_).consent_covers, true);
  auto narrower = Agreement(sami_, "Mother");
  narrower.set_everybody(false);
  narrower.add_categories("health");
  const auto reply = Record(narrower);
  EXPECT_THAT(reply.notes(),
              testing::ElementsAre(HasSubstr("takes the place")));
  EXPECT_EQ(FactsFor(sami_).consent_covers, false) << "a school";
  EXPECT_EQ(FactsFor(sami_, "refuge", "health").consent_covers, true);
  // The broker ended the earlier one before the reply, with its fence.
  ASSERT_THAT(broker_.withdrawals, SizeIs(1));
  EXPECT_TRUE(broker_.withdrawals[0].only_here());
}

TEST_F(AgreementFlowsTest, WhatTwoAgreedToIsNoWiderThanTheNarrowest) {
  Row quiet = sami_;
  quiet.agreed = "";
  ASSERT_TRUE(Import({quiet}).ok());
  Record(Agreement(sami_, "mother"));
  auto fathers = Agreement(sami_, "father");
  fathers.set_everybody(false);
  fathers.add_categories("health");
  EXPECT_THAT(Record(fathers).notes(),
              testing::ElementsAre(HasSubstr("Somebody else has agreed")));
  EXPECT_EQ(FactsFor(sami_).consent_covers, false);
  EXPECT_EQ(FactsFor(sami_, "refuge", "health").consent_covers, true);
}

TEST_F(AgreementFlowsTest, WithTheBrokerAwayTheEarlierAgreementEndsHereAtOnce) {
  Row quiet = sami_;
  quiet.agreed = "";
  ASSERT_TRUE(Import({quiet}).ok());
  Record(Agreement(sami_, "mother"));
  Publish();
  broker_.down = true;
  auto narrower = Agreement(sami_, "mother");
  narrower.set_everybody(false);
  narrower.add_categories("health");
  const auto reply = Record(narrower);
  EXPECT_TRUE(reply.pending());
  EXPECT_THAT(reply.notes(), testing::Contains(HasSubstr("not be told yet")));
  EXPECT_EQ(FactsFor(sami_).consent_covers, false);
  broker_.down = false;
  Publish();
  EXPECT_THAT(broker_.withdrawals, SizeIs(1));
}

TEST_F(AgreementFlowsTest, AParentsWordEndsWhenTheChildIsOfAge) {
  // Time stands at the beginning of 2030.
  const Row teen{.id = "5",
                 .forename = "Kit",
                 .surname = "Amara",
                 .born = "2012-04-01",
                 .agreed = ""};
  ASSERT_TRUE(Import({teen}).ok());
  const auto reply = Record(Agreement(teen, "mother"));
  EXPECT_THAT(reply.notes(), testing::ElementsAre(HasSubstr("turn 18")));
  const absl::Time of_age =
      absl::FromCivil(absl::CivilDay(2030, 4, 1), absl::UTCTimeZone());
  ASSERT_THAT(GroundsInRegister(), SizeIs(1));
  EXPECT_EQ(GroundsInRegister()[0].until, of_age);
  EXPECT_EQ(FactsFor(teen).consent_covers, true);
  EXPECT_EQ(FactsFor(teen).age_band, "young-person");
  EXPECT_THAT(WordsDue(),
              testing::ElementsAre("16 or 17, and only a parent or carer has "
                                   "agreed"));
  clock_.Advance(of_age - absl::Hours(24 * 20) - clock_.Now());
  EXPECT_THAT(WordsDue(), testing::ElementsAre(HasSubstr("18 on 2030-04-01")));
  clock_.Advance(absl::Hours(24 * 20));
  EXPECT_EQ(FactsFor(teen).consent_covers, false);
  EXPECT_THAT(WordsDue(), IsEmpty());
}

TEST_F(AgreementFlowsTest, AnExportsParentDoesNotSpeakForAnAdultEither) {
  // Agreed on 2029-12-01 by the map, until a year later.
  const Row teen{
      .id = "5", .forename = "Kit", .surname = "Amara", .born = "2011-12-15"};
  const auto report = Import({teen});
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_THAT(report->agreement_gaps_csv(), HasSubstr("they are 18 now"));
}

TEST_F(AgreementFlowsTest, ACompetentChildWasAssessedBySomebodyOnADay) {
  ASSERT_TRUE(Import({sami_}).ok());
  auto request = Agreement(sami_, "Sami");
  request.set_capacity("competent-child");
  EXPECT_THAT(std::string(consent_.Record(kNurse, request).status().message()),
              HasSubstr("assessed_by"));
  request.set_assessed_by("A. Nurse");
  EXPECT_THAT(std::string(consent_.Record(kNurse, request).status().message()),
              HasSubstr("assessed_on"));
  request.set_assessed_on("2029-13-01");
  EXPECT_FALSE(consent_.Record(kNurse, request).ok());
  request.set_assessed_on("2029-11-20");
  Record(request);
  // Her own word does not end at 18, and takes nothing from her mother's.
  EXPECT_EQ(GroundsInRegister().size(), 2u);
}

TEST_F(AgreementFlowsTest, AYoungPersonWhoRefusesOneServiceKeepsItOut) {
  Row quiet = sami_;
  quiet.agreed = "";
  ASSERT_TRUE(Import({quiet}).ok());
  Record(Agreement(sami_, "mother"));
  auto own = Agreement(sami_, "Sami");
  own.set_capacity("competent-child");
  own.set_assessed_by("A. Nurse");
  own.set_assessed_on("2029-11-20");
  own.add_excluded_agencies("school");
  Record(own);
  EXPECT_EQ(FactsFor(sami_, "school", "education").consent_covers, false);
  EXPECT_EQ(FactsFor(sami_, "homes", "housing").consent_covers, true);
}

TEST_F(AgreementFlowsTest, ANewWordOfOneDoesNotEndAnothersInTheNextExport) {
  ASSERT_TRUE(Import({sami_}).ok());  // The map's mother agreed.
  Record(Agreement(sami_, "grandmother"));
  Record(Agreement(sami_, "grandmother"));
  Row changed = sami_;
  changed.level = "intensive";
  ASSERT_TRUE(Import({changed}).ok());
  int in_force = 0;
  for (const Ground& ground : GroundsInRegister()) {
    in_force += ground.withdrawn ? 0 : 1;
    if (ground.imported) {
      EXPECT_FALSE(ground.withdrawn);
    }
  }
  EXPECT_EQ(in_force, 2);
}

TEST_F(AgreementFlowsTest, TwoRecordsOfOnePersonAreNoWiderThanTheNarrowest) {
  Row quiet = sami_;
  quiet.agreed = "";
  ASSERT_TRUE(Import({quiet}).ok());
  auto narrow = Agreement(sami_, "father");
  narrow.set_everybody(false);
  narrow.add_categories("health");
  Record(narrow);
  Row again = sami_;  // Another feed brings her again, agreed to by all.
  again.id = "77";
  ASSERT_TRUE(Import({quiet, again}).ok());
  EXPECT_EQ(FactsFor(again).consent_covers, false) << "a school";
  EXPECT_EQ(FactsFor(again, "refuge", "health").consent_covers, true);
}

TEST_F(AgreementFlowsTest, AnObjectionGoesWithTheChildToAnotherNumber) {
  ASSERT_TRUE(Import({sami_}).ok());
  Object(sami_);
  Row moved = sami_;
  moved.id = "9";
  const Row stranger{.id = "1",
                     .forename = "Ottoline",
                     .surname = "Vantage",
                     .born = "2011-02-08"};
  ASSERT_TRUE(Import({stranger, moved}).ok());
  EXPECT_EQ(FactsFor(moved).objection, true);
}

TEST_F(AgreementFlowsTest, ACorrectedDateOfBirthDoesNotPutOff18) {
  Row teen{.id = "5",
           .forename = "Kit",
           .surname = "Amara",
           .born = "2012-04-01",
           .agreed = ""};
  ASSERT_TRUE(Import({teen}).ok());
  Record(Agreement(teen, "mother"));
  teen.born = "2014-04-01";
  ASSERT_TRUE(Import({teen}).ok());
  EXPECT_EQ(FactsFor(teen).consent_covers, true);
  clock_.Advance(
      absl::FromCivil(absl::CivilDay(2030, 4, 1), absl::UTCTimeZone()) -
      clock_.Now());
  EXPECT_EQ(FactsFor(teen).consent_covers, false);
}

TEST_F(AgreementFlowsTest, WhatAnExportCallsTheParentDoesNotMatter) {
  EXPECT_TRUE(SpeaksForAChild("Mother"));
  EXPECT_TRUE(SpeaksForAChild(""));
  EXPECT_FALSE(SpeaksForAChild("Young-Person"));
}

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

TEST_F(AgreementFlowsTest, AWithdrawalReachesABrokerThatTheAgentForgot) {
  ASSERT_TRUE(Import({sami_}).ok());
  Publish();
  ASSERT_TRUE(publish_->SendAllAgain().ok());  // Another index.
  desk::v1::WithdrawConsentRequest request;
  *request.add_people() = Described(sami_);
  ASSERT_TRUE(consent_.Withdraw(kNurse, request).ok());
  EXPECT_THAT(broker_.withdrawals, SizeIs(1));
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

TEST_F(AgreementFlowsTest, WhoSaidSoIsAlwaysWrittenDown) {
  ASSERT_TRUE(Import({sami_}).ok());
  EXPECT_THAT(
      std::string(
          consent_.Record(kNurse, Agreement(sami_, "")).status().message()),
      HasSubstr("said_by"));
}

TEST_F(AgreementFlowsTest, ADecisionNotToShareNeedsAReasonAndNoAgreement) {
  Row quiet = sami_;
  quiet.agreed = "";
  ASSERT_TRUE(Import({quiet, dina_}).ok());
  desk::v1::RecordNotSharedRequest request;
  *request.add_people() = Described(sami_);
  request.set_said_by("mother");
  request.set_reason("dislikes us");
  EXPECT_EQ(objections_.RecordNotShared(kNurse, request).status().code(),
            absl::StatusCode::kInvalidArgument);
  request.set_reason("family-declined");
  ASSERT_TRUE(objections_.RecordNotShared(kNurse, request).ok());
  const std::string sami = RefOf(sami_);
  const auto kept = *reader_->With(
      [&](Register& people) { return people.NotSharedOf(sami); });
  ASSERT_THAT(kept, SizeIs(1));
  EXPECT_EQ(kept[0].reason, "family-declined");
  // An export that still carries an earlier yes is not believed.
  EXPECT_THAT(Import({sami_, dina_})->agreement_gaps_csv(),
              HasSubstr("taken it back, or declined, since"));
  *request.mutable_people(0) = Described(dina_);
  EXPECT_EQ(objections_.RecordNotShared(kNurse, request).status().code(),
            absl::StatusCode::kFailedPrecondition);
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

TEST_F(AgreementFlowsTest, AnAgreementThatEndsSoonIsDue) {
  Row quiet = sami_;
  quiet.agreed = "";
  ASSERT_TRUE(Import({quiet}).ok());
  auto request = Agreement(sami_, "mother");
  request.set_until_ms(absl::ToUnixMillis(clock_.Now() + absl::Hours(24 * 29)));
  Record(request);
  EXPECT_THAT(WordsDue(),
              testing::ElementsAre(HasSubstr("last day is 2030-01-29")));
}

TEST_F(AgreementFlowsTest, ACallAndNoMoreIsAFactOfItsOwn) {
  Row quiet = sami_;
  quiet.agreed = "";
  ASSERT_TRUE(Import({quiet}).ok());
  auto request = Agreement(sami_, "mother");
  request.set_call_back_only(true);
  Record(request);
  EXPECT_EQ(FactsFor(sami_).call_back_only, true);
  EXPECT_EQ(FactsFor(sami_).consent_covers, true);
}

}  // namespace
}  // namespace kith::agent
