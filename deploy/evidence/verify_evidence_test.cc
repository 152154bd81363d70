// SPDX-License-Identifier: Apache-2.0
#include "deploy/evidence/verify_evidence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "deploy/evidence/evidence.h"
#include "deploy/evidence/evidence_world.h"
#include "deploy/evidence/log_folder.h"
#include "deploy/kith/files.h"
#include "keys/tlog/leaf.h"
#include "keys/tlog/merkle.h"
#include "keys/tlog/note.h"

namespace kith::deploy {
namespace {

namespace fs = std::filesystem;
using log::v1::EnquiryDetail;
using VerifyEvidenceTest = EvidenceWorld;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

TEST_F(VerifyEvidenceTest, SoundEvidenceHolds) {
  const EvidenceReport report = Verify(Export());
  EXPECT_THAT(report.findings, IsEmpty());
  EXPECT_EQ(report.asked, 3u);
  EXPECT_EQ(report.shown, 1u);
  EXPECT_EQ(report.not_answered, 2u);
  EXPECT_THAT(ReportInWords(report), HasSubstr("  HOLDS."));
}

TEST_F(VerifyEvidenceTest, EveryFlippedByteOfALeafIsFound) {
  const Evidence sound = Export();
  for (std::size_t at = 0; at < tlog::kLeafBytes; ++at) {
    Evidence evidence = sound;
    evidence.broker.leaves[1][at] ^= 1;
    EXPECT_FALSE(Findings(evidence).empty()) << at;
  }
}

TEST_F(VerifyEvidenceTest, ARemovedLeafIsFound) {
  for (std::size_t at = 0; at < 6; ++at) {
    Evidence evidence = Export();
    evidence.broker.leaves.erase(evidence.broker.leaves.begin() +
                                 static_cast<std::ptrdiff_t>(at));
    EXPECT_THAT(Findings(evidence), Contains(HasSubstr("removed"))) << at;
  }
}

TEST_F(VerifyEvidenceTest, ARemovedLeafIsSaidOnceAndNotOfEveryLaterOne) {
  Evidence evidence = Export();
  ASSERT_GT(evidence.broker.leaves.size(), 3u);
  evidence.broker.leaves.erase(evidence.broker.leaves.begin());
  EXPECT_EQ(absl::c_count_if(Findings(evidence),
                             [](const std::string& finding) {
                               return absl::StrContains(finding,
                                                        "stands where");
                             }),
            1);
}

TEST_F(VerifyEvidenceTest, ARemovedOpeningIsFound) {
  for (std::ptrdiff_t at = 0; at < 3; ++at) {
    Evidence evidence = Export();
    evidence.broker.openings.erase(evidence.broker.openings.begin() + at);
    EXPECT_FALSE(Findings(evidence).empty()) << at;
  }
  Evidence evidence = Export();
  evidence.agent.openings.pop_back();
  EXPECT_THAT(Findings(evidence),
              Contains(HasSubstr("nothing says that it was")));
}

TEST_F(VerifyEvidenceTest, AnAlteredOpeningIsFound) {
  Evidence evidence = Export();
  evidence.broker.openings[0].mutable_opening()->back() ^= 1;
  EXPECT_THAT(Findings(evidence),
              Contains(HasSubstr("is not what was logged")));
}

TEST_F(VerifyEvidenceTest, ACheckpointOfAnotherKeyIsFound) {
  Evidence evidence = Export();
  evidence.broker = broker_.For("school", kOrigin, world_.clinic());
  EXPECT_THAT(Findings(evidence), Contains(HasSubstr("signature")));
}

TEST_F(VerifyEvidenceTest, AQuestionWithoutAnEndIsFound) {
  Ask("third");
  Ask("fourth");
  broker_.Append(log::v1::EVENT_RELEASED, "school", Of("fourth"));
  EXPECT_THAT(Findings(Export()), Contains(HasSubstr("has no end")));
}

TEST_F(VerifyEvidenceTest, AQuestionStillOpenAtTheExportIsANote) {
  Ask("third");
  const EvidenceReport report = Verify(Export());
  EXPECT_THAT(report.findings, IsEmpty());
  EXPECT_THAT(report.notes, Contains(HasSubstr("still open")));
}

TEST_F(VerifyEvidenceTest, AQuestionMayBeOpenForLessThanAMinute) {
  Ask("third");
  broker_.Append(log::v1::EVENT_PUBLISHED, "clinic", {},
                 absl::Milliseconds(59'999));
  EXPECT_THAT(Findings(Export()), IsEmpty());
  broker_.Append(log::v1::EVENT_PUBLISHED, "clinic", {}, absl::Milliseconds(1));
  EXPECT_THAT(Findings(Export()),
              testing::ElementsAre(HasSubstr("has no end")));
}

TEST_F(VerifyEvidenceTest, OneThatWasNeverAskedMayBeOnItsWayForAMinute) {
  broker_.Append(log::v1::EVENT_ACCEPTED, "school", Of("just now"));
  broker_.Append(log::v1::EVENT_ABORTED, "school", Of("just now"),
                 absl::Milliseconds(59'999));
  EXPECT_THAT(Findings(Export()), IsEmpty());
  broker_.Append(log::v1::EVENT_PUBLISHED, "clinic", {}, absl::Milliseconds(1));
  EXPECT_THAT(Findings(Export()),
              testing::ElementsAre(HasSubstr("does not know")));
}

TEST_F(VerifyEvidenceTest, AQuestionThatEndsTwiceIsFound) {
  broker_.Append(log::v1::EVENT_ABORTED, "school", Of("first"));
  EXPECT_THAT(Findings(Export()), Contains(HasSubstr("a second time")));
}

TEST_F(VerifyEvidenceTest, AnAnswerShownButNotReleasedIsFound) {
  Show("second", 5);
  EXPECT_THAT(Findings(Export()), Contains(HasSubstr("did not release")));
}

TEST_F(VerifyEvidenceTest, AQuestionInTheAgencysNameThatItNeverAskedIsFound) {
  broker_.Append(log::v1::EVENT_ACCEPTED, "school", Of("forged"));
  broker_.Append(log::v1::EVENT_RELEASED, "school", Of("forged"));
  EXPECT_THAT(Findings(Export()), Contains(HasSubstr("does not know")));
}

TEST_F(VerifyEvidenceTest, AQuestionAskedWhileTheExportRanIsANote) {
  broker_.Append(log::v1::EVENT_ACCEPTED, "school", Of("just now"));
  const EvidenceReport report = Verify(Export());
  EXPECT_THAT(report.findings, IsEmpty());
  EXPECT_THAT(report.notes, Contains(HasSubstr("while the evidence")));
}

TEST_F(VerifyEvidenceTest, AnErasedEntryLeavesAChainThatHolds) {
  agent_.Erase("school", {3});  // A refusal.
  EXPECT_THAT(Findings(Export()), IsEmpty());
  broker_.Erase("school", {1});  // The clinic's.
  EXPECT_THAT(Findings(Export()), Contains(HasSubstr("missing")));
}

TEST_F(VerifyEvidenceTest, OnlyWhatIsSaidToBeErasedMayBeMissing) {
  broker_.Erase("school", {0});
  Evidence evidence = Export();
  evidence.broker.openings.erase(evidence.broker.openings.begin());
  EXPECT_THAT(Findings(evidence), Contains(HasSubstr("missing")));
  agent_.Erase("school", {0});
  evidence = Export();
  evidence.agent.openings.erase(evidence.agent.openings.begin() + 1);
  EXPECT_THAT(Findings(evidence), Contains(HasSubstr("nothing says that")));
}

TEST_F(VerifyEvidenceTest, WhatIsSaidToBeErasedIsErased) {
  const Evidence before = Export();
  broker_.Erase("school", {0});
  Evidence evidence = Export();
  evidence.broker.openings.insert(evidence.broker.openings.begin(),
                                  before.broker.openings[0]);
  EXPECT_THAT(Findings(evidence), Contains(HasSubstr("can still be opened")));
}

TEST_F(VerifyEvidenceTest, AnErasureNamesNothingThatComesAfterIt) {
  agent_.Erase("school", {agent_.size() + 1});
  agent_.Append(log::v1::EVENT_REFUSED, "school", Of(""));
  EXPECT_THAT(Findings(Export()),
              testing::ElementsAre(HasSubstr("which did not come before it")));
  Evidence evidence = Export();
  evidence.agent.openings.pop_back();
  EXPECT_THAT(Findings(evidence), Contains(HasSubstr("nothing says that")));
}

TEST_F(VerifyEvidenceTest, AnErasureNamesItsEntriesInOrder) {
  agent_.Erase("school", {4, 3});
  EXPECT_THAT(Findings(Export()),
              Contains(HasSubstr("entry 3 was erased, which did not come "
                                 "before it or stands out of order")));
}

TEST_F(VerifyEvidenceTest, AnErasedEntryExcusesOneThatIsMissingAndNoMore) {
  broker_.Append(log::v1::EVENT_ACCEPTED, "school", Of("forged"));
  broker_.Append(log::v1::EVENT_RELEASED, "school", Of("forged"),
                 absl::Seconds(1));
  ASSERT_THAT(Findings(Export()), IsEmpty()) << "it may be on its way";
  agent_.StepTo(broker_);  // Made in the same minute, and erased.
  const auto unrelated =
      agent_.Append(log::v1::EVENT_REFUSED, "school", Of(""));
  agent_.Erase("school", {unrelated});
  EXPECT_THAT(Findings(Export()), IsEmpty());
  EXPECT_THAT(Verify(Export()).notes,
              Contains(HasSubstr("could not be compared")));
  broker_.Append(log::v1::EVENT_ACCEPTED, "school", Of("forged too"),
                 absl::ZeroDuration());
  broker_.Append(log::v1::EVENT_RELEASED, "school", Of("forged too"),
                 absl::ZeroDuration());
  EXPECT_THAT(Findings(Export()), Contains(HasSubstr("does not know")));
}

TEST_F(VerifyEvidenceTest, WhatWasErasedIsAlwaysSaidAndWhy) {
  agent_.Erase("school", {3});
  const EvidenceReport report = Verify(Export());
  EXPECT_THAT(report.notes, Contains(HasSubstr("1 of your entries were erased "
                                               "(request)")));
  EXPECT_THAT(ReportInWords(report),
              HasSubstr("what the notes say was erased"));
  agent_.Erase("school", {4}, "\x1b[2J because it is inconvenient");
  EXPECT_THAT(Findings(Export()), Contains(HasSubstr("a reason that is none")));
  EXPECT_THAT(ReportInWords(Verify(Export())),
              testing::Not(HasSubstr("inconvenient")))
      << "another's words are not shown";
}

TEST_F(VerifyEvidenceTest, AQuestionThatEndsBeforeItIsAcceptedIsFound) {
  broker_.Append(log::v1::EVENT_RELEASED, "school", Of("backwards"));
  Ask("backwards");
  EXPECT_THAT(Findings(Export()), Contains(HasSubstr("had ended before")));
}

TEST_F(VerifyEvidenceTest, ClocksThatDifferByTwoMinutesRaiseNoAlarm) {
  agent_.StepTo(broker_);
  agent_.Append(log::v1::EVENT_REFUSED, "school", Of(""), absl::Seconds(100));
  broker_.Append(log::v1::EVENT_ACCEPTED, "school", Of("just now"),
                 absl::Seconds(1));
  EXPECT_THAT(Findings(Export()), IsEmpty());
}

TEST_F(VerifyEvidenceTest, WitnessesAreCountedByTheNetworkFile) {
  Evidence evidence = Export();
  const auto cosign = [&](const Signer& by, const char* agency) {
    evidence.broker.checkpoint += tlog::CosignatureLine(
        evidence.broker.checkpoint, absl::StrCat(kOrigin, "/agency/", agency),
        absl::FromUnixSeconds(1'795'000'000), by);
  };
  EXPECT_THAT(Verify(evidence).notes, Contains(HasSubstr("not yet witnessed")));
  cosign(world_.school(), "school");
  cosign(world_.clinic(), "clinic");
  EXPECT_EQ(Verify(evidence).witnesses, 1u) << "the own one does not count";
  EXPECT_THAT(Verify(evidence).findings, IsEmpty());
  evidence.network = world_.With([](auto& file) { file.set_quorum(2); });
  EXPECT_THAT(Findings(evidence), Contains(HasSubstr("demands 2")));
  cosign(world_.clinic(), "clinic");
  EXPECT_THAT(Findings(evidence), Contains(HasSubstr("beside its own")));
  evidence = Export();
  cosign(world_.school(), "clinic");
  EXPECT_THAT(Findings(evidence), Contains(HasSubstr("beside its own")));
}

class EvidenceFolderTest : public VerifyEvidenceTest {
 protected:
  void SetUp() override {
    VerifyEvidenceTest::SetUp();
    ASSERT_TRUE(WriteEvidence(Export(), folder_).ok());
  }
  std::vector<std::string> Files() const {
    std::vector<std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder_)) {
      if (entry.is_regular_file()) files.push_back(entry.path());
    }
    return files;
  }
  // Neither that it holds nor an end of the program.
  bool Passes() const {
    const auto report = VerifyEvidence(folder_);
    return report.ok() && report->findings.empty();
  }
};

TEST_F(EvidenceFolderTest, WhatWasWrittenIsReadAndHolds) {
  EXPECT_TRUE(Passes());
  const auto evidence = ReadEvidence(folder_);
  ASSERT_TRUE(evidence.ok()) << evidence.status();
  EXPECT_EQ(evidence->broker.leaves, Export().broker.leaves);
}

// One bit in eleven; all of them in a long run.
TEST_F(EvidenceFolderTest, EveryBitOfEveryFileIsLookedAt) {
  const std::size_t step = std::getenv("KITH_LONG") == nullptr ? 11 : 1;
  int flips = 0;
  for (const std::string& file : Files()) {
    std::string bytes = *ReadFile(file, 1 << 22);
    for (std::size_t bit = 0; bit < bytes.size() * 8; bit += step) {
      bytes[bit / 8] ^= static_cast<char>(1 << (bit % 8));
      std::ofstream(file, std::ios::binary) << bytes;
      EXPECT_FALSE(Passes()) << file << ", bit " << bit;
      bytes[bit / 8] ^= static_cast<char>(1 << (bit % 8));
      ++flips;
    }
    std::ofstream(file, std::ios::binary) << bytes;
  }
  EXPECT_TRUE(Passes()) << "as it was";
  std::cout << "{\"single bit flips\": " << flips << "}" << std::endl;
}

TEST_F(EvidenceFolderTest, AFileThatBreaksOffIsMissingOrTooMuchIsFound) {
  for (const std::string& file : Files()) {
    const std::string bytes = *ReadFile(file, 1 << 22);
    for (const std::string& changed : {bytes.substr(0, bytes.size() - 1),
                                       bytes + bytes.back(), std::string()}) {
      // What a key holder says last can be left out: then a note says so.
      if (changed.empty() && file.ends_with("kh1/openings")) continue;
      std::ofstream(file, std::ios::binary) << changed;
      EXPECT_FALSE(Passes()) << file;
    }
    fs::remove(file);
    EXPECT_FALSE(VerifyEvidence(folder_).ok()) << file;
    std::ofstream(file, std::ios::binary) << bytes;
    std::ofstream(file + "x", std::ios::binary) << bytes;
    EXPECT_FALSE(Passes()) << file << "x";
    fs::remove(file + "x");
    fs::rename(file, folder_ + "-aside");
    fs::create_symlink(folder_ + "-aside", file);
    EXPECT_FALSE(Passes()) << file << " as a link";
    fs::remove(file);
    fs::rename(folder_ + "-aside", file);
  }
  EXPECT_TRUE(Passes());
}

TEST_F(EvidenceFolderTest, WhatNobodyReadsIsNotTaken) {
  const auto with = [&](const char* name, const std::string& bytes) {
    const std::string before = *ReadFile(In(folder_, name), 1 << 22);
    std::ofstream(In(folder_, name), std::ios::binary) << bytes;
    const bool passes = Passes();
    std::ofstream(In(folder_, name), std::ios::binary) << before;
    return passes;
  };
  // A field that no message has, behind all others.
  const std::string unknown = "\x7a\4Sami";
  EXPECT_FALSE(with("network.kith",
                    *ReadFile(In(folder_, "network.kith"), 1 << 22) + unknown));
  auto opening = Export().agent.openings[0];
  std::string packed = opening.SerializeAsString() + unknown;
  std::string all =
      BigEndian32(static_cast<std::uint32_t>(packed.size())) + packed;
  for (std::size_t i = 1; i < Export().agent.openings.size(); ++i) {
    all += PackOpening(Export().agent.openings[i]);
  }
  EXPECT_FALSE(with("agent/openings", all));
  EXPECT_FALSE(with("agent/openings", std::string(4 << 20, '\0')));
  network::v1::SignedFile twice;
  ASSERT_TRUE(twice.ParseFromString(Export().network->signed_bytes()));
  *twice.add_signatures() = network::v1::FileSignature(twice.signatures(0));
  EXPECT_FALSE(with("network.kith", twice.SerializeAsString()));
  EXPECT_FALSE(with("agency.txt", "\x1b[2Jschool\n"));
  EXPECT_TRUE(Passes());
}

TEST_F(EvidenceFolderTest, AnEmptyFolderOrALinkedOneIsNoEvidence) {
  fs::create_directory(In(folder_, "broker/Sami Amara"));
  EXPECT_FALSE(Passes());
  fs::remove(In(folder_, "broker/Sami Amara"));
  fs::rename(In(folder_, "broker/tile"), folder_ + "-aside");
  fs::create_directory_symlink(folder_ + "-aside", In(folder_, "broker/tile"));
  EXPECT_FALSE(Passes());
  fs::remove(In(folder_, "broker/tile"));
  fs::rename(folder_ + "-aside", In(folder_, "broker/tile"));
  EXPECT_TRUE(Passes());
}

TEST_F(EvidenceFolderTest, AMissingFileIsNamed) {
  fs::remove(In(folder_, "agent/openings"));
  const auto report = VerifyEvidence(folder_);
  EXPECT_EQ(report.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(report.status().message()),
              HasSubstr("agent/openings"));
}

}  // namespace
}  // namespace kith::deploy
