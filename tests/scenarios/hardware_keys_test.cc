// SPDX-License-Identifier: Apache-2.0
// Logs that are signed in a hardware token, and a share that one unwraps.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "deploy/kith/files.h"
#include "keys/pkcs11/test_soft_token.h"
#include "keys/pkcs11/test_wrap_for_hardware.h"
#include "tests/scenarios/scenario_test.h"

namespace kith::tests {
namespace {

namespace fs = std::filesystem;
using pkcs11::SoftToken;
using pkcs11::WrapForHardware;
using testing::HasSubstr;
using testing::IsEmpty;

const Somebody kNell{"Nell", "Hartwhistle", "2013-10-03", ""};
constexpr char kNellKnown[] = "answered: involved(northshire-early-help leads)";

class HardwareKeysTest : public ScenarioTest {
 protected:
  void SetUp() override {
    if (!SoftToken::IsThere()) GTEST_SKIP() << SoftToken::kMissing;
    Start({kSchool, kEarlyHelp});
    if (HasFatalFailure()) return;
    Import(kEarlyHelp, {{.person = kNell, .leads = true}});
    ASSERT_TRUE(Eventually([&] { return Outcome(kNell) == kNellKnown; }));
    network().KillAll();
    token_ = std::make_unique<SoftToken>(network().folder("token"));
    for (const std::string& who :
         {std::string("network/broker"), std::string("network/keyholder"),
          std::string(kSchool), std::string(kEarlyHelp)}) {
      MoveLogKey(who);
    }
    WrapShare();
  }
  static void Write(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
    chmod(path.c_str(), 0600);
  }
  // Its log's key is in the token, and its file holds the address alone.
  void MoveLogKey(const std::string& who) {
    const std::string path = network().folder(who) + "/log.key";
    const std::string name = absl::StrReplaceAll(who, {{"/", "-"}});
    token_->PutSeed(name, Must(deploy::ReadFile(path, 32)));
    Write(path, token_->AddressOf(name) + "\n");
  }
  void WrapShare() {
    const std::string folder = network().folder("network/keyholder/");
    EVP_PKEY* const key = EVP_RSA_gen(3072);
    token_->Put("wrap", key);
    Write(folder + "epoch-1.cms",
          WrapForHardware(key,
                          Must(deploy::ReadFile(folder + "epoch-1.key", 32))));
    EVP_PKEY_free(key);
    fs::remove(folder + "epoch-1.key");
    const std::string config = folder + "keyholder.textproto";
    const std::string before = Must(deploy::ReadFile(config, 1 << 16));
    const std::string after = absl::StrReplaceAll(
        before, {{"file: \"epoch-1.key\"",
                  absl::StrCat("file: \"epoch-1.cms\" unwrap_with: \"",
                               token_->AddressOf("wrap"), "\"")}});
    ASSERT_NE(before, after);
    Write(config, after);
  }
  // Once more than in SetUp.
  void AwaitServing(const std::string& log) {
    EXPECT_TRUE(Eventually([&] {
      std::ifstream file(network().folder(log));
      const std::string text{std::istreambuf_iterator<char>(file), {}};
      return text.find("\"serving\"") != text.rfind("\"serving\"");
    })) << log;
  }
  Ended Doctor(const std::string& config) {
    return Kith({"doctor", "--config", network().folder(config)});
  }

  std::unique_ptr<SoftToken> token_;
};

TEST_F(HardwareKeysTest, WithEveryLogKeyAndTheShareInATokenAllIsAsBefore) {
  // One after another: SoftHSM writes its token's file at each sign-in, and
  // whoever reads it just then finds no token.
  Must(network().StartBroker());
  AwaitServing("network/broker/broker.log");
  Must(network().StartKeyHolder());
  AwaitServing("network/keyholder/keyholder.log");
  for (const std::string& agency : network().agencies()) {
    Must(network().StartAgent(agency));
    Must(network().WaitConnected({agency}));
  }
  EXPECT_TRUE(Eventually([&] { return Outcome(kNell) == kNellKnown; }));
  // What it signs both verifiers take, as they took what was signed before.
  EXPECT_THAT(FindingsOf(kEarlyHelp), IsEmpty());
  EXPECT_THAT(FindingsOf(kSchool), IsEmpty());
  EXPECT_THAT(Doctor("network/broker/broker.textproto").output,
              HasSubstr("signed in a hardware token"));
}

TEST_F(HardwareKeysTest, WithoutTheTokenNothingStartsAndWhyIsSaid) {
  token_->Lose();
  EXPECT_FALSE(network().StartAll().ok());
  const std::string said = Must(
      deploy::ReadFile(network().folder("network/broker/broker.log"), 1 << 20));
  EXPECT_THAT(said, HasSubstr("log.key: the "));
  EXPECT_THAT(said, HasSubstr("hardware token"));
}

}  // namespace
}  // namespace kith::tests
