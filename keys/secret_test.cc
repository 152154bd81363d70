// SPDX-License-Identifier: Apache-2.0
#include "keys/secret.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <ostream>
#include <string>
#include <type_traits>

namespace kith {
namespace {

template <typename T, typename = void>
struct IsPrintable : std::false_type {};
template <typename T>
struct IsPrintable<T, std::void_t<decltype(std::declval<std::ostream&>()
                                           << std::declval<const T&>())>>
    : std::true_type {};

static_assert(IsPrintable<int>::value);
static_assert(!IsPrintable<Secret>::value, "a Secret could reach a log");
static_assert(!std::is_copy_constructible_v<Secret>);

// A folder of its own for one test.
class SecretFileTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "secretXXXXXX";
    folder_ = mkdtemp(pattern.data());
    path_ = folder_ + "/seed";
  }
  void WriteFile(const std::string& bytes, mode_t mode) {
    std::ofstream(path_) << bytes;
    chmod(path_.c_str(), mode);
  }
  absl::StatusOr<Secret> Read() { return Secret::FromFile(path_, 32); }

  const std::string bytes_ = std::string(32, 's');
  std::string folder_;
  std::string path_;
};

TEST_F(SecretFileTest, ComesBackFromTheFileItWasWrittenTo) {
  ASSERT_TRUE(Secret::FromBytes(bytes_).ToNewFile(path_).ok());
  const absl::StatusOr<Secret> read = Read();
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->Expose(), bytes_);
}

TEST_F(SecretFileTest, IsWrittenForItsOwnerAlone) {
  ASSERT_TRUE(Secret::FromBytes(bytes_).ToNewFile(path_).ok());
  struct stat file;
  ASSERT_EQ(stat(path_.c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 0777, 0600u);
}

TEST_F(SecretFileTest, IsNeverWrittenOverAnother) {
  WriteFile("precious", 0600);
  EXPECT_EQ(Secret::FromBytes(bytes_).ToNewFile(path_).code(),
            absl::StatusCode::kAlreadyExists);
  std::string left;
  std::ifstream(path_) >> left;
  EXPECT_EQ(left, "precious");
}

TEST_F(SecretFileTest, ThatOthersMayReadIsRefusedWithTheCommandThatMendsIt) {
  WriteFile(bytes_, 0640);
  const absl::Status status = Read().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()),
              testing::HasSubstr("chmod 600 " + path_));
}

TEST_F(SecretFileTest, ThatIsALinkIsRefused) {
  WriteFile(bytes_, 0600);
  const std::string link = folder_ + "/link";
  ASSERT_EQ(symlink(path_.c_str(), link.c_str()), 0);
  const absl::Status status = Secret::FromFile(link, 32).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), testing::HasSubstr("link"));
}

TEST_F(SecretFileTest, OfAnotherUserIsRefused) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can give a file away";
  WriteFile(bytes_, 0600);
  ASSERT_EQ(chown(path_.c_str(), 65534, 65534), 0);
  EXPECT_EQ(Read().status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(SecretFileTest, OfAnotherSizeIsRefused) {
  WriteFile(bytes_ + "\n", 0600);
  EXPECT_EQ(Read().status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(SecretFileTest, ThatIsAPipeIsRefusedAndDoesNotBlock) {
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  EXPECT_EQ(Read().status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(SecretFileTest, ThatIsMissingIsNotFound) {
  EXPECT_EQ(Read().status().code(), absl::StatusCode::kNotFound);
}

TEST(SecretTest, EqualityLooksAtEveryByteAndAtTheSize) {
  EXPECT_TRUE(EqualInConstantTime("abc", "abc"));
  EXPECT_TRUE(EqualInConstantTime("", ""));
  EXPECT_FALSE(EqualInConstantTime("abc", "abd"));
  EXPECT_FALSE(EqualInConstantTime("abc", "abcd"));
}

TEST(SecretTest, WipedStringLeavesNothingBehind) {
  std::string text(100, 'x');
  const char* const where = text.data();
  WipeString(text);
  EXPECT_TRUE(text.empty());
  EXPECT_EQ(where[0], '\0');
}

}  // namespace
}  // namespace kith
