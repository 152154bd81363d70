// SPDX-License-Identifier: Apache-2.0
#include "keys/enrolment/invitation.h"

#include <gtest/gtest.h>

#include <string>

#include "keys/base/random.h"
#include "tests/support/test_network.h"

namespace kith {
namespace {

// An invitation of "newcomer", by the code's key, and what its machine makes.
class InvitationTest : public testing::Test {
 protected:
  InvitationTest() {
    invitation_.set_network_id(network_.id());
    invitation_.mutable_agency()->set_id("newcomer");
    invitation_.set_code_key(code_.public_key());
  }
  std::string Request(const std::string& agency, const Signer& key) {
    network::v1::EnrolmentBody body;
    body.set_agency(agency);
    body.set_signing_key(key.public_key());
    body.set_log_key(std::string(32, 'l'));
    return MakeRequest(body, key).SerializeAsString();
  }
  absl::StatusCode Open(const std::string& request, const Signer& code,
                        const Signer& key) {
    enrol::v1::EnrolBody body;
    body.set_challenge(std::string(32, 'c'));
    body.set_request(request);
    return OpenEnrolment(SignEnrolment(body, code, key), invitation_)
        .status()
        .code();
  }

  SystemRandom random_;
  const tests::TestNetwork network_{random_};
  const Signer code_ = Signer::Generate(random_);
  const Signer signing_ = Signer::Generate(random_);
  const Signer mallory_ = Signer::Generate(random_);
  enrol::v1::Invitation invitation_;
};

TEST_F(InvitationTest, WhatTheCodesHolderHandsInIsTaken) {
  EXPECT_EQ(Open(Request("newcomer", signing_), code_, signing_),
            absl::StatusCode::kOk);
}

// The broker holds the invitation, and not the code.
TEST_F(InvitationTest, KeysOfSomebodyWithoutTheCodeAreNot) {
  EXPECT_EQ(Open(Request("newcomer", mallory_), mallory_, mallory_),
            absl::StatusCode::kUnauthenticated);
}

TEST_F(InvitationTest, AnothersSigningKeyIsNot) {
  EXPECT_EQ(Open(Request("newcomer", signing_), code_, mallory_),
            absl::StatusCode::kUnauthenticated);
}

TEST_F(InvitationTest, AnotherAgencysRequestIsNot) {
  EXPECT_EQ(Open(Request("school", signing_), code_, signing_),
            absl::StatusCode::kUnauthenticated);
}

TEST_F(InvitationTest, IsOpenedOnlyIfAnAdministratorSignedIt) {
  const auto network = network_.Get();
  EXPECT_FALSE(
      OpenInvitation(SignInvitation(invitation_, "ada", mallory_), *network)
          .ok());
  EXPECT_FALSE(OpenInvitation("", *network).ok());
}

TEST_F(InvitationTest, ACertificateIsCollectedByTheSigningKeyAlone) {
  enrol::v1::CollectBody body;
  body.set_agency("newcomer");
  EXPECT_TRUE(
      OpenCollect(SignCollect(body, signing_), signing_.public_key()).ok());
  EXPECT_FALSE(
      OpenCollect(SignCollect(body, mallory_), signing_.public_key()).ok());
}

}  // namespace
}  // namespace kith
