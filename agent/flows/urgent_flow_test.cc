// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/urgent_flow.h"

#include "agent/flows/agent_world.h"
#include "agent/flows/urgent_list.h"
#include "keys/hash.h"
#include "kith/enquiry/v1/enquiry.pb.h"

namespace kith::agent {
namespace {

using absl::StatusCode;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using urgent::v1::UrgentItem;

constexpr char kPassphrase[] = "grey heron under stairs";
const Staff kNurse{
    .name = "nurse", .shown_as = "A. Nurse", .role = "practitioner"};
const Staff kColleague{
    .name = "other", .shown_as = "C. Other", .role = "practitioner"};
const Staff kManager{
    .name = "boss", .shown_as = "B. Manager", .role = "manager"};
const Staff kDpo{.name = "dora", .shown_as = "D. Officer", .role = "dpo"};

// The clinic fears for Sami. The broker of the test says what it was told.
class UrgentFlowTest : public AgentWorld {
 protected:
  UrgentFlowTest() {
    for (const Staff& staff : {kNurse, kManager}) {
      desk::v1::MakeStaffKeyRequest request;
      request.set_passphrase(kPassphrase);
      EXPECT_TRUE(keys_.Make(staff, request).ok());
    }
  }

  desk::v1::RequestUrgentRequest Asking() {
    desk::v1::RequestUrgentRequest request;
    request.set_passphrase(kPassphrase);
    auto& check = *request.mutable_check();
    *check.add_people() = Described(sami_);
    check.set_purpose("considering-referral");
    check.set_ground("urgent-access");
    check.set_necessity("immediate-risk");
    check.set_no_personal_connection(true);
    return request;
  }
  std::string Requested() {
    const auto reply = flow_.Request(kNurse, Asking());
    EXPECT_TRUE(reply.ok()) << reply.status();
    return reply.ok() ? reply->reference() : "";
  }
  absl::Status Authorise(const std::string& reference,
                         const std::string& passphrase = kPassphrase) {
    desk::v1::AuthoriseUrgentRequest request;
    request.set_passphrase(passphrase);
    request.set_reference(reference);
    return flow_.Authorise(kManager, request).status();
  }
  absl::StatusOr<desk::v1::CheckReply> Check(const std::string& reference,
                                             const Staff& staff = kNurse) {
    desk::v1::CheckUrgentRequest request;
    request.set_reference(reference);
    return flow_.Check(staff, request);
  }
  absl::Status Review(const std::string& reference, const Staff& staff) {
    desk::v1::ReviewUrgentRequest request;
    request.set_reference(reference);
    request.set_finding("justified");
    request.set_reason("the child was seen the same night");
    return flow_.Review(staff, request).status();
  }
  desk::v1::ListUrgentReply List(const Staff& staff) {
    const auto reply = ListUrgent(*parts_, staff);
    EXPECT_TRUE(reply.ok()) << reply.status();
    return reply.ok() ? *reply : desk::v1::ListUrgentReply();
  }
  void CentreSays(UrgentItem::State state) {
    broker_.urgent.mutable_items(0)->set_state(state);
  }
  enquiry::v1::AskBody Sent() {
    enquiry::v1::AskBody body;
    EXPECT_THAT(broker_.asked, SizeIs(1));
    if (!broker_.asked.empty()) {
      EXPECT_TRUE(body.ParseFromString(broker_.asked[0].body()));
    }
    return body;
  }

