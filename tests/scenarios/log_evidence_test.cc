// SPDX-License-Identifier: Apache-2.0
// The evidence of an ordinary day holds; whatever is changed in it or taken
// out of it is found, by the command a data protection officer runs.
#include <gmock/gmock.h>

#include <filesystem>
#include <iostream>

#include "absl/strings/str_cat.h"
#include "deploy/kith/files.h"
#include "keys/tlog/leaf.h"
#include "tests/scenarios/scenario_test.h"

namespace kith::tests {
namespace {

using testing::HasSubstr;

constexpr int kHolds = 0;
constexpr int kFindings = 1;
constexpr int kCannotVerify = 2;
constexpr std::size_t kMostBytes = 16 << 20;
constexpr std::size_t kEntryBytes = 2 + tlog::kLeafBytes;

const Somebody kSami{"Sami", "Amarinth", "2021-03-14", ""};
const Somebody kNobody{"Rowan", "Thornquill", "2018-09-05", ""};

class LogEvidenceTest : public ScenarioTest {
 protected:
  // A day: somebody is published and asked about, and somebody nobody knows.
  void SetUp() override {
    Start({kSchool, kEarlyHelp});
    if (HasFatalFailure()) return;
    Import(kEarlyHelp, {{.person = kSami}});
    EXPECT_EQ(Outcome(kSami), "answered: involved(northshire-early-help)");
    EXPECT_EQ(Outcome(kNobody), "answered: none");
    evidence_ = network().folder("evidence");
    const Ended exported = Kith({"audit", "export", "--out", evidence_,
                                 "--agent-dir", network().folder(kSchool)});
    ASSERT_EQ(exported.exit, 0) << exported.output;
  }

  Ended Verify(const std::string& folder) {
    return Kith({"audit", "verify", folder});
  }
  // Verifies a copy of the evidence in which one file was changed.
  template <typename Change>
  Ended VerifyWith(const std::string& file, const Change& change) {
    const std::string copy =
        network().folder(absl::StrCat("evidence-", ++copies_));
    std::filesystem::copy(evidence_, copy,
                          std::filesystem::copy_options::recursive);
    std::string bytes =
        Must(deploy::ReadFile(absl::StrCat(copy, "/", file), kMostBytes));
    change(bytes);
    Must(deploy::ReplaceFile(absl::StrCat(copy, "/", file), bytes,
                             deploy::Readers::kOwner));
    return Verify(copy);
  }

  // The only bundle of a log that is short.
  std::string BundleOf(const std::string& log) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(
             absl::StrCat(evidence_, "/", log, "/tile/entries"))) {
      if (entry.is_regular_file()) {
        return std::filesystem::relative(entry.path(), evidence_);
      }
    }
    ADD_FAILURE() << "no bundle";
    return "";
  }

  std::string evidence_;
  int copies_ = 0;
};

TEST_F(LogEvidenceTest, HoldsAfterAnOrdinaryDayAtBothAgencies) {
  const Ended asker = Verify(evidence_);
  EXPECT_EQ(asker.exit, kHolds) << asker.output;
  const std::string other = network().folder("evidence-of-the-holder");
  ASSERT_EQ(Kith({"audit", "export", "--out", other, "--agent-dir",
                  network().folder(kEarlyHelp)})
                .exit,
            0);
  const Ended holder = Verify(other);
  EXPECT_EQ(holder.exit, kHolds) << holder.output;
}

// Each keeps what it was shown; the holder's evidence follows from the asker's.
TEST_F(LogEvidenceTest, AMirrorGrowsFromTheAgentAndFromAnyAgencysEvidence) {
  const std::string mirror = network().folder("mirror");
  const auto take = [&](const std::vector<std::string>& from) {
    std::vector<std::string> words = {"audit", "mirror", mirror};
    words.insert(words.end(), from.begin(), from.end());
    return Kith(words);
  };
  const std::vector<std::string> agent = {"--agent-dir",
                                          network().folder(kSchool)};
  const Ended begun = take({"--from", evidence_});
  EXPECT_EQ(begun.exit, kHolds) << begun.output;
  EXPECT_EQ(Outcome(kNobody), "answered: none");
  const Ended grown = take(agent);
  EXPECT_EQ(grown.exit, kHolds) << grown.output;
  EXPECT_THAT(grown.output, HasSubstr("FOLLOWS"));
  EXPECT_FALSE(std::filesystem::exists(absl::StrCat(mirror, ".incoming")));
  EXPECT_EQ(take({"--from", evidence_}).exit, kHolds) << "of an earlier day";
  // The second verifier compares two folders in the same way.
  const std::string other = network().folder("evidence-to-compare");
  ASSERT_EQ(Kith({"audit", "export", "--out", other, "--agent-dir",
                  network().folder(kEarlyHelp)})
                .exit,
            0);
  const Ended compared =
      RunProgram({"/usr/bin/env", "python3",
                  absl::StrCat(KITH_SOURCE, "/deploy/verify/verify_kith.py"),
                  evidence_, "--against", other});
  EXPECT_EQ(compared.exit, kHolds) << compared.output;
}

