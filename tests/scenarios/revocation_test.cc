// SPDX-License-Identifier: Apache-2.0
// Whoever no longer takes part: their stream is closed within five seconds, and
// no call of theirs is accepted afterwards.
#include <gmock/gmock.h>

#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "deploy/kith/agency_life.h"
#include "deploy/kith/files.h"
#include "keys/tls/authority.h"
#include "tests/scenarios/scenario_test.h"

namespace kith::tests {
namespace {

using testing::HasSubstr;

constexpr absl::Duration kMost = absl::Seconds(5);
constexpr int kCallsAfter = 20;
const Somebody kHazel{"Hazel", "Wintersham", "2018-12-17", ""};

class RevocationTest : public ScenarioTest {
 protected:
  void SetUp() override { Start({kSchool, kHealthVisiting}); }

  std::string NetworkDir() { return network().folder("network"); }
  std::int64_t AcceptedOf(const std::string& agency) {
    return Count("broker",
                 absl::StrCat("SELECT count(*) FROM enquiry WHERE asker = '",
                              agency, "'"));
  }
  bool IsAnswered() {
    return Ask({.asker = kSchool, .people = {kHazel}}).outcome_of_request() ==
           "answered";
  }
  std::string DoctorOf(const std::string& agency) {
    desk::v1::DoctorRequest request;
    request.set_as(deploy::kBrook);
    std::string words;
    const auto reply = desk(agency).Doctor(request);
    for (const auto& one : reply.ok() ? reply->statements()
                                      : desk::v1::DoctorReply().statements()) {
      absl::StrAppend(&words, one.words(), "\n");
    }
    return words;
  }

  // After `what` happened the school is turned out in time, and stays out.
  void ExpectTurnedOut(const char* what, absl::Time since) {
    EXPECT_TRUE(Eventually([&] { return !Connected(kSchool); }, kMost))
        << what << ": the stream is still open";
    const absl::Duration took = clock_.Now() - since;
    EXPECT_LE(took, kMost) << what;
    const std::int64_t before = AcceptedOf(kSchool);
    int answered = 0;
    for (int i = 0; i < kCallsAfter; ++i) {
      answered += IsAnswered();
    }
    const std::int64_t accepted = AcceptedOf(kSchool) - before;
    EXPECT_EQ(accepted, 0) << what;
    EXPECT_EQ(answered, 0) << what;
    EXPECT_TRUE(Connected(kHealthVisiting)) << what;
    PrintFigures({{"what", what},
                  {"stream_closed_after_s", absl::ToDoubleSeconds(took)},
                  {"calls_afterwards", kCallsAfter},
                  {"accepted", accepted}});
  }
};

TEST_F(RevocationTest, ASuspendedAgencyIsTurnedOutAndHearsWhy) {
  ASSERT_TRUE(IsAnswered());
  ASSERT_EQ(AcceptedOf(kSchool), 1);
  const absl::Time since = clock_.Now();
  const Ended ended =
      Kith({"agency", "suspend", kSchool, "--network-dir", NetworkDir(),
            "--because", "its machine was stolen"});
  ASSERT_EQ(ended.exit, 0) << ended.output;
  ExpectTurnedOut("suspended", since);
  EXPECT_THAT(DoctorOf(kSchool), HasSubstr("its machine was stolen"));
  Must(deploy::ResumeAgency(NetworkDir(), kSchool, clock_.Now()).status());
  EXPECT_TRUE(Eventually([&] { return Connected(kSchool); }));
}

TEST_F(RevocationTest, ARevokedCertificateIsTurnedOut) {
  const absl::Time since = clock_.Now();
  Must(deploy::RevokeCertificate(
           NetworkDir(), network().folder(kSchool) + "/certificate.pem", since)
           .status());
  ExpectTurnedOut("certificate revoked", since);
}

TEST_F(RevocationTest, AnAgreementThatEndedTurnsItOut) {
  const absl::Time since = clock_.Now();
  Must(deploy::ChangePapers(
           NetworkDir(), kSchool,
           {.agreement = "ISA-2026-04", .agreement_expires = "2026-01-31"},
           since)
           .status());
  ExpectTurnedOut("agreement ended", since);
  EXPECT_THAT(DoctorOf(kSchool), HasSubstr("ISA-2026-04 ended"));
}

TEST_F(RevocationTest, ACertificateThatEndsWhileTheStreamIsOpenTurnsItOut) {
  network().StopAgent(kSchool);
  const std::string authority = NetworkDir() + "/administrator/authority";
  const auto load = Authority::Load(
      Must(deploy::ReadFile(authority + ".pem", 1 << 16)),
      Secret::FromBytes(Must(deploy::ReadFile(authority + ".key", 1 << 16))));
  ASSERT_TRUE(load.ok()) << load.status();
  auto made = MakeKeyAndRequest();
  ASSERT_TRUE(made.ok());
  const std::string folder = network().folder(kSchool);
  const absl::Time end = clock_.Now() + absl::Seconds(12);
  const auto network_file = Network::Load(folder + "/network.kith");
  const std::string certificate = Must(load->IssueFromRequest(
      made->request_pem,
      {.identity = {(*network_file)->file().name(), PeerIdentity::Role::kAgency,
                    kSchool},
       .validity = end - clock_.Now()},
      random_, clock_.Now()));
  Must(deploy::ReplaceFile(folder + "/certificate.pem", certificate,
                           deploy::Readers::kOwner));
  Must(deploy::ReplaceFile(folder + "/tls.key", made->private_key_pem.Expose(),
                           deploy::Readers::kOwner));
  Must(network().StartAgent(kSchool));
  Must(network().WaitConnected({kSchool}));
  ASSERT_LT(clock_.Now(), end) << "this machine is too slow for the test";
  absl::SleepFor(end - clock_.Now());
  ExpectTurnedOut("certificate ended", end);
}

TEST_F(RevocationTest, WhoLeavesIsDeletedAtTheBroker) {
  Import(kSchool, {{.person = kHazel}});
  ASSERT_GT(RowsInIndex(), 0);
  const std::int64_t grounds =
      Count("broker", "SELECT count(*) FROM ground WHERE withdrawn = 0");
  const Ended said =
      Kith({"agency", "leave", kSchool, "--network-dir", NetworkDir()});
  EXPECT_THAT(said.output, HasSubstr("every row of it in the index"));
  EXPECT_THAT(said.output, HasSubstr("Nothing is done yet"));
  const absl::Time since = clock_.Now();
  ASSERT_EQ(
      Kith({"agency", "leave", kSchool, "--network-dir", NetworkDir(), "--yes"})
          .exit,
      0);
  ExpectTurnedOut("left", since);
  EXPECT_TRUE(Eventually([&] { return RowsInIndex() == 0; }));
  EXPECT_EQ(Count("broker", "SELECT count(*) FROM ground WHERE withdrawn = 0"),
            0);
  EXPECT_GT(grounds, 0);
}

}  // namespace
}  // namespace kith::tests