  AskFlow ask_{*parts_};
  StaffKeyFlow keys_{*parts_};
  UrgentFlow flow_{*parts_, ask_, keys_};
};

TEST_F(UrgentFlowTest, WhatTwoAuthorisedIsWhatIsAsked) {
  const std::string reference = Requested();
  ASSERT_TRUE(Authorise(reference).ok());
  ASSERT_TRUE(Check(reference).ok());
  urgent::v1::RequestBody signed_for;
  ASSERT_TRUE(signed_for.ParseFromString(broker_.urgent.items(0).request()));
  const enquiry::v1::AskBody sent = Sent();
  EXPECT_EQ(sent.enquiry_id(), signed_for.enquiry_id());
  EXPECT_EQ(sent.practitioner(), signed_for.practitioner());
  EXPECT_EQ(sent.role(), signed_for.role());
  EXPECT_EQ(sent.ground().SerializeAsString(),
            signed_for.ground().SerializeAsString());
  EXPECT_EQ(sent.subjects_size(), static_cast<int>(signed_for.shape()));
}

TEST_F(UrgentFlowTest, BothSignWithKeysOfTheirOwn) {
  ASSERT_TRUE(Authorise(Requested()).ok());
  ASSERT_THAT(broker_.authorised, SizeIs(1));
  urgent::v1::PersonKeyBody managers;
  ASSERT_TRUE(managers.ParseFromString(broker_.keys[1].body()));
  EXPECT_TRUE(VerifySignature(managers.public_key(), Label::kUrgentAuthorise,
                              members_.id(), broker_.authorised[0].body(),
                              broker_.authorised[0].person_signature())
                  .ok());
}

TEST_F(UrgentFlowTest, NothingIsAskedBeforeTheSecondHasAuthorisedIt) {
  const std::string reference = Requested();
  const absl::Status early = Check(reference).status();
  EXPECT_EQ(early.code(), StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(early.message()), HasSubstr("second person"));
  EXPECT_THAT(broker_.asked, IsEmpty());
}

TEST_F(UrgentFlowTest, AnOrdinaryCheckOnThisGroundIsRefusedHere) {
  const auto reply = ask_.Run(kNurse, Asking().check());
  ASSERT_TRUE(reply.ok()) << reply.status();
  EXPECT_EQ(reply->outcome_of_request(), "refused");
  EXPECT_THAT(broker_.asked, IsEmpty());
}

TEST_F(UrgentFlowTest, OnlyWhoeverRequestedItAsks) {
  const std::string reference = Requested();
  ASSERT_TRUE(Authorise(reference).ok());
  EXPECT_EQ(Check(reference, kColleague).status().code(),
            StatusCode::kPermissionDenied);
}

TEST_F(UrgentFlowTest, WhatWasUsedOrIsOverIsNotAskedAgain) {
  const std::string reference = Requested();
  ASSERT_TRUE(Authorise(reference).ok());
  for (const auto state : {UrgentItem::STATE_USED, UrgentItem::STATE_EXPIRED}) {
    CentreSays(state);
    EXPECT_EQ(Check(reference).status().code(),
              StatusCode::kFailedPrecondition);
  }
  EXPECT_THAT(broker_.asked, IsEmpty());
}

TEST_F(UrgentFlowTest, ACentreThatForgetsTheTimeIsNotBelieved) {
  const std::string reference = Requested();
  ASSERT_TRUE(Authorise(reference).ok());
  clock_.Advance(absl::Minutes(16));
  EXPECT_EQ(Check(reference).status().code(), StatusCode::kFailedPrecondition);
  EXPECT_THAT(broker_.asked, IsEmpty());
}

TEST_F(UrgentFlowTest, WhoeverMayHaveBeenTheSecondReviewsNothing) {
  const std::string reference = Requested();
  broker_.refuse_second = absl::UnavailableError("the reply was lost");
  EXPECT_FALSE(Authorise(reference).ok());
  broker_.refuse_second = absl::OkStatus();
  EXPECT_EQ(Review(reference, kManager).code(),
            StatusCode::kFailedPrecondition);
}

TEST_F(UrgentFlowTest, AWrongPassphraseOrAnEmptyReasonOpensNoRequest) {
  auto request = Asking();
  request.set_passphrase("not my passphrase");
  EXPECT_EQ(flow_.Request(kNurse, request).status().code(),
            StatusCode::kPermissionDenied);
  EXPECT_EQ(Authorise("K-0000-0A").code(), StatusCode::kNotFound);
  EXPECT_EQ(broker_.urgent.items_size(), 0);
}

TEST_F(UrgentFlowTest, WhatPolicyWouldRefuseEvenSoIsNobodysToSign) {
  auto request = Asking();
  request.mutable_check()->set_purpose("tenancy-allocation");
  EXPECT_EQ(flow_.Request(kNurse, request).status().code(),
            StatusCode::kFailedPrecondition);
  EXPECT_EQ(broker_.urgent.items_size(), 0);
}

TEST_F(UrgentFlowTest, ARefusalByTheCentreIsAnAlarmHere) {
  const std::string reference = Requested();
  broker_.refuse_second = absl::PermissionDeniedError("the same person");
  EXPECT_EQ(Authorise(reference).code(), StatusCode::kPermissionDenied);
  const auto openings = reader_->WithDb([&](SealedDb& db) {
    return *tlog::AuditLog::ReadOpenings(db, agency_, 0, 1000);
  });
  log::v1::Opening newest;
  ASSERT_TRUE(newest.ParseFromString(openings.back().opening()));
  EXPECT_EQ(newest.event(), log::v1::EVENT_ALARM);
}

TEST_F(UrgentFlowTest, WhomItIsAboutIsSeenByThoseWhoNeedToAndNobodyElse) {
  Requested();
  EXPECT_THAT(List(kNurse).entries(0).people(), SizeIs(1));
  EXPECT_THAT(List(kManager).entries(0).people(), SizeIs(1));
  EXPECT_THAT(List(kDpo).entries(0).people(), SizeIs(1));
  EXPECT_THAT(List(kColleague).entries(0).people(), IsEmpty());
  EXPECT_THAT(broker_.urgent.SerializeAsString(),
              testing::Not(HasSubstr("Sami")));
}

TEST_F(UrgentFlowTest, WhatWasNeverUsedIsForgottenAfterItsTime) {
  Requested();
  clock_.Advance(absl::Minutes(16));
  EXPECT_THAT(List(kNurse).entries(0).people(), IsEmpty());
}

TEST_F(UrgentFlowTest, ACentreThatCallsAShownAnswerUnusedKeepsNobodyFromIt) {
  const auto people_after = [&](bool shown) {
    const std::string reference = Requested();
    EXPECT_TRUE(Authorise(reference).ok());
    EXPECT_TRUE(Check(reference).ok());
    const std::string enquiry = Sent().enquiry_id();
    if (shown) {
      EXPECT_TRUE(log_->Run([&](SealedDb& db)
                                -> absl::StatusOr<std::vector<tlog::Entry>> {
                        EXPECT_TRUE(Register(db).PutUrgentShown(enquiry).ok());
                        return std::vector<tlog::Entry>();
                      })
                      .ok());
    }
    CentreSays(UrgentItem::STATE_EXPIRED);
    clock_.Advance(absl::Minutes(16));
    const auto list = List(kDpo);
    const int people = list.entries(0).people_size();
    EXPECT_EQ(list.entries(0).state(),
              shown ? "used, and the centre says otherwise" : "expired");
    broker_.urgent.clear_items();
    broker_.asked.clear();
    EXPECT_THAT(List(kDpo).entries(), SizeIs(shown ? 1 : 0))
        << "left out altogether";
    return people;
  };
  EXPECT_EQ(people_after(false), 0) << "as far as this agency knows too";
  EXPECT_EQ(people_after(true), 1);
}

TEST_F(UrgentFlowTest, TheReviewIsByNeitherOfTheTwoAndForgetsThePeople) {
  const std::string reference = Requested();
  ASSERT_TRUE(Authorise(reference).ok());
  ASSERT_TRUE(Check(reference).ok());
  CentreSays(UrgentItem::STATE_USED);
  EXPECT_EQ(Review(reference, kNurse).code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(Review(reference, kManager).code(),
            StatusCode::kFailedPrecondition);
  EXPECT_THAT(List(kDpo).entries(0).people(), SizeIs(1));
  ASSERT_TRUE(Review(reference, kDpo).ok());
  EXPECT_THAT(broker_.reviews, SizeIs(1));
  EXPECT_THAT(List(kDpo).entries(0).people(), IsEmpty());
}

TEST_F(UrgentFlowTest, WhatDidNotReachTheCentreMayBeAskedAgain) {
  const std::string reference = Requested();
  ASSERT_TRUE(Authorise(reference).ok());
  key_holder_.down = true;
  EXPECT_EQ(Check(reference)->outcome_of_request(), "unavailable");
  key_holder_.down = false;
  clock_.Advance(absl::Minutes(1));
  ASSERT_TRUE(Check(reference).ok());
  EXPECT_THAT(broker_.asked, SizeIs(1));
}

TEST_F(UrgentFlowTest, WithTheCentreOutOfReachTheListSaysSo) {
  Requested();
  broker_.down = true;
  const auto list = List(kNurse);
  EXPECT_TRUE(list.centre_unreachable());
  EXPECT_THAT(list.entries(), SizeIs(1));
}

}  // namespace
}  // namespace kith::agent
