// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/handover_flow.h"

#include "agent/flows/agreement_world.h"
#include "agent/flows/register_change.h"
#include "agent/flows/touch_flow.h"
#include "keys/hash.h"

namespace kith::agent {
namespace {

using absl::StatusCode;
using handover::v1::StepBody;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

// The clinic supports Sami and Dina. The centre of the test keeps steps; the
// test says what the other agency did.
class HandoverFlowTest : public AgreementFlowsTest {
 protected:
  HandoverFlowTest() {
    EXPECT_TRUE(Import({sami_, dina_}).ok());
    Publish();
  }

  absl::StatusOr<desk::v1::HandoverReply> Propose(
      const Row& row, const std::string& to = "school") {
    desk::v1::ProposeHandoverRequest request;
    *request.mutable_person() = Described(row);
    request.set_to(to);
    return flow_.Propose(kNurse, request);
  }
  StepBody LastStep() {
    StepBody body;
    EXPECT_FALSE(broker_.steps.empty());
    if (!broker_.steps.empty()) {
      EXPECT_TRUE(body.ParseFromString(broker_.steps.back().body()));
    }
    return body;
  }
  // The school proposes this person to the clinic; as its agent would make it.
  std::string ProposedToUs(const Row& row) {
    EXPECT_TRUE(Propose(row).ok());
    StepBody body = LastStep();
    broker_.steps.clear();
    body.set_from("school");
    body.set_to("clinic");
    CentreKeeps(body, members_.school(), StepBody::STEP_PROPOSE);
    return HandoverReference(body.handover_id());
  }
  void CentreKeeps(const StepBody& body, const Signer& signer,
                   StepBody::Step newest) {
    broker_.handovers.clear_handovers();
    auto* kept = broker_.handovers.add_handovers();
    kept->mutable_proposal()->set_body(body.SerializeAsString());
    kept->mutable_proposal()->set_signature(
        signer.Sign(Label::kHandover, members_.id(), kept->proposal().body()));
    kept->set_step(newest);
    StepBody step = body;
    step.clear_marks();
    step.set_step(newest);
    const Signer& by = newest == StepBody::STEP_ACCEPT && body.to() == "school"
                           ? members_.school()
                           : signer;
    kept->mutable_newest()->set_body(step.SerializeAsString());
    kept->mutable_newest()->set_signature(
        by.Sign(Label::kHandover, members_.id(), kept->newest().body()));
    kept->set_proposed_at_ms(
        static_cast<std::uint64_t>(absl::ToUnixMillis(clock_.Now())));
  }
  absl::Status Accept(const std::string& reference, const Row& row) {
    desk::v1::AcceptHandoverRequest request;
    request.set_reference(reference);
    *request.mutable_person() = Described(row);
    return flow_.Accept(kNurse, request).status();
  }
  absl::Status Close(const std::string& reference, bool stay = false) {
    desk::v1::CloseHandoverRequest request;
    request.set_reference(reference);
    request.set_stay(stay);
    return flow_.Close(kNurse, request).status();
  }
  void FamilyAgrees(const Row& row) {
    auto agreement = Agreement(row, "father");
    agreement.set_evidence_reference("form 7");
    EXPECT_TRUE(consent_.Record(kNurse, agreement).ok());
    Publish();
  }
  std::vector<Involvement> InvolvementsOf(const Row& row) {
    return *reader_->With([&](Register& people) {
      return people.InvolvementsOf(*people.FindRecord("cases", row.id));
    });
  }

