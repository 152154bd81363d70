// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/ask_flow.h"

#include <optional>

#include "agent/flows/agent_world.h"
#include "agent/flows/person_keys.h"
#include "agent/flows/recall_notice_flow.h"
#include "keys/slot.h"
#include "keys/tlog/leaf.h"
#include "keys/tlog/merkle.h"
#include "kith/log/v1/log.pb.h"

namespace kith::agent {
namespace {

using desk::v1::CheckReply;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const Staff kNurse{
    .name = "nurse", .shown_as = "A. Nurse", .role = "practitioner"};

// The clinic asks. The broker of the test keeps a real log and releases what
// the test puts into the first slot; each test damages one thing.
class AskFlowTest : public AgentWorld {
 protected:
  AskFlowTest() {
    centre_log_ = *tlog::AuditLog::Open(
        *SealedDb::Open(folder_ / "centre.db", db_key_),
        {.origin = "kith.example/northshire"},
        *Signer::FromSeed(centre_log_seed_), clock_, random_);
    broker_.answer = [this](const enquiry::v1::AskRequest& request) {
      return Release(request);
    };
  }

  // What the broker does with a question, apart from asking anybody.
  absl::StatusOr<enquiry::v1::AskReply> Release(
      const enquiry::v1::AskRequest& request) {
    enquiry::v1::AskBody ask;
    EXPECT_TRUE(ask.ParseFromString(request.body()));
    std::string slots;
    tlog::MerkleTree slot_tree;
    for (int i = 0; i < 16 * ask.subjects_size(); ++i) {
      std::string slot = MakeBlank(random_);
      if (i == 3 && answer_.has_value()) slot = SlotOf(ask);
      slot_tree.Append(tlog::LeafHash(slot));
      slots += slot;
    }
    const Hash holders = Sha256("holders");
    log::v1::EnquiryDetail detail;
    detail.set_enquiry_id(ask.enquiry_id());
    const auto committed = centre_log_->Run(
        [&](SealedDb&) -> absl::StatusOr<std::vector<tlog::Entry>> {
          return std::vector<tlog::Entry>{
              {log::v1::EVENT_RELEASED, "clinic", detail.SerializeAsString(),
               tlog::ReleasePublicPart(slot_tree.Root(), holders)}};
        });
    EXPECT_TRUE(committed.ok());
    const tlog::Appended& released = committed->entries[0];
    enquiry::v1::ReleaseBody body;
    body.set_enquiry_id(ask.enquiry_id());
    body.set_released_index(released.index);
    body.set_released_leaf(released.leaf);
    body.set_sealed_opening(released.sealed_opening);
    body.set_slots_root(HashBytes(slot_tree.Root()));
    body.set_holders_root(HashBytes(holders));
    body.mutable_coverage()->set_able(4);
    body.mutable_coverage()->set_total(4);
    enquiry::v1::AskReply reply;
    reply.set_body(body.SerializeAsString());
    reply.set_signature(
        members_.broker().Sign(Label::kRelease, members_.id(), reply.body()));
    reply.set_slots(slots);
    reply.set_checkpoint(committed->checkpoint);
    reply.set_inclusion(tlog::PadProof(
        *centre_log_->Inclusion(released.index, committed->tree_size)));
    reply.set_consistency(tlog::PadProof(*centre_log_->Consistency(
        ask.verified_tree_size(), committed->tree_size)));
    damage_(reply);
    clock_.Advance(takes_);
    return reply;
  }
  std::string SlotOf(const enquiry::v1::AskBody& ask) {
    enquiry::v1::CapsuleHeader header;
    EXPECT_TRUE(header.ParseFromString(ask.subjects(0).header()));
    const std::string answer = answer_->SerializeAsString();
    const std::string body = AnswerSignatureBody(
        ask.enquiry_id(), 0, header.reply_key(), "clinic", answer);
    return *SealAnswer(header.reply_key(), answer,
                       answering_->Sign(Label::kAnswer, members_.id(), body));
  }
  CheckReply Ask(const std::string& purpose = "considering-referral") {
    desk::v1::CheckRequest request;
    *request.add_people() = Described(sami_);
    request.set_purpose(purpose);
    request.set_ground("family-agreed");
    request.set_no_personal_connection(true);
    auto reply = AskFlow(*parts_).Run(kNurse, request);
    EXPECT_TRUE(reply.ok()) << reply.status();
    return *std::move(reply);
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

  std::unique_ptr<tlog::AuditLog> centre_log_;
  std::optional<enquiry::v1::AnswerContent> answer_;
  const Signer* answering_ = &members_.school();
  std::function<void(enquiry::v1::AskReply&)> damage_ =
      [](enquiry::v1::AskReply&) {};
  absl::Duration takes_ = absl::Milliseconds(300);
};

enquiry::v1::AnswerContent SchoolHelps() {
  enquiry::v1::AnswerContent content;
  content.set_agency("school");
  content.set_kind(enquiry::v1::AnswerContent::KIND_INVOLVED);
  auto* involvement = content.add_involvements();
  involvement->set_service("Early help");
  involvement->set_contact("01632 960 120");
  return content;
}

TEST_F(AskFlowTest, WhatNobodyAnswersIsTheHonestNegative) {
  const CheckReply reply = Ask();
  EXPECT_EQ(reply.outcome_of_request(), "answered");
  ASSERT_THAT(reply.subjects(), SizeIs(1));
  EXPECT_EQ(reply.subjects(0).outcome(), "none");
  EXPECT_EQ(reply.coverage().able(), 4u);
  EXPECT_THAT(OwnEvents(), testing::ElementsAre("EVENT_EVALUATED",
                                                "EVENT_ASKED", "EVENT_SHOWN"));
}

// For requests of access, and for whoever reviews how questions are asked.
TEST_F(AskFlowTest, ItsOwnLogSaysWhoOfItsRegisterAndWhetherOfOneSurname) {
  const auto asked = [&](const std::string& shown_as) {
    desk::v1::CheckRequest request;
    *request.add_people() = Described(sami_);
    request.set_purpose("considering-referral");
    request.set_ground("family-agreed");
    request.set_no_personal_connection(true);
    const Staff staff{
        .name = "nurse", .shown_as = shown_as, .role = "practitioner"};
    EXPECT_TRUE(AskFlow(*parts_).Run(staff, request).ok());
    log::v1::EnquiryDetail detail;
    for (const log::v1::Opening& one : OwnLog()) {
      if (one.event() != log::v1::EVENT_ASKED) continue;
      EXPECT_TRUE(detail.ParseFromString(one.detail()));
    }
    return detail;
  };
  EXPECT_THAT(asked("A. Nurse").local_subjects(), IsEmpty());
  EXPECT_TRUE(Import({sami_}).ok());
  const auto ref = reader_->With(
      [](Register& people) { return people.FindRecord("cases", "1"); });
  EXPECT_THAT(asked("A. Nurse").local_subjects(), testing::ElementsAre(*ref));
  EXPECT_FALSE(asked("A. Nurse").same_surname());
  EXPECT_TRUE(asked("Dina AMARA").same_surname());
  EXPECT_TRUE(asked("S. Amara (SENCo)").same_surname());
  EXPECT_TRUE(asked("Amara, Dina").same_surname());
}

// It may have shown what the agency itself holds.
TEST_F(AskFlowTest, AQuestionRefusedHereSaysWhoItWasAboutToo) {
  EXPECT_TRUE(Import({sami_}).ok());
  EXPECT_EQ(Ask("tenancy-allocation").outcome_of_request(), "refused");
  log::v1::EnquiryDetail detail;
  ASSERT_EQ(OwnLog().back().event(), log::v1::EVENT_REFUSED);
  ASSERT_TRUE(detail.ParseFromString(OwnLog().back().detail()));
  EXPECT_THAT(detail.local_subjects(), SizeIs(1));
}

TEST_F(AskFlowTest, AnAnswerIsShownWithItsContact) {
  answer_ = SchoolHelps();
  const CheckReply reply = Ask();
  ASSERT_THAT(reply.subjects(), SizeIs(1));
  EXPECT_EQ(reply.subjects(0).outcome(), "involved");
  ASSERT_THAT(reply.subjects(0).answers(), SizeIs(1));
  EXPECT_EQ(reply.subjects(0).answers(0).contact(), "01632 960 120");
}

TEST_F(AskFlowTest, AnAnswerThatDoesNotVerifyIsNeverANegative) {
  answer_ = SchoolHelps();
  answering_ = &members_.refuge();  // Not the agency it names.
  const CheckReply reply = Ask();
  EXPECT_EQ(reply.outcome_of_request(), "unavailable");
  EXPECT_THAT(reply.subjects(), IsEmpty());
  EXPECT_THAT(OwnEvents(), testing::ElementsAre("EVENT_EVALUATED",
                                                "EVENT_ASKED", "EVENT_ALARM"));
}

TEST_F(AskFlowTest, NothingIsShownUnlessEveryProofHolds) {
  answer_ = SchoolHelps();
  using Damage = std::function<void(enquiry::v1::AskReply&)>;
  const std::vector<std::pair<const char*, Damage>> damages = {
      {"signature", [](auto& r) { r.mutable_signature()->back() ^= 1; }},
      {"body", [](auto& r) { r.mutable_body()->back() ^= 1; }},
      {"slots", [](auto& r) { r.mutable_slots()->back() ^= 1; }},
      {"a slot less",
       [](auto& r) { r.mutable_slots()->resize(15 * kSlotBytes); }},
      {"checkpoint", [](auto& r) { r.mutable_checkpoint()->back() ^= 1; }},
      {"inclusion", [](auto& r) { r.mutable_inclusion()->at(2) ^= 1; }},
      {"no inclusion", [](auto& r) { r.clear_inclusion(); }},
      {"no consistency", [](auto& r) { r.clear_consistency(); }},
  };
  Ask();  // There is a tree to be consistent with.
  for (const auto& [what, damage] : damages) {
    damage_ = damage;
    const CheckReply reply = Ask();
    EXPECT_EQ(reply.outcome_of_request(), "unavailable") << what;
    EXPECT_THAT(reply.subjects(), IsEmpty()) << what;
  }
}

TEST_F(AskFlowTest, WithoutAnothersWordOnTheLogNothingIsShown) {
  answer_ = SchoolHelps();
  ChangeNetwork([](network::v1::NetworkFile& file) { file.set_quorum(1); });
  const CheckReply reply = Ask();
  EXPECT_EQ(reply.outcome_of_request(), "unavailable");
  EXPECT_THAT(reply.subjects(), IsEmpty());
}

TEST_F(AskFlowTest, AReplyToAnotherQuestionIsNotShown) {
  enquiry::v1::AskReply first;
  damage_ = [&](enquiry::v1::AskReply& reply) {
    if (first.body().empty()) {
      first = reply;
    } else {
      reply = first;
    }
  };
  EXPECT_EQ(Ask().outcome_of_request(), "answered");
  EXPECT_EQ(Ask().outcome_of_request(), "unavailable");
}

TEST_F(AskFlowTest, ALogThatWasRewrittenIsFound) {
  Ask();
  Ask();
  centre_log_ = *tlog::AuditLog::Open(
      *SealedDb::Open(folder_ / "another-centre.db", db_key_),
      {.origin = "kith.example/northshire"},
      *Signer::FromSeed(centre_log_seed_), clock_, random_);
  broker_.answer = [this](const enquiry::v1::AskRequest& request) {
    // As many entries as before, but others.
    for (int i = 0; i < 2; ++i) {
      EXPECT_TRUE(
          centre_log_
              ->Run([](SealedDb&) -> absl::StatusOr<std::vector<tlog::Entry>> {
                return std::vector<tlog::Entry>{
                    {log::v1::EVENT_HEARTBEAT, "clinic", "", ""}};
              })
              .ok());
    }
    return Release(request);
  };
  EXPECT_EQ(Ask().outcome_of_request(), "unavailable");
}

TEST_F(AskFlowTest, AReplyAfterTenSecondsIsTooOldToBeShown) {
  takes_ = absl::Seconds(11);
  EXPECT_EQ(Ask().outcome_of_request(), "unavailable");
}

TEST_F(AskFlowTest, WhatPolicyRefusesNeverLeavesTheBuilding) {
  const CheckReply reply = Ask("tenancy-allocation");
  EXPECT_EQ(reply.outcome_of_request(), "refused");
  EXPECT_EQ(reply.rule(), "R1");
  EXPECT_FALSE(reply.next_step().empty());
  EXPECT_THAT(broker_.asked, IsEmpty());
  EXPECT_THAT(key_holder_.batches, IsEmpty());
  EXPECT_THAT(OwnEvents(), testing::ElementsAre("EVENT_REFUSED"));
}

TEST_F(AskFlowTest, AnAgencyBecomesInvolvedWithSomebodyOnce) {
  broker_.down = true;
  EXPECT_EQ(Ask("joining").outcome_of_request(), "unavailable");
  broker_.down = false;
  EXPECT_EQ(Ask("joining").outcome_of_request(), "answered")
      << "what was not answered may be asked again";
  const std::size_t asked = broker_.asked.size();
  const CheckReply again = Ask("joining");
  EXPECT_EQ(again.outcome_of_request(), "unavailable");
  EXPECT_THAT(again.words(), HasSubstr("as it became involved on"));
  EXPECT_THAT(again.next_step(), HasSubstr("another purpose"));
  EXPECT_THAT(broker_.asked, SizeIs(asked));
  EXPECT_EQ(Ask().outcome_of_request(), "answered") << "another purpose";
  clock_.Advance(absl::Hours(24 * 28));
  EXPECT_EQ(Ask("joining").outcome_of_request(), "answered");
}

TEST_F(AskFlowTest, AnUrgentAnswerIsRememberedAsShownAndNoOtherIs) {
  const auto shown = [&](const std::string& enquiry) {
    return *reader_->With(
        [&](Register& people) { return people.UrgentShown(enquiry); });
  };
  desk::v1::CheckRequest request;
  *request.add_people() = Described(sami_);
  request.set_purpose("considering-referral");
  request.set_ground("urgent-access");
  request.set_necessity("immediate-risk");
  request.set_no_personal_connection(true);
  const std::string enquiry = random_.Bytes(16);
  broker_.down = true;
  ASSERT_TRUE(
      AskFlow(*parts_)
          .Run(kNurse, request, {.enquiry_id = enquiry, .authorised = true})
          .ok());
  EXPECT_FALSE(shown(enquiry)) << "nothing came back";
  broker_.down = false;
  const auto reply = AskFlow(*parts_).Run(
      kNurse, request, {.enquiry_id = enquiry, .authorised = true});
  ASSERT_TRUE(reply.ok()) << reply.status();
  EXPECT_EQ(reply->outcome_of_request(), "answered");
  EXPECT_TRUE(shown(enquiry));
}

TEST_F(AskFlowTest, AnOutageIsNeverANegative) {
  broker_.down = true;
  EXPECT_EQ(Ask().outcome_of_request(), "unavailable");
  broker_.down = false;
  key_holder_.down = true;
  const CheckReply reply = Ask();
  EXPECT_EQ(reply.outcome_of_request(), "unavailable");
  EXPECT_THAT(reply.subjects(), IsEmpty());
}

TEST_F(AskFlowTest, TheOwnAgencysRecordIsShownApartEvenInAnOutage) {
  ASSERT_TRUE(Import({sami_}).ok());
  broker_.down = true;
  const CheckReply reply = Ask();
  EXPECT_EQ(reply.outcome_of_request(), "unavailable");
  ASSERT_THAT(reply.own_agency(), SizeIs(1));
  EXPECT_EQ(reply.own_agency(0).contact(), "01632 960 114");
}

TEST_F(AskFlowTest, WhatIsAskedOfTheKeyHolderIsWrittenDownBefore) {
  std::vector<log::v1::EvaluationDetail> before;
  const std::uint64_t commits = log_->commits();
  std::uint64_t commits_before = 0;
  key_holder_.before_reply = [&] {
    before = Evaluations();
    commits_before = log_->commits();
  };
  Ask();
  ASSERT_THAT(before, SizeIs(1)) << "durable before the key holder hears of it";
  EXPECT_EQ(before[0].what(), "ask");
  EXPECT_EQ(before[0].count(), 16u);
  EXPECT_EQ(before[0].request_id().size(), 16u);
  EXPECT_THAT(key_holder_.request_ids,
              testing::ElementsAre(before[0].request_id()));
  EXPECT_EQ(commits_before - commits, 1u)
      << "one write with the count of the staff member's questions";
}

TEST_F(AskFlowTest, TheKeyHolderSeesOneSizeForOnePersonAndOneForAFamily) {
  Ask();
  desk::v1::CheckRequest request;
  *request.add_people() = Described(sami_);
  *request.add_people() = Described(dina_);
  request.set_purpose("considering-referral");
  request.set_ground("family-agreed");
  request.set_no_personal_connection(true);
  ASSERT_TRUE(AskFlow(*parts_).Run(kNurse, request).ok());
  EXPECT_THAT(key_holder_.batches, testing::ElementsAre(16, 128));
}

TEST_F(AskFlowTest, WhatIsNotAQuestionNamesItsField) {
  desk::v1::CheckRequest good;
  *good.add_people() = Described(sami_);
  good.set_purpose("considering-referral");
  good.set_ground("family-agreed");
  good.set_no_personal_connection(true);
  const auto refused = [&](auto change) {
    desk::v1::CheckRequest request = good;
    change(request);
    const absl::Status status = AskFlow(*parts_).Run(kNurse, request).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    return std::string(status.message());
  };
  EXPECT_THAT(refused([](auto& r) { r.clear_people(); }), HasSubstr("people"));
  EXPECT_THAT(refused([](auto& r) { r.set_purpose("gossip"); }),
              HasSubstr("purpose"));
  EXPECT_THAT(refused([](auto& r) { r.set_ground("because"); }),
              HasSubstr("ground"));
  EXPECT_THAT(refused([](auto& r) { r.set_no_personal_connection(false); }),
              HasSubstr("no_personal_connection"));
  EXPECT_THAT(
      refused([](auto& r) { r.mutable_people(0)->set_date_of_birth("soon"); }),
      HasSubstr("person 1"));
  EXPECT_THAT(
      refused([](auto& r) { r.mutable_people(0)->clear_date_of_birth(); }),
      HasSubstr("nobody could be found by this"));
  EXPECT_THAT(broker_.asked, IsEmpty());
}

TEST_F(AskFlowTest, WhoIsAskedAboutIsDescribedOnceAndByPermittedNumbers) {
  const auto refused = [&](auto change) {
    desk::v1::CheckRequest request;
    *request.add_people() = Described(sami_);
    request.set_purpose("considering-referral");
    request.set_ground("family-agreed");
    request.set_no_personal_connection(true);
    change(request);
    const absl::Status status = AskFlow(*parts_).Run(kNurse, request).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    return std::string(status.message());
  };
  const auto number = [](auto& request, const char* scheme, const char* value) {
    auto* added = request.mutable_people(0)->add_identifiers();
    added->set_scheme(scheme);
    added->set_value(value);
  };
  EXPECT_THAT(refused([&](auto& r) { number(r, "upn", "A123456789012"); }),
              HasSubstr("does not let your agency use upn"));
  EXPECT_THAT(refused([&](auto& r) {
                number(r, "nhs-number", "999 000 0018");
                number(r, "nhs-number", "999 000 0026");
              }),
              HasSubstr("nhs-number is given twice"));
  EXPECT_THAT(refused([&](auto& r) {
                *r.add_people() = Described(sami_);
                r.mutable_people(1)->set_postcode("NX1 1AB");
              }),
              HasSubstr("person 2: the same name and date of birth"));
  EXPECT_THAT(broker_.asked, IsEmpty());
}

TEST_F(AskFlowTest, ProfileStrictNeedsAStrongKey) {
  const auto known = [](const Profile profile) {
    const std::vector<MatchKey> weak{{"a", false, "1"}, {"b", false, "2"}};
    const std::vector<MatchKey> strong{{"KN", true, "1"}};
    return std::make_pair(CanFindAnybody(weak, profile),
                          CanFindAnybody(strong, profile));
  };
  EXPECT_EQ(known(Profile::kStandard), std::make_pair(true, true));
  EXPECT_EQ(known(Profile::kStrict), std::make_pair(false, true));
}

TEST_F(AskFlowTest, AnAnswerThatSaysNothingIsNeverANegative) {
  answer_ = SchoolHelps();
  answer_->clear_involvements();
  EXPECT_EQ(Ask().outcome_of_request(), "unavailable");
  answer_ = SchoolHelps();
  answer_->clear_kind();
  EXPECT_EQ(Ask().outcome_of_request(), "unavailable");
}

TEST_F(AskFlowTest, ItIsKeptWhoAskedSoThatTheyHearWhatIsTakenBack) {
  const CheckReply reply = Ask();
  ASSERT_THAT(broker_.asked, SizeIs(1));
  enquiry::v1::AskBody ask;
  ASSERT_TRUE(ask.ParseFromString(broker_.asked[0].body()));
  const auto asked_by = reader_->With(
      [&](Register& people) { return people.WhoAskedOwn(ask.enquiry_id()); });
  ASSERT_TRUE(asked_by.ok()) << asked_by.status();
  EXPECT_EQ(*asked_by, kNurse.name);
  EXPECT_THAT(reply.recalled(), IsEmpty());

  recall::v1::RecallNotice notice;
  notice.set_enquiry_id(ask.enquiry_id());
  notice.set_holder("school");
  link::v1::RecallNotices message;
  auto* carried = message.add_notices();
  carried->set_notice(notice.SerializeAsString());
  carried->set_signature(
      members_.school().Sign(Label::kRecall, members_.id(), carried->notice()));
  RecallNoticeFlow(*parts_).Take(message);
  EXPECT_THAT(Ask().recalled(), testing::ElementsAre(reply.reference()));
}

}  // namespace
}  // namespace kith::agent
