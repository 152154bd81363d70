// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/enrol_flow.h"

#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "broker/flows/broker_world.h"
#include "broker/flows/issue_certificate.h"
#include "keys/enrolment/invitation.h"
#include "keys/tls/authority.h"
#include "keys/tls/certificate.h"

namespace kith::broker {
namespace {

using testing::HasSubstr;

// An administrator invites "newcomer"; its machine has a code's key and keys of
// its own.
class EnrolFlowTest : public BrokerWorld {
 protected:
  EnrolFlowTest()
      : folder_(std::filesystem::path(testing::TempDir()) /
                absl::StrCat("enrol-", random_.Below(1'000'000'000))) {
    std::filesystem::create_directories(folder_);
    Invite(code_);
    Reopen();
  }
  ~EnrolFlowTest() override { std::filesystem::remove_all(folder_); }

  void Invite(const Signer& code) {
    enrol::v1::Invitation invitation;
    invitation.set_network_id(network_->id());
    invitation.mutable_agency()->set_id("newcomer");
    invitation.mutable_agency()->set_category("housing");
    invitation.set_code_key(code.public_key());
    invitation.set_expires_at_ms(
        absl::ToUnixMillis(clock_.Now() + kInvitationValidity));
    std::ofstream(folder_ / "newcomer.invitation",
                  std::ios::binary | std::ios::trunc)
        << SignInvitation(invitation, "ada", premises_.members.administrator());
  }
  // As after a restart of the broker.
  void Reopen() {
    flow_ = std::make_unique<EnrolFlow>(broker_->parts(), issuing_,
                                        folder_.string());
    renew_ = std::make_unique<RenewFlow>(broker_->parts(), issuing_);
  }
  network::v1::EnrolmentRequest RequestBy(const Signer& key,
                                          const std::string& agency) {
    network::v1::EnrolmentBody body;
    body.set_agency(agency);
    body.set_signing_key(key.public_key());
    body.set_log_key(key.public_key());
    body.set_certificate_request_pem(MakeKeyAndRequest()->request_pem);
    body.set_made_at_ms(absl::ToUnixMillis(clock_.Now()));
    return MakeRequest(body, key);
  }
  absl::Status Use(const Signer& code, const Signer& key) {
    enrol::v1::EnrolBody body;
    body.set_challenge(flow_->Greet().challenge());
    const auto found = requests_.find(key.public_key());
    body.set_request(found != requests_.end()
                         ? found->second
                         : requests_[key.public_key()] =
                               RequestBy(key, "newcomer").SerializeAsString());
    return flow_->Enrol(SignEnrolment(body, code, key));
  }
  absl::StatusOr<enrol::v1::CollectReply> Collect(const Signer& key) {
    enrol::v1::CollectBody body;
    body.set_challenge(flow_->Greet().challenge());
    body.set_agency("newcomer");
    return flow_->Collect(SignCollect(body, key));
  }
  void Admit(const Signer& key) {
    network_ = premises_.members.With([&](network::v1::NetworkFile& file) {
      file.set_version(2);
      auto* agency = file.add_agencies();
      agency->set_id("newcomer");
      agency->set_category("housing");
      agency->set_signing_key(key.public_key());
      agency->set_log_key(key.public_key());
    });
    Start();
    Reopen();
  }

  SystemRandom random_;
  const std::filesystem::path folder_;
  const Signer code_ = Signer::Generate(random_);
  const Signer other_code_ = Signer::Generate(random_);
  const Signer key_ = Signer::Generate(random_);
  const Signer other_key_ = Signer::Generate(random_);
  const Authority authority_ = *Authority::Create(
      "northshire", random_, clock_.Now(), absl::Hours(24 * 3650));
  std::optional<Authority> issuing_ =
      *authority_.CreateIssuing(random_, clock_.Now(), absl::Hours(24 * 730));
  std::map<std::string, std::string> requests_;
  std::unique_ptr<EnrolFlow> flow_;
  std::unique_ptr<RenewFlow> renew_;
};

TEST_F(EnrolFlowTest, WhatIsHandedInWaitsForAnAdministrator) {
  ASSERT_TRUE(Use(code_, key_).ok());
  EXPECT_TRUE(std::filesystem::exists(folder_ / "newcomer.request"));
  const auto waiting = Collect(key_);
  ASSERT_TRUE(waiting.ok()) << waiting.status();
  EXPECT_FALSE(waiting->admitted());
  EXPECT_TRUE(waiting->certificate_pem().empty());
}

TEST_F(EnrolFlowTest, OnceAdmittedItsCertificateIsForSevenDays) {
  ASSERT_TRUE(Use(code_, key_).ok());
  Admit(key_);
  const auto reply = Collect(key_);
  ASSERT_TRUE(reply.ok()) << reply.status();
  ASSERT_TRUE(reply->admitted());
  EXPECT_EQ(IdentityFromCertificatePem(reply->certificate_pem())->id,
            "newcomer");
  EXPECT_EQ(*EndOfCertificatePem(reply->certificate_pem()) - clock_.Now(),
            kCertificateValidity);
}

TEST_F(EnrolFlowTest, NobodyElseCollects) {
  ASSERT_TRUE(Use(code_, key_).ok());
  Admit(key_);
  EXPECT_EQ(Collect(other_key_).status().code(),
            absl::StatusCode::kUnauthenticated);
}

TEST_F(EnrolFlowTest, TheSameKeysAgainAreNoSecondUse) {
  ASSERT_TRUE(Use(code_, key_).ok());
  EXPECT_TRUE(Use(code_, key_).ok());
  EXPECT_THAT(std::string(Use(code_, other_key_).message()),
              HasSubstr("this code was used"));
}

TEST_F(EnrolFlowTest, FiveWrongTriesEndACodeAndARestartGivesNoneBack) {
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(Use(other_code_, key_).code(),
              absl::StatusCode::kUnauthenticated);
    Start();
    Reopen();
  }
  EXPECT_THAT(std::string(Use(code_, key_).message()),
              HasSubstr("tried five times"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "newcomer.request"));
}

TEST_F(EnrolFlowTest, ANewCodeHasItsOwnTries) {
  for (int i = 0; i < 5; ++i) (void)Use(other_code_, key_);
  Invite(other_code_);
  EXPECT_TRUE(Use(other_code_, key_).ok());
}

TEST_F(EnrolFlowTest, ACodeEndsAfterFortyEightHours) {
  clock_.Advance(absl::Hours(48));
  EXPECT_THAT(std::string(Use(code_, key_).message()),
              HasSubstr("good for 48 hours"));
}

TEST_F(EnrolFlowTest, AChallengeIsGoodForTwoMinutes) {
  enrol::v1::EnrolBody body;
  body.set_challenge(flow_->Greet().challenge());
  body.set_request(RequestBy(key_, "newcomer").SerializeAsString());
  clock_.Advance(absl::Minutes(3));
  EXPECT_EQ(flow_->Enrol(SignEnrolment(body, code_, key_)).code(),
            absl::StatusCode::kInvalidArgument);
  body.set_challenge(std::string(32, 'c'));
  EXPECT_EQ(flow_->Enrol(SignEnrolment(body, code_, key_)).code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(EnrolFlowTest, AnInvitationThatNoAdministratorSignedIsNone) {
  std::ofstream(folder_ / "newcomer.invitation", std::ios::trunc) << "forged";
  EXPECT_EQ(Use(code_, key_).code(), absl::StatusCode::kNotFound);
}

TEST_F(EnrolFlowTest, AMemberRenewsByItsSigningKeyAlone) {
  const auto by = [&](const Signer& key) {
    return renew_->Run("school", RequestBy(key, "school")).status().code();
  };
  EXPECT_EQ(by(premises_.members.school()), absl::StatusCode::kOk);
  EXPECT_EQ(by(other_key_), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(
      renew_->Run("clinic", RequestBy(premises_.members.school(), "school"))
          .status()
          .code(),
      absl::StatusCode::kInvalidArgument);
}

TEST_F(EnrolFlowTest, ARequestOfLongAgoIsNotRenewed) {
  const auto request = RequestBy(premises_.members.school(), "school");
  clock_.Advance(absl::Minutes(3));
  EXPECT_EQ(renew_->Reissue(request).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(EnrolFlowTest, WhoTakesNoPartIsIssuedNothing) {
  network_ = premises_.members.With([](network::v1::NetworkFile& file) {
    file.set_version(2);
    file.mutable_agencies(0)->set_suspended(true);
  });
  Start();
  Reopen();
  EXPECT_THAT(
      std::string(
          renew_->Reissue(RequestBy(premises_.members.school(), "school"))
              .status()
              .message()),
      HasSubstr("does not take part"));
}

}  // namespace
}  // namespace kith::broker
