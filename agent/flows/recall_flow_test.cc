// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/recall_flow.h"

#include "agent/flows/agent_world.h"
#include "agent/flows/person_keys.h"
#include "agent/flows/recognise.h"
#include "agent/flows/show.h"
#include "keys/base/status_macros.h"

namespace kith::agent {
namespace {

using desk::v1::SendRecallReply;
using desk::v1::SendRecallRequest;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

const Staff kNurse{
    .name = "nurse", .shown_as = "A. Nurse", .role = "practitioner"};
constexpr char kOurNumber[] = "9990000018";
constexpr char kOtherNumber[] = "9990000026";

// The clinic has told the school of Sami Amara; the school had asked about
// another child of this name and birthday.
class RecallFlowTest : public AgentWorld {
 protected:
  RecallFlowTest() {
    EXPECT_TRUE(Import({sami_, dina_}).ok());
    enquiry_ = Answered("school");
  }

  // An answer about Sami, as AnswerFlow and ReleaseProofs keep it.
  std::string Answered(const std::string& asker, bool proved = true) {
    const std::string enquiry = random_.Bytes(16);
    Change([&](Register& people) -> absl::Status {
      KITH_RETURN_IF_ERROR(people.PutAnswerGiven({.enquiry_id = enquiry,
                                                  .subject = 2,
                                                  .time = clock_.Now(),
                                                  .person = RefOf(sami_),
                                                  .asker = asker}));
      if (!proved) return absl::OkStatus();
      recall::v1::RoutedProof proof;
      proof.set_header("header");
      return people.PutReleaseProved(enquiry, 2, proof.SerializeAsString());
    });
    return enquiry;
  }
  void Change(const std::function<absl::Status(Register&)>& change) {
    const auto done = log_->Run(
        [&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
          Register people(db);
          KITH_RETURN_IF_ERROR(change(people));
          return std::vector<tlog::Entry>();
        });
    ASSERT_TRUE(done.ok()) << done.status();
  }
  std::string RefOf(const Row& row) {
    const std::vector<Known> known = Find(Described(row));
    EXPECT_THAT(known, SizeIs(1));
    return known.empty() ? "" : known[0].person.ref;
  }
  std::vector<Known> Find(const desk::v1::Person& person) {
    return reader_->With([&](Register& people) {
      const auto known =
          FindInRegister(people, *NormalisePerson(person, *network_->Get()),
                         *network_->Get(), agency_);
      EXPECT_TRUE(known.ok()) << known.status();
      return *known;
    });
  }
  Verdict Recognised(const desk::v1::Person& asked, const std::string& person) {
    return reader_->With([&](Register& people) {
      const auto comparison =
          Recognise(people, *NormalisePerson(asked, *network_->Get()), person,
                    {}, *network_->Get(), agency_);
      EXPECT_TRUE(comparison.ok()) << comparison.status();
      return comparison->verdict;
    });
  }
  static desk::v1::Person Numbered(const Row& row, const char* number) {
    desk::v1::Person person = Described(row);
    auto* identifier = person.add_identifiers();
    identifier->set_scheme("nhs-number");
    identifier->set_value(number);
    return person;
  }
  desk::v1::Person Other() const { return Numbered(sami_, kOtherNumber); }

  SendRecallRequest Request() const {
    SendRecallRequest request;
    *request.mutable_person() = Described(sami_);
    *request.mutable_not_person() = Other();
    request.set_reference(CheckReference(enquiry_));
    return request;
  }
  absl::StatusOr<SendRecallReply> Send(const SendRecallRequest& request) {
    return RecallFlow(*parts_).Send(kNurse, request);
  }
  std::vector<std::string> States() {
    const auto reply = RecallFlow(*parts_).List(kNurse);
    EXPECT_TRUE(reply.ok()) << reply.status();
    std::vector<std::string> states;
    for (const auto& recall : reply->sent()) states.push_back(recall.state());
    return states;
  }
  recall::v1::Acknowledged AcknowledgedBy(const Signer& signer,
                                          const std::string& asker = "school") {
    recall::v1::RecallAcknowledgement body;
    body.set_enquiry_id(enquiry_);
    body.set_subject(2);
    body.set_holder("clinic");
    body.set_asker(asker);
    recall::v1::Acknowledged acknowledged;
    acknowledged.set_enquiry_id(enquiry_);
    acknowledged.set_subject(2);
    auto* carried = acknowledged.mutable_acknowledgement();
    carried->set_acknowledgement(body.SerializeAsString());
    carried->set_signature(signer.Sign(
        Label::kRecallAcknowledged, members_.id(), carried->acknowledgement()));
    return acknowledged;
  }
  std::vector<std::string> OwnEvents() {
    const auto openings = reader_->WithDb([&](SealedDb& db) {
      return tlog::AuditLog::ReadOpenings(db, "clinic", 0, log_->size());
    });
    std::vector<std::string> events;
    for (const auto& one : *openings) {
      log::v1::Opening opening;
      EXPECT_TRUE(opening.ParseFromString(one.opening()));
      events.push_back(log::v1::Event_Name(opening.event()));
    }
    return events;
  }

