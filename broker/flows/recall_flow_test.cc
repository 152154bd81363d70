// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/recall_flow.h"

#include "broker/flows/broker_world.h"
#include "keys/hash.h"

namespace kith::broker {
namespace {

using recall::v1::RecallAcknowledgement;
using recall::v1::RecallNotice;
using recall::v1::SendReply;
using recall::v1::SendRequest;
using recall::v1::SignedAcknowledgement;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

// The school has asked about a family of the clinic's, and was answered; then
// the clinic finds that it had taken somebody for somebody else.
class RecallFlowTest : public BrokerWorld {
 protected:
  RecallFlowTest() {
    Supports({.agency = "clinic", .keys = {"ash"}});
    AskAndHear({.subjects = {{"ash"}}});
    route_ = broker_->relay.Routes("clinic")[0];
    PassToProofs();
    proof_ = broker_->relay.Proofs("clinic")[0];
  }

  RecallNotice Notice(const std::string& holder = "clinic") const {
    RecallNotice notice;
    notice.set_enquiry_id(route_.enquiry_id());
    notice.set_subject(route_.subject());
    notice.set_holder(holder);
    notice.set_issued_at_ms(1);
    return notice;
  }
  // As `holder` sends it, with the clinic's proof.
  SendRequest Signed(const RecallNotice& notice,
                     const std::string& holder = "clinic") const {
    SendRequest request;
    request.mutable_notice()->set_notice(notice.SerializeAsString());
    request.mutable_notice()->set_signature(
        SignerOf(premises_.members, holder)
            .Sign(Label::kRecall, premises_.members.id(),
                  request.notice().notice()));
    auto& proof = *request.mutable_proof();
    proof.set_header(route_.header());
    proof.set_released_index(proof_.released_index());
    proof.set_holder_salt(proof_.holder_salt());
    *proof.mutable_ground_refs() = proof_.ground_refs();
    proof.set_holder_index(proof_.holder_index());
    proof.set_holder_count(proof_.holder_count());
    proof.set_holder_path(proof_.holder_path());
    return request;
  }
  std::shared_ptr<Heard<SendReply>> Send(const SendRequest& request,
                                         const std::string& caller = "clinic") {
    const auto heard = std::make_shared<Heard<SendReply>>();
    broker_->recall.Send(caller, request, [heard](auto reply) {
      heard->Tell(std::move(reply));
    });
    Settle();
    return heard;
  }

  SignedAcknowledgement Read(const std::string& by = "school") const {
    RecallAcknowledgement body;
    body.set_enquiry_id(route_.enquiry_id());
    body.set_subject(route_.subject());
    body.set_holder("clinic");
    body.set_asker(by);
    SignedAcknowledgement acknowledgement;
    acknowledgement.set_acknowledgement(body.SerializeAsString());
    acknowledgement.set_signature(SignerOf(premises_.members, by)
                                      .Sign(Label::kRecallAcknowledged,
                                            premises_.members.id(),
                                            acknowledgement.acknowledgement()));
    return acknowledgement;
  }
  absl::Status Acknowledge(const SignedAcknowledgement& acknowledgement,
                           const std::string& caller = "school") {
    const auto said =
        std::make_shared<absl::Status>(absl::UnknownError("nothing told yet"));
    broker_->recall.Acknowledge(
        caller, acknowledgement,
        [said](const absl::Status& status) { *said = status; });
    Settle();
    return *said;
  }
  std::size_t NoticesAt(const std::string& agency) {
    std::size_t notices = 0;
    for (const auto& message : broker_->relay.Notices(agency)) {
      notices += static_cast<std::size_t>(message.notices_size());
    }
    return notices;
  }

