// SPDX-License-Identifier: Apache-2.0
#include "keys/pkcs11/hardware_key.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <csignal>
#include <iostream>
#include <thread>
#include <vector>

#include "keys/base/fake_clock.h"
#include "keys/base/random.h"
#include "keys/log_signer.h"
#include "keys/pkcs11/test_soft_token.h"
#include "keys/pkcs11/test_wrap_for_hardware.h"
#include "keys/program/load.h"
#include "keys/tlog/audit_log.h"
#include "keys/tlog/note.h"
#include "keys/tls/authority.h"
#include "keys/tls/issuer.h"

namespace kith::pkcs11 {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

// One for the process: the token's library reads its configuration once.
class HardwareKeyTest : public testing::Test {
 protected:
  struct Kept {
    const fs::path folder = [] {
      std::string pattern = testing::TempDir() + "token-XXXXXX";
      return fs::path(mkdtemp(pattern.data()));
    }();
    SystemRandom random;
    FakeClock clock;
    SoftToken token{folder / "token"};
    Signer log = Signer::Generate(random);
    Authority authority =
        *Authority::Create("north", random, clock.Now(), absl::Hours(24 * 900));
    EVP_PKEY* rsa = EVP_RSA_gen(2048);

    Kept() {
      token.PutSeed("log", log.seed().Expose());
      const auto pem = authority.private_key_pem().Expose();
      BIO* const bio =
          BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
      EVP_PKEY* const key =
          PEM_read_bio_PrivateKey(bio, nullptr, nullptr, nullptr);
      token.Put("authority", key);
      EVP_PKEY_free(key);
      BIO_free(bio);
      token.Put("wrap", rsa);
    }
    ~Kept() {
      EVP_PKEY_free(rsa);
      fs::remove_all(folder);
    }
  };
  static Kept& kept() {
    static Kept kept;
    return kept;
  }

