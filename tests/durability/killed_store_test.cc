// SPDX-License-Identifier: Apache-2.0
// A process with the real log and store under load is killed at a random
// moment, again and again: what it acknowledged stays, in place.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "keys/base/clock.h"
#include "tests/durability/workload.h"

namespace kith::tests {
namespace {

constexpr int kEndless = 1'000'000;
// From its start, which takes a few of them, on.
constexpr std::uint32_t kMostMicroseconds = 60'000;
// Then another begins, so that reading it takes no longer and longer.
constexpr int kKillsOfOneDatabase = 20;

class KilledStoreTest : public testing::Test {
 protected:
  static int Kills() {
    return std::getenv("KITH_LONG") != nullptr ? 1'000 : 60;
  }
  void NewStore() {
    std::filesystem::remove_all(folder_);
    folder_ =
        (std::filesystem::is_directory("/dev/shm") ? "/dev/shm" : "/tmp") +
        std::string("/kith-killed.XXXXXX");
    ASSERT_NE(mkdtemp(folder_.data()), nullptr);
    store_ = std::make_unique<Store>(
        Store{folder_, Secret::Generate(SealedDb::kKeyBytes, random_),
              Secret::Generate(32, random_)});
    ASSERT_TRUE(store_->Open(clock_, random_).ok());
    acks_.clear();
  }
  // What it acknowledged until it was killed.
  std::size_t LiveAndBeKilled();

  SystemRandom random_;
  SystemClock clock_;
  std::string folder_;
  std::unique_ptr<Store> store_;
  std::vector<Acknowledged> acks_;
};

std::size_t KilledStoreTest::LiveAndBeKilled() {
  int acks[2];
  EXPECT_EQ(pipe(acks), 0);
  const pid_t child = fork();
  if (child == 0) {
    close(acks[0]);
    const auto log = store_->Open(clock_, random_);
    if (!log.ok()) _exit(1);
    RunWorkload(**log, random_, kEndless, acks[1]);
    _exit(1);
  }
  close(acks[1]);
  std::thread killer([&] {
    absl::SleepFor(absl::Microseconds(random_.Below(kMostMicroseconds)));
    kill(child, SIGKILL);
  });
  const std::vector<Acknowledged> more = ReadAcknowledged(acks[0]);
  killer.join();
  close(acks[0]);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << status;
  acks_.insert(acks_.end(), more.begin(), more.end());
  return more.size();
}

TEST_F(KilledStoreTest, LosesNothingThatWasAcknowledged) {
  std::size_t acknowledged = 0, lost = 0, forked = 0, unsound = 0, under = 0;
  for (int kill = 0; kill < Kills(); ++kill) {
    if (kill % kKillsOfOneDatabase == 0) ASSERT_NO_FATAL_FAILURE(NewStore());
    const std::size_t more = LiveAndBeKilled();
    acknowledged += more;
    under += more > 0;
    const Outcome outcome = Judge(*store_, acks_);
    lost += outcome.lost;
    forked += outcome.forked;
    unsound += !outcome.faults.empty();
    for (const std::string& fault : outcome.faults) {
      ADD_FAILURE() << "kill " << kill << ": " << fault;
    }
  }
  std::filesystem::remove_all(folder_);
  std::cout << nlohmann::ordered_json{{"durability",
                                       "log and store killed under load"},
                                      {"kills", Kills()},
                                      {"killed_under_load", under},
                                      {"acknowledged", acknowledged},
                                      {"lost", lost},
                                      {"second_signatures", forked},
                                      {"unsound", unsound}}
                   .dump()
            << "\n";
  EXPECT_EQ(lost, 0u);
  EXPECT_EQ(forked, 0u);
  EXPECT_GT(under, static_cast<std::size_t>(Kills()) / 2);
}

}  // namespace
}  // namespace kith::tests