  std::string enquiry_;
};

TEST_F(RecallFlowTest, ASignedNoticeWithoutAnyNameGoesToTheBroker) {
  const auto reply = Send(Request());
  ASSERT_TRUE(reply.ok()) << reply.status();
  EXPECT_EQ(reply->answers(), 1u);
  EXPECT_FALSE(reply->pending());
  EXPECT_TRUE(reply->told_apart());
  ASSERT_THAT(broker_.recalls, SizeIs(1));
  const auto& carried = broker_.recalls[0].notice();
  EXPECT_TRUE(VerifySignature(members_.clinic().public_key(), Label::kRecall,
                              members_.id(), carried.notice(),
                              carried.signature())
                  .ok());
  recall::v1::RecallNotice notice;
  ASSERT_TRUE(notice.ParseFromString(carried.notice()));
  EXPECT_EQ(notice.enquiry_id(), enquiry_);
  EXPECT_EQ(notice.subject(), 2u);
  EXPECT_EQ(notice.holder(), "clinic");
  EXPECT_EQ(broker_.recalls[0].proof().header(), "header");
  for (const char* name : {"Amara", "Sami", kOtherNumber}) {
    EXPECT_THAT(broker_.recalls[0].SerializeAsString(), Not(HasSubstr(name)));
  }
  EXPECT_EQ(OwnEvents().back(), "EVENT_RECALL");
  EXPECT_THAT(States(), ElementsAre("sent"));
}

TEST_F(RecallFlowTest, TheTwoAreToldApartForGoodAndTheChildIsStillFound) {
  const std::string sami = RefOf(sami_);
  EXPECT_EQ(Recognised(Other(), sami), Verdict::kMatch) << "the mistake";
  ASSERT_TRUE(Send(Request()).ok());
  Start();
  EXPECT_EQ(Recognised(Other(), sami), Verdict::kNo);
  EXPECT_THAT(Find(Other()), IsEmpty());
  // By what the two share nobody can say any more which of them is meant.
  EXPECT_EQ(Recognised(Described(sami_), sami), Verdict::kPossible);
  ASSERT_THAT(Find(Described(sami_)), SizeIs(1));
  EXPECT_FALSE(Find(Described(sami_))[0].certain);
  EXPECT_EQ(Recognised(Described(dina_), RefOf(dina_)), Verdict::kMatch);
}

TEST_F(RecallFlowTest, ALateDuplicateInheritsItAndTheOthersOwnRecordDoesNot) {
  Row ours = sami_;
  ours.nhs = kOurNumber;
  ASSERT_TRUE(Import({ours, dina_}).ok());
  SendRecallRequest request = Request();
  *request.mutable_person() = Numbered(sami_, kOurNumber);
  ASSERT_TRUE(Send(request).ok());
  Row duplicate = ours, others_own = sami_;
  duplicate.id = "77";
  others_own.id = "78";
  others_own.nhs = kOtherNumber;
  ASSERT_TRUE(Import({ours, dina_, duplicate, others_own}).ok());
  std::vector<std::string> ids;
  for (const Known& one : Find(Other())) ids.push_back(one.person.source_id);
  EXPECT_THAT(ids, ElementsAre("78"));
}

TEST_F(RecallFlowTest, WithTheBrokerDownItWaitsAndGoesOutByItself) {
  broker_.down = true;
  const auto reply = Send(Request());
  ASSERT_TRUE(reply.ok()) << reply.status();
  EXPECT_TRUE(reply->pending());
  EXPECT_THAT(reply->words(), HasSubstr("could not be told yet"));
  EXPECT_THAT(States(), ElementsAre("pending"));
  EXPECT_THAT(Find(Other()), IsEmpty()) << "here it holds at once";

  Start();  // Whatever happens to the process in between.
  broker_.down = false;
  ASSERT_TRUE(RecallFlow(*parts_).SendWaiting().ok());
  EXPECT_THAT(broker_.recalls, SizeIs(1));
  EXPECT_THAT(States(), ElementsAre("sent"));
}

TEST_F(RecallFlowTest, ToSendItAgainSendsTheSameNotice) {
  ASSERT_TRUE(Send(Request()).ok());
  clock_.Advance(absl::Hours(1));
  SendRecallRequest again = Request();
  // By the name alone the child is no longer certain.
  ASSERT_TRUE(absl::IsNotFound(Send(again).status()));
  ASSERT_TRUE(RecallFlow(*parts_).SendWaiting().ok());
  ASSERT_THAT(broker_.recalls, SizeIs(2));
  EXPECT_EQ(broker_.recalls[0].SerializeAsString(),
            broker_.recalls[1].SerializeAsString());
  EXPECT_THAT(States(), SizeIs(1));
}

TEST_F(RecallFlowTest, OneAgencysChecksOfFourWeeksAreTakenBackAtOnce) {
  clock_.Advance(absl::Hours(24 * 20));
  Answered("school");
  Answered("refuge");
  clock_.Advance(absl::Hours(24 * 20));  // The first is now too old.
  Answered("school");
  SendRecallRequest request = Request();
  request.clear_reference();
  request.set_agency("school");
  const auto reply = Send(request);
  ASSERT_TRUE(reply.ok()) << reply.status();
  EXPECT_EQ(reply->answers(), 2u);
  EXPECT_THAT(broker_.recalls, SizeIs(2));
}

TEST_F(RecallFlowTest, AnAnswerWithoutAProofIsForTheTelephone) {
  SendRecallRequest request = Request();
  const std::string unproved = Answered("school", /*proved=*/false);
  request.set_reference(CheckReference(unproved));
  const auto reply = Send(request);
  ASSERT_TRUE(reply.ok()) << reply.status();
  EXPECT_EQ(reply->answers(), 0u);
  EXPECT_THAT(reply->to_ring(), ElementsAre(CheckReference(unproved)));
  EXPECT_THAT(broker_.recalls, IsEmpty());
  EXPECT_THAT(Find(Other()), IsEmpty()) << "told apart all the same";
}

TEST_F(RecallFlowTest, WhatCannotBeMeantIsSaidAndChangesNothing) {
  const auto code = [&](const std::function<void(SendRecallRequest&)>& change) {
    SendRecallRequest request = Request();
    change(request);
    return Send(request).status().code();
  };
  using Request = SendRecallRequest;
  EXPECT_EQ(code([](Request& r) { r.set_reference("K-0000-0A"); }),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(code([](Request& r) { r.clear_reference(); }),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code([](Request& r) { r.set_agency("school"); }),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code([](Request& r) {
              r.clear_reference();
              r.set_agency("schol");
            }),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code([](Request& r) {
              r.mutable_not_person()->clear_date_of_birth();
              r.mutable_not_person()->clear_identifiers();
            }),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code([](Request& r) { r.mutable_person()->set_surname("Odd"); }),
            absl::StatusCode::kNotFound);
  EXPECT_THAT(States(), IsEmpty());
  EXPECT_THAT(Find(Other()), SizeIs(1));
}

TEST_F(RecallFlowTest, TheAskersAcknowledgementIsKeptAndLoggedOnce) {
  ASSERT_TRUE(Send(Request()).ok());
  const auto acknowledged = AcknowledgedBy(members_.school());
  RecallFlow(*parts_).TakeAcknowledged(acknowledged);
  EXPECT_THAT(States(), ElementsAre("acknowledged"));
  EXPECT_EQ(OwnEvents().back(), "EVENT_RECALL_ACKNOWLEDGED");
  const std::uint64_t size = log_->size();
  RecallFlow(*parts_).TakeAcknowledged(acknowledged);
  EXPECT_EQ(log_->size(), size);
  ASSERT_TRUE(RecallFlow(*parts_).SendWaiting().ok());
  EXPECT_THAT(broker_.recalls, SizeIs(1)) << "nothing waits any more";
}

TEST_F(RecallFlowTest, AnAcknowledgementMissedIsHeardWhenItAsksAgain) {
  ASSERT_TRUE(Send(Request()).ok());
  recall::v1::SendReply reply;
  *reply.mutable_acknowledged() = AcknowledgedBy(members_.school());
  broker_.recall_reply = reply;
  ASSERT_TRUE(RecallFlow(*parts_).SendWaiting().ok());
  EXPECT_THAT(States(), ElementsAre("acknowledged"));
}

TEST_F(RecallFlowTest, AnotherAgencysAcknowledgementIsNotTaken) {
  ASSERT_TRUE(Send(Request()).ok());
  for (const auto& forged : {AcknowledgedBy(members_.refuge()),
                             AcknowledgedBy(members_.refuge(), "refuge"),
                             recall::v1::Acknowledged(AcknowledgedBy(
                                 members_.school(), "refuge"))}) {
    RecallFlow(*parts_).TakeAcknowledged(forged);
  }
  recall::v1::Acknowledged bare = AcknowledgedBy(members_.school());
  bare.clear_acknowledgement();
  RecallFlow(*parts_).TakeAcknowledged(bare);
  EXPECT_THAT(States(), ElementsAre("sent"));
}

TEST_F(RecallFlowTest, OfAnAskerThatHidItselfTheBrokersWordIsTaken) {
  enquiry_ = Answered("");
  ASSERT_TRUE(Send(Request()).ok());
  recall::v1::Acknowledged bare = AcknowledgedBy(members_.refuge());
  bare.clear_acknowledgement();
  RecallFlow(*parts_).TakeAcknowledged(bare);
  EXPECT_THAT(States(), ElementsAre("acknowledged"));
}

TEST_F(RecallFlowTest, WhatTheBrokerRefusesKeepsNothingElse) {
  broker_.recall_reply = absl::PermissionDeniedError("not proved");
  ASSERT_TRUE(Send(Request()).ok());
  EXPECT_THAT(States(), ElementsAre("refused"));
  ASSERT_TRUE(RecallFlow(*parts_).SendWaiting().ok());
  EXPECT_THAT(broker_.recalls, SizeIs(1)) << "it is not tried for ever";
}

}  // namespace
}  // namespace kith::agent
