// SPDX-License-Identifier: Apache-2.0
#include "keys/network/network.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "keys/signer.h"

namespace kith {
namespace {

using network::v1::NetworkFile;
using testing::HasSubstr;

class NetworkTest : public testing::Test {
 protected:
  NetworkFile File() {
    NetworkFile file;
    file.set_name("northshire");
    file.set_network_id(id_);
    file.set_version(1);
    file.set_test_network(true);
    file.mutable_times()->set_release_ms(300);
    file.mutable_times()->set_publish_interval_ms(500);
    file.mutable_times()->set_probe_min_ms(1000);
    file.mutable_times()->set_probe_max_ms(2000);
    file.mutable_broker()->set_signing_key(std::string(32, 'b'));
    file.mutable_broker()->set_log_key(std::string(32, 'l'));
    file.mutable_broker()->set_log_origin("kith.example/northshire");
    file.add_key_holders()->set_id("kh1");
    auto* epoch = file.add_epochs();
    epoch->set_number(1);
    epoch->set_public_key(std::string(32, 'e'));
    epoch->set_ask(true);
    file.add_categories()->set_id("education");
    file.set_authority_pem("pem");
    auto* administrator = file.add_administrators();
    administrator->set_name("ada");
    administrator->set_public_key(ada_.public_key());
    auto* agency = file.add_agencies();
    agency->set_id("school");
    agency->set_category("education");
    agency->set_signing_key(std::string(32, 's'));
    agency->set_log_key(std::string(32, 'k'));
    return file;
  }
  std::string Sign(const NetworkFile& file, const Signer& signer) {
    network::v1::SignedFile signed_file;
    signed_file.set_body(file.SerializeAsString());
    auto* signature = signed_file.add_signatures();
    signature->set_signer("ada");
    signature->set_signature(
        signer.Sign(Label::kNetworkFile, id_, signed_file.body()));
    return signed_file.SerializeAsString();
  }

