// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/verify_evidence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "deploy/kith/files.h"
#include "keys/tlog/leaf.h"
#include "keys/tlog/merkle.h"
#include "keys/tlog/note.h"
#include "tests/support/test_network.h"

namespace kith::deploy {
namespace {

namespace fs = std::filesystem;
using log::v1::EnquiryDetail;
using log::v1::Event;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr char kOrigin[] = "kith.example/northshire";

// A log as the programs keep it, for as many entries as a test wants.
class LogBuilder {
 public:
  LogBuilder(Random& random, absl::Time start) : random_(random), now_(start) {}

  std::uint64_t Append(Event event, const std::string& agency,
                       EnquiryDetail detail) {
    std::string public_part = tlog::NoPublicPart();
    if (event == log::v1::EVENT_RELEASED) {
      detail.set_slots_root(random_.Bytes(kHashBytes));
      detail.set_holders_root(random_.Bytes(kHashBytes));
      public_part =
          tlog::ReleasePublicPart(HashFromBytes(detail.slots_root()),
                                  HashFromBytes(detail.holders_root()));
    }
    Chain& chain = chains_[agency];
    log::v1::Opening opening;
    opening.set_event(event);
    opening.set_agency(agency);
    opening.set_agency_sequence(++chain.sequence);
    opening.set_agency_previous(chain.previous);
    opening.set_detail(detail.SerializeAsString());
    log::v1::LeafOpening whole;
    whole.set_index(leaves_.size());
    whole.set_salt(random_.Bytes(32));
    whole.set_opening(opening.SerializeAsString());
    whole.set_public_part(public_part);
    now_ += absl::Minutes(5);
    whole.set_leaf(tlog::LeafBytes(
        {.index = leaves_.size(),
         .time = now_,
         .commitment = tlog::Commitment(
             tlog::SealOpening(whole.salt(), whole.opening()), public_part)}));
    chain.previous = HashBytes(tlog::LeafHash(whole.leaf()));
    leaves_.push_back(whole.leaf());
    openings_[agency].push_back(whole);
    return whole.index();
  }
  LogEvidence For(const std::string& agency, const std::string& origin,
                  const Signer& signer) {
    tlog::MerkleTree tree;
    for (const std::string& leaf : leaves_) tree.Append(tlog::LeafHash(leaf));
    return {
        tlog::SignNote(tlog::CheckpointText({origin, tree.size(), tree.Root()}),
                       origin, signer),
        leaves_, openings_[agency]};
  }

 private:
  struct Chain {
    std::uint64_t sequence = 0;
    std::string previous = std::string(kHashBytes, '\0');
  };
  Random& random_;
  absl::Time now_;
  std::vector<std::string> leaves_;
  std::map<std::string, Chain> chains_;
  std::map<std::string, std::vector<log::v1::LeafOpening>> openings_;
};

EnquiryDetail Of(const std::string& enquiry) {
  EnquiryDetail detail;
  detail.set_enquiry_id(enquiry);
  return detail;
}

class VerifyEvidenceTest : public testing::Test {
 protected:
  // The school asks twice; the second is given up. The clinic asks between.
  void SetUp() override {
    Ask("first");
    broker_.Append(log::v1::EVENT_ACCEPTED, "clinic", Of("theirs"));
    const auto at =
        broker_.Append(log::v1::EVENT_RELEASED, "school", Of("first"));
    Show("first", at);
    broker_.Append(log::v1::EVENT_RELEASED, "clinic", Of("theirs"));
    Ask("second");
    broker_.Append(log::v1::EVENT_ABORTED, "school", Of("second"));
    agent_.Append(log::v1::EVENT_REFUSED, "school", Of(""));
    agent_.Append(log::v1::EVENT_ASKED, "school", Of("never arrived"));
  }
  void Ask(const std::string& id) {
    agent_.Append(log::v1::EVENT_ASKED, "school", Of(id));
    broker_.Append(log::v1::EVENT_ACCEPTED, "school", Of(id));
  }
  void Show(const std::string& id, std::uint64_t broker_index) {
    EnquiryDetail detail = Of(id);
    detail.set_broker_index(broker_index);
    agent_.Append(log::v1::EVENT_SHOWN, "school", detail);
  }
  Evidence Export() {
    return {world_.Get(), "school",
            broker_.For("school", kOrigin, world_.broker()),
            agent_.For("school", absl::StrCat(kOrigin, "/agency/school"),
                       world_.school())};
  }
  std::vector<std::string> Findings(const Evidence& evidence) {
    return VerifyEvidence(evidence).findings;
  }

