// SPDX-License-Identifier: Apache-2.0
// The power goes at a random point, and the disk keeps, drops, tears or
// reorders what was not synced: nothing that was acknowledged is lost, no
// checkpoint is contradicted, and the database is sound without anybody's help.
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <functional>
#include <iostream>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "keys/base/clock.h"
#include "tests/durability/workload.h"
#include "tests/support/unsafe_vfs.h"

namespace kith::tests {
namespace {

constexpr char kSynced[] = "";
constexpr char kSyncedSeldom[] = "PRAGMA synchronous = NORMAL";
constexpr char kUnsynced[] = "PRAGMA synchronous = OFF";
constexpr int kBursts = 60;
// About as many steps as so many bursts make.
constexpr std::uint64_t kMostSteps = 4'000;
constexpr int kCutsOfOneRun = 3;
constexpr CutKind kKinds[] = {CutKind::kDropAll, CutKind::kDropSome,
                              CutKind::kTear, CutKind::kReorder};

struct Figures {
  int runs = 0;
  int cuts = 0;
  int reopened = 0;
  std::size_t acknowledged = 0;
  std::size_t lost = 0;
  std::size_t forked = 0;
  std::uint64_t steps = 0;
  std::uint64_t syncs = 0;
  std::vector<std::string> faults;
};

class PowerCutTest : public testing::Test {
 protected:
  // A database that lives through kCutsOfOneRun power cuts.
  void Run(std::uint64_t seed, const char* sql);
  // A process is killed; the next starts on what it wrote, signs what it finds,
  // and has its power cut.
  void KillStartAndCut(std::uint64_t seed);
  int Runs() const { return std::getenv("KITH_LONG") != nullptr ? 500 : 25; }
  void Print(const char* what) const {
    nlohmann::ordered_json figures{{"durability", what},
                                   {"runs", figures_.runs},
                                   {"cuts", figures_.cuts},
                                   {"acknowledged", figures_.acknowledged},
                                   {"lost", figures_.lost},
                                   {"second_signatures", figures_.forked},
                                   {"unsound", figures_.faults.size()},
                                   {"steps", figures_.steps},
                                   {"syncs", figures_.syncs}};
    std::cout << figures.dump() << "\n";
  }

  Figures figures_;
  SystemRandom random_;
  SystemClock clock_;

 private:
  struct Life {
    int status = 0;
    std::vector<Acknowledged> acks;
  };
  // `work`, given the end to acknowledge to, in a process of its own.
  Life Fork(const std::function<void(int)>& work);
  // The workload, on an unsafe disk.
  Life Live(const Store& store, std::uint64_t seed, CutKind kind,
            const char* sql);
  Store NewStore();