  HandoverFlow flow_{*parts_};
};

TEST_F(HandoverFlowTest, NothingThatCrossesNamesThePerson) {
  const auto reply = Propose(sami_);
  ASSERT_TRUE(reply.ok()) << reply.status();
  EXPECT_THAT(reply->reference(), testing::StartsWith("H-"));
  EXPECT_THAT(LastStep().marks(), SizeIs(16));
  EXPECT_THAT(broker_.steps.back().body(), Not(HasSubstr("Sami")));
  EXPECT_THAT(broker_.steps.back().body(), Not(HasSubstr("AMARA")));
}

// The broker sees tokens; by them it cannot tell whom it is about.
TEST_F(HandoverFlowTest, MarksAreNotMadeOfTokens) {
  ASSERT_TRUE(Propose(sami_).ok());
  const StepBody body = LastStep();
  for (const auto& row : broker_.published) {
    const std::string by_token = HmacSha256(
        row.token(), absl::StrCat("kith/v1/handover", body.handover_id()));
    for (const std::string& mark : body.marks()) EXPECT_NE(mark, by_token);
  }
}

TEST_F(HandoverFlowTest, WhoIsNotSupportedIsNotHandedOver) {
  const Row other{
      .id = "3", .forename = "Olu", .surname = "Ade", .supported = "no"};
  ASSERT_TRUE(Import({sami_, dina_, other}).ok());
  EXPECT_EQ(Propose(other).status().code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(
      Propose({.id = "9", .forename = "No", .surname = "Body"}).status().code(),
      StatusCode::kNotFound);
  EXPECT_EQ(Propose(sami_, "nobody").status().code(),
            StatusCode::kInvalidArgument);
  EXPECT_THAT(broker_.steps, IsEmpty());
}

// INVARIANT (no gap)
TEST_F(HandoverFlowTest, ItIsAcceptedOnceTheFamilyHasAgreedAnew) {
  const std::string reference = ProposedToUs(sami_);
  const absl::Status early = Accept(reference, sami_);
  EXPECT_EQ(early.code(), StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(early.message()), HasSubstr("has not agreed"));
  FamilyAgrees(sami_);
  ASSERT_TRUE(Accept(reference, sami_).ok()) << Accept(reference, sami_);
  EXPECT_EQ(LastStep().step(), StepBody::STEP_ACCEPT);
}

TEST_F(HandoverFlowTest, ItIsNotAcceptedBeforeItIsInTheIndex) {
  const Row olu{.id = "3", .forename = "Olu", .surname = "Ade"};
  broker_.hold_rows = true;
  ASSERT_TRUE(Import({sami_, dina_, olu}).ok());
  const std::string reference = ProposedToUs(olu);
  auto agreement = Agreement(olu, "father");
  agreement.set_evidence_reference("form 7");
  ASSERT_TRUE(consent_.Record(kNurse, agreement).ok());
  ASSERT_TRUE(publish_->Run().ok());
  EXPECT_THAT(std::string(Accept(reference, olu).message()),
              HasSubstr("not in the index yet"));
  broker_.InsertWaiting();
  Publish();
  EXPECT_TRUE(Accept(reference, olu).ok());
}

TEST_F(HandoverFlowTest, AnotherPersonIsNotTheOneProposed) {
  const std::string reference = ProposedToUs(sami_);
  FamilyAgrees(dina_);
  EXPECT_THAT(std::string(Accept(reference, dina_).message()),
              HasSubstr("not the person"));
  EXPECT_THAT(broker_.steps, IsEmpty());
}

TEST_F(HandoverFlowTest, AProposalThatItsAgencyDidNotSignIsNotAccepted) {
  const std::string reference = ProposedToUs(sami_);
  FamilyAgrees(sami_);
  broker_.handovers.mutable_handovers(0)
      ->mutable_proposal()
      ->mutable_signature()
      ->at(3) ^= 1;
  EXPECT_EQ(Accept(reference, sami_).code(), StatusCode::kUnauthenticated);
}

TEST_F(HandoverFlowTest, ClosingWaitsForTheOtherAndEndsTheInvolvement) {
  const auto reply = Propose(sami_);
  ASSERT_TRUE(reply.ok());
  const StepBody body = LastStep();
  CentreKeeps(body, members_.clinic(), StepBody::STEP_PROPOSE);
  EXPECT_EQ(Close(reply->reference()).code(), StatusCode::kFailedPrecondition);
  EXPECT_FALSE(InvolvementsOf(sami_)[0].ended);
  CentreKeeps(body, members_.clinic(), StepBody::STEP_ACCEPT);
  ASSERT_TRUE(Close(reply->reference()).ok());
  EXPECT_TRUE(InvolvementsOf(sami_)[0].ended);
  EXPECT_FALSE(InvolvementsOf(dina_)[0].ended);
}

TEST_F(HandoverFlowTest, AnAcceptanceThatTheOtherDidNotSignClosesNothing) {
  const auto reply = Propose(sami_);
  ASSERT_TRUE(reply.ok());
  CentreKeeps(LastStep(), members_.clinic(), StepBody::STEP_ACCEPT);
  broker_.handovers.mutable_handovers(0)
      ->mutable_newest()
      ->mutable_signature()
      ->at(3) ^= 1;
  EXPECT_EQ(Close(reply->reference()).code(), StatusCode::kUnauthenticated);
  EXPECT_FALSE(InvolvementsOf(sami_)[0].ended);
}

TEST_F(HandoverFlowTest, ACloseThatThisAgencyDidNotSignEndsNothing) {
  const auto reply = Propose(sami_);
  ASSERT_TRUE(reply.ok());
  const StepBody body = LastStep();
  CentreKeeps(body, members_.clinic(), StepBody::STEP_PROPOSE);
  broker_.handovers.mutable_handovers(0)->set_step(StepBody::STEP_CLOSE);
  EXPECT_EQ(Close(reply->reference()).code(), StatusCode::kUnauthenticated);
  CentreKeeps(body, members_.clinic(), StepBody::STEP_CLOSE);
  broker_.handovers.mutable_handovers(0)
      ->mutable_newest()
      ->mutable_signature()
      ->at(3) ^= 1;
  EXPECT_EQ(Close(reply->reference()).code(), StatusCode::kUnauthenticated);
  EXPECT_FALSE(InvolvementsOf(sami_)[0].ended);
}

TEST_F(HandoverFlowTest, AnAgreementFromBeforeTheProposalIsNoneWhateverIsSaid) {
  FamilyAgrees(sami_);
  clock_.Advance(absl::Hours(25));
  const std::string reference = ProposedToUs(sami_);
  broker_.handovers.mutable_handovers(0)->set_proposed_at_ms(0);
  EXPECT_EQ(Accept(reference, sami_).code(), StatusCode::kFailedPrecondition);
  FamilyAgrees(sami_);
  EXPECT_TRUE(Accept(reference, sami_).ok());
}

TEST_F(HandoverFlowTest, AnOutageOfTheKeyHoldersIsNoTry) {
  const std::string reference = ProposedToUs(sami_);
  FamilyAgrees(sami_);
  // Another's tokens have not been made yet.
  const Row other{.id = "77",
                  .forename = "Kit",
                  .surname = "Thornquill",
                  .born = "2015-02-03"};
  ASSERT_TRUE(Import({sami_, dina_, other}).ok());
  key_holder_.down = true;
  for (int i = 0; i < 6; ++i) EXPECT_FALSE(Accept(reference, other).ok());
  key_holder_.down = false;
  FamilyAgrees(sami_);
  EXPECT_TRUE(Accept(reference, sami_).ok());
}

TEST_F(HandoverFlowTest, WhatWasDeclinedIsTriedOnNobody) {
  const std::string reference = ProposedToUs(sami_);
  broker_.handovers.mutable_handovers(0)->set_step(StepBody::STEP_DECLINE);
  EXPECT_THAT(std::string(Accept(reference, sami_).message()),
              HasSubstr("propose anew"));
}

TEST_F(HandoverFlowTest, WhatBeganAfterItWasClosedStays) {
  const auto reply = Propose(sami_);
  ASSERT_TRUE(reply.ok());
  const StepBody body = LastStep();
  CentreKeeps(body, members_.clinic(), StepBody::STEP_ACCEPT);
  ASSERT_TRUE(Close(reply->reference()).ok());
  ASSERT_TRUE(Import({sami_, dina_}).ok());
  ASSERT_FALSE(InvolvementsOf(sami_)[0].ended);
  CentreKeeps(body, members_.clinic(), StepBody::STEP_CLOSE);
  ASSERT_TRUE(Close(reply->reference()).ok());
  EXPECT_FALSE(InvolvementsOf(sami_)[0].ended);
}

TEST_F(HandoverFlowTest, NobodyTriesOneChildAfterAnother) {
  const std::string reference = ProposedToUs(sami_);
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(Accept(reference, dina_).code(), StatusCode::kFailedPrecondition);
  }
  EXPECT_EQ(Accept(reference, dina_).code(), StatusCode::kResourceExhausted);
}

TEST_F(HandoverFlowTest, ItsOwnProposalIsNotAccepted) {
  const auto reply = Propose(sami_);
  ASSERT_TRUE(reply.ok());
  const StepBody body = LastStep();
  CentreKeeps(body, members_.clinic(), StepBody::STEP_PROPOSE);
  FamilyAgrees(sami_);
  EXPECT_EQ(Accept(reply->reference(), sami_).code(),
            StatusCode::kFailedPrecondition);
  EXPECT_THAT(broker_.steps, SizeIs(1));
  // What it hands over is still known.
  CentreKeeps(body, members_.clinic(), StepBody::STEP_ACCEPT);
  ASSERT_TRUE(Close(reply->reference()).ok());
  EXPECT_TRUE(InvolvementsOf(sami_)[0].ended);
}

TEST_F(HandoverFlowTest, WhoIsShieldedIsNotSpokenOfToAnotherAgency) {
  ASSERT_TRUE(TouchFlow(*parts_)
                  .SetShield(kManager,
                             [&] {
                               desk::v1::SetShieldRequest request;
                               *request.mutable_person() = Described(sami_);
                               request.set_kind("silent");
                               return request;
                             }())
                  .ok());
  EXPECT_EQ(Propose(sami_).status().code(), StatusCode::kFailedPrecondition);
  EXPECT_THAT(broker_.steps, IsEmpty());
}

// After a loss it does not know whom it has shielded: to propose and to accept
// both say that it knows somebody.
TEST_F(HandoverFlowTest, WhileItIsHeldAnAgencyTakesNoPartInOne) {
  const std::string reference = ProposedToUs(sami_);
  FamilyAgrees(sami_);
  ASSERT_TRUE(Change(*parts_, [](Register& people) {
                return PutHold(Hold(), people);
              }).ok());
  EXPECT_THAT(std::string(Accept(reference, sami_).message()),
              HasSubstr("kith shield confirm"));
  EXPECT_THAT(std::string(Propose(dina_).status().message()),
              HasSubstr("kith shield confirm"));
  EXPECT_THAT(broker_.steps, IsEmpty());
  ASSERT_TRUE(Change(*parts_, EndHold).ok());
  Publish();
  EXPECT_TRUE(Accept(reference, sami_).ok());
}

TEST_F(HandoverFlowTest, WhoStaysIsInvolvedAndLeadsNoLonger) {
  const auto reply = Propose(sami_);
  ASSERT_TRUE(reply.ok());
  CentreKeeps(LastStep(), members_.clinic(), StepBody::STEP_ACCEPT);
  ASSERT_TRUE(Close(reply->reference(), /*stay=*/true).ok());
  EXPECT_FALSE(InvolvementsOf(sami_)[0].ended);
  EXPECT_FALSE(InvolvementsOf(sami_)[0].leads_for_family);
}

TEST_F(HandoverFlowTest, AProposalIsLateAfterFiveWorkingDays) {
  ProposedToUs(sami_);
  EXPECT_FALSE(flow_.List()->handovers(0).late());
  absl::CivilDay last;
  ASSERT_TRUE(
      absl::ParseCivilTime(flow_.List()->handovers(0).answer_by(), &last));
  clock_.Advance(absl::FromCivil(last + 1, absl::UTCTimeZone()) - clock_.Now() -
                 absl::Seconds(1));
  EXPECT_FALSE(flow_.List()->handovers(0).late());
  clock_.Advance(absl::Seconds(1));
  EXPECT_TRUE(flow_.List()->handovers(0).late());
}

TEST_F(HandoverFlowTest, WhatTheCentreDidNotTakeDidNotHappen) {
  const auto reply = Propose(sami_);
  ASSERT_TRUE(reply.ok());
  CentreKeeps(LastStep(), members_.clinic(), StepBody::STEP_ACCEPT);
  broker_.down = true;
  EXPECT_EQ(Close(reply->reference()).code(), StatusCode::kUnavailable);
  EXPECT_FALSE(InvolvementsOf(sami_)[0].ended);
}

}  // namespace
}  // namespace kith::agent