  SystemRandom random_;
  const tests::TestNetwork world_{random_};
  LogBuilder broker_{random_, absl::FromUnixSeconds(1'795'000'000)};
  LogBuilder agent_{random_, absl::FromUnixSeconds(1'795'000'000)};
};

TEST_F(VerifyEvidenceTest, SoundEvidenceHolds) {
  const EvidenceReport report = VerifyEvidence(Export());
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
  EXPECT_THAT(Findings(evidence), Contains(HasSubstr("were removed")));
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
  const EvidenceReport report = VerifyEvidence(Export());
  EXPECT_THAT(report.findings, IsEmpty());
  EXPECT_THAT(report.notes, Contains(HasSubstr("still open")));
}

TEST_F(VerifyEvidenceTest, AQuestionThatEndsTwiceIsFound) {
  broker_.Append(log::v1::EVENT_ABORTED, "school", Of("first"));
  EXPECT_THAT(Findings(Export()), Contains(HasSubstr("ends 2 times")));
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
  const EvidenceReport report = VerifyEvidence(Export());
  EXPECT_THAT(report.findings, IsEmpty());
  EXPECT_THAT(report.notes, Contains(HasSubstr("while the evidence")));
}

class EvidenceFolderTest : public VerifyEvidenceTest {
 protected:
  void SetUp() override {
    VerifyEvidenceTest::SetUp();
    fs::create_directories(folder_);
    const Evidence evidence = Export();
    Write("network.kith", evidence.network->signed_bytes());
    Write("agency.txt", "school\n");
    Write(evidence.broker, "broker");
    Write(evidence.agent, "agent");
  }
  void TearDown() override { fs::remove_all(folder_); }
  void Write(const std::string& name, const std::string& bytes) {
    ASSERT_TRUE(ReplaceFile(In(folder_, name), bytes, Readers::kOwner).ok());
  }
  void Write(const LogEvidence& log, const std::string& name) {
    std::string openings;
    for (const auto& opening : log.openings) openings += PackOpening(opening);
    Write(absl::StrCat(name, ".checkpoint"), log.checkpoint);
    Write(absl::StrCat(name, ".leaves"), absl::StrJoin(log.leaves, ""));
    Write(absl::StrCat(name, ".openings"), openings);
  }

  const std::string folder_ =
      fs::temp_directory_path() /
      absl::StrCat("kith-evidence-", getpid(), "-", random_.Below(1u << 30));
};

TEST_F(EvidenceFolderTest, WhatWasWrittenIsReadAndHolds) {
  const auto evidence = ReadEvidence(folder_);
  ASSERT_TRUE(evidence.ok()) << evidence.status();
  EXPECT_THAT(Findings(*evidence), IsEmpty());
}

TEST_F(EvidenceFolderTest, ATruncatedFileIsNamed) {
  for (const char* name : {"broker.leaves", "broker.openings", "agent.leaves",
                           "agent.openings", "network.kith"}) {
    const std::string bytes = *ReadFile(In(folder_, name), 1 << 22);
    Write(name, bytes.substr(0, bytes.size() - 1));
    const auto evidence = ReadEvidence(folder_);
    EXPECT_FALSE(evidence.ok()) << name;
    Write(name, bytes);
  }
  const std::string note = *ReadFile(In(folder_, "broker.checkpoint"), 1 << 22);
  Write("broker.checkpoint", note.substr(0, note.size() - 8));
  EXPECT_FALSE(Findings(*ReadEvidence(folder_)).empty());
}

TEST_F(EvidenceFolderTest, AMissingFileIsNamed) {
  fs::remove(In(folder_, "agent.leaves"));
  const auto evidence = ReadEvidence(folder_);
  EXPECT_EQ(evidence.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(evidence.status().message()),
              HasSubstr("agent.leaves"));
}

}  // namespace
}  // namespace kith::deploy
