// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/renew_flow.h"

#include <fstream>
#include <iterator>

#include "agent/flows/agent_world.h"
#include "agent/flows/membership_statements.h"
#include "keys/enrolment/invitation.h"
#include "keys/tls/authority.h"
#include "keys/tls/pair_files.h"

namespace kith::agent {
namespace {

using testing::HasSubstr;

// What a broker that issues certificates would say.
class FakeRenewals final : public Renewals {
 public:
  FakeRenewals(const Authority& authority, const Clock& clock, Random& random)
      : authority_(&authority), clock_(clock), random_(random) {}
  void IssueBy(const Authority& authority) { authority_ = &authority; }

  absl::StatusOr<std::string> Renew(
      const network::v1::EnrolmentRequest& request) override {
    ++renewed;
    return Issue(request);
  }
  absl::StatusOr<std::string> Reissue(
      const network::v1::NetworkFile&,
      const network::v1::EnrolmentRequest& request) override {
    ++reissued;
    return Issue(request);
  }

  int renewed = 0;
  int reissued = 0;
  absl::Status fail_with;
  std::string issue_to = "clinic";

 private:
  absl::StatusOr<std::string> Issue(
      const network::v1::EnrolmentRequest& request) {
    if (!fail_with.ok()) return fail_with;
    const auto body = OpenRequest(request.SerializeAsString());
    if (!body.ok()) return body.status();
    return authority_->IssueFromRequest(
        body->certificate_request_pem(),
        {.identity = {"northshire", PeerIdentity::Role::kAgency, issue_to},
         .validity = absl::Hours(24 * 7)},
        random_, clock_.Now());
  }

  const Authority* authority_;
  const Clock& clock_;
  Random& random_;
};

// The clinic's agent with a certificate for seven days.
class RenewFlowTest : public AgentWorld {
 protected:
  RenewFlowTest() {
    ChangeNetwork([this](network::v1::NetworkFile& file) {
      file.set_authority_pem(authority_.certificate_pem());
    });
    const KeyAndRequest made = *MakeKeyAndRequest();
    const std::string certificate = *authority_.IssueFromRequest(
        made.request_pem,
        {.identity = {"northshire", PeerIdentity::Role::kAgency, "clinic"},
         .validity = absl::Hours(24 * 7)},
        random_, clock_.Now());
    EXPECT_TRUE(ReplacePair(files_.certificate, files_.private_key, certificate,
                            made.private_key_pem)
                    .ok());
    flow_ = std::make_unique<RenewFlow>(*parts_, renewals_, files_);
  }
  std::string Read(const std::string& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  desk::v1::Statement Doctor() {
    desk::v1::DoctorReply reply;
    SayCertificate(flow_->state(), clock_.Now(), reply);
    return reply.statements(0);
  }

  const Authority authority_ = *Authority::Create(
      "northshire", random_, clock_.Now(), absl::Hours(24 * 3650));
  FakeRenewals renewals_{authority_, clock_, random_};
  const RenewFlow::Files files_{folder_ / "certificate.pem",
                                folder_ / "tls.key"};
  std::unique_ptr<RenewFlow> flow_;
};

TEST_F(RenewFlowTest, BeforeHalfOfItsLifeNothingIsAsked) {
  clock_.Advance(absl::Hours(24 * 3));
  EXPECT_TRUE(flow_->Run().ok());
  EXPECT_EQ(renewals_.renewed, 0);
  EXPECT_TRUE(Doctor().good());
}

TEST_F(RenewFlowTest, FromHalfOfItsLifeItIsRenewedWithAnotherKey) {
  const std::string key = Read(files_.private_key);
  const absl::Time end = flow_->state().ends;
  clock_.Advance(absl::Hours(24 * 4));
  EXPECT_TRUE(flow_->Run().ok());
  EXPECT_EQ(renewals_.renewed, 1);
  EXPECT_NE(Read(files_.private_key), key);
  EXPECT_TRUE(IsKeyOfCertificate(Read(files_.certificate),
                                 Secret::FromBytes(Read(files_.private_key))));
  EXPECT_EQ(flow_->state().ends, end + absl::Hours(24 * 4));
  EXPECT_TRUE(flow_->Run().ok());
  EXPECT_EQ(renewals_.renewed, 1);
}

TEST_F(RenewFlowTest, AFailureLeavesThePairAndIsSaidEarly) {
  const std::string before = Read(files_.certificate);
  clock_.Advance(absl::Hours(24 * 4));
  renewals_.fail_with = absl::UnavailableError("the broker is away");
  EXPECT_FALSE(flow_->Run().ok());
  EXPECT_EQ(Read(files_.certificate), before);
  const auto said = Doctor();
  EXPECT_FALSE(said.good());
  EXPECT_TRUE(said.warning());
  EXPECT_EQ(said.check(), "certificate");
  EXPECT_THAT(said.words(), HasSubstr("the broker is away"));
  renewals_.fail_with = absl::OkStatus();
  EXPECT_TRUE(flow_->Run().ok());
  EXPECT_TRUE(Doctor().good());
}

TEST_F(RenewFlowTest, OnceItHasEndedTheSigningKeyAloneIsAskedBy) {
  clock_.Advance(absl::Hours(24 * 30));
  EXPECT_THAT(Doctor().words(), HasSubstr("certificate ended"));
  EXPECT_TRUE(flow_->Run().ok());
  EXPECT_EQ(renewals_.renewed, 0);
  EXPECT_EQ(renewals_.reissued, 1);
  EXPECT_TRUE(Doctor().good());
}

TEST_F(RenewFlowTest, AnothersCertificateIsNotTaken) {
  const std::string before = Read(files_.certificate);
  clock_.Advance(absl::Hours(24 * 4));
  renewals_.issue_to = "school";
  EXPECT_EQ(flow_->Run().code(), absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(Read(files_.certificate), before);
}

TEST_F(RenewFlowTest, OneThatNobodyWouldAcceptIsNotTaken) {
  const std::string before = Read(files_.certificate);
  const Authority other = *Authority::Create(
      "northshire", random_, clock_.Now(), absl::Hours(24 * 3650));
  clock_.Advance(absl::Hours(24 * 4));
  renewals_.IssueBy(other);
  EXPECT_EQ(flow_->Run().code(), absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(Read(files_.certificate), before);
}

TEST_F(RenewFlowTest, OneThatIsRefusedIsReplacedAtOnceAndOnceAnHour) {
  flow_->Refused();
  renewals_.fail_with = absl::UnavailableError("the broker is away");
  EXPECT_FALSE(flow_->Run().ok());
  renewals_.fail_with = absl::OkStatus();
  EXPECT_TRUE(flow_->Run().ok());
  EXPECT_EQ(renewals_.renewed, 2);
  EXPECT_TRUE(flow_->Run().ok());
  flow_->Refused();
  EXPECT_TRUE(flow_->Run().ok());
  EXPECT_EQ(renewals_.renewed, 2);
  clock_.Advance(absl::Hours(1));
  EXPECT_TRUE(flow_->Run().ok());
  EXPECT_EQ(renewals_.renewed, 3);
}

}  // namespace
}  // namespace kith::agent
