// SPDX-License-Identifier: Apache-2.0
#include "agent/console/signin/account_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "agent/console/signin/totp.h"
#include "keys/password_hash.h"
#include "keys/private_file.h"

namespace kith::console {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kPassword[] = "three words do";

class AccountFileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = ::testing::TempDir() + "account_file_" +
              ::testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directory(folder_);
    file_ = folder_ + "/accounts.textproto";
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  absl::StatusOr<NewAuthenticator> Add(
      const std::string& name,
      const std::vector<std::string>& roles = {"practitioner"},
      const std::string& password = kPassword) {
    return AddAccount(file_, name, roles, Secret::FromBytes(password),
                      "Kith Hillview", random_);
  }
  absl::Status ReadInstead(const std::string& text) {
    EXPECT_TRUE(ReplacePrivateFile(file_, text).ok());
    return ReadAccounts(file_).status();
  }

  SystemRandom random_;
  std::string folder_;
  std::string file_;
};

TEST_F(AccountFileTest, WhatIsAddedIsRead) {
  const auto made = Add("j.brook", {"practitioner", "dpo"});
  ASSERT_TRUE(made.ok()) << made.status();
  ASSERT_TRUE(Add("p.example").ok());
  const auto accounts = ReadAccounts(file_);
  ASSERT_TRUE(accounts.ok()) << accounts.status();
  ASSERT_EQ(accounts->account_size(), 2);
  const auto& account = accounts->account(0);
  EXPECT_EQ(account.name(), "j.brook");
  EXPECT_EQ(account.role_size(), 2);
  EXPECT_EQ(account.totp_secret(), made->secret);
  EXPECT_TRUE(
      CheckPasswordHash(account.password(), Secret::FromBytes(kPassword)).ok());
  struct stat file;
  ASSERT_EQ(stat(file_.c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 0777, 0600u);
  EXPECT_THAT(*ReadPrivateFile(file_, 10'000), Not(HasSubstr(kPassword)));
}

TEST_F(AccountFileTest, TheAppIsToldAsItWantsIt) {
  const auto made = Add("j.brook@hillview.example");
  ASSERT_TRUE(made.ok());
  EXPECT_EQ(made->secret.size(), 32u);
  EXPECT_EQ(
      made->address,
      "otpauth://totp/Kith%20Hillview:j.brook%40hillview.example?secret=" +
          made->secret +
          "&issuer=Kith%20Hillview&algorithm=SHA1&digits=6&period=30");
}

TEST_F(AccountFileTest, NamesRolesAndPasswordsThatAreNotAllowed) {
  const auto code = [](const auto& made) { return made.status().code(); };
  for (const char* name : {"", "j brook", "j/brook", "j\nbrook"}) {
    EXPECT_EQ(code(Add(name)), absl::StatusCode::kInvalidArgument);
  }
  EXPECT_EQ(code(Add("a", {})), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code(Add("a", {"admin"})), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code(Add("a", {"it", "it"})), absl::StatusCode::kInvalidArgument);
  for (const std::string& password :
       {std::string("elevenbytes"), std::string("\xff three words do"),
        std::string(257, 'a'),
        // Eleven characters in more bytes.
        std::string("\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9abc")}) {
    EXPECT_EQ(code(Add("a", {"it"}, password)),
              absl::StatusCode::kInvalidArgument);
  }
  EXPECT_EQ(code(Add("practitioner.1", {"it"}, "Practitioner.1")),
            absl::StatusCode::kInvalidArgument);
  EXPECT_FALSE(std::filesystem::exists(file_));
  EXPECT_TRUE(Add("a", {"it"}, "twelve bytes").ok());
}

TEST_F(AccountFileTest, ANameIsTakenOnce) {
  ASSERT_TRUE(Add("j.brook").ok());
  EXPECT_EQ(Add("j.brook").status().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(ReadAccounts(file_)->account_size(), 1);
}

TEST_F(AccountFileTest, WhatIsRemovedIsGone) {
  EXPECT_EQ(RemoveAccount(file_, "j.brook").code(),
            absl::StatusCode::kNotFound);
  ASSERT_TRUE(Add("j.brook").ok());
  ASSERT_TRUE(Add("p.example").ok());
  EXPECT_TRUE(RemoveAccount(file_, "j.brook").ok());
  EXPECT_EQ(RemoveAccount(file_, "j.brook").code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(ReadAccounts(file_)->account(0).name(), "p.example");
}

TEST_F(AccountFileTest, APasswordIsChangedWithTheSecret) {
  const auto made = Add("j.brook", {"dpo"});
  ASSERT_TRUE(made.ok());
  const Secret next = Secret::FromBytes("four other words now");
  const auto changed = ChangePassword(file_, "j.brook", next, "Kith", random_);
  ASSERT_TRUE(changed.ok());
  EXPECT_NE(changed->secret, made->secret);
  const auto account = ReadAccounts(file_)->account(0);
  EXPECT_EQ(account.role(0), "dpo");
  EXPECT_TRUE(CheckPasswordHash(account.password(), next).ok());
  EXPECT_EQ(
      ChangePassword(file_, "nobody", next, "Kith", random_).status().code(),
      absl::StatusCode::kNotFound);
  EXPECT_EQ(
      ChangePassword(file_, "j.brook", next, "a:b", random_).status().code(),
      absl::StatusCode::kInvalidArgument);
}

TEST_F(AccountFileTest, AFileThatIsNoneIsRefusedWithoutItsContent) {
  const auto made = Add("j.brook");
  ASSERT_TRUE(made.ok());
  const std::string good = *ReadPrivateFile(file_, 10'000);
  EXPECT_TRUE(ReadInstead(good).ok());
  for (const std::string& bad :
       {std::string("junk"), good + good, good + "\nunknown: 1\n",
        absl::StrReplaceAll(good, {{"j.brook", "j brook"}}),
        absl::StrReplaceAll(good, {{"practitioner", "admin"}}),
        absl::StrReplaceAll(good, {{"m=65536", "m=8"}}),
        absl::StrReplaceAll(good, {{made->secret, "AAAA"}}),
        absl::StrReplaceAll(good, {{made->secret, made->secret + "\\001"}})}) {
    const absl::Status status = ReadInstead(bad);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << bad;
    EXPECT_THAT(std::string(status.message()), StartsWith(file_));
    EXPECT_THAT(std::string(status.message()), Not(HasSubstr(made->secret)));
  }
  ASSERT_TRUE(ReplacePrivateFile(file_, good).ok());
  chmod(file_.c_str(), 0640);
  EXPECT_EQ(ReadAccounts(file_).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST(TotpTest, TheCodesOfTheStandard) {
  // RFC 6238, appendix B: SHA-1, the last six of eight digits.
  const std::string secret = "12345678901234567890";
  for (const auto& [seconds, code] :
       {std::pair<std::int64_t, const char*>(59, "287082"),
        {1111111109, "081804"},
        {1111111111, "050471"},
        {1234567890, "005924"},
        {2000000000, "279037"},
        {20000000000, "353130"}}) {
    const absl::Time at = absl::FromUnixSeconds(seconds);
    EXPECT_EQ(TotpCode(secret, at), code);
    EXPECT_EQ(TotpStep(secret, code, at), seconds / 30);
    EXPECT_EQ(TotpStep(secret, code, at + absl::Seconds(30)), seconds / 30);
    EXPECT_FALSE(TotpStep(secret, code, at + absl::Seconds(60)));
    EXPECT_FALSE(TotpStep(secret, code, at - absl::Seconds(60)));
  }
}

TEST(TotpTest, Base32IsReadAgain) {
  EXPECT_EQ(ToBase32("12345678901234567890"),
            "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
  EXPECT_EQ(*FromBase32("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"),
            "12345678901234567890");
  for (const char* bad : {"", "GEZDGNBV", "1EZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"}) {
    EXPECT_FALSE(FromBase32(bad).ok()) << bad;
  }
}

}  // namespace
}  // namespace kith::console