  SystemRandom random_;
  const std::string id_ = random_.Bytes(kNetworkIdBytes);
  const Signer ada_ = Signer::Generate(random_);
  const Signer mallory_ = Signer::Generate(random_);
};

TEST_F(NetworkTest, ASignedFileIsRead) {
  const auto network = Network::FromSigned(Sign(File(), ada_));
  ASSERT_TRUE(network.ok()) << network.status();
  EXPECT_NE((*network)->FindAgency("school"), nullptr);
  EXPECT_EQ((*network)->FindAgency("stranger"), nullptr);
}

TEST_F(NetworkTest, AFileSignedByAnotherKeyIsRefused) {
  EXPECT_EQ(Network::FromSigned(Sign(File(), mallory_)).status().code(),
            absl::StatusCode::kUnauthenticated);
}

TEST_F(NetworkTest, AnAlteredByteIsRefused) {
  std::string bytes = Sign(File(), ada_);
  bytes[bytes.find("school")] = 'S';
  EXPECT_FALSE(Network::FromSigned(bytes).ok());
}

TEST_F(NetworkTest, AnAgencyThatStandsTwiceIsNamed) {
  NetworkFile file = File();
  *file.add_agencies() = file.agencies(0);
  EXPECT_THAT(Network::FromSigned(Sign(file, ada_)).status().message(),
              HasSubstr("`school` stands twice"));
}

TEST_F(NetworkTest, AnAgencysCardIsBoundedAndItsDayIsADay) {
  const auto with = [&](const auto& change) {
    NetworkFile file = File();
    change(*file.mutable_agencies(0));
    return Network::FromSigned(Sign(file, ada_)).status();
  };
  EXPECT_TRUE(with([](auto& agency) {
                agency.set_about(std::string(200, 'a'));
                agency.set_hours(std::string(100, 'a'));
                agency.set_last_confirmed("2026-11-20");
              }).ok());
  EXPECT_THAT(with([](auto& agency) {
                agency.set_about(std::string(201, 'a'));
              }).message(),
              HasSubstr("`school`: about: at most 200 bytes"));
  EXPECT_THAT(with([](auto& agency) {
                agency.set_hours(std::string(101, 'a'));
              }).message(),
              HasSubstr("hours: at most 100 bytes"));
  EXPECT_THAT(with([](auto& agency) {
                agency.set_last_confirmed("2026-13-40");
              }).message(),
              HasSubstr("confirmed: a day"));
}

TEST_F(NetworkTest, AnAllowanceIsOfAKnownRoleOnceAndNotNothing) {
  const auto with = [&](std::vector<std::pair<std::string, int>> allowances) {
    NetworkFile file = File();
    for (const auto& [role, subjects] : allowances) {
      auto* allowance = file.add_role_allowances();
      allowance->set_role(role);
      allowance->set_subjects_a_day(static_cast<std::uint32_t>(subjects));
    }
    return Network::FromSigned(Sign(file, ada_));
  };
  const auto good = with({{"practitioner", 30}, {"front-door", 400}});
  ASSERT_TRUE(good.ok()) << good.status();
  EXPECT_EQ((*good)->SubjectsADay("front-door"), 400u);
  EXPECT_EQ((*good)->SubjectsADay("lead-practitioner"), 0u);
  EXPECT_THAT(with({{"caretaker", 30}}).status().message(),
              HasSubstr("nobody asks in the role `caretaker`"));
  EXPECT_THAT(
      with({{"practitioner", 30}, {"practitioner", 40}}).status().message(),
      HasSubstr("`practitioner` stands twice"));
  EXPECT_THAT(with({{"practitioner", 0}}).status().message(),
              HasSubstr("must be at least 1"));
}

TEST_F(NetworkTest, ACosignatureIsFreshForAsLongAsTheFileSays) {
  const auto with = [&](std::uint32_t ordinary, std::uint32_t urgent) {
    NetworkFile file = File();
    file.mutable_witnesses()->set_ordinary_hours(ordinary);
    file.mutable_witnesses()->set_urgent_hours(urgent);
    return Network::FromSigned(Sign(file, ada_));
  };
  const auto usual = with(0, 0);
  ASSERT_TRUE(usual.ok()) << usual.status();
  EXPECT_EQ((*usual)->WitnessedFor(false), absl::Hours(4));
  EXPECT_EQ((*usual)->WitnessedFor(true), absl::Hours(24));
  EXPECT_EQ((*with(8, 48))->WitnessedFor(false), absl::Hours(8));
  EXPECT_EQ((*with(8, 48))->WitnessedFor(true), absl::Hours(48));
  EXPECT_FALSE(with(25, 0).ok()) << "longer than urgent access";
  EXPECT_FALSE(with(0, 3).ok());
  EXPECT_THAT(with(0, 169).status().message(), HasSubstr("witnesses"));
}

TEST_F(NetworkTest, OnlyATestNetworkMayReleaseFast) {
  NetworkFile file = File();
  file.set_test_network(false);
  EXPECT_THAT(Network::FromSigned(Sign(file, ada_)).status().message(),
              HasSubstr("release_ms"));
}

// Ada and Ben are the administrators of a network that is none for tests.
class TwoAdministratorsTest : public NetworkTest {
 protected:
  using Signatures = std::vector<std::pair<std::string, const Signer*>>;

  NetworkFile RealFile() {
    NetworkFile file = File();
    file.set_test_network(false);
    file.mutable_times()->set_release_ms(1500);
    AddAdministrator(file, "ben", ben_);
    return file;
  }
  void AddAdministrator(NetworkFile& file, const std::string& name,
                        const Signer& signer) {
    auto* administrator = file.add_administrators();
    administrator->set_name(name);
    administrator->set_public_key(signer.public_key());
  }
  std::string SignBy(const NetworkFile& file, const Signatures& signatures) {
    network::v1::SignedFile signed_file;
    signed_file.set_body(file.SerializeAsString());
    for (const auto& [name, signer] : signatures) {
      auto* signature = signed_file.add_signatures();
      signature->set_signer(name);
      signature->set_signature(
          signer->Sign(Label::kNetworkFile, id_, signed_file.body()));
    }
    return signed_file.SerializeAsString();
  }
  absl::Status Read(const NetworkFile& file, const Signatures& signatures) {
    return Network::FromSigned(SignBy(file, signatures)).status();
  }
  NetworkFile After(const Network& network) {
    NetworkFile next = network.file();
    next.set_version(next.version() + 1);
    next.set_previous_sha256(HashBytes(network.hash()));
    return next;
  }