  // Shared with it.
  UnsafeDiskCounts* const counts_ = static_cast<UnsafeDiskCounts*>(
      mmap(nullptr, sizeof(UnsafeDiskCounts), PROT_READ | PROT_WRITE,
           MAP_SHARED | MAP_ANONYMOUS, -1, 0));
};

PowerCutTest::Life PowerCutTest::Fork(const std::function<void(int)>& work) {
  int acks[2];
  EXPECT_EQ(pipe(acks), 0);
  *counts_ = {};
  const pid_t child = fork();
  if (child == 0) {
    close(acks[0]);
    work(acks[1]);
    _exit(1);
  }
  close(acks[1]);
  Life life;
  life.acks = ReadAcknowledged(acks[0]);
  close(acks[0]);
  waitpid(child, &life.status, 0);
  EXPECT_TRUE(WIFEXITED(life.status) && WEXITSTATUS(life.status) == kCutStatus)
      << "status " << life.status;
  return life;
}

PowerCutTest::Life PowerCutTest::Live(const Store& store, std::uint64_t seed,
                                      CutKind kind, const char* sql) {
  return Fork([&](int acknowledge) {
    const std::unique_ptr<Random> draws = SeededRandom(seed);
    UseUnsafeDisk(seed, kind, 1 + draws->Below(kMostSteps), counts_);
    // It ends in order once, and begins again.
    for (int i = 0; i < 2; ++i) {
      const auto log = store.Open(clock_, random_, sql);
      if (!log.ok()) _exit(1);
      RunWorkload(**log, *draws, kBursts / 2, acknowledge);
    }
    CutPowerNow();
  });
}

Store PowerCutTest::NewStore() {
  std::string folder =
      (std::filesystem::is_directory("/dev/shm") ? "/dev/shm" : "/tmp") +
      std::string("/kith-power.XXXXXX");
  EXPECT_NE(mkdtemp(folder.data()), nullptr);
  return {folder, Secret::Generate(SealedDb::kKeyBytes, random_),
          Secret::Generate(32, random_)};
}

void PowerCutTest::KillStartAndCut(std::uint64_t seed) {
  const Store store = NewStore();
  ASSERT_TRUE(store.Open(clock_, random_).ok());
  ++figures_.runs;
  std::vector<Acknowledged> acks =
      Live(store, seed, CutKind::kKill, kSynced).acks;
  const Life next = Fork([&](int acknowledge) {
    UseUnsafeDisk(seed, CutKind::kDropAll, 0, counts_);
    const auto log = store.Open(clock_, random_, kSynced);
    if (!log.ok()) _exit(1);
    AcknowledgeHead(**log, store, acknowledge);
    CutPowerNow();
  });
  ++figures_.cuts;
  acks.insert(acks.end(), next.acks.begin(), next.acks.end());
  const Outcome outcome = Judge(store, acks);
  figures_.acknowledged += acks.size();
  figures_.lost += outcome.lost + outcome.ahead;
  figures_.forked += outcome.forked;
  figures_.faults.insert(figures_.faults.end(), outcome.faults.begin(),
                         outcome.faults.end());
  std::filesystem::remove_all(store.folder);
}

void PowerCutTest::Run(std::uint64_t seed, const char* sql) {
  const Store store = NewStore();
  // In every fourth run the first cut may come while the file is made.
  if (seed % 4 != 0) ASSERT_TRUE(store.Open(clock_, random_).ok());
  std::vector<Acknowledged> acks;
  ++figures_.runs;
  for (int cut = 0; cut < kCutsOfOneRun; ++cut) {
    const Life life = Live(store, seed * kCutsOfOneRun + cut,
                           kKinds[(seed + cut) % std::size(kKinds)], sql);
    ASSERT_FALSE(HasFailure()) << "seed " << seed << ", cut " << cut;
    ++figures_.cuts;
    figures_.steps += counts_->steps;
    figures_.syncs += counts_->syncs;
    acks.insert(acks.end(), life.acks.begin(), life.acks.end());
    // A file that was cut off while it was made has no tables to look at yet.
    if (acks.empty()) (void)store.Open(clock_, random_);
    const Outcome outcome = Judge(store, acks);
    figures_.lost += outcome.lost + outcome.ahead;
    figures_.forked += outcome.forked;
    for (const std::string& fault : outcome.faults) {
      figures_.faults.push_back(
          absl::StrCat("seed ", seed, ", cut ", cut, ": ", fault));
    }
    if (!outcome.faults.empty() || outcome.lost > 0) break;
    // It starts, and takes the next entry.
    const auto again = store.Open(clock_, random_, kSynced);
    ASSERT_TRUE(again.ok()) << "seed " << seed << ": " << again.status();
    ++figures_.reopened;
  }
  figures_.acknowledged += acks.size();
  std::filesystem::remove_all(store.folder);
}

TEST_F(PowerCutTest, LosesNothingThatWasAcknowledged) {
  for (int seed = 1; seed <= Runs(); ++seed) {
    ASSERT_NO_FATAL_FAILURE(Run(static_cast<std::uint64_t>(seed), kSynced));
  }
  Print("power cut, unsynced writes dropped, torn or reordered");
  for (const std::string& fault : figures_.faults) ADD_FAILURE() << fault;
  EXPECT_EQ(figures_.lost, 0u);
  EXPECT_EQ(figures_.forked, 0u);
  EXPECT_GT(figures_.acknowledged, static_cast<std::size_t>(figures_.cuts));
}

// What was written and not synced when the process was killed is there when the
// next one starts, and must be on the disk before that one signs it.
TEST_F(PowerCutTest, SignsNothingAtItsStartThatIsNotOnTheDisk) {
  for (int seed = 1; seed <= Runs(); ++seed) {
    ASSERT_NO_FATAL_FAILURE(KillStartAndCut(static_cast<std::uint64_t>(seed)));
  }
  Print("killed, started again, then a power cut");
  for (const std::string& fault : figures_.faults) ADD_FAILURE() << fault;
  EXPECT_EQ(figures_.lost, 0u);
  EXPECT_EQ(figures_.forked, 0u);
}

// The same with fewer syncs, and with none: a disk that loses nothing would
// show nothing. With fewer the database is whole all the same, and entries are
// gone.
TEST_F(PowerCutTest, ADatabaseThatSyncsSeldomLosesSomeAndStaysSound) {
  for (int seed = 1; seed <= 12; ++seed) {
    ASSERT_NO_FATAL_FAILURE(
        Run(static_cast<std::uint64_t>(seed), kSyncedSeldom));
  }
  Print("the same with synchronous=NORMAL, which must lose some");
  EXPECT_GT(figures_.lost, 0u);
  for (const std::string& fault : figures_.faults) ADD_FAILURE() << fault;
}

TEST_F(PowerCutTest, ADatabaseThatDoesNotSyncLosesSomeAndIsDamaged) {
  for (int seed = 1; seed <= 12; ++seed) {
    ASSERT_NO_FATAL_FAILURE(Run(static_cast<std::uint64_t>(seed), kUnsynced));
  }
  Print("the same with synchronous=OFF, which must lose some");
  EXPECT_GT(figures_.lost, 0u);
  EXPECT_FALSE(figures_.faults.empty());
}

}  // namespace
}  // namespace kith::tests
