// SPDX-License-Identifier: Apache-2.0
#include "keys/tls/pair_files.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "absl/strings/str_cat.h"
#include "keys/private_file.h"
#include "keys/tls/authority.h"

namespace kith {
namespace {

namespace fs = std::filesystem;

class PairFilesTest : public testing::Test {
 protected:
  struct Pair {
    std::string certificate;
    Secret key;
  };

  PairFilesTest()
      : folder_(fs::temp_directory_path() /
                absl::StrCat("kith-pair-", getpid(), "-",
                             random_.Below(1u << 30))) {
    fs::create_directories(folder_);
  }
  ~PairFilesTest() override { fs::remove_all(folder_); }

  Pair Make() {
    KeyAndRequest made = *MakeKeyAndRequest();
    std::string certificate = *authority_.IssueFromRequest(
        made.request_pem,
        {.identity = {"net", PeerIdentity::Role::kAgency, "school"},
         .validity = absl::Hours(24)},
        random_, now_);
    return {std::move(certificate), std::move(made.private_key_pem)};
  }
  std::string At(const char* name) const { return folder_ / name; }
  absl::Status Replace(const Pair& pair) {
    return ReplacePair(At("certificate.pem"), At("tls.key"), pair.certificate,
                       pair.key);
  }
  static std::string Read(const std::string& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  bool Fits() const {
    return IsKeyOfCertificate(Read(At("certificate.pem")),
                              Secret::FromBytes(Read(At("tls.key"))));
  }

  SystemRandom random_;
  const absl::Time now_ = absl::FromUnixSeconds(1'795'000'000);
  const Authority authority_ =
      *Authority::Create("net", random_, now_, absl::Hours(24 * 30));
  const fs::path folder_;
};

TEST_F(PairFilesTest, BothAreReplaced) {
  ASSERT_TRUE(Replace(Make()).ok());
  const Pair next = Make();
  ASSERT_TRUE(Replace(next).ok());
  EXPECT_EQ(Read(At("certificate.pem")), next.certificate);
  EXPECT_TRUE(Fits());
  EXPECT_FALSE(fs::exists(At("tls.key.next")));
}

TEST_F(PairFilesTest, AKeyOfAnotherCertificateIsNotTaken) {
  ASSERT_TRUE(Replace(Make()).ok());
  const Pair one = Make();
  const Pair other = Make();
  EXPECT_TRUE(absl::IsInvalidArgument(ReplacePair(
      At("certificate.pem"), At("tls.key"), one.certificate, other.key)));
  EXPECT_TRUE(Fits());
}

TEST_F(PairFilesTest, AKillBeforeTheCertificateLeavesThePairOfBefore) {
  ASSERT_TRUE(Replace(Make()).ok());
  ASSERT_TRUE(Make().key.ToNewFile(At("tls.key.next")).ok());
  FinishReplacing(At("certificate.pem"), At("tls.key"));
  EXPECT_TRUE(Fits());
  EXPECT_FALSE(fs::exists(At("tls.key.next")));
}

TEST_F(PairFilesTest, AKillAfterTheCertificateLeavesThePairOfAfter) {
  ASSERT_TRUE(Replace(Make()).ok());
  const Pair next = Make();
  ASSERT_TRUE(next.key.ToNewFile(At("tls.key.next")).ok());
  ASSERT_TRUE(ReplacePrivateFile(At("certificate.pem"), next.certificate).ok());
  EXPECT_FALSE(Fits());
  FinishReplacing(At("certificate.pem"), At("tls.key"));
  EXPECT_TRUE(Fits());
  EXPECT_EQ(Read(At("certificate.pem")), next.certificate);
}

}  // namespace
}  // namespace kith
