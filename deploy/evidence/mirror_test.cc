// SPDX-License-Identifier: Apache-2.0
#include "deploy/evidence/mirror.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "deploy/evidence/evidence.h"
#include "deploy/evidence/log_folder.h"
#include "deploy/evidence/verify_evidence.h"
#include "deploy/kith/files.h"
#include "keys/program/load.h"
#include "keys/tlog/leaf.h"
#include "tests/support/log_builder.h"
#include "tests/support/test_network.h"

namespace kith::deploy {
namespace {

namespace fs = std::filesystem;
using absl::StatusCode;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using tests::LogBuilder;

constexpr char kOrigin[] = "kith.example/northshire";

class MirrorTest : public testing::Test {
 protected:
  void SetUp() override {
    Grow(broker_, 300);
    agent_.Append(log::v1::EVENT_REFUSED, "school", {});
  }
  void TearDown() override { fs::remove_all(folder_); }

  static void Grow(LogBuilder& log, int entries) {
    for (int i = 0; i < entries; ++i) {
      log.Append(log::v1::EVENT_HEARTBEAT, "clinic", {});
    }
  }
  std::string Path(const std::string& name) const {
    return absl::StrCat(folder_, "/", name);
  }
  // Shows that log to the mirror, as an agency's evidence.
  absl::StatusOr<MirrorReport> Show(LogBuilder& broker) {
    return Show(broker, world_);
  }
  absl::StatusOr<MirrorReport> Show(LogBuilder& broker,
                                    const tests::TestNetwork& world) {
    const std::string evidence = Path(absl::StrCat("evidence-", ++exports_));
    const std::string own = absl::StrCat(kOrigin, "/agency/school");
    LogBuilder evaluated(random_, absl::FromUnixSeconds(1'795'000'000));
    EXPECT_TRUE(
        WriteEvidence(
            {world.Get(),
             "school",
             broker.For("school", kOrigin, world.broker()),
             agent_.For("school", own, world.school()),
             {{"kh1",
               evaluated.For("school", absl::StrCat(kOrigin, "/keyholder/kh1"),
                             world.key_holder())}}},
            evidence)
            .ok());
    // Each log by itself is sound: only comparing tells.
    const auto alone = VerifyEvidence(evidence);
    EXPECT_TRUE(alone.ok() && alone->findings.empty());
    auto report = TakeIntoMirror(mirror_, evidence);
    fs::remove_all(evidence);
    return report;
  }
  // Every file of the mirror's log, and its bytes.
  std::map<std::string, std::string> Log() const {
    std::map<std::string, std::string> files;
    for (const auto& entry :
         fs::recursive_directory_iterator(In(mirror_, "log"))) {
      if (entry.is_directory()) continue;
      files[entry.path().string()] =
          ReadFile(entry.path().string(), 1 << 20).value();
    }
    return files;
  }

  SystemRandom random_;
  const tests::TestNetwork world_{random_};
  const std::string folder_ =
      fs::temp_directory_path() /
      absl::StrCat("kith-mirror-", getpid(), "-", random_.Below(1u << 30));
  const std::string mirror_ = Path("mirror");
  LogBuilder broker_{random_, absl::FromUnixSeconds(1'795'000'000)};
  LogBuilder agent_{random_, absl::FromUnixSeconds(1'795'000'000)};
  int exports_ = 0;
};

TEST_F(MirrorTest, GrowsWithTheLogAndHoldsWhatAnExportHolds) {
  ASSERT_TRUE(Show(broker_).ok());
  Grow(broker_, 700);
  const auto report = Show(broker_);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->held, 300u);
  EXPECT_EQ(report->shown, 1000u);
  EXPECT_EQ(report->rewritten, 0u);
  EXPECT_THAT(report->contradictions, IsEmpty());
  EXPECT_THAT(MirrorInWords(*report, true), HasSubstr("FOLLOWS"));
  const std::map<std::string, std::string> grown = Log();
  fs::remove_all(mirror_);
  ASSERT_TRUE(Show(broker_).ok());
  EXPECT_EQ(grown, Log()) << "as if it had been made at once";
}

TEST_F(MirrorTest, HoldsNothingThatCanBeOpened) {
  ASSERT_TRUE(Show(broker_).ok());
  for (const auto& [path, bytes] : Log()) {
    EXPECT_FALSE(absl::EndsWith(path, "openings")) << path;
    EXPECT_FALSE(absl::StrContains(bytes, "clinic")) << path;
  }
}

TEST_F(MirrorTest, EarlierEvidenceOfTheSameLogFollows) {
  LogBuilder later = broker_;
  Grow(later, 100);
  ASSERT_TRUE(Show(later).ok());
  const auto report = Show(broker_);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_TRUE(report->IsOlder());
  EXPECT_FALSE(report->contradicts);
  EXPECT_THAT(MirrorInWords(*report, false), HasSubstr("FOLLOWS"));
  EXPECT_THAT(MirrorInWords(*report, true), HasSubstr("GONE BACK"));
}

TEST_F(MirrorTest, TwoLogsOfOneSizeAreBothKept) {
  LogBuilder other = broker_;
  Grow(broker_, 1);
  Grow(other, 1);
  ASSERT_TRUE(Show(broker_).ok());
  const auto before = Log();
  const auto report = Show(other);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_TRUE(report->contradicts);
  ASSERT_THAT(report->contradictions, SizeIs(1));
  EXPECT_THAT(MirrorInWords(*report, true), HasSubstr("TWO LOGS"));
  const std::string kept = report->contradictions[0];
  const auto held = ReadFile(In(kept, "held"), 1 << 20);
  const auto shown = ReadFile(In(kept, "shown"), 1 << 20);
  ASSERT_TRUE(held.ok() && shown.ok());
  const auto opened = [&](const std::string& note) {
    return tlog::OpenCheckpoint(note, kOrigin, world_.broker().public_key());
  };
  EXPECT_EQ(opened(*held)->size, opened(*shown)->size);
  EXPECT_NE(opened(*held)->root, opened(*shown)->root);
  EXPECT_EQ(Log(), before);
  // It stays said, and is kept once.
  const auto again = Show(broker_);
  EXPECT_FALSE(again->contradicts);
  EXPECT_THAT(again->contradictions, ElementsAre(kept));
  EXPECT_THAT(Show(other)->contradictions, ElementsAre(kept));
}

TEST_F(MirrorTest, ALargerLogThatDoesNotBeginWithWhatIsHeldIsProvedByItsTiles) {
  LogBuilder other = broker_;
  Grow(broker_, 1);
  Grow(other, 300);
  ASSERT_TRUE(Show(broker_).ok());
  const auto report = Show(other);
  ASSERT_TRUE(report.ok()) << report.status();
  ASSERT_THAT(report->contradictions, SizeIs(1));
  EXPECT_TRUE(
      FileExists(In(report->contradictions[0], "log/tile/entries/001")));
}

TEST_F(MirrorTest, ADamagedMirrorIsNotTakenForTheBrokersFault) {
  ASSERT_TRUE(Show(broker_).ok());
  const std::string tile = In(mirror_, "log/tile/entries/000");
  std::string bytes = ReadFile(tile, 1 << 20).value();
  bytes[50] ^= 1;
  ASSERT_TRUE(ReplaceFile(tile, bytes, Readers::kOwner).ok());
  EXPECT_EQ(Show(broker_).status().code(), StatusCode::kDataLoss);
  // A log that follows makes it good, and says so.
  Grow(broker_, 1);
  const auto mended = Show(broker_);
  ASSERT_TRUE(mended.ok()) << mended.status();
  EXPECT_EQ(mended->rewritten, 1u);
  EXPECT_TRUE(Show(broker_).ok());
}

TEST_F(MirrorTest, AnotherPartnershipsLogIsNotTaken) {
  ASSERT_TRUE(Show(broker_).ok());
  const tests::TestNetwork other(random_);
  EXPECT_EQ(Show(broker_, other).status().code(), StatusCode::kUnauthenticated);
  EXPECT_TRUE(Show(broker_).ok());
}

TEST_F(MirrorTest, AFolderOfOtherThingsIsLeftAlone) {
  ASSERT_TRUE(MakeFolder(mirror_).ok());
  ASSERT_TRUE(ReplaceFile(In(mirror_, "letter.txt"), "", Readers::kOwner).ok());
  EXPECT_EQ(Show(broker_).status().code(), StatusCode::kFailedPrecondition);
  EXPECT_FALSE(FileExists(In(mirror_, "network.kith")));
}

TEST_F(MirrorTest, ARunThatWasKilledIsMadeGoodByTheNext) {
  ASSERT_TRUE(Show(broker_).ok());
  const auto before = Log();
  Grow(broker_, 400);
  ASSERT_TRUE(Show(broker_).ok());
  const auto after = Log();
  // New tiles are there, the checkpoint is the old one.
  fs::remove(In(mirror_, "notes/700"));
  for (const auto& [path, bytes] : before) {
    if (absl::EndsWith(path, "checkpoint") || absl::StrContains(path, ".p/")) {
      fs::create_directories(fs::path(path).parent_path());
      ASSERT_TRUE(ReplaceFile(path, bytes, Readers::kOwner).ok());
    }
  }
  const auto report = Show(broker_);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->held, 300u);
  EXPECT_EQ(Log(), after);
}

TEST_F(MirrorTest, AMirrorThatWentBackSaysSo) {
  ASSERT_TRUE(Show(broker_).ok());
  ASSERT_TRUE(ReplaceFile(In(mirror_, "notes/301"), "", Readers::kOwner).ok());
  EXPECT_EQ(Show(broker_).status().code(), StatusCode::kDataLoss);
}

TEST_F(MirrorTest, AnotherRunAtOnceIsTurnedAway) {
  ASSERT_TRUE(Show(broker_).ok());
  const auto lock = FileLock::Take(In(mirror_, "mirror"));
  ASSERT_TRUE(lock.ok());
  EXPECT_EQ(Show(broker_).status().code(), StatusCode::kFailedPrecondition);
}

TEST_F(MirrorTest, AContradictionThatCannotBeKeptIsSaidAllTheSame) {
  LogBuilder other = broker_;
  Grow(broker_, 1);
  Grow(other, 1);
  ASSERT_TRUE(Show(broker_).ok());
  ASSERT_TRUE(
      ReplaceFile(In(mirror_, "contradictions"), "", Readers::kOwner).ok());
  const auto report = Show(other);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_TRUE(report->contradicts);
  EXPECT_FALSE(report->not_kept.empty());
  EXPECT_THAT(MirrorInWords(*report, true), HasSubstr("only copy"));
}

TEST_F(MirrorTest, TheFirstRunSaysThatItComparedNothing) {
  const auto report = Show(broker_);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_THAT(MirrorInWords(*report, true), HasSubstr("BEGUN"));
  EXPECT_THAT(MirrorInWords(*report, true), HasSubstr(report->network_sha256));
  EXPECT_EQ(report->network_sha256.size(), 64u);
}

// A broker with two faces: one history up to somewhere, then two, shown at
// sizes that differ by anything.
TEST_F(MirrorTest, EveryTwoFacedBrokerIsNoticed) {
  const int wanted = std::getenv("KITH_LONG") != nullptr ? 1000 : 30;
  int noticed = 0;
  for (int i = 0; i < wanted; ++i) {
    fs::remove_all(mirror_);
    LogBuilder one(random_, absl::FromUnixSeconds(1'795'000'000));
    Grow(one, static_cast<int>(random_.Below(600)));
    LogBuilder other = one;
    Grow(one, 1 + static_cast<int>(random_.Below(40)));
    Grow(other, 1 + static_cast<int>(random_.Below(40)));
    ASSERT_TRUE(Show(one).ok());
    const auto report = Show(other);
    ASSERT_TRUE(report.ok()) << report.status();
    noticed += report->contradicts ? 1 : 0;
  }
  EXPECT_EQ(noticed, wanted);
  std::cout << R"({"test": "two-faced broker", "shown": )" << wanted
            << R"(, "noticed": )" << noticed << "}\n";
}

}  // namespace
}  // namespace kith::deploy