// deploy/verify shares nothing with the command but docs/spec.
TEST_F(LogEvidenceTest, ASecondVerifierAgreesOnWhatHoldsAndOnEveryMutant) {
  const std::string other = network().folder("evidence-of-the-other");
  ASSERT_EQ(Kith({"audit", "export", "--out", other, "--agent-dir",
                  network().folder(kEarlyHelp)})
                .exit,
            0);
  const Ended both = RunProgram(
      {"/usr/bin/env", "python3",
       absl::StrCat(KITH_SOURCE, "/tests/evidence/mutate_evidence.py"),
       evidence_, other, absl::StrCat(KITH_PROGRAMS, "/kith"), "--flips",
       IsLongRun() ? "10000" : "300", "--each", IsLongRun() ? "1000" : "30"});
  EXPECT_EQ(both.exit, 0);
  std::cout << both.output;
}

TEST_F(LogEvidenceTest, AFlippedByteIsFoundWhereverItIs) {
  for (const char* log : {"broker", "agent"}) {
    const std::string file = BundleOf(log);
    const std::size_t size = std::filesystem::file_size(evidence_ + "/" + file);
    // Every part of a leaf, in every leaf.
    for (std::size_t at = 0; at < size; at += 31) {
      const Ended changed =
          VerifyWith(file, [&](std::string& bytes) { bytes[at] ^= 1; });
      // The length in front of an entry makes it unreadable.
      const bool of_entry = at % kEntryBytes >= 2;
      EXPECT_EQ(changed.exit, of_entry ? kFindings : kCannotVerify)
          << file << " " << at;
    }
  }
}

TEST_F(LogEvidenceTest, ARemovedEntryIsFoundWhereverItWas) {
  for (const char* log : {"broker", "agent"}) {
    const std::string file = BundleOf(log);
    const std::size_t entries =
        std::filesystem::file_size(evidence_ + "/" + file) / kEntryBytes;
    ASSERT_GE(entries, 4u);
    for (const std::size_t entry : {std::size_t{0}, entries / 2, entries - 1}) {
      const Ended changed = VerifyWith(file, [&](std::string& bytes) {
        bytes.erase(entry * kEntryBytes, kEntryBytes);
      });
      EXPECT_EQ(changed.exit, kFindings) << file << " " << entry;
      EXPECT_THAT(changed.output, HasSubstr("removed"));
    }
  }
}

TEST_F(LogEvidenceTest, ARemovedOpeningIsFound) {
  for (const char* log : {"broker", "agent"}) {
    const Ended changed =
        VerifyWith(absl::StrCat(log, "/openings"), [](std::string& bytes) {
          const auto length = static_cast<unsigned char>(bytes[2]) * 256 +
                              static_cast<unsigned char>(bytes[3]);
          bytes.erase(0, static_cast<std::size_t>(4 + length));
        });
    EXPECT_EQ(changed.exit, kFindings);
    EXPECT_THAT(changed.output, HasSubstr("missing"));
  }
}

TEST_F(LogEvidenceTest, EvidenceThatBreaksOffCannotBeVerified) {
  const Ended cut = VerifyWith(BundleOf("broker"),
                               [](std::string& bytes) { bytes.pop_back(); });
  EXPECT_EQ(cut.exit, kCannotVerify);
  std::filesystem::remove(evidence_ + "/" + BundleOf("agent"));
  EXPECT_EQ(Verify(evidence_).exit, kCannotVerify);
}

}  // namespace
}  // namespace kith::tests