  void SetUp() override {
    if (!SoftToken::IsThere()) GTEST_SKIP() << SoftToken::kMissing;
  }
  static HardwareKey Find(const std::string& name) {
    const auto key = FindHardwareKey(kept().token.AddressOf(name));
    EXPECT_TRUE(key.ok()) << key.status();
    return key.ok() ? *key : nullptr;
  }
};

TEST_F(HardwareKeyTest, ALogIsSignedInTheTokenAndReadLikeAnyOther) {
  const auto signer = LogSigner::InHardware(kept().token.AddressOf("log"));
  ASSERT_TRUE(signer.ok()) << signer.status();
  EXPECT_EQ(signer->public_key(), kept().log.public_key());
  const tlog::Checkpoint point{"kith.example/log", 1, Sha256("leaf")};
  const auto note =
      tlog::SignLogNote(tlog::CheckpointText(point), point.origin, *signer);
  ASSERT_TRUE(note.ok()) << note.status();
  EXPECT_EQ(*note, tlog::SignNote(tlog::CheckpointText(point), point.origin,
                                  kept().log));
  EXPECT_TRUE(
      tlog::OpenCheckpoint(*note, point.origin, signer->public_key()).ok());
}

TEST_F(HardwareKeyTest, ManyThreadsSignAtOnce) {
  const auto signer = LogSigner::InHardware(kept().token.AddressOf("log"));
  ASSERT_TRUE(signer.ok()) << signer.status();
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&signer, i] {
      for (int each = 0; each < 25; ++each) {
        const std::string text = absl::StrCat(i, "/", each);
        const auto signature = signer->SignNoteText(text);
        ASSERT_TRUE(signature.ok()) << signature.status();
        EXPECT_TRUE(
            VerifyNoteText(signer->public_key(), text, *signature).ok());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST_F(HardwareKeyTest, AKeyFileMayHoldTheAddressAlone) {
  const std::string path = kept().folder / "log.key";
  Secret::FromBytes(kept().token.AddressOf("log") + "\n")
      .ToNewFile(path)
      .IgnoreError();
  EXPECT_TRUE(LoadLogSigner(path, kept().log.public_key(), "log_key").ok());
  const Signer other = Signer::Generate(kept().random);
  EXPECT_THAT(std::string(LoadLogSigner(path, other.public_key(), "log_key")
                              .status()
                              .message()),
              HasSubstr("not the key that the network file names"));
  fs::remove(path);
}

TEST_F(HardwareKeyTest, AnAuthorityIssuesFromTheToken) {
  const auto in_token =
      Authority::Load(kept().authority.certificate_pem(),
                      Secret::FromBytes(kept().token.AddressOf("authority")));
  ASSERT_TRUE(in_token.ok()) << in_token.status();
  const auto made = MakeKeyAndRequest();
  ASSERT_TRUE(made.ok());
  const auto issued = in_token->IssueFromRequest(
      made->request_pem,
      {.identity = {"north", PeerIdentity::Role::kAgency, "clinic"},
       .host_names = {},
       .addresses = {},
       .validity = absl::Hours(24)},
      kept().random, kept().clock.Now());
  ASSERT_TRUE(issued.ok()) << issued.status();
  EXPECT_TRUE(IsSignedBy(*issued, kept().authority.certificate_pem()));
  // An issuing authority too, whose own key is here.
  const auto issuing = in_token->CreateIssuing(
      kept().random, kept().clock.Now(), absl::Hours(24 * 30));
  ASSERT_TRUE(issuing.ok()) << issuing.status();
  EXPECT_FALSE(NamesHardwareKey(issuing->private_key_pem().Expose()));
}

TEST_F(HardwareKeyTest, AnotherKeyIsNotTheAuthoritys) {
  const auto wrong =
      Authority::Load(kept().authority.certificate_pem(),
                      Secret::FromBytes(kept().token.AddressOf("wrap")));
  EXPECT_THAT(std::string(wrong.status().message()),
              HasSubstr("not the certificate's"));
}

TEST_F(HardwareKeyTest, WhatIsWrappedForItOnlyItOpens) {
  const std::string secret(32, 's');
  const std::string wrapped = WrapForHardware(kept().rsa, secret);
  ASSERT_FALSE(wrapped.empty());
  const auto opened = UnwrapInHardware(Find("wrap"), wrapped);
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(opened->Expose(), secret);
  EVP_PKEY* const other = EVP_RSA_gen(2048);
  const auto refused =
      UnwrapInHardware(Find("wrap"), WrapForHardware(other, secret));
  EVP_PKEY_free(other);
  // OpenSSL gives random bytes in place of a key that it could not open, so
  // that nobody learns why; they open nothing.
  EXPECT_TRUE(absl::IsUnavailable(refused.status())) << refused.status();
  EXPECT_TRUE(absl::IsInvalidArgument(
      UnwrapInHardware(Find("wrap"), "no CMS").status()));
  std::string changed = wrapped;
  changed[changed.size() - 20] ^= 1;
  EXPECT_FALSE(UnwrapInHardware(Find("wrap"), changed).ok());
}

TEST_F(HardwareKeyTest, WhatIsWrongIsSaidAndThePinIsNot) {
  const std::string right = kept().token.AddressOf("log");
  const std::string no_key = kept().token.AddressOf("nothing");
  std::ofstream(kept().folder / "wrong-pin") << "9753\n";
  const std::string wrong_pin =
      absl::StrCat("pkcs11:token=kith;object=log?pin-source=",
                   (kept().folder / "wrong-pin").native());
  // A process that has signed in once is not asked again: a fresh one is.
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  for (const std::string& address : {no_key, wrong_pin}) {
    EXPECT_EXIT(
        {
          const auto missing = FindHardwareKey(address);
          std::cerr << missing.status();
          _exit(absl::IsUnavailable(missing.status()) ? 7 : 0);
        },
        testing::ExitedWithCode(7),
        testing::AllOf(HasSubstr("is the PIN right?"), Not(HasSubstr("9753"))));
  }
  for (const std::string& address :
       {std::string("log.key"), right + "\npkcs11:object=other",
        std::string("pkcs11:token=kith;object=log?pin-value=2468"),
        right + "&pin-value=2468"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(FindHardwareKey(address).status()));
  }
  const auto on_p256 =
      LogSigner::InHardware(kept().token.AddressOf("authority"));
  EXPECT_THAT(std::string(on_p256.status().message()),
              HasSubstr("not on Ed25519"));
}

// What is written and cannot be signed is told to nobody: the process ends.
TEST(LogSignerTest, ALogWhoseTokenIsTakenOutEndsItsProcess) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  SystemRandom random;
  FakeClock clock;
  const std::string path =
      absl::StrCat(testing::TempDir(), "log-", random.Below(1u << 30));
  const auto seed = Secret::Generate(32, random);
  const HardwareKey key(
      EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.ExposeData(),
                                   seed.size()),
      EVP_PKEY_free);
  const auto write = [&](tlog::AuditLog& log) {
    return log
        .Run([](SealedDb&) {
          return std::vector<tlog::Entry>{
              {log::v1::EVENT_ALARM, "clinic", "", ""}};
        })
        .status();
  };
  EXPECT_EXIT(
      {
        auto log = tlog::AuditLog::Open(
            *SealedDb::Open(path,
                            Secret::Generate(SealedDb::kKeyBytes, random)),
            {.origin = "kith.example/log"},
            LogSigner(*Ed25519PublicKey(key), key), clock, random);
        if (!log.ok() || !write(**log).ok()) _exit(1);
        // From here on it signs nothing.
        EVP_PKEY_set_type(key.get(), EVP_PKEY_X25519);
        (void)write(**log);
        _exit(0);
      },
      testing::KilledBySignal(SIGABRT), "log_cannot_go_on");
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace kith::pkcs11
