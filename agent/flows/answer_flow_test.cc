// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/answer_flow.h"

#include <functional>
#include <optional>

#include "agent/flows/answer_world.h"
#include "agent/flows/consent_flow.h"
#include "agent/flows/make_tokens.h"
#include "agent/flows/person_keys.h"
#include "agent/flows/question.h"
#include "agent/flows/touch_flow.h"
#include "keys/capsule.h"
#include "keys/slot.h"
#include "keys/token.h"

namespace kith::agent {
namespace {

using enquiry::v1::AnswerContent;
using testing::IsEmpty;
using testing::SizeIs;

class AnswerFlowTest : public AnswerWorld {};

TEST_F(AnswerFlowTest, AFamilyItHelpsIsAnsweredWithTheWorkerToRing) {
  const auto content = AnswerAbout(sami_);
  ASSERT_TRUE(content.has_value());
  EXPECT_EQ(content->agency(), "clinic");
  ASSERT_THAT(content->involvements(), SizeIs(1));
  EXPECT_EQ(content->involvements(0).contact(), "01632 960 114");
  EXPECT_THAT(content->SerializeAsString(),
              testing::Not(testing::HasSubstr("Amara")));
}

TEST_F(AnswerFlowTest, AnUnbornChildIsAskedAboutByTheMother) {
  Row child = dina_;
  child.id = "3";
  child.expected = "2030-05-02";
  ASSERT_TRUE(Import({sami_, dina_, child}).ok());
  Publish();
  EXPECT_EQ(AnswerAbout(child)->kind(), AnswerContent::KIND_INVOLVED);
  Row later = child;
  later.expected = "2030-09-02";
  const auto possible = AnswerAbout(later);
  ASSERT_TRUE(possible.has_value());
  EXPECT_EQ(possible->kind(), AnswerContent::KIND_POSSIBLE);
  EXPECT_EQ(possible->settle(), "expected date");
}

TEST_F(AnswerFlowTest, AMotherAndHerUnbornChildAreNeverAnsweredForEachOther) {
  Row child = dina_;
  child.id = "3";
  child.expected = "2030-05-02";
  ASSERT_TRUE(Import({sami_, dina_, child}).ok());
  Publish();
  const auto wrongly = [&](const Row& about, const Row& routed_to) {
    const Asked asked = Ask(about);
    const auto slot = SlotFor(RouteOf(asked, HandleOf(routed_to)));
    return slot.has_value() && Read(asked, *slot).has_value();
  };
  EXPECT_FALSE(wrongly(dina_, child));
  EXPECT_FALSE(wrongly(child, dina_));
  EXPECT_TRUE(wrongly(child, child));
}

TEST_F(AnswerFlowTest, ANumberThatTheAskerMayNotUseIsNotCompared) {
  Row sami = sami_;
  sami.nhs = "999 000 0018";
  ASSERT_TRUE(Import({sami, dina_}).ok());
  Publish();
  // The school asks; only health may use the number.
  const Asked asked = Ask(sami, "considering-referral", [](Identity& person) {
    person.identifiers = {{"nhs-number", "9990000026"}};
  });
  const auto content = Read(asked, *SlotFor(RouteOf(asked, HandleOf(sami))));
  ASSERT_TRUE(content.has_value());
  EXPECT_EQ(content->kind(), AnswerContent::KIND_INVOLVED);
}

TEST_F(AnswerFlowTest, TwoNumbersOfOneSchemeAreNoQuestion) {
  const Asked asked = Ask(sami_, "considering-referral", [](Identity& person) {
    person.identifiers = {{"nhs-number", "9990000018"},
                          {"nhs-number", "9990000026"}};
  });
  const auto slot = SlotFor(RouteOf(asked, HandleOf(sami_)));
  ASSERT_TRUE(slot.has_value());
  EXPECT_FALSE(Read(asked, *slot).has_value());
}

TEST_F(AnswerFlowTest, AShieldHoldsForARecordWithAMistypedDate) {
  Row mistyped = sami_;
  mistyped.id = "3";
  mistyped.born = "2015-06-18";
  ASSERT_NE(mistyped.born, sami_.born);
  ASSERT_TRUE(Import({sami_, dina_, mistyped}).ok());
  Publish();
  const auto is_answered = [&] {
    const Asked asked = Ask(mistyped);
    const auto slot = SlotFor(RouteOf(asked, HandleOfRecord(mistyped)));
    EXPECT_TRUE(slot.has_value());
    return slot.has_value() && Read(asked, *slot).has_value();
  };
  EXPECT_TRUE(is_answered());
  const auto shielded =
      log_->Run([&, ref = RefOf(sami_)](
                    SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
        EXPECT_TRUE(Register(db)
                        .PutShield(ref, {ShieldKind::kSilent, "", clock_.Now()})
                        .ok());
        return std::vector<tlog::Entry>{};
      });
  ASSERT_TRUE(shielded.ok());
  EXPECT_FALSE(is_answered());
}

TEST_F(AnswerFlowTest, AHandleItDoesNotKnowGetsABlankOfTheSameSize) {
  const Asked asked = Ask(sami_);
  const auto slot = SlotFor(RouteOf(asked, random_.Bytes(16)));
  ASSERT_TRUE(slot.has_value());
  EXPECT_FALSE(Read(asked, *slot).has_value());
}

TEST_F(AnswerFlowTest, AQuestionAboutSomebodyElseIsNeverOpened) {
  // A broker that routes a question about Sami to Dina's handle.
  const Asked asked = Ask(sami_);
  const std::uint64_t before = log_->size();
  const auto slot = SlotFor(RouteOf(asked, HandleOf(dina_)));
  ASSERT_TRUE(slot.has_value());
  EXPECT_FALSE(Read(asked, *slot).has_value());
  EXPECT_EQ(log_->size(), before) << "nothing of it is written in the log";
}

TEST_F(AnswerFlowTest, EachQuestionIsAnsweredOnceEvenAfterARestart) {
  const Asked asked = Ask(sami_);
  const link::v1::Route route = RouteOf(asked, HandleOf(sami_));
  ASSERT_TRUE(SlotFor(route).has_value());
  EXPECT_FALSE(SlotFor(route).has_value());
  answer_.reset();
  proofs_.reset();
  Start();
  Begin();
  EXPECT_FALSE(SlotFor(route).has_value());
}

TEST_F(AnswerFlowTest, AQuestionOfAnotherTimeIsABlank) {
  const Asked asked = Ask(sami_);
  clock_.Jump(absl::Seconds(121));
  const auto slot = SlotFor(RouteOf(asked, HandleOf(sami_)));
  ASSERT_TRUE(slot.has_value());
  EXPECT_FALSE(Read(asked, *slot).has_value());
}

TEST_F(AnswerFlowTest, ACapsuleCopiedIntoAnotherEnquiryIsABlank) {
  const Asked first = Ask(sami_);
  link::v1::Route route = RouteOf(first, HandleOf(sami_));
  const Asked second = Ask(sami_);
  route.set_enquiry_id(second.sent.enquiry_id);
  const auto slot = SlotFor(route);
  ASSERT_TRUE(slot.has_value());
  EXPECT_FALSE(Read(first, *slot).has_value());
  EXPECT_FALSE(Read(second, *slot).has_value());
}

TEST_F(AnswerFlowTest, AReplyKeyThatWasSwappedOpensNothing) {
  const Asked asked = Ask(sami_);
  link::v1::Route route = RouteOf(asked, HandleOf(sami_));
  enquiry::v1::CapsuleHeader header;
  ASSERT_TRUE(header.ParseFromString(route.header()));
  const ReplyKey thief = ReplyKey::Generate(random_);
  header.set_reply_key(thief.public_key());
  route.set_header(header.SerializeAsString());
  const auto slot = SlotFor(route);
  ASSERT_TRUE(slot.has_value());
  EXPECT_FALSE(thief.Open(*slot).has_value());
  EXPECT_FALSE(Read(asked, *slot).has_value());
}

TEST_F(AnswerFlowTest, WhatTheFamilyTookBackIsABlankAtOnce) {
  const std::string handle = HandleOf(sami_);
  desk::v1::WithdrawConsentRequest request;
  *request.add_people() = Described(sami_);
  broker_.down = true;
  ASSERT_TRUE(
      ConsentFlow(*parts_, *countersign_).Withdraw(kTeacher, request).ok());
  const Asked asked = Ask(sami_);
  const auto slot = SlotFor(RouteOf(asked, handle));
  ASSERT_TRUE(slot.has_value());
  EXPECT_FALSE(Read(asked, *slot).has_value());
}

TEST_F(AnswerFlowTest, WhatTheAgreementDoesNotCoverIsABlank) {
  EXPECT_FALSE(AnswerAbout(sami_, "tenancy-allocation").has_value());
  EXPECT_TRUE(AnswerAbout(dina_).has_value());
}

TEST_F(AnswerFlowTest, AnAgreementThatRanOutIsABlank) {
  const std::string handle = HandleOf(sami_);
  clock_.Advance(absl::Hours(24 * 400));
  const Asked asked = Ask(sami_);
  const auto slot = SlotFor(RouteOf(asked, handle));
  ASSERT_TRUE(slot.has_value());
  EXPECT_FALSE(Read(asked, *slot).has_value());
}

TEST_F(AnswerFlowTest, AShieldedPersonIsABlankAndATouchForTheService) {
  const std::string handle = HandleOf(sami_);
  Shield(sami_, "silent");
  const Asked asked = Ask(sami_);
  const auto slot = SlotFor(RouteOf(asked, handle));
  ASSERT_TRUE(slot.has_value());
  EXPECT_FALSE(Read(asked, *slot).has_value());
  const std::vector<AskedAbout> touches = Touches();
  ASSERT_THAT(touches, SizeIs(1));
  EXPECT_EQ(touches[0].asker, "school");
  EXPECT_EQ(touches[0].outcome, "withheld");
}

TEST_F(AnswerFlowTest, AnAnswerIsNoTouch) {
  ASSERT_TRUE(AnswerAbout(sami_).has_value());
  EXPECT_THAT(Touches(), IsEmpty());
}

TEST_F(AnswerFlowTest, AnAnswerGoesOutAfterARandomWaitInsideItsBounds) {
  const absl::Duration release = network_->Get()->release();
  for (int i = 0; i < 8; ++i) {
    const Asked asked = Ask(sami_);
    const link::v1::Route route =
        RouteOf(asked, i % 2 == 0 ? HandleOf(sami_) : random_.Bytes(16));
    uplink_.sent.clear();
    answer_->Run(route);
    executor_.Advance(release / 75 - absl::Nanoseconds(1));
    EXPECT_THAT(uplink_.sent, IsEmpty());
    executor_.Advance(release * 10 / 75 - release / 75 + absl::Nanoseconds(2));
    EXPECT_THAT(uplink_.sent, SizeIs(1));
  }
}

TEST_F(AnswerFlowTest, AProofThatNeverComesIsCounted) {
  ASSERT_TRUE(AnswerAbout(sami_).has_value());
  EXPECT_EQ(proofs_->counts().missing, 0u);
  executor_.Advance(absl::Seconds(61));
  EXPECT_EQ(proofs_->counts().missing, 1u);
  EXPECT_THAT(Causes(),
              testing::ElementsAre("release: not proved in a minute"));
}

TEST_F(AnswerFlowTest, AProofThatAStreamsEndTookIsNoAlarm) {
  ASSERT_TRUE(AnswerAbout(sami_).has_value());
  proofs_->StreamEnded();
  executor_.Advance(absl::Seconds(61));
  EXPECT_EQ(proofs_->counts().missing, 1u);
  EXPECT_THAT(Causes(), IsEmpty());
  ASSERT_TRUE(AnswerAbout(sami_).has_value());
  executor_.Advance(absl::Seconds(61));
  EXPECT_THAT(Causes(), SizeIs(1)) << "that was before";
}

TEST_F(AnswerFlowTest, AReleaseThatCouldNotBeMadeIsNoAlarm) {
  const Asked asked = Ask(sami_);
  const link::v1::Route route = RouteOf(asked, HandleOf(sami_));
  ASSERT_TRUE(SlotFor(route).has_value());
  link::v1::ReleaseProof proof;
  proof.set_enquiry_id(route.enquiry_id());
  proof.set_subject(route.subject());
  proof.set_aborted(true);
  proofs_->Take(proof);
  executor_.Advance(absl::Seconds(61));
  EXPECT_THAT(Causes(), IsEmpty());
  EXPECT_EQ(proofs_->counts().missing, 1u) << "kith doctor says it";
}

TEST_F(AnswerFlowTest, WhatBecameOfAnAnswerIsLogged) {
  const Asked asked = Ask(sami_);
  const link::v1::Route route = RouteOf(asked, HandleOf(sami_));
  const auto slot = SlotFor(route);
  ASSERT_TRUE(slot.has_value());
  const link::v1::ReleaseProof proof = ProofOf(route, *slot);
  proofs_->Take(proof);
  EXPECT_EQ(proofs_->counts().wrong, 0u);
  const log::v1::Opening newest = OwnLog().back();
  ASSERT_EQ(newest.event(), log::v1::EVENT_PROVED);
  log::v1::ProvedDetail detail;
  ASSERT_TRUE(detail.ParseFromString(newest.detail()));
  EXPECT_EQ(detail.enquiry_id(), route.enquiry_id());
  EXPECT_EQ(detail.sealed_opening(), proof.sealed_opening());
  EXPECT_EQ(detail.header_sha256(), HashBytes(Sha256(route.header())));
  EXPECT_EQ(detail.slot_path(), proof.slot_path());
  executor_.Advance(absl::Seconds(61));
  EXPECT_THAT(Causes(), IsEmpty());
}

TEST_F(AnswerFlowTest, NothingOfAQuestionThatDidNotOpenIsLogged) {
  const Asked asked = Ask(sami_);
  const link::v1::Route route = RouteOf(asked, random_.Bytes(16));
  const auto slot = SlotFor(route);
  ASSERT_TRUE(slot.has_value());
  const std::size_t before = OwnLog().size();
  proofs_->Take(ProofOf(route, *slot));
  const link::v1::Route probe = RouteOf(Ask(sami_), random_.Bytes(16));
  ASSERT_TRUE(SlotFor(probe).has_value());
  const std::size_t asked_for = OwnLog().size();
  executor_.Advance(absl::Seconds(61));
  EXPECT_EQ(OwnLog().size(), asked_for);
  EXPECT_EQ(before, asked_for);
}

TEST_F(AnswerFlowTest, AProofThatDoesNotHoldIsCounted) {
  const Asked asked = Ask(sami_);
  ASSERT_TRUE(SlotFor(RouteOf(asked, HandleOf(sami_))).has_value());
  link::v1::ReleaseProof proof;
  proof.set_enquiry_id(asked.sent.enquiry_id);
  proofs_->Take(proof);
  EXPECT_EQ(proofs_->counts().wrong, 1u);
  EXPECT_THAT(Causes(),
              testing::ElementsAre("release: the proof does not hold"));
  executor_.Advance(absl::Seconds(61));
  EXPECT_EQ(proofs_->counts().missing, 0u);
}

TEST_F(AnswerFlowTest, AQuestionThatOpenedIsNoProbeWhateverTheBrokerSays) {
  const Asked asked = Ask(sami_);
  ASSERT_TRUE(SlotFor(RouteOf(asked, HandleOf(sami_))).has_value());
  link::v1::ReleaseProof proof;
  proof.set_enquiry_id(asked.sent.enquiry_id);
  proof.set_probe(true);
  proofs_->Take(proof);
  EXPECT_EQ(proofs_->counts().wrong, 1u);
  EXPECT_THAT(Causes(),
              testing::ElementsAre("release: a question is called a probe"));

  const Asked unknown = Ask(sami_);
  ASSERT_TRUE(SlotFor(RouteOf(unknown, random_.Bytes(16))).has_value());
  proof.set_enquiry_id(unknown.sent.enquiry_id);
  proofs_->Take(proof);
  EXPECT_EQ(proofs_->counts().wrong, 1u);
}

TEST_F(AnswerFlowTest, WhomOneAgreementKeepsOutNoOtherLetsIn) {
  desk::v1::RecordConsentRequest request;
  *request.add_people() = Described(sami_);
  request.set_capacity("parent");
  request.set_said_by("father");
  request.set_evidence_reference("form 12");
  request.set_everybody(true);
  request.add_excluded_agencies("school");
  request.set_until_ms(absl::ToUnixMillis(clock_.Now() + absl::Hours(24)));
  ASSERT_TRUE(
      ConsentFlow(*parts_, *countersign_).Record(kTeacher, request).ok());
  EXPECT_FALSE(AnswerAbout(sami_).has_value());
  clock_.Advance(absl::Hours(25));
  EXPECT_TRUE(AnswerAbout(sami_).has_value());
}

TEST_F(AnswerFlowTest, AnAnswerThatCannotBeWrittenDownIsNotSent) {
  const Asked asked = Ask(sami_);
  const link::v1::Route route = RouteOf(asked, HandleOf(sami_));
  auto locked = *SealedDb::Open(folder_ / "agent.db", db_key_);
  ASSERT_TRUE(locked->Execute("BEGIN IMMEDIATE").ok());
  EXPECT_FALSE(SlotFor(route).has_value());
  ASSERT_TRUE(locked->Execute("ROLLBACK").ok());
  EXPECT_TRUE(SlotFor(route).has_value()) << "it was not counted as answered";
}

}  // namespace
}  // namespace kith::agent
