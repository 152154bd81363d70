// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/agency_life.h"

#include "deploy/kith/agency_keys.h"
#include "deploy/kith/enrol.h"
#include "deploy/kith/network_admin_world.h"
#include "keys/network/standing.h"
#include "keys/tls/certificate.h"

namespace kith::deploy {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// A test network with one school.
class AgencyLifeTest : public NetworkAdminWorld {
 protected:
  AgencyLifeTest() {
    EXPECT_TRUE(Init().ok());
    EXPECT_TRUE(Enrol("school", At("school"), now_, random_).ok());
    EXPECT_TRUE(AddAgency(School(), now_, random_).ok());
  }
  network::v1::Agency Now() {
    return *(*Network::Load(At("net/broker/network.kith")))
                ->FindAgency("school");
  }
  Standing::Kind Kind() { return StandingOf(Now(), now_).kind; }
};

TEST_F(AgencyLifeTest, ASuspensionIsInWordsAndCanBeTakenBack) {
  EXPECT_FALSE(SuspendAgency(At("net"), "school", "", now_).ok());
  ASSERT_TRUE(SuspendAgency(At("net"), "school", "stolen", now_).ok());
  EXPECT_EQ(Kind(), Standing::Kind::kSuspended);
  EXPECT_EQ(Now().suspended_because(), "stolen");
  ASSERT_TRUE(ResumeAgency(At("net"), "school", now_).ok());
  EXPECT_EQ(Kind(), Standing::Kind::kIn);
}

TEST_F(AgencyLifeTest, WhoLeftRejoinsAndIsNotResumed) {
  ASSERT_TRUE(LeaveNetwork(At("net"), "school", now_).ok());
  EXPECT_EQ(Kind(), Standing::Kind::kLeft);
  EXPECT_THAT(
      std::string(ResumeAgency(At("net"), "school", now_).status().message()),
      HasSubstr("kith agency rejoin"));
  ASSERT_TRUE(RejoinNetwork(At("net"), "school", now_).ok());
  EXPECT_EQ(Kind(), Standing::Kind::kIn);
  EXPECT_FALSE(Now().signing_key().empty());
}

TEST_F(AgencyLifeTest, ANameItHadStaysBesideTheNewOne) {
  ASSERT_TRUE(RenameAgency(At("net"), "school", "Hillview Academy", now_).ok());
  EXPECT_EQ(Now().name(), "Hillview Academy");
  EXPECT_THAT(Now().former_names(), ElementsAre("Hillview Primary"));
  EXPECT_FALSE(RenameAgency(At("net"), "school", "Hillview Academy", now_).ok())
      << "nothing would change";
}

TEST_F(AgencyLifeTest, WhoRunsOnAnothersMachineIsSaid) {
  EXPECT_EQ(HostAgency(At("net"), "school", "school", now_).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(HostAgency(At("net"), "school", "stranger", now_).status().code(),
            absl::StatusCode::kNotFound);
  ASSERT_TRUE(Enrol("council", At("council"), now_, random_).ok());
  AddAgencyOptions council = School();
  council.request_file = At("council/request.kith");
  council.name = "Northshire Council";
  council.out = At("council");
  ASSERT_TRUE(AddAgency(council, now_, random_).ok());
  ASSERT_TRUE(HostAgency(At("net"), "school", "council", now_).ok());
  EXPECT_EQ(Now().hosted_by(), "council");
  EXPECT_EQ(HostAgency(At("net"), "council", "school", now_).status().code(),
            absl::StatusCode::kInvalidArgument)
      << "two steps";
  ASSERT_TRUE(Enrol("trust", At("trust"), now_, random_).ok());
  AddAgencyOptions trust = School();
  trust.request_file = At("trust/request.kith");
  trust.name = "Northshire Trust";
  trust.out = At("trust");
  ASSERT_TRUE(AddAgency(trust, now_, random_).ok());
  EXPECT_EQ(HostAgency(At("net"), "council", "trust", now_).status().code(),
            absl::StatusCode::kInvalidArgument)
      << "two steps the other way";
  ASSERT_TRUE(HostAgency(At("net"), "school", "", now_).ok());
  EXPECT_EQ(Now().hosted_by(), "");
}

TEST_F(AgencyLifeTest, APaperHasAReferenceAndADay) {
  EXPECT_FALSE(
      ChangePapers(At("net"), "school", {.agreement_expires = "31 March"}, now_)
          .ok());
  ASSERT_TRUE(
      ChangePapers(At("net"), "school",
                   {.agreement = "ISA-1", .agreement_expires = "2027-03-31"},
                   now_)
          .ok());
  EXPECT_EQ(Now().sharing_agreement().reference(), "ISA-1");
  EXPECT_EQ(ChangePapers(At("net"), "stranger", {.agreement = "x"}, now_)
                .status()
                .code(),
            absl::StatusCode::kNotFound);
}

TEST_F(AgencyLifeTest, ARevokedCertificateIsNamedByItsHash) {
  ASSERT_TRUE(
      RevokeCertificate(At("net"), At("school/certificate.pem"), now_).ok());
  const auto facts = FactsOfCertificatePem(Read("school/certificate.pem"));
  EXPECT_THAT((*Network::Load(At("net/broker/network.kith")))
                  ->file()
                  .revoked_certificates(),
              ElementsAre(facts->tbs_sha256));
}

TEST_F(AgencyLifeTest, OtherKeysEndTheCertificatesOfBefore) {
  ASSERT_TRUE(Enrol("school", At("again"), now_, random_).ok());
  const std::string before = Now().signing_key();
  const absl::Time later = now_ + absl::Hours(24);
  ASSERT_TRUE(ReplaceKeys(At("net"), "school", At("again/request.kith"),
                          At("again"), later, random_)
                  .ok());
  EXPECT_NE(Now().signing_key(), before);
  const absl::Time from = absl::FromUnixMillis(Now().certificates_from_ms());
  EXPECT_LT(FactsOfCertificatePem(Read("school/certificate.pem"))->begins,
            from);
  EXPECT_GE(FactsOfCertificatePem(Read("again/certificate.pem"))->begins, from);
}

TEST_F(AgencyLifeTest, LeavingSaysWhatIsDeletedAndWhatStays) {
  const std::string words = WhatLeavingDeletes("school");
  EXPECT_THAT(words, HasSubstr("every row of it in the index"));
  EXPECT_THAT(words, HasSubstr("keys in the network file"));
}

}  // namespace
}  // namespace kith::deploy
