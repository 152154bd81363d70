// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/handover_flow.h"

#include "broker/flows/broker_world.h"

namespace kith::broker {
namespace {

using absl::StatusCode;
using handover::v1::StepBody;
using testing::Contains;

// The school hands a family over to the clinic.
class HandoverFlowTest : public BrokerWorld {
 protected:
  StepBody Step(StepBody::Step step) {
    StepBody body;
    body.set_handover_id(id_);
    body.set_from("school");
    body.set_to("clinic");
    body.set_step(step);
    if (step == StepBody::STEP_PROPOSE) {
      for (int i = 0; i < 16; ++i) body.add_marks(std::string(32, 'm'));
    }
    return body;
  }
  StatusCode Take(const std::string& caller, const StepBody& body) {
    handover::v1::SignedStep request;
    request.set_body(body.SerializeAsString());
    request.set_signature(
        SignerOf(premises_.members, caller)
            .Sign(Label::kHandover, premises_.members.id(), request.body()));
    auto heard = std::make_shared<Heard<std::uint64_t>>();
    broker_->handover.TakeStep(caller, request,
                               [heard](auto index) { heard->Tell(index); });
    Settle();
    return heard->status().code();
  }
  StatusCode Take(const std::string& caller, StepBody::Step step) {
    return Take(caller, Step(step));
  }
  StepBody::Step Newest(const std::string& agency) {
    const auto list = broker_->handover.List(agency);
    return list.ok() && list->handovers_size() == 1
               ? list->handovers(0).step()
               : StepBody::STEP_UNSPECIFIED;
  }

  const std::string id_ = Random16();
};

TEST_F(HandoverFlowTest, OneProposesTheOtherAcceptsTheFirstCloses) {
  EXPECT_EQ(Take("school", StepBody::STEP_PROPOSE), StatusCode::kOk);
  EXPECT_EQ(Newest("clinic"), StepBody::STEP_PROPOSE);
  EXPECT_EQ(Take("clinic", StepBody::STEP_ACCEPT), StatusCode::kOk);
  EXPECT_EQ(Newest("school"), StepBody::STEP_ACCEPT);
  EXPECT_EQ(Take("school", StepBody::STEP_CLOSE), StatusCode::kOk);
  EXPECT_EQ(Newest("clinic"), StepBody::STEP_CLOSE);
  EXPECT_THAT(Events("school"), Contains("EVENT_HANDOVER").Times(3));
  EXPECT_THAT(Events("clinic"), Contains("EVENT_HANDOVER").Times(3));
}

// INVARIANT (no gap)
TEST_F(HandoverFlowTest, NobodyClosesWhatWasNotAccepted) {
  Take("school", StepBody::STEP_PROPOSE);
  EXPECT_EQ(Take("school", StepBody::STEP_CLOSE),
            StatusCode::kFailedPrecondition);
  Take("clinic", StepBody::STEP_DECLINE);
  EXPECT_EQ(Take("school", StepBody::STEP_CLOSE),
            StatusCode::kFailedPrecondition);
  EXPECT_EQ(Newest("school"), StepBody::STEP_DECLINE);
}

TEST_F(HandoverFlowTest, WhatWasTakenBackIsNotAccepted) {
  Take("school", StepBody::STEP_PROPOSE);
  EXPECT_EQ(Take("school", StepBody::STEP_TAKE_BACK), StatusCode::kOk);
  EXPECT_EQ(Take("clinic", StepBody::STEP_ACCEPT),
            StatusCode::kFailedPrecondition);
}

TEST_F(HandoverFlowTest, EachStepIsItsOwnAgencys) {
  Take("school", StepBody::STEP_PROPOSE);
  EXPECT_EQ(Take("school", StepBody::STEP_ACCEPT),
            StatusCode::kInvalidArgument);
  EXPECT_EQ(Take("refuge", StepBody::STEP_ACCEPT),
            StatusCode::kInvalidArgument);
  StepBody others = Step(StepBody::STEP_ACCEPT);
  others.set_to("refuge");
  EXPECT_EQ(Take("refuge", others), StatusCode::kNotFound);
  EXPECT_EQ(Newest("refuge"), StepBody::STEP_UNSPECIFIED);
}

TEST_F(HandoverFlowTest, AStepTakenTwiceIsTakenOnce) {
  Take("school", StepBody::STEP_PROPOSE);
  EXPECT_EQ(Take("school", StepBody::STEP_PROPOSE), StatusCode::kOk);
  StepBody other = Step(StepBody::STEP_PROPOSE);
  other.set_made_at_ms(7);
  EXPECT_EQ(Take("school", other), StatusCode::kAlreadyExists);
  EXPECT_EQ(Take("clinic", StepBody::STEP_ACCEPT), StatusCode::kOk);
  EXPECT_EQ(Take("clinic", StepBody::STEP_ACCEPT), StatusCode::kOk);
}

TEST_F(HandoverFlowTest, AProposalHasSixteenMarksAndAnotherAgency) {
  StepBody few = Step(StepBody::STEP_PROPOSE);
  few.mutable_marks()->RemoveLast();
  EXPECT_EQ(Take("school", few), StatusCode::kInvalidArgument);
  StepBody itself = Step(StepBody::STEP_PROPOSE);
  itself.set_to("school");
  EXPECT_EQ(Take("school", itself), StatusCode::kInvalidArgument);
  StepBody nobody = Step(StepBody::STEP_PROPOSE);
  nobody.set_to("nobody");
  EXPECT_EQ(Take("school", nobody), StatusCode::kInvalidArgument);
}

TEST_F(HandoverFlowTest, AStepTakenTwiceIsLoggedOnce) {
  Take("school", StepBody::STEP_PROPOSE);
  const std::size_t entries = Events("clinic").size();
  Take("school", StepBody::STEP_PROPOSE);
  EXPECT_EQ(Events("clinic").size(), entries);
}

TEST_F(HandoverFlowTest, NobodyBuriesAnAgencyInProposals) {
  for (int i = 0; i < 50; ++i) {
    StepBody body = Step(StepBody::STEP_PROPOSE);
    body.set_handover_id(Random16());
    EXPECT_EQ(Take("school", body), StatusCode::kOk);
  }
  EXPECT_EQ(Take("school", StepBody::STEP_PROPOSE),
            StatusCode::kResourceExhausted);
  StepBody long_one = Step(StepBody::STEP_PROPOSE);
  long_one.set_from(std::string(3000, 'f'));
  EXPECT_EQ(Take("school", long_one), StatusCode::kInvalidArgument);
}

TEST_F(HandoverFlowTest, TheNewestStepIsCarriedAsItWasSigned) {
  Take("school", StepBody::STEP_PROPOSE);
  Take("clinic", StepBody::STEP_ACCEPT);
  const auto newest = broker_->handover.List("school")->handovers(0).newest();
  EXPECT_TRUE(VerifySignature(premises_.members.clinic().public_key(),
                              Label::kHandover, premises_.members.id(),
                              newest.body(), newest.signature())
                  .ok());
}

TEST_F(HandoverFlowTest, WhatHasEndedIsListedForNinetyDays) {
  Take("school", StepBody::STEP_PROPOSE);
  Take("clinic", StepBody::STEP_DECLINE);
  Pass(absl::Hours(24 * 89));
  EXPECT_EQ(Newest("school"), StepBody::STEP_DECLINE);
  Pass(absl::Hours(24 * 2));
  EXPECT_EQ(Newest("school"), StepBody::STEP_UNSPECIFIED);
}

}  // namespace
}  // namespace kith::broker
