// SPDX-License-Identifier: Apache-2.0
#include "agent/console/own_authority.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "absl/strings/str_cat.h"
#include "keys/base/fake_clock.h"
#include "keys/private_file.h"
#include "keys/tls/certificate.h"

namespace kith::console {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

constexpr char kHost[] = "kith.hillview.example";
constexpr absl::Duration kDay = absl::Hours(24);

// The folder of a console that is its own authority.
class OwnAuthorityTest : public testing::Test {
 protected:
  OwnAuthorityTest()
      : folder_(fs::temp_directory_path() /
                absl::StrCat("kith-own-authority-", getpid(), "-",
                             random_.Below(1u << 30))) {
    fs::create_directories(folder_);
  }
  ~OwnAuthorityTest() override { fs::remove_all(folder_); }

  std::string At(const char* name) const { return folder_ / name; }
  std::string Read(const char* name) const {
    std::ifstream stream(At(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  auto Open(const std::string& host = kHost) {
    return OwnAuthority::Open(served_, host, clock_, random_);
  }
  std::string Refusal(const std::string& host = kHost) {
    const absl::Status refused = Open(host).status();
    EXPECT_TRUE(absl::IsFailedPrecondition(refused)) << refused;
    return std::string(refused.message());
  }
  // A pair by somebody else, for the same host.
  std::string PutPairOfTheAgency() {
    const auto issued = OneNameAuthority::Create(kHost, random_, clock_.Now())
                            ->Issue(random_, clock_.Now());
    EXPECT_TRUE(ReplacePair(served_.certificate, served_.private_key,
                            issued->certificate_pem, issued->private_key_pem)
                    .ok());
    return issued->certificate_pem;
  }
  static fs::perms ModeOf(const std::string& path) {
    return fs::status(path).permissions() & fs::perms::mask;
  }

  FakeClock clock_;
  SystemRandom random_;
  const fs::path folder_;
  const PairPaths served_{folder_ / "certificate.pem", folder_ / "tls.key"};
};

TEST_F(OwnAuthorityTest, TheFirstStartMakesTheAuthorityAndACertificate) {
  const auto own = Open();
  ASSERT_TRUE(own.ok()) << own.status();
  EXPECT_TRUE(PairFits(At("certificate.pem"), At("tls.key")));
  const auto authority =
      OneNameAuthority::Load(kHost, Read("console-authority.pem"),
                             Secret::FromBytes(Read("console-authority.key")));
  ASSERT_TRUE(authority.ok()) << authority.status();
  EXPECT_TRUE(authority->HasIssued(Read("certificate.pem")));
  EXPECT_EQ((*own)->ends(), authority->ends());
}

TEST_F(OwnAuthorityTest, KeysAreTheAccountsAloneAndCertificatesAnybodys) {
  ASSERT_TRUE(Open().ok());
  for (const char* key : {"console-authority.key", "tls.key"}) {
    EXPECT_EQ(ModeOf(At(key)), fs::perms(0600)) << key;
  }
  for (const char* certificate : {"console-authority.pem", "certificate.pem"}) {
    EXPECT_EQ(ModeOf(At(certificate)), fs::perms(0644)) << certificate;
  }
}

TEST_F(OwnAuthorityTest, AnotherStartChangesNothing) {
  ASSERT_TRUE(Open().ok());
  const std::string authority = Read("console-authority.pem");
  const std::string certificate = Read("certificate.pem");
  ASSERT_TRUE(Open().ok());
  EXPECT_EQ(Read("console-authority.pem"), authority);
  EXPECT_EQ(Read("certificate.pem"), certificate);
}

TEST_F(OwnAuthorityTest, ItRenewsAtHalfOfACertificatesLife) {
  const auto own = Open();
  ASSERT_TRUE(own.ok()) << own.status();
  const std::string first = Read("certificate.pem");
  clock_.Advance(44 * kDay);
  ASSERT_TRUE((*own)->Renew().ok());
  EXPECT_EQ(Read("certificate.pem"), first);
  clock_.Advance(kDay);
  ASSERT_TRUE((*own)->Renew().ok());
  EXPECT_NE(Read("certificate.pem"), first);
  EXPECT_EQ(*EndOfCertificatePem(Read("certificate.pem")),
            clock_.Now() + 90 * kDay);
  EXPECT_TRUE(PairFits(At("certificate.pem"), At("tls.key")));
}

TEST_F(OwnAuthorityTest, WhatIsMissingIsIssuedAgain) {
  const auto own = Open();
  ASSERT_TRUE(own.ok()) << own.status();
  for (const char* missing : {"certificate.pem", "tls.key"}) {
    fs::remove(At(missing));
    ASSERT_TRUE((*own)->Renew().ok());
    EXPECT_TRUE(PairFits(At("certificate.pem"), At("tls.key"))) << missing;
  }
}

TEST_F(OwnAuthorityTest, AKillWhileItRenewsLeavesAPairThatFits) {
  ASSERT_TRUE(Open().ok());
  const std::string old_key = Read("tls.key");
  clock_.Advance(60 * kDay);
  ASSERT_TRUE(Open().ok());
  // The new certificate is there, and its key has not got its name yet.
  fs::rename(At("tls.key"), At("tls.key.next"));
  ASSERT_TRUE(ReplacePrivateFile(At("tls.key"), old_key).ok());
  const std::string certificate = Read("certificate.pem");
  ASSERT_TRUE(Open().ok());
  EXPECT_EQ(Read("certificate.pem"), certificate);
  EXPECT_TRUE(PairFits(At("certificate.pem"), At("tls.key")));
}

TEST_F(OwnAuthorityTest, TheAgencysCertificateIsLeftAloneAndNothingIsMade) {
  const std::string theirs = PutPairOfTheAgency();
  EXPECT_THAT(Refusal(), AllOf(HasSubstr(At("certificate.pem")),
                               HasSubstr("take own_authority out")));
  EXPECT_EQ(Read("certificate.pem"), theirs);
  EXPECT_FALSE(fs::exists(At("console-authority.pem")));
}

TEST_F(OwnAuthorityTest, NorIsOneReplacedThatCameLater) {
  const auto own = Open();
  ASSERT_TRUE(own.ok()) << own.status();
  const std::string theirs = PutPairOfTheAgency();
  clock_.Advance(89 * kDay);
  EXPECT_TRUE(absl::IsFailedPrecondition((*own)->Renew()));
  EXPECT_TRUE(absl::IsFailedPrecondition((*own)->renewed()));
  EXPECT_THAT(Refusal(), HasSubstr(At("certificate.pem")));
  EXPECT_EQ(Read("certificate.pem"), theirs);
}

TEST_F(OwnAuthorityTest, ForAnotherHostItSaysWhatToMoveAway) {
  ASSERT_TRUE(Open().ok());
  const std::string before = Read("console-authority.pem");
  EXPECT_THAT(
      Refusal("kith.harbour.example"),
      AllOf(
          HasSubstr("console-authority.pem: is no authority for kith.harbour"),
          HasSubstr("console-authority.key"), HasSubstr("in the browsers")));
  EXPECT_EQ(Read("console-authority.pem"), before);
  for (const char* away :
       {"console-authority.pem", "console-authority.key", "certificate.pem"}) {
    fs::remove(At(away));
  }
  EXPECT_TRUE(Open("kith.harbour.example").ok()) << "as it was told";
}

TEST_F(OwnAuthorityTest, HalfAnAuthorityIsNotMadeAnew) {
  ASSERT_TRUE(Open().ok());
  const std::string certificate = Read("console-authority.pem");
  fs::remove(At("console-authority.key"));
  EXPECT_THAT(Refusal(), HasSubstr("console-authority.key: no such file"));
  EXPECT_EQ(Read("console-authority.pem"), certificate);
}

// Each would end with the authority: a new one every minute helps nobody.
TEST_F(OwnAuthorityTest, TheLastCertificateIsIssuedOnce) {
  const auto own = Open();
  ASSERT_TRUE(own.ok()) << own.status();
  clock_.Advance((*own)->ends() - clock_.Now() - 30 * kDay);
  ASSERT_TRUE((*own)->Renew().ok());
  const std::string last = Read("certificate.pem");
  EXPECT_EQ(*EndOfCertificatePem(last), (*own)->ends());
  clock_.Advance(29 * kDay);
  ASSERT_TRUE((*own)->Renew().ok());
  EXPECT_EQ(Read("certificate.pem"), last);
  clock_.Advance(kDay);
  EXPECT_TRUE(absl::IsFailedPrecondition((*own)->Renew()));
}

// While the present one is good it is served: a full disk keeps nobody out.
TEST_F(OwnAuthorityTest, WhatCannotBeWrittenStopsNoStartBeforeTheEnd) {
  ASSERT_TRUE(Open().ok());
  const std::string present = Read("certificate.pem");
  clock_.Advance(kDay * 50);
  rlimit before = {};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const rlimit full{0, before.rlim_max};
  const auto handled = signal(SIGXFSZ, SIG_IGN);
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &full), 0);
  const auto own = Open();
  clock_.Advance(kDay * 41);
  const auto late = Open();
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
  signal(SIGXFSZ, handled);
  ASSERT_TRUE(own.ok()) << own.status();
  EXPECT_FALSE((*own)->renewed().ok());
  EXPECT_EQ(Read("certificate.pem"), present);
  // It has ended.
  EXPECT_FALSE(late.ok());
}

}  // namespace
}  // namespace kith::console
