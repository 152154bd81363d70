// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/urgent_flow.h"

#include "broker/flows/urgent_rules.h"
#include "broker/flows/urgent_world.h"

namespace kith::broker {
namespace {

using absl::StatusCode;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using urgent::v1::AuthoriseBody;
using urgent::v1::RequestBody;
using urgent::v1::UrgentItem;

class UrgentFlowTest : public UrgentWorld {
 protected:
  UrgentFlowTest() {
    for (const Person& person : {ann_, bel_, dee_}) {
      EXPECT_TRUE(Register(person).ok());
    }
  }
  RequestBody Requested() {
    const RequestBody request = RequestOf(ann_);
    EXPECT_TRUE(Request(ann_, request).ok());
    return request;
  }
  RequestBody Authorised() {
    const RequestBody request = Requested();
    EXPECT_TRUE(Authorise(bel_, request).ok());
    return request;
  }
  // Uses it once, and lets time pass.
  void UseOnce() {
    const RequestBody request = Requested();
    EXPECT_TRUE(Authorise(dee_, request).ok());
    EXPECT_TRUE(AskOnce(request).ok());
  }
};

TEST_F(UrgentFlowTest, TwoPeopleOfOneAgencyAuthoriseOneQuestion) {
  EXPECT_TRUE(AskOnce(Authorised()).ok());
  EXPECT_THAT(Events("school"), Contains("EVENT_ACCEPTED"));
}

TEST_F(UrgentFlowTest, TheDeskMayBeTheSecondAndBothAgenciesAreTold) {
  const RequestBody request = Requested();
  EXPECT_TRUE(Authorise(dee_, request).ok());
  EXPECT_EQ(NewestOf("school").what(), "authorised");
  EXPECT_EQ(NewestOf("clinic").what(), "authorised");
  EXPECT_TRUE(AskOnce(request).ok());
  EXPECT_EQ(NewestOf("clinic").what(), "used");
}

TEST_F(UrgentFlowTest, WithoutTheSecondItIsRefusedAndAnAlarm) {
  EXPECT_EQ(AskOnce(Requested()).code(), StatusCode::kPermissionDenied);
  EXPECT_EQ(NewestOf("school").what(), "ASKED_UNAUTHORISED");
}

TEST_F(UrgentFlowTest, WithoutAnyRequestItIsRefused) {
  EXPECT_EQ(AskOnce(RequestOf(ann_)).code(), StatusCode::kPermissionDenied);
}

// E-56
TEST_F(UrgentFlowTest, TheFirstIsNotTheSecond) {
  const Person ann_as_manager{"school", "manager", ann_.pseudonym, ann_.key};
  const RequestBody request = Requested();
  EXPECT_EQ(Authorise(ann_as_manager, request).code(),
            StatusCode::kPermissionDenied);
  EXPECT_EQ(NewestOf("school").what(), "SECOND_IS_THE_FIRST");
  EXPECT_EQ(AskOnce(request).code(), StatusCode::kPermissionDenied);
}

// E-56
TEST_F(UrgentFlowTest, OneKeyIsNotTwoPeoples) {
  const Person other{"school", "manager", std::string(16, 'x'), ann_.key};
  EXPECT_EQ(Register(other).code(), StatusCode::kAlreadyExists);
  EXPECT_EQ(NewestOf("school").what(), "KEY_OF_ANOTHER");
  EXPECT_EQ(Authorise(other, Requested()).code(),
            StatusCode::kPermissionDenied);
  EXPECT_EQ(NewestOf("school").what(), "AUTHORISED_BY_ANOTHER_KEY");
}

// E-56
TEST_F(UrgentFlowTest, AnAgencyThatIsNeitherTheAskersNorTheDesksMayNot) {
  const Person stranger = MakePerson("refuge", "manager", 's');
  EXPECT_TRUE(Register(stranger).ok());
  EXPECT_EQ(Authorise(stranger, Requested()).code(),
            StatusCode::kPermissionDenied);
  EXPECT_EQ(NewestOf("school").what(), "SECOND_MAY_NOT");
  EXPECT_EQ(NewestOf("refuge").what(), "SECOND_MAY_NOT");
}

TEST_F(UrgentFlowTest, APractitionerIsNotAColleaguesSecond) {
  const Person cay = MakePerson("school", "practitioner", 'c');
  EXPECT_TRUE(Register(cay).ok());
  EXPECT_EQ(Authorise(cay, Requested()).code(), StatusCode::kPermissionDenied);
}

// E-56
TEST_F(UrgentFlowTest, ItIsUsedOnce) {
  const RequestBody request = Authorised();
  EXPECT_TRUE(AskOnce(request).ok());
  Pass(absl::Seconds(11));
  EXPECT_EQ(AskOnce(request).code(), StatusCode::kPermissionDenied);
  EXPECT_EQ(NewestOf("school").what(), "ASKED_UNAUTHORISED");
}

TEST_F(UrgentFlowTest, TheSameQuestionAtOnceGetsTheSameReply) {
  const RequestBody request = Authorised();
  const Asked first = Ask(QuestionOf(request));
  const Asked again = Send(first.ask);
  PassToRelease();
  EXPECT_TRUE(again.heard->status().ok()) << again.heard->status();
  EXPECT_EQ(first.heard->value().SerializeAsString(),
            again.heard->value().SerializeAsString());
}

// E-56
TEST_F(UrgentFlowTest, ItEndsAfterFifteenMinutes) {
  const RequestBody used = Authorised();
  const RequestBody late = Authorised();
  const RequestBody unauthorised = Requested();
  Pass(kUrgentLife - absl::Seconds(2));
  EXPECT_TRUE(AskOnce(used).ok());
  Pass(absl::Seconds(2));
  EXPECT_EQ(AskOnce(late).code(), StatusCode::kPermissionDenied);
  EXPECT_EQ(Authorise(bel_, unauthorised).code(), StatusCode::kNotFound);
}

// E-56
TEST_F(UrgentFlowTest, AnotherQuestionIsNotAuthorised) {
  const RequestBody request = Authorised();
  const auto code_of = [&](auto change) {
    Question question = QuestionOf(request);
    question.before_headers = [same = question.before_headers,
                               change](enquiry::v1::AskBody& ask) {
      same(ask);
      change(ask);
    };
    return Ask(question).heard->status().code();
  };
  EXPECT_EQ(code_of([&](auto& ask) { ask.set_enquiry_id(Random16()); }),
            StatusCode::kPermissionDenied);
  EXPECT_EQ(
      code_of([](auto& ask) { ask.set_practitioner(std::string(16, 'z')); }),
      StatusCode::kPermissionDenied);
  EXPECT_EQ(code_of([](auto& ask) { ask.set_role("manager"); }),
            StatusCode::kPermissionDenied);
  EXPECT_EQ(code_of([](auto& ask) {
              ask.mutable_ground()->set_necessity("another");
            }),
            StatusCode::kPermissionDenied);
  Question eight = QuestionOf(request);
  eight.subjects = PaddedToEight({"ash"});
  EXPECT_EQ(Ask(eight).heard->status().code(), StatusCode::kPermissionDenied);
  EXPECT_TRUE(AskOnce(request).ok()) << "and what was authorised still is";
}

TEST_F(UrgentFlowTest, WhatTheSecondHasNotSeenIsNotAuthorised) {
  const RequestBody request = Requested();
  AuthoriseBody body = Agreeing(bel_, request);
  body.set_request_sha256(std::string(32, 'o'));
  EXPECT_EQ(Authorise(bel_, body).code(), StatusCode::kPermissionDenied);
  EXPECT_EQ(NewestOf("school").what(), "ANOTHER_REQUEST");
}

TEST_F(UrgentFlowTest, ANewKeyUndoesWhatTheOldOneSigned) {
  const RequestBody request = Authorised();
  EXPECT_TRUE(Register({"school", "manager", bel_.pseudonym,
                        MakePerson("school", "manager", 'n').key})
                  .ok());
  EXPECT_EQ(AskOnce(request).code(), StatusCode::kPermissionDenied);
}

TEST_F(UrgentFlowTest, AKeyThatWasNotRegisteredSignsNothing) {
  const Person eve = MakePerson("school", "practitioner", 'e');
  EXPECT_EQ(Request(eve, RequestOf(eve)).code(), StatusCode::kPermissionDenied);
  EXPECT_EQ(NewestOf("school").what(), "REQUEST_BY_ANOTHER_KEY");
}

TEST_F(UrgentFlowTest, TheAgencySignsToo) {
  auto request = SignedBy(ann_, Label::kUrgentRequest,
                          RequestOf(ann_).SerializeAsString());
  request.mutable_agency_signature()->at(5) ^= 1;
  auto heard = std::make_shared<Heard<urgent::v1::RequestReply>>();
  broker_->urgent.Request("school", request, [heard](auto reply) {
    heard->Tell(std::move(reply));
  });
  Settle();
  EXPECT_EQ(heard->status().code(), StatusCode::kUnauthenticated);
}

TEST_F(UrgentFlowTest, AnotherAgencysPersonIsNotNamed) {
  RequestBody request = RequestOf(ann_);
  request.set_asker("clinic");
  EXPECT_EQ(Request(ann_, request).code(), StatusCode::kInvalidArgument);
}

TEST_F(UrgentFlowTest, AClockThatIsOffIsNamed) {
  RequestBody request = RequestOf(ann_);
  request.set_made_at_ms(request.made_at_ms() - 180'000);
  EXPECT_EQ(Request(ann_, request).code(), StatusCode::kFailedPrecondition);
}

TEST_F(UrgentFlowTest, TheFourthInSevenDaysTakesTheDesk) {
  for (int i = 0; i < 3; ++i) UseOnce();
  const RequestBody fourth = Requested();
  EXPECT_THAT(desk_only_because_, HasSubstr("fourth"));
  const absl::Status colleague = Authorise(bel_, fourth);
  EXPECT_EQ(colleague.code(), StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(colleague.message()),
              HasSubstr("ring 01632 960 100"));
  EXPECT_TRUE(Authorise(dee_, fourth).ok());
  EXPECT_TRUE(AskOnce(fourth).ok());
}

TEST_F(UrgentFlowTest, WhatWasAuthorisedBeforeIsNoWayRoundTheDesk) {
  std::vector<RequestBody> ready;
  for (int i = 0; i < 4; ++i) ready.push_back(Authorised());
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(AskOnce(ready[i]).ok());
  EXPECT_EQ(AskOnce(ready[3]).code(), StatusCode::kFailedPrecondition);
}

TEST_F(UrgentFlowTest, ForTheDesksOwnPeopleItTakesTheManager) {
  const Person eli = MakePerson("clinic", "front-door", 'e');
  const Person fay = MakePerson("clinic", "manager", 'f');
  for (const Person& person : {eli, fay}) EXPECT_TRUE(Register(person).ok());
  const auto use = [&](const Person& second) {
    const RequestBody request = RequestOf(eli);
    EXPECT_TRUE(Request(eli, request).ok());
    const absl::Status authorised = Authorise(second, request);
    return authorised.ok() ? AskOnce(request) : authorised;
  };
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(use(dee_).ok());
  EXPECT_EQ(use(dee_).code(), StatusCode::kFailedPrecondition);
  EXPECT_TRUE(use(fay).ok());
}

TEST_F(UrgentFlowTest, FiveAreOpenAtOnceAndNoMore) {
  for (int i = 0; i < 5; ++i) Requested();
  EXPECT_EQ(Request(ann_, RequestOf(ann_)).code(),
            StatusCode::kResourceExhausted);
  Pass(kUrgentLife);
  EXPECT_TRUE(Request(ann_, RequestOf(ann_)).ok());
}

TEST_F(UrgentFlowTest, NoTextAboutAnybodyIsTaken) {
  RequestBody request = RequestOf(ann_);
  request.mutable_ground()->set_necessity("Sami Amara was hit");
  EXPECT_EQ(Request(ann_, request).code(), StatusCode::kInvalidArgument);
  request = RequestOf(ann_);
  request.set_role(std::string(3000, 'r'));
  EXPECT_EQ(Request(ann_, request).code(), StatusCode::kInvalidArgument);
}

TEST_F(UrgentFlowTest, OthersAreNotHeldUpByIt) {
  for (int i = 0; i < 3; ++i) UseOnce();
  const Person cay = MakePerson("school", "practitioner", 'c');
  EXPECT_TRUE(Register(cay).ok());
  const RequestBody request = RequestOf(cay);
  EXPECT_TRUE(Request(cay, request).ok());
  EXPECT_EQ(desk_only_because_, "");
  EXPECT_TRUE(Authorise(bel_, request).ok());
}

TEST_F(UrgentFlowTest, TheDeskSeesWhatWaitsAndNobodyElseDoes) {
  Requested();
  EXPECT_EQ(broker_->urgent.List("clinic")->items_size(), 1);
  EXPECT_EQ(broker_->urgent.List("school")->items_size(), 1);
  EXPECT_EQ(broker_->urgent.List("homes")->items_size(), 0);
  Authorised();
  EXPECT_EQ(broker_->urgent.List("clinic")->items_size(), 1)
      << "a colleague's authorisation is not the desk's to see";
  EXPECT_EQ(broker_->urgent.List("school")->items_size(), 2);
}

}  // namespace
}  // namespace kith::broker
