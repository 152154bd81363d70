// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "deploy/kith/agency_add.h"
#include "deploy/kith/enrol.h"
#include "deploy/kith/files.h"
#include "deploy/kith/network_admin_world.h"
#include "deploy/kith/network_allowances.h"
#include "deploy/kith/network_certificate.h"
#include "deploy/kith/network_init.h"
#include "deploy/kith/network_policy.h"
#include "deploy/kith/network_settings.h"
#include "deploy/kith/network_words.h"
#include "keys/network/network.h"
#include "keys/program/config_file.h"
#include "keys/signer.h"
#include "keys/tls/certificate.h"
#include "keys/tls/issuer.h"

namespace kith::deploy {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class NetworkAdminTest : public NetworkAdminWorld {
 protected:
  // The rules in force with one text in place of another, put in force.
  absl::StatusOr<SignedVersion> Change(const std::string& from,
                                       const std::string& to) {
    const auto network = *Network::Load(At("net/broker/network.kith"));
    const std::string& text = network->file().policy_text();
    EXPECT_THAT(text, HasSubstr(from));
    EXPECT_TRUE(ReplaceFile(At("policy.textproto"),
                            absl::StrReplaceAll(text, {{from, to}}),
                            Readers::kOwner)
                    .ok());
    return ReplacePolicy(At("net"), At("policy.textproto"), now_);
  }
};

TEST_F(NetworkAdminTest, ANewNetworkIsSignedAndUsesItsSamplesTexts) {
  ASSERT_TRUE(Init().ok());
  const auto network = Network::Load(At("net/broker/network.kith"));
  ASSERT_TRUE(network.ok()) << network.status();
  EXPECT_EQ((*network)->file().version(), 1u);
  EXPECT_EQ((*network)->file().times().release_ms(), 250u);
  EXPECT_THAT((*network)->file().desk().telephone(), HasSubstr("01632"));
  EXPECT_EQ(Read("net/keyholder/network.kith"),
            Read("net/broker/network.kith"));
}

// Before a year is over each server has another, under the same name.
TEST_F(NetworkAdminTest, AServerGetsAnotherCertificateOfTheSameAuthority) {
  ASSERT_TRUE(Init().ok());
  const auto network = *Network::Load(At("net/broker/network.kith"));
  const std::string holder = network->file().key_holders(0).id();
  const std::string& authority = network->file().authority_pem();
  for (const std::string& who : {std::string("broker"), holder}) {
    const auto made = MakeCertificateOf(
        {.network_dir = At("net"), .who = who, .out = At(who)}, now_, random_);
    ASSERT_TRUE(made.ok()) << made.status();
    const std::string pem = Read(absl::StrCat(who, "/certificate.pem"));
    EXPECT_EQ(
        *IdentityFromCertificatePem(pem),
        *IdentityFromCertificatePem(Read(absl::StrCat(
            "net/", who == holder ? "keyholder" : who, "/certificate.pem"))));
    EXPECT_TRUE(IsSignedBy(pem, authority));
    EXPECT_TRUE(IsKeyOfCertificate(
        pem, Secret::FromBytes(*ReadFile(made->private_key_path, 4096))));
    EXPECT_EQ(made->ends, *EndOfCertificatePem(pem));
  }
  const auto issuing = MakeCertificateOf(
      {.network_dir = At("net"), .who = "issuing", .out = At("issuing")}, now_,
      random_);
  ASSERT_TRUE(issuing.ok()) << issuing.status();
  EXPECT_TRUE(IsSignedBy(Read("issuing/issuing.pem"), authority));
  EXPECT_NE(Read("issuing/issuing.pem"), Read("net/broker/issuing.pem"));
}

TEST_F(NetworkAdminTest, NoCertificateForWhoIsNoServerOrInAFolderInUse) {
  ASSERT_TRUE(Init().ok());
  const auto unknown = MakeCertificateOf(
      {.network_dir = At("net"), .who = "hillview-primary", .out = At("new")},
      now_, random_);
  EXPECT_EQ(unknown.status().code(), absl::StatusCode::kNotFound);
  EXPECT_FALSE(fs::exists(At("new")));
  const std::string before = Read("net/broker/certificate.pem");
  const auto in_use = MakeCertificateOf(
      {.network_dir = At("net"), .who = "broker", .out = At("net/broker")},
      now_, random_);
  EXPECT_EQ(in_use.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(Read("net/broker/certificate.pem"), before);
}

TEST_F(NetworkAdminTest, BothSamplesMakeANetworkWhoseRulesCanBePrinted) {
  for (const char* sample : {"england", "jersey"}) {
    InitOptions options;
    options.sample = sample;
    options.dir = At(sample);
    ASSERT_TRUE(InitNetwork(options, now_, random_).ok()) << sample;
    const auto words = NetworkInWords(
        **Network::Load(At(absl::StrCat(sample, "/broker/network.kith"))));
    ASSERT_TRUE(words.ok());
    EXPECT_THAT(*words, HasSubstr("EH-07"));
    EXPECT_THAT(*words, HasSubstr("draft"));
    EXPECT_THAT(*words, HasSubstr("not yet witnessed"));
  }
}

TEST_F(NetworkAdminTest, AllowancesAreChangedInTheNextVersionAndOnlyThey) {
  ASSERT_TRUE(Init().ok());
  const auto change = [&](const AllowanceChanges& changes) {
    return ChangeAllowances(At("net"), changes, now_).status();
  };
  ASSERT_TRUE(change({.roles = {"practitioner=12", "front-door=0"},
                      .lists = 5,
                      .repeats_most = 4})
                  .ok());
  const auto network = *Network::Load(At("net/broker/network.kith"));
  EXPECT_EQ(network->file().version(), 2u);
  EXPECT_EQ(network->SubjectsADay("practitioner"), 12u);
  EXPECT_EQ(network->SubjectsADay("front-door"), 0u);
  EXPECT_EQ(network->SubjectsADay("lead-practitioner"), 30u);
  EXPECT_EQ(network->file().list_subjects_a_day(), 5u);
  EXPECT_EQ(network->file().repeats().most(), 4u);
  EXPECT_EQ(network->file().repeats().most_of_agency(), 30u);
  EXPECT_THAT(std::string(change({.roles = {"caretaker=3"}}).message()),
              HasSubstr("nobody asks in the role `caretaker`"));
  EXPECT_THAT(std::string(change({.roles = {"practitioner"}}).message()),
              HasSubstr("practitioner=30"));
  EXPECT_THAT(std::string(change({}).message()), HasSubstr("nothing would"));
  EXPECT_EQ(change({.agency = "school", .grounds_a_day = 5}).code(),
            absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(change({.grounds_a_day = 5}).message()),
              HasSubstr("--agency"));
}

TEST_F(NetworkAdminTest, EverySecretIsItsOwnersAlone) {
  ASSERT_TRUE(Init().ok());
  ASSERT_TRUE(Enrol("school", At("school"), now_, random_).ok());
  int secrets = 0;
  for (const auto& entry : fs::recursive_directory_iterator(root_)) {
    struct stat file = {};
    ASSERT_EQ(stat(entry.path().c_str(), &file), 0);
    if (entry.path().extension() == ".key") {
      EXPECT_EQ(file.st_mode & 0777, 0600u) << entry.path();
      ++secrets;
    }
    if (entry.is_directory()) {
      EXPECT_EQ(file.st_mode & 0777, 0700u) << entry.path();
    }
  }
  EXPECT_EQ(secrets, 2 + 6 + 4 + 4);
}

TEST_F(NetworkAdminTest, AFolderThatIsNotEmptyIsLeftAlone) {
  ASSERT_TRUE(Init().ok());
  const std::string before = Read("net/broker/network.kith");
  EXPECT_EQ(Init().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(Read("net/broker/network.kith"), before);
}

TEST_F(NetworkAdminTest, AnUnknownSampleIsSaidWithTheNextStep) {
  const absl::Status status = Init("atlantis");
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(status.message()), HasSubstr("england or jersey"));
}

TEST_F(NetworkAdminTest, AnAddedAgencyIsInTheNextVersionWithItsOwnKeys) {
  ASSERT_TRUE(Init().ok());
  CurrentNetwork current(*Network::Load(At("net/broker/network.kith")));
  ASSERT_TRUE(Enrol("school", At("school"), now_, random_).ok());
  const absl::Status added = AddAgency(School(), now_, random_).status();
  ASSERT_TRUE(added.ok()) << added;
  ASSERT_TRUE(current.Replace(Read("net/broker/network.kith")).ok());
  const auto* school = current.Get()->FindAgency("school");
  ASSERT_NE(school, nullptr);
  EXPECT_EQ(school->name(), "Hillview Primary");
  const Signer signer =
      *Signer::FromSeed(*Secret::FromFile(At("school/signing.key"), 32));
  EXPECT_EQ(school->signing_key(), signer.public_key());
  EXPECT_EQ(Read("school/network.kith"), Read("net/broker/network.kith"));
  EXPECT_EQ(Read("net/administrator/network.kith"),
            Read("school/network.kith"));
  const auto identity =
      IdentityFromCertificatePem(Read("school/certificate.pem"));
  ASSERT_TRUE(identity.ok());
  EXPECT_EQ(identity->id, "school");
  EXPECT_EQ(identity->role, PeerIdentity::Role::kAgency);
}

TEST_F(NetworkAdminTest, ANewPolicyIsInTheNextVersionThatProgramsTake) {
  ASSERT_TRUE(Init().ok());
  CurrentNetwork current(*Network::Load(At("net/broker/network.kith")));
  const auto version = Change("version: 4", "version: 5");
  ASSERT_TRUE(version.ok()) << version.status();
  EXPECT_EQ(version->version, 2u);
  EXPECT_EQ(version->proposal, "");
  const std::string signed_file = Read("net/broker/network.kith");
  ASSERT_TRUE(current.Replace(signed_file).ok());
  EXPECT_EQ(current.Get()->file().policy_text(), Read("policy.textproto"));
  EXPECT_EQ(Read("net/administrator/network.kith"), signed_file);
  EXPECT_EQ(Read("net/keyholder/network.kith"), signed_file);
  ASSERT_TRUE(Enrol("school", At("school"), now_, random_).ok());
  ASSERT_TRUE(AddAgency(School(), now_, random_).ok());
  ASSERT_TRUE(current.Replace(Read("net/broker/network.kith")).ok());
  EXPECT_EQ(current.Get()->file().policy_text(), Read("policy.textproto"));
}

TEST_F(NetworkAdminTest, APolicyThatIsNotProvedOrNotNewerChangesNothing) {
  ASSERT_TRUE(Init().ok());
  const std::string before = Read("net/broker/network.kith");
  const std::string named = "basis_covers: TRI_TRUE call_back_only: TRI_FALSE";
  EXPECT_THAT(
      std::string(Change(named, "basis_covers: TRI_TRUE").status().message()),
      HasSubstr("floor-call-back  DOES NOT HOLD"));
  EXPECT_THAT(
      std::string(
          Change("\"tenancy-allocation\"", "\"letting\"").status().message()),
      HasSubstr("\"letting\" is in no list of the network"));
  EXPECT_THAT(
      std::string(Change("early-help", "early help").status().message()),
      HasSubstr("version 4 of england-trial is in force already"));
  EXPECT_EQ(Read("net/broker/network.kith"), before);
  EXPECT_EQ(Read("net/administrator/network.kith"), before);
}

TEST_F(NetworkAdminTest, TheAgentsConfigurationIsWrittenOnce) {
  ASSERT_TRUE(Init().ok());
  ASSERT_TRUE(Enrol("school", At("school"), now_, random_).ok());
  ASSERT_TRUE(AddAgency(School(), now_, random_).ok());
  config::v1::AgentConfig config;
  ASSERT_TRUE(ReadConfigFile(At("school/agent.textproto"), config).ok());
  EXPECT_EQ(config.agency(), "school");
  ASSERT_EQ(config.staff_size(), 1);
  EXPECT_EQ(config.staff(0).shown_as(), "J. Brook");
  EXPECT_EQ(config.staff(0).roles_size(), 2);
}

TEST_F(NetworkAdminTest, AnAgencyIsAddedOnce) {
  ASSERT_TRUE(Init().ok());
  ASSERT_TRUE(Enrol("school", At("school"), now_, random_).ok());
  ASSERT_TRUE(AddAgency(School(), now_, random_).ok());
  const std::string before = Read("net/broker/network.kith");
  EXPECT_EQ(AddAgency(School(), now_, random_).status().code(),
            absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(Read("net/broker/network.kith"), before);
}

TEST_F(NetworkAdminTest, AnAlteredRequestChangesNothing) {
  ASSERT_TRUE(Init().ok());
  ASSERT_TRUE(Enrol("school", At("school"), now_, random_).ok());
  std::string request = Read("school/request.kith");
  request[request.find("school")] = 'x';
  ASSERT_TRUE(
      ReplaceFile(At("school/request.kith"), request, Readers::kOwner).ok());
  const std::string before = Read("net/broker/network.kith");
  EXPECT_EQ(AddAgency(School(), now_, random_).status().code(),
            absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(Read("net/broker/network.kith"), before);
}

TEST_F(NetworkAdminTest, AnUnknownCategoryIsAnsweredWithTheKnownOnes) {
  ASSERT_TRUE(Init().ok());
  ASSERT_TRUE(Enrol("school", At("school"), now_, random_).ok());
  AddAgencyOptions options = School();
  options.category = "police";
  EXPECT_THAT(std::string(AddAgency(options, now_, random_).status().message()),
              HasSubstr("education, health"));
}

TEST_F(NetworkAdminTest, EnrollingTwiceKeepsTheFirstKeys) {
  ASSERT_TRUE(Enrol("school", At("school"), now_, random_).ok());
  const std::string request = Read("school/request.kith");
  EXPECT_EQ(Enrol("school", At("school"), now_, random_).code(),
            absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(Read("school/request.kith"), request);
}

TEST_F(NetworkAdminTest, AStaffMembersRoleMustBeOneOfTheKnown) {
  EXPECT_FALSE(ParseStaff("jb:J. Brook:1000:caretaker").ok());
  EXPECT_FALSE(ParseStaff("jb:J. Brook:many:it").ok());
  EXPECT_FALSE(ParseStaff("jb").ok());
}

TEST_F(NetworkAdminTest, TheDeskAndBankHolidaysOfANetworkThatExistsAreSet) {
  ASSERT_TRUE(Init().ok());
  ASSERT_TRUE(Enrol("school", At("school"), now_, random_).ok());
  ASSERT_TRUE(AddAgency(School(), now_, random_).ok());
  const auto change = [&](const SettingChanges& changes) {
    return ChangeSettings(At("net"), changes, now_).status().code();
  };
  EXPECT_EQ(change({.desk_agency = "nobody", .bank_holidays = {}}),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(change({.desk_agency = {}, .bank_holidays = {"Christmas"}}),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(change({}), absl::StatusCode::kInvalidArgument);
  ASSERT_EQ(change({.desk_agency = "school", .bank_holidays = {"2029-12-25"}}),
            absl::StatusCode::kOk);
  const auto network = *Network::Load(At("net/broker/network.kith"));
  EXPECT_EQ(network->file().desk().operated_by(), "school");
  EXPECT_FALSE(
      network->working_days().IsWorkingDay(absl::CivilDay(2029, 12, 25)));
}

TEST_F(NetworkAdminTest, TheBrokerAndAKeyHolderMove) {
  ASSERT_TRUE(Init().ok());
  const auto move = [&](const std::string& broker,
                        const std::map<std::string, std::string>& holders) {
    SettingChanges changes;
    if (!broker.empty()) changes.broker_address = broker;
    changes.keyholder_addresses = holders;
    return ChangeSettings(At("net"), changes, now_).status().code();
  };
  for (const char* address :
       {"https://new.example:443", "new.example", "new.example:0",
        "new.example:65536", ":443", "new.example:https", "new.example: 443",
        "new example:443", "2001:db8::1:443", "[]:443"}) {
    EXPECT_EQ(move(address, {}), absl::StatusCode::kInvalidArgument) << address;
    EXPECT_EQ(move("", {{"keyholder", address}}),
              absl::StatusCode::kInvalidArgument)
        << address;
  }
  EXPECT_EQ(move("", {{"nobody", "new.example:443"}}),
            absl::StatusCode::kNotFound);
  const auto before = *Network::Load(At("net/broker/network.kith"));
  const std::string id = before->file().key_holders(0).id();
  ASSERT_EQ(move("new.example:443", {{id, "[2001:db8::1]:7444"}}),
            absl::StatusCode::kOk);
  const auto after = *Network::Load(At("net/broker/network.kith"));
  EXPECT_EQ(after->file().broker().address(), "new.example:443");
  EXPECT_EQ(after->file().key_holders(0).address(), "[2001:db8::1]:7444");
}

TEST_F(NetworkAdminTest, ALegalHoldAndAQuorumAreSetAndPrinted) {
  ASSERT_TRUE(Init().ok());
  ASSERT_TRUE(Enrol("school", At("school"), now_, random_).ok());
  ASSERT_TRUE(AddAgency(School(), now_, random_).ok());
  const auto change = [&](std::optional<bool> hold,
                          std::optional<std::uint32_t> quorum) {
    SettingChanges changes;
    changes.legal_hold = hold;
    changes.quorum = quorum;
    return ChangeSettings(At("net"), changes, now_).status().code();
  };
  const auto printed = [&] {
    return NetworkInWords(**Network::Load(At("net/broker/network.kith")))
        .value();
  };
  EXPECT_EQ(change({}, 1), absl::StatusCode::kInvalidArgument)
      << "nobody else could cosign";
  SettingChanges witnesses;
  witnesses.witness_hours = 30;
  EXPECT_FALSE(ChangeSettings(At("net"), witnesses, now_).ok())
      << "longer than for urgent access";
  witnesses.witness_hours_urgent = 48;
  EXPECT_TRUE(ChangeSettings(At("net"), witnesses, now_).ok());
  EXPECT_EQ(
      (*Network::Load(At("net/broker/network.kith")))->WitnessedFor(false),
      absl::Hours(30));
  ASSERT_EQ(change(true, {}), absl::StatusCode::kOk);
  EXPECT_THAT(printed(), testing::HasSubstr("LEGAL HOLD"));
  EXPECT_EQ(change(true, {}), absl::StatusCode::kInvalidArgument)
      << "nothing would change";
  ASSERT_EQ(change(false, {}), absl::StatusCode::kOk);
  EXPECT_THAT(printed(), testing::Not(testing::HasSubstr("LEGAL HOLD")));
}

}  // namespace
}  // namespace kith::deploy