  link::v1::Route route_;
  link::v1::ReleaseProof proof_;
};

TEST_F(RecallFlowTest, ANoticeIsLoggedForBothAndBroughtToTheAskerAsSigned) {
  const SendRequest request = Signed(Notice());
  const auto sent = Send(request);
  ASSERT_TRUE(sent->status().ok()) << sent->status();
  EXPECT_FALSE(sent->value().has_acknowledged());
  const auto messages = broker_->relay.Notices("school");
  ASSERT_THAT(messages, SizeIs(1));
  ASSERT_THAT(messages[0].notices(), SizeIs(1));
  EXPECT_EQ(messages[0].notices(0).notice(), request.notice().notice());
  EXPECT_EQ(messages[0].notices(0).signature(), request.notice().signature());
  EXPECT_THAT(Events("clinic"), ElementsAre("EVENT_RECALL"));
  EXPECT_EQ(Events("school").back(), "EVENT_RECALL");
  // Whoever holds the openings of the holder does not learn who asked.
  const auto opening = Openings("clinic").back();
  EXPECT_THAT(opening.detail(), Not(testing::HasSubstr("school")));
}

TEST_F(RecallFlowTest, ToRepeatANoticeLogsNothingMore) {
  ASSERT_TRUE(Send(Signed(Notice()))->status().ok());
  const std::uint64_t size = broker_->log().size();
  RecallNotice later = Notice();
  later.set_issued_at_ms(2);
  EXPECT_TRUE(Send(Signed(later))->status().ok());
  EXPECT_EQ(broker_->log().size(), size);
  RecallNotice kept;
  ASSERT_TRUE(kept.ParseFromString(
      broker_->relay.Notices("school").back().notices(0).notice()));
  EXPECT_EQ(kept.issued_at_ms(), 1u) << "the first stays";
}

TEST_F(RecallFlowTest, AnAskerThatWasAwayIsToldAgainUntilItAcknowledges) {
  broker_->relay.HangUp("school");
  ASSERT_TRUE(Send(Signed(Notice()))->status().ok());
  EXPECT_EQ(NoticesAt("school"), 0u);

  Start();  // The broker's process ends, too.
  for (std::size_t hello = 1; hello <= 2; ++hello) {
    broker_->recall.Deliver("school");
    Settle();
    EXPECT_EQ(NoticesAt("school"), hello);
  }
  ASSERT_TRUE(Acknowledge(Read()).ok());
  broker_->recall.Deliver("school");
  Settle();
  EXPECT_EQ(NoticesAt("school"), 2u);
}

TEST_F(RecallFlowTest, AnAcknowledgementIsLoggedAndPassedToTheHolder) {
  ASSERT_TRUE(Send(Signed(Notice()))->status().ok());
  const SignedAcknowledgement acknowledgement = Read();
  ASSERT_TRUE(Acknowledge(acknowledgement).ok());
  const auto told = broker_->relay.Acknowledged("clinic");
  ASSERT_THAT(told, SizeIs(1));
  EXPECT_EQ(told[0].enquiry_id(), route_.enquiry_id());
  EXPECT_EQ(told[0].acknowledgement().signature(), acknowledgement.signature());
  EXPECT_EQ(Events("school").back(), "EVENT_RECALL_ACKNOWLEDGED");
  EXPECT_EQ(Events("clinic").back(), "EVENT_RECALL_ACKNOWLEDGED");

  const std::uint64_t size = broker_->log().size();
  EXPECT_TRUE(Acknowledge(Read()).ok()) << "once more";
  EXPECT_EQ(broker_->log().size(), size);
  // A holder that was away hears it when it repeats its notice.
  const auto again = Send(Signed(Notice()));
  EXPECT_EQ(again->value().acknowledged().acknowledgement().acknowledgement(),
            acknowledgement.acknowledgement());
}

TEST_F(RecallFlowTest, OnlyTheAskerCanAcknowledge) {
  EXPECT_TRUE(absl::IsNotFound(Acknowledge(Read()))) << "nothing was recalled";
  ASSERT_TRUE(Send(Signed(Notice()))->status().ok());
  EXPECT_TRUE(absl::IsNotFound(Acknowledge(Read("refuge"), "refuge")));
  EXPECT_TRUE(absl::IsInvalidArgument(Acknowledge(
      [&] {
        SignedAcknowledgement forged = Read();
        forged.set_signature(SignerOf(premises_.members, "refuge")
                                 .Sign(Label::kRecallAcknowledged,
                                       premises_.members.id(),
                                       forged.acknowledgement()));
        return forged;
      }(),
      "refuge")));
  EXPECT_TRUE(absl::IsUnauthenticated(Acknowledge(Read("refuge"), "school")));
  EXPECT_THAT(broker_->relay.Acknowledged("clinic"), IsEmpty());
  EXPECT_THAT(Events("school"), Not(Contains("EVENT_RECALL_ACKNOWLEDGED")));
}

TEST_F(RecallFlowTest, WhoWasNotAskedCanTakeNothingBack) {
  // With its own name and signature, and the clinic's proof.
  EXPECT_TRUE(absl::IsPermissionDenied(
      Send(Signed(Notice("refuge"), "refuge"), "refuge")->status()));
  // In another's name.
  EXPECT_TRUE(absl::IsInvalidArgument(
      Send(Signed(Notice("clinic"), "refuge"), "refuge")->status()));
  EXPECT_EQ(NoticesAt("school"), 0u);
  EXPECT_THAT(Events("refuge"), IsEmpty());
}

TEST_F(RecallFlowTest, AProofOfAnythingElseIsRefused) {
  const std::vector<std::function<void(SendRequest&)>> changes = {
      [](SendRequest& r) { r.clear_proof(); },
      [](SendRequest& r) { r.mutable_proof()->set_released_index(0); },
      [](SendRequest& r) { r.mutable_proof()->set_released_index(1 << 30); },
      [](SendRequest& r) { r.mutable_proof()->set_holder_salt("salt"); },
      [](SendRequest& r) { r.mutable_proof()->clear_ground_refs(); },
      [](SendRequest& r) {
        r.mutable_proof()->mutable_holder_path()->pop_back();
      },
      [](SendRequest& r) { r.mutable_proof()->set_holder_count(1); },
      [](SendRequest& r) {
        enquiry::v1::CapsuleHeader header;
        ASSERT_TRUE(header.ParseFromString(r.proof().header()));
        header.set_asker("homes");
        r.mutable_proof()->set_header(header.SerializeAsString());
      }};
  for (std::size_t i = 0; i < changes.size(); ++i) {
    SendRequest request = Signed(Notice());
    changes[i](request);
    EXPECT_TRUE(absl::IsPermissionDenied(Send(request)->status())) << i;
  }
  RecallNotice other_subject = Notice();
  other_subject.set_subject(1);
  EXPECT_TRUE(absl::IsPermissionDenied(Send(Signed(other_subject))->status()));
  RecallNotice other_enquiry = Notice();
  other_enquiry.set_enquiry_id(Random16());
  EXPECT_TRUE(absl::IsPermissionDenied(Send(Signed(other_enquiry))->status()));
  EXPECT_EQ(NoticesAt("school"), 0u);
}

TEST_F(RecallFlowTest, AWrongSignatureIsUnauthenticated) {
  SendRequest altered = Signed(Notice());
  altered.mutable_notice()->mutable_signature()->back() ^= 1;
  EXPECT_TRUE(absl::IsUnauthenticated(Send(altered)->status()));
  // One that holds under another label.
  SendRequest other = Signed(Notice());
  other.mutable_notice()->set_signature(premises_.members.clinic().Sign(
      Label::kWithdrawal, premises_.members.id(), other.notice().notice()));
  EXPECT_TRUE(absl::IsUnauthenticated(Send(other)->status()));
  EXPECT_EQ(NoticesAt("school"), 0u);
}

}  // namespace
}  // namespace kith::broker
