// SPDX-License-Identifier: Apache-2.0
#include "keys/program/become_owner.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <string>

namespace kith {
namespace {

constexpr uid_t kService = 4711;

class BecomeOwnerTest : public testing::Test {
 protected:
  BecomeOwnerTest() {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  ~BecomeOwnerTest() override { std::filesystem::remove_all(folder_); }

  // What `holds` says in a process of its own: whoever becomes another stays
  // that for good.
  static bool InAnother(const std::function<bool()>& holds) {
    const pid_t child = fork();
    if (child == 0) _exit(holds() ? 0 : 1);
    int status = 0;
    return waitpid(child, &status, 0) == child && WIFEXITED(status) &&
           WEXITSTATUS(status) == 0;
  }

  const std::string folder_ = testing::TempDir() + "/become-owner";
  const std::string database_ = folder_ + "/agent.db";
};

TEST_F(BecomeOwnerTest, RootMayNotReadAnyMoreWhatTheAccountMayNot) {
  if (geteuid() != 0) GTEST_SKIP() << "only root becomes another";
  const std::string secret = folder_ + "/secret-of-another";
  std::ofstream(secret) << "secret";
  ASSERT_EQ(chmod(secret.c_str(), 0600), 0);
  std::filesystem::create_symlink(secret, folder_ + "/certificate.pem");
  ASSERT_EQ(chown(folder_.c_str(), kService, kService), 0);
  const auto reads = [&] {
    return std::ifstream(folder_ + "/certificate.pem").good();
  };
  EXPECT_TRUE(InAnother(reads)) << "root follows the link";
  EXPECT_TRUE(InAnother([&] {
    return BecomeOwnerOfFolder(database_).ok() && getuid() == kService &&
           getgid() == kService && !reads() && setuid(0) != 0;
  }));
}

TEST_F(BecomeOwnerTest, InAFolderOfItsOwnNobodyBecomesAnother) {
  EXPECT_TRUE(InAnother([&] {
    const uid_t before = geteuid();
    return BecomeOwnerOfFolder(database_).ok() && geteuid() == before;
  }));
}

TEST_F(BecomeOwnerTest, WithoutAFolderItIsSaid) {
  if (geteuid() != 0) GTEST_SKIP() << "only root looks";
  EXPECT_EQ(BecomeOwnerOfFolder("/nowhere/agent.db").code(),
            absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace kith
