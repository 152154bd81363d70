// SPDX-License-Identifier: Apache-2.0
#include "deploy/evidence/entry_proof.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <functional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "deploy/evidence/evidence.h"
#include "keys/tlog/note.h"
#include "keys/tlog/tlog_proof.h"
#include "tests/support/log_builder.h"
#include "tests/support/test_network.h"

namespace kith::deploy {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr char kOrigin[] = "kith.example/northshire";
constexpr std::uint64_t kEntries = 9;

class EntryProofTest : public testing::Test {
 protected:
  void SetUp() override {
    for (std::uint64_t i = 0; i < kEntries; ++i) {
      log::v1::EnquiryDetail detail;
      detail.set_enquiry_id(absl::StrCat("question ", i));
      broker_.Append(log::v1::EVENT_ACCEPTED, i % 2 == 0 ? "school" : "clinic",
                     detail);
      agent_.Append(log::v1::EVENT_ASKED, "school", detail);
    }
    WriteDown();
  }
  void WriteDown() {
    fs::remove_all(folder_);
    Evidence evidence{
        world_.Get(),
        "school",
        broker_.For("school", kOrigin, world_.broker()),
        agent_.For("school", absl::StrCat(kOrigin, "/agency/school"),
                   world_.school()),
        {{"kh1",
          key_holder_.For("school", absl::StrCat(kOrigin, "/keyholder/kh1"),
                          world_.key_holder())}}};
    evidence.broker.checkpoint += tlog::CosignatureLine(
        evidence.broker.checkpoint, absl::StrCat(kOrigin, "/agency/clinic"),
        absl::FromUnixSeconds(1'795'000'100), world_.clinic());
    ASSERT_TRUE(WriteEvidence(evidence, folder_).ok());
  }
  void TearDown() override {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  std::string Proof(const std::string& log, std::uint64_t index) {
    const auto text = MakeEntryProof(folder_, log, index);
    EXPECT_TRUE(text.ok()) << text.status();
    return text.value_or("");
  }
  absl::StatusOr<ProvedEntry> Verify(const std::string& text) {
    return VerifyEntryProof(*world_.Get(), text);
  }
  // The proof of an entry, with something of it changed.
  absl::StatusOr<ProvedEntry> Changed(
      const std::function<void(tlog::TlogProof&)>& change) {
    auto proof = tlog::ParseTlogProof(Proof("broker", 2));
    EXPECT_TRUE(proof.ok());
    change(*proof);
    return Verify(tlog::TlogProofText(*proof));
  }

  SystemRandom random_;
  const tests::TestNetwork world_{random_};
  const std::string folder_ =
      fs::temp_directory_path() /
      absl::StrCat("kith-proof-", getpid(), "-", random_.Below(1u << 30));
  tests::LogBuilder broker_{random_, absl::FromUnixSeconds(1'795'000'000)};
  tests::LogBuilder agent_{random_, absl::FromUnixSeconds(1'795'000'000)};
  tests::LogBuilder key_holder_{random_, absl::FromUnixSeconds(1'795'000'000)};
};

TEST_F(EntryProofTest, EachEntryOfEitherLogIsShownByItself) {
  for (const std::string log : {"broker", "agent"}) {
    for (std::uint64_t i = 0; i < kEntries; ++i) {
      const auto entry = Verify(Proof(log, i));
      ASSERT_TRUE(entry.ok()) << log << " " << i << ": " << entry.status();
      EXPECT_EQ(entry->index, i);
      EXPECT_EQ(entry->log_size, kEntries);
      // What is another agency's came without its opening.
      EXPECT_EQ(entry->opening.has_value(), log == "agent" || i % 2 == 0);
      EXPECT_EQ(entry->witnesses, log == "broker" ? 1u : 0u);
    }
  }
}

TEST_F(EntryProofTest, ItIsSaidInWords) {
  const auto entry = Verify(Proof("broker", 2));
  ASSERT_TRUE(entry.ok()) << entry.status();
  const std::string words = ProvedInWords(*entry);
  EXPECT_THAT(words, HasSubstr("Entry 2 of the broker's log"));
  EXPECT_THAT(words, HasSubstr("It says: ACCEPTED, of the agency school"));
  EXPECT_THAT(words, HasSubstr("1 other member has cosigned it"));
}

TEST_F(EntryProofTest, WhatANewerVersionLoggedOrAStrangerIsStillSaid) {
  log::v1::EnquiryDetail detail;
  const auto at =
      broker_.Append(static_cast<log::v1::Event>(4711), "school", detail);
  ASSERT_EQ(at, kEntries);
  WriteDown();
  const auto entry = Verify(Proof("broker", at));
  ASSERT_TRUE(entry.ok()) << entry.status();
  EXPECT_THAT(ProvedInWords(*entry), HasSubstr("event 4711"));
}

TEST_F(EntryProofTest, ItsOwnAndTheOperatorsWordAreNotCounted) {
  const auto network = world_.With(
      [](auto& file) { file.mutable_broker()->set_operated_by("clinic"); });
  const auto entry = VerifyEntryProof(*network, Proof("broker", 2));
  ASSERT_TRUE(entry.ok()) << entry.status();
  EXPECT_EQ(entry->witnesses, 0u);
}

TEST_F(EntryProofTest, ThereIsNoProofOfWhatIsNotThere) {
  EXPECT_EQ(MakeEntryProof(folder_, "broker", kEntries).status().code(),
            absl::StatusCode::kOutOfRange);
}

TEST_F(EntryProofTest, NoProofIsMadeOfALogThatDoesNotHold) {
  auto evidence = ReadEvidence(folder_);
  ASSERT_TRUE(evidence.ok());
  evidence->broker.leaves[1][20] ^= 1;
  fs::remove_all(folder_);
  ASSERT_TRUE(WriteEvidence(*evidence, folder_).ok());
  const auto made = MakeEntryProof(folder_, "broker", 2);
  EXPECT_EQ(made.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(made.status().message(), HasSubstr("kith audit verify"));
}

TEST_F(EntryProofTest, WhatWasChangedIsNoProof) {
  const auto refused = [&](const std::function<void(tlog::TlogProof&)>& change,
                           const char* what) {
    EXPECT_EQ(Changed(change).status().code(),
              absl::StatusCode::kUnauthenticated)
        << what;
  };
  EXPECT_TRUE(Changed([](tlog::TlogProof&) {}).ok());
  refused([](auto& proof) { proof.index = 3; }, "another place");
  refused([](auto& proof) { proof.path[0][0] ^= 1; }, "another path");
  refused([](auto& proof) { proof.path.pop_back(); }, "a shorter path");
  refused(
      [](auto& proof) {
        log::v1::LeafOpening beside;
        beside.ParseFromString(proof.extra);
        beside.set_salt(std::string(32, 'x'));
        proof.extra = beside.SerializeAsString();
      },
      "another salt");
  refused(
      [](auto& proof) {
        log::v1::LeafOpening beside;
        log::v1::Opening opening;
        beside.ParseFromString(proof.extra);
        opening.ParseFromString(beside.opening());
        opening.set_agency("clinic");
        beside.set_opening(opening.SerializeAsString());
        proof.extra = beside.SerializeAsString();
      },
      "another agency's");
  EXPECT_FALSE(Changed([](auto& proof) {
                 proof.note[proof.note.size() - 20] ^= 1;
               }).ok());
}

TEST_F(EntryProofTest, AProofOfAnotherNetworkIsNone) {
  const tests::TestNetwork other{random_};
  EXPECT_EQ(VerifyEntryProof(*other.Get(), Proof("broker", 2)).status().code(),
            absl::StatusCode::kUnauthenticated);
}

TEST_F(EntryProofTest, WithoutItsLeafNothingIsShown) {
  const auto entry = Changed([](auto& proof) { proof.extra.clear(); });
  EXPECT_EQ(entry.status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace kith::deploy
