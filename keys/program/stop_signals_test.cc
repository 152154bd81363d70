// SPDX-License-Identifier: Apache-2.0
#include "keys/program/stop_signals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "absl/strings/str_cat.h"

namespace kith {
namespace {

// The socket at which systemd would listen.
class StopSignalsTest : public testing::Test {
 protected:
  StopSignalsTest()
      : path_(std::filesystem::temp_directory_path() /
              absl::StrCat("kith-notify-", getpid())) {
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    path_.native().copy(address.sun_path, sizeof address.sun_path - 1);
    fd_ = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    bind(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address);
  }
  ~StopSignalsTest() override {
    close(fd_);
    std::filesystem::remove(path_);
  }
  std::string Next() {
    char bytes[256];
    const ssize_t got = recv(fd_, bytes, sizeof bytes, 0);
    return got < 0 ? "" : std::string(bytes, static_cast<std::size_t>(got));
  }
  // A program that does nothing but wait.
  pid_t StartProgram() {
    const pid_t child = fork();
    if (child != 0) return child;
    setenv("NOTIFY_SOCKET", path_.c_str(), 1);
    setenv("WATCHDOG_USEC", "20000", 1);
    WaitForStop(PrepareDaemon());
    _exit(0);
  }

  const std::filesystem::path path_;
  int fd_ = -1;
};

TEST_F(StopSignalsTest, SystemdHearsThatItIsReadyAliveAndStopping) {
  const pid_t child = StartProgram();
  EXPECT_EQ(Next(), "READY=1");
  EXPECT_EQ(Next(), "WATCHDOG=1");
  EXPECT_EQ(Next(), "WATCHDOG=1");
  kill(child, SIGTERM);
  std::string last = Next();
  while (last == "WATCHDOG=1") last = Next();
  EXPECT_EQ(last, "STOPPING=1");
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFEXITED(status));
}

}  // namespace
}  // namespace kith