  const Signer ben_ = Signer::Generate(random_);
  const Signer cleo_ = Signer::Generate(random_);
  const Signatures both_ = {{"ada", &ada_}, {"ben", &ben_}};
};

TEST_F(TwoAdministratorsTest, BothMustHaveSigned) {
  EXPECT_TRUE(Read(RealFile(), both_).ok());
  const absl::Status one = Read(RealFile(), {{"ada", &ada_}});
  EXPECT_EQ(one.code(), absl::StatusCode::kUnauthenticated);
  EXPECT_THAT(std::string(one.message()), HasSubstr("one administrator only"));
}

TEST_F(TwoAdministratorsTest, OnePersonsTwoSignaturesAreOne) {
  EXPECT_EQ(Read(RealFile(), {{"ada", &ada_}, {"ada", &ada_}}).code(),
            absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(Read(RealFile(), {{"ada", &ada_}, {"ben", &ada_}}).code(),
            absl::StatusCode::kUnauthenticated);
  NetworkFile one_key = File();
  AddAdministrator(one_key, "ben", ada_);
  EXPECT_FALSE(Read(one_key, {{"ada", &ada_}, {"ben", &ada_}}).ok());
  NetworkFile one_name = File();
  AddAdministrator(one_name, "ada", ben_);
  EXPECT_FALSE(Read(one_name, {{"ada", &ada_}, {"ada", &ben_}}).ok());
}

TEST_F(TwoAdministratorsTest, OnlyATestNetworkDoesWithOne) {
  NetworkFile file = RealFile();
  file.mutable_administrators()->RemoveLast();
  EXPECT_THAT(std::string(Read(file, {{"ada", &ada_}}).message()),
              HasSubstr("needs two different people"));
}

TEST_F(TwoAdministratorsTest, TheVersionBeforeSaysWhoMustSignTheNext) {
  CurrentNetwork current(*Network::FromSigned(SignBy(RealFile(), both_)));
  NetworkFile next = After(*current.Get());
  // Ben goes, Cleo comes.
  next.mutable_administrators()->RemoveLast();
  AddAdministrator(next, "cleo", cleo_);
  EXPECT_EQ(
      current.Replace(SignBy(next, {{"ada", &ada_}, {"cleo", &cleo_}})).code(),
      absl::StatusCode::kUnauthenticated)
      << "two people of the present version must have agreed";
  EXPECT_EQ(current.Replace(SignBy(next, both_)).code(),
            absl::StatusCode::kUnauthenticated)
      << "Cleo has not shown that she has her key";
  EXPECT_TRUE(current
                  .Replace(SignBy(
                      next, {{"ada", &ada_}, {"ben", &ben_}, {"cleo", &cleo_}}))
                  .ok());
}

TEST_F(TwoAdministratorsTest, ARealNetworkCannotBecomeOneForTests) {
  CurrentNetwork current(*Network::FromSigned(SignBy(RealFile(), both_)));
  NetworkFile next = After(*current.Get());
  next.set_test_network(true);
  EXPECT_THAT(std::string(current.Replace(SignBy(next, both_)).message()),
              HasSubstr("none for tests"));
}

TEST_F(NetworkTest, AVersionThatIsNotTheNextIsRefused) {
  CurrentNetwork current(*Network::FromSigned(Sign(File(), ada_)));
  NetworkFile third = File();
  third.set_version(3);
  third.set_previous_sha256(std::string(32, 'p'));
  EXPECT_THAT(std::string(current.Replace(Sign(third, ada_)).message()),
              HasSubstr("version 3 does not follow 1"));
  NetworkFile fork = File();
  fork.set_version(2);
  fork.set_previous_sha256(std::string(32, 'p'));
  EXPECT_THAT(std::string(current.Replace(Sign(fork, ada_)).message()),
              HasSubstr("there are two of its version"));
}

TEST_F(NetworkTest, ANewerFileReplacesAndAnOlderDoesNot) {
  CurrentNetwork current(*Network::FromSigned(Sign(File(), ada_)));
  NetworkFile second = File();
  second.set_version(2);
  second.set_previous_sha256(HashBytes(current.Get()->hash()));
  EXPECT_TRUE(current.Replace(Sign(second, ada_)).ok());
  EXPECT_EQ(current.Replace(Sign(File(), ada_)).code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(current.Get()->file().version(), 2u);
}

TEST_F(NetworkTest, AnAdministratorCannotAppointHerself) {
  CurrentNetwork current(*Network::FromSigned(Sign(File(), ada_)));
  NetworkFile second = File();
  second.set_version(2);
  second.set_previous_sha256(HashBytes(current.Get()->hash()));
  second.mutable_administrators(0)->set_public_key(mallory_.public_key());
  EXPECT_EQ(current.Replace(Sign(second, mallory_)).code(),
            absl::StatusCode::kUnauthenticated);
}

}  // namespace
}  // namespace kith
