// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/staff_key_flow.h"

#include "agent/flows/agent_world.h"
#include "agent/flows/question.h"
#include "keys/hash.h"

namespace kith::agent {
namespace {

using absl::StatusCode;

constexpr char kPassphrase[] = "grey heron under stairs";
const Staff kNurse{
    .name = "nurse", .shown_as = "A. Nurse", .role = "practitioner"};
const Staff kManager{
    .name = "boss", .shown_as = "B. Manager", .role = "manager"};

class StaffKeyFlowTest : public AgentWorld {
 protected:
  absl::StatusOr<desk::v1::MakeStaffKeyReply> Make(
      const std::string& passphrase, const std::string& old = "") {
    desk::v1::MakeStaffKeyRequest request;
    request.set_passphrase(passphrase);
    request.set_old_passphrase(old);
    request.set_forgotten(forgotten_);
    return flow_->Make(kNurse, request);
  }
  absl::StatusCode Try(const std::string& passphrase,
                       const Staff& staff = kNurse) {
    return flow_->Sign(staff, passphrase, Label::kUrgentRequest, "body")
        .status()
        .code();
  }

  bool forgotten_ = false;
  std::unique_ptr<StaffKeyFlow> flow_ = std::make_unique<StaffKeyFlow>(*parts_);
};

TEST_F(StaffKeyFlowTest, TheKeyThatIsRegisteredIsTheOneThatSigns) {
  ASSERT_TRUE(Make(kPassphrase).ok());
  ASSERT_EQ(broker_.keys.size(), 1u);
  urgent::v1::PersonKeyBody registered;
  ASSERT_TRUE(registered.ParseFromString(broker_.keys[0].body()));
  EXPECT_EQ(registered.practitioner(),
            PractitionerPseudonym(pseudonym_key_, "nurse"));
  const auto both =
      flow_->Sign(kNurse, kPassphrase, Label::kUrgentRequest, "body");
  ASSERT_TRUE(both.ok()) << both.status();
  EXPECT_TRUE(VerifySignature(registered.public_key(), Label::kUrgentRequest,
                              members_.id(), "body", both->person_signature())
                  .ok());
  EXPECT_TRUE(VerifySignature(members_.clinic().public_key(), Label::kUrgent,
                              members_.id(),
                              JoinFields({"body", both->person_signature()}),
                              both->agency_signature())
                  .ok());
}

TEST_F(StaffKeyFlowTest, WithoutAKeyOrByAnothersPassphraseNothingIsSigned) {
  EXPECT_EQ(Try(kPassphrase), StatusCode::kFailedPrecondition);
  ASSERT_TRUE(Make(kPassphrase).ok());
  EXPECT_EQ(Try("another passphrase"), StatusCode::kPermissionDenied);
  EXPECT_EQ(Try(kPassphrase, kManager), StatusCode::kFailedPrecondition);
}

TEST_F(StaffKeyFlowTest, FiveWrongPassphrasesAndNoneIsTriedForAWhile) {
  ASSERT_TRUE(Make(kPassphrase).ok());
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(Try("wrong passphrase"), StatusCode::kPermissionDenied);
  }
  EXPECT_EQ(Try(kPassphrase), StatusCode::kOk) << "the count starts anew";
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(Try("wrong passphrase"), StatusCode::kPermissionDenied);
  }
  EXPECT_EQ(Try(kPassphrase), StatusCode::kResourceExhausted);
  Start();
  flow_ = std::make_unique<StaffKeyFlow>(*parts_);
  EXPECT_EQ(Try(kPassphrase), StatusCode::kResourceExhausted);
  clock_.Advance(absl::Minutes(15));
  EXPECT_EQ(Try(kPassphrase), StatusCode::kOk);
}

TEST_F(StaffKeyFlowTest, AReplacementWithoutTheOldPassphraseWaitsADay) {
  ASSERT_TRUE(Make(kPassphrase).ok());
  EXPECT_EQ(Make("a passphrase of my own").status().code(),
            StatusCode::kInvalidArgument)
      << "not by mistake";
  forgotten_ = true;
  const auto made = Make("a passphrase of my own");
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_TRUE(made->replaced());
  EXPECT_EQ(Try("a passphrase of my own"), StatusCode::kFailedPrecondition);
  clock_.Advance(absl::Hours(24));
  EXPECT_EQ(Try("a passphrase of my own"), StatusCode::kOk);
}

TEST_F(StaffKeyFlowTest, AReplacementWithTheOldPassphraseSignsAtOnce) {
  ASSERT_TRUE(Make(kPassphrase).ok());
  EXPECT_EQ(Make("a passphrase of my own", "wrong passphrase").status().code(),
            StatusCode::kPermissionDenied);
  ASSERT_TRUE(Make("a passphrase of my own", kPassphrase).ok());
  EXPECT_EQ(Try("a passphrase of my own"), StatusCode::kOk);
  EXPECT_EQ(Try(kPassphrase), StatusCode::kPermissionDenied);
}

// An unlocked desk of somebody who has no key yet is not enough either.
TEST_F(StaffKeyFlowTest, AFirstKeyWaitsADayButInATestNetwork) {
  ASSERT_TRUE(network_
                  ->Replace(members_
                                .With([&](network::v1::NetworkFile& f) {
                                  f.CopyFrom(network_->Get()->file());
                                  f.set_version(2);
                                  f.set_previous_sha256(
                                      HashBytes(network_->Get()->hash()));
                                  f.set_test_network(false);
                                  f.mutable_times()->set_release_ms(1500);
                                })
                                ->signed_bytes())
                  .ok());
  ASSERT_TRUE(Make(kPassphrase).ok());
  EXPECT_EQ(Try(kPassphrase), StatusCode::kFailedPrecondition);
  clock_.Advance(absl::Hours(24));
  EXPECT_EQ(Try(kPassphrase), StatusCode::kOk);
}

TEST_F(StaffKeyFlowTest, WithTheCentreOutOfReachTheOldKeyStays) {
  ASSERT_TRUE(Make(kPassphrase).ok());
  broker_.down = true;
  EXPECT_EQ(Make("a passphrase of my own", kPassphrase).status().code(),
            StatusCode::kUnavailable);
  EXPECT_EQ(Try(kPassphrase), StatusCode::kOk);
}

}  // namespace
}  // namespace kith::agent
