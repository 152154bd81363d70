// SPDX-License-Identifier: Apache-2.0
// An agent renews its certificate by itself, under traffic and without a
// restart.
#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "deploy/kith/agency_life.h"
#include "deploy/kith/files.h"
#include "keys/tls/authority.h"
#include "tests/scenarios/scenario_test.h"

namespace kith::tests {
namespace {

const Somebody kHazel{"Hazel", "Wintersham", "2018-12-17", ""};

class RenewalTest : public ScenarioTest {
 protected:
  void SetUp() override {
    deploy::DemoNetwork::Plan plan = PlanOf({kSchool, kHealthVisiting});
    plan.enrols = true;
    Start(plan);
  }

  CertificateFacts Certificate() {
    return Must(FactsOfCertificatePem(Must(deploy::ReadFile(
        network().folder(kSchool) + "/certificate.pem", 1 << 16))));
  }
  // The school's agent, stopped, gets a certificate that ends at `end`, by the
  // broker's issuing authority; of `validity`.
  void Issue(absl::Duration validity, absl::Time from) {
    const std::string issuing = network().folder("network") + "/broker/issuing";
    const auto load = Authority::Load(
        Must(deploy::ReadFile(issuing + ".pem", 1 << 16)),
        Secret::FromBytes(Must(deploy::ReadFile(issuing + ".key", 1 << 16))));
    ASSERT_TRUE(load.ok()) << load.status();
    auto made = MakeKeyAndRequest();
    ASSERT_TRUE(made.ok());
    const std::string folder = network().folder(kSchool);
    const auto network_file = Network::Load(folder + "/network.kith");
    const std::string certificate = Must(load->IssueFromRequest(
        made->request_pem,
        {.identity = {(*network_file)->file().name(),
                      PeerIdentity::Role::kAgency, kSchool},
         .validity = validity},
        random_, from));
    Must(deploy::ReplaceFile(folder + "/certificate.pem",
                             certificate + load->certificate_pem(),
                             deploy::Readers::kOwner));
    Must(deploy::ReplaceFile(folder + "/tls.key",
                             made->private_key_pem.Expose(),
                             deploy::Readers::kOwner));
  }
};

TEST_F(RenewalTest, ItIsRenewedUnderTrafficAndUsedWithoutARestart) {
  network().StopAgent(kSchool);
  // It begins five minutes before: past half its life when the agent starts.
  constexpr absl::Duration kLeft = absl::Seconds(15);
  Issue(kLeft, clock_.Now());
  const CertificateFacts before = Certificate();
  Must(network().StartAgent(kSchool));
  Must(network().WaitConnected({kSchool}));
  int asked = 0;
  int answered = 0;
  while (clock_.Now() < before.ends + absl::Seconds(4)) {
    ++asked;
    answered +=
        Ask({.asker = kSchool, .people = {kHazel}}).outcome_of_request() ==
        "answered";
  }
  const CertificateFacts after = Certificate();
  EXPECT_NE(after.sha256, before.sha256);
  EXPECT_GT(after.ends, clock_.Now() + absl::Hours(24 * 6));
  network().KillBroker();
  Must(network().StartBroker());
  EXPECT_TRUE(Eventually([&] { return Connected(kSchool); }))
      << "new connections use the new certificate";
  EXPECT_EQ(answered, asked);
  PrintFigures(
      {{"asked_while_it_was_renewed", asked},
       {"answered", answered},
       {"valid_for_days", absl::ToInt64Hours(after.ends - after.begins) / 24}});
}

TEST_F(RenewalTest, AMachineThatWasOffForWeeksComesBackByItself) {
  network().StopAgent(kSchool);
  Issue(absl::Hours(1), clock_.Now() - absl::Hours(24 * 40));
  ASSERT_LT(Certificate().ends, clock_.Now());
  Must(network().StartAgent(kSchool));
  EXPECT_TRUE(Eventually([&] { return Connected(kSchool); }));
  EXPECT_GT(Certificate().ends, clock_.Now() + absl::Hours(24 * 6));
}

// When the broker's machine was stolen, so was what it issues with.
TEST_F(RenewalTest, WithWhatIssuedItARevokedIssuerTurnsOutWhomItLetIn) {
  network().StopAgent(kSchool);
  Issue(absl::Hours(24 * 7), clock_.Now());
  Must(network().StartAgent(kSchool));
  Must(network().WaitConnected({kSchool}));
  const Question question{.asker = kSchool, .people = {kHazel}};
  ASSERT_EQ(Ask(question).outcome_of_request(), "answered");
  const std::string network_dir = network().folder("network");
  const absl::Time since = clock_.Now();
  Must(deploy::RevokeCertificate(network_dir,
                                 network_dir + "/broker/issuing.pem", since)
           .status());
  EXPECT_TRUE(Eventually([&] { return !Connected(kSchool); }, absl::Seconds(5)))
      << "the stream is still open";
  PrintFigures(
      {{"what", "issuing certificate revoked"},
       {"stream_closed_after_s", absl::ToDoubleSeconds(clock_.Now() - since)}});
  EXPECT_NE(Ask(question).outcome_of_request(), "answered");
  EXPECT_TRUE(Connected(kHealthVisiting)) << "the administrators let it in";
}

}  // namespace
}  // namespace kith::tests
