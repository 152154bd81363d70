// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/recall_notice_flow.h"

#include "agent/flows/agent_world.h"
#include "agent/flows/recall_list.h"
#include "agent/flows/show.h"
#include "keys/base/status_macros.h"

namespace kith::agent {
namespace {

using desk::v1::AcknowledgeRecallReply;
using recall::v1::RecallAcknowledgement;
using recall::v1::SignedNotice;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const Staff kNurse{
    .name = "nurse", .shown_as = "A. Nurse", .role = "practitioner"};
const Staff kClerk{.name = "clerk", .shown_as = "C. Clerk", .role = "manager"};

// The nurse of the clinic has asked; the school takes its answer back.
class RecallNoticeFlowTest : public AgentWorld {
 protected:
  RecallNoticeFlowTest() {
    const auto asked = log_->Run(
        [&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
          KITH_RETURN_IF_ERROR(
              Register(db).PutOwnQuestion(enquiry_, kNurse.name));
          return std::vector<tlog::Entry>();
        });
    EXPECT_TRUE(asked.ok()) << asked.status();
  }

  SignedNotice NoticeBy(const Signer& signer, const std::string& enquiry) {
    recall::v1::RecallNotice notice;
    notice.set_enquiry_id(enquiry);
    notice.set_subject(2);
    notice.set_holder("school");
    SignedNotice carried;
    carried.set_notice(notice.SerializeAsString());
    carried.set_signature(
        signer.Sign(Label::kRecall, members_.id(), carried.notice()));
    return carried;
  }
  void Take(const std::vector<SignedNotice>& notices) {
    link::v1::RecallNotices message;
    for (const SignedNotice& notice : notices) *message.add_notices() = notice;
    RecallNoticeFlow(*parts_).Take(message);
  }
  std::vector<desk::v1::Recall> Listed(const Staff& staff = kNurse) {
    const auto reply = reader_->With([&](Register& people) {
      return ListRecalls(people, *network_->Get(), staff);
    });
    EXPECT_TRUE(reply.ok()) << reply.status();
    return {reply->received().begin(), reply->received().end()};
  }
  std::vector<std::string> ShownTo(const Staff& staff) {
    desk::v1::CheckReply reply;
    EXPECT_TRUE(reader_
                    ->With([&](Register& people) {
                      return ShowRecalled(people, staff, reply);
                    })
                    .ok());
    return {reply.recalled().begin(), reply.recalled().end()};
  }
  absl::StatusOr<AcknowledgeRecallReply> Acknowledge(
      const Staff& staff = kNurse) {
    desk::v1::AcknowledgeRecallRequest request;
    request.set_reference(CheckReference(enquiry_));
    return RecallNoticeFlow(*parts_).Acknowledge(staff, request);
  }

  const std::string enquiry_ = random_.Bytes(16);
};

TEST_F(RecallNoticeFlowTest, WhoAskedSeesWhichCheckWhichPersonAndWhichAgency) {
  Take({NoticeBy(members_.school(), enquiry_)});
  ASSERT_THAT(Listed(), SizeIs(1));
  const desk::v1::Recall recall = Listed()[0];
  EXPECT_EQ(recall.reference(), CheckReference(enquiry_));
  EXPECT_EQ(recall.person_number(), 3u);
  EXPECT_EQ(recall.agency(), "school");
  EXPECT_EQ(recall.staff(), "nurse");
  EXPECT_TRUE(recall.yours());
  EXPECT_FALSE(Listed(kClerk)[0].yours());
  EXPECT_THAT(ShownTo(kNurse), ElementsAre(CheckReference(enquiry_)));
  EXPECT_THAT(ShownTo(kClerk), IsEmpty());
}

TEST_F(RecallNoticeFlowTest, ANoticeThatComesAgainIsKeptAndLoggedOnce) {
  const SignedNotice notice = NoticeBy(members_.school(), enquiry_);
  const std::uint64_t before = log_->size();
  Take({notice, notice});
  Start();
  Take({notice});
  EXPECT_THAT(Listed(), SizeIs(1));
  EXPECT_EQ(log_->size(), before + 1);
}

TEST_F(RecallNoticeFlowTest, WhatDoesNotHoldIsNotTakenAndKeepsNoOther) {
  SignedNotice unreadable = NoticeBy(members_.school(), enquiry_);
  unreadable.set_notice("\xff");
  Take({NoticeBy(members_.refuge(), enquiry_),
        NoticeBy(members_.school(), random_.Bytes(16)), unreadable});
  EXPECT_THAT(Listed(), IsEmpty());
  EXPECT_EQ(log_->size(), 0u);
  Take({unreadable, NoticeBy(members_.school(), enquiry_)});
  EXPECT_THAT(Listed(), SizeIs(1));
}

TEST_F(RecallNoticeFlowTest, AStaffMembersAcknowledgementIsSignedByTheAgency) {
  Take({NoticeBy(members_.school(), enquiry_)});
  const auto reply = Acknowledge(kClerk);
  ASSERT_TRUE(reply.ok()) << reply.status();
  EXPECT_EQ(reply->notices(), 1u);
  EXPECT_FALSE(reply->pending());
  ASSERT_THAT(broker_.acknowledged, SizeIs(1));
  const auto& carried = broker_.acknowledged[0];
  EXPECT_TRUE(VerifySignature(members_.clinic().public_key(),
                              Label::kRecallAcknowledged, members_.id(),
                              carried.acknowledgement(), carried.signature())
                  .ok());
  RecallAcknowledgement body;
  ASSERT_TRUE(body.ParseFromString(carried.acknowledgement()));
  EXPECT_EQ(body.asker(), "clinic");
  EXPECT_EQ(body.holder(), "school");
  EXPECT_EQ(Listed()[0].state(), "acknowledged");
  EXPECT_EQ(Listed()[0].acknowledged_by(), "clerk");
  EXPECT_THAT(ShownTo(kNurse), IsEmpty());

  EXPECT_EQ(Acknowledge()->notices(), 0u) << "once is enough";
  EXPECT_EQ(Listed()[0].acknowledged_by(), "clerk");
  EXPECT_THAT(broker_.acknowledged, SizeIs(1));
}

TEST_F(RecallNoticeFlowTest, WithTheBrokerDownItIsToldLater) {
  Take({NoticeBy(members_.school(), enquiry_)});
  broker_.down = true;
  EXPECT_TRUE(Acknowledge()->pending());
  EXPECT_EQ(Listed()[0].state(), "pending");
  Start();
  broker_.down = false;
  ASSERT_TRUE(RecallNoticeFlow(*parts_).SendWaiting().ok());
  EXPECT_THAT(broker_.acknowledged, SizeIs(1));
  EXPECT_EQ(Listed()[0].state(), "acknowledged");
}

TEST_F(RecallNoticeFlowTest, ACheckOfWhichNothingWasTakenBackIsSaidSo) {
  EXPECT_TRUE(absl::IsNotFound(Acknowledge().status()));
  EXPECT_THAT(broker_.acknowledged, IsEmpty());
}

}  // namespace
}  // namespace kith::agent
