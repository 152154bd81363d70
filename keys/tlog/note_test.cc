// SPDX-License-Identifier: Apache-2.0
#include "keys/tlog/note.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_replace.h"

namespace kith::tlog {
namespace {

class NoteTest : public testing::Test {
 protected:
  SystemRandom random_;
  const Signer log_ = Signer::Generate(random_);
  const Signer witness_ = Signer::Generate(random_);
  const Checkpoint checkpoint_{"kith.example/test/2026", 42, Sha256("root")};
  const std::string note_ =
      SignNote(CheckpointText(checkpoint_), checkpoint_.origin, log_);
};

TEST_F(NoteTest, ASignedCheckpointOpens) {
  EXPECT_EQ(*OpenCheckpoint(note_, checkpoint_.origin, log_.public_key()),
            checkpoint_);
}

TEST_F(NoteTest, AnotherKeyOriginOrSizeDoesNotOpen) {
  EXPECT_FALSE(
      OpenCheckpoint(note_, checkpoint_.origin, witness_.public_key()).ok());
  EXPECT_FALSE(
      OpenCheckpoint(note_, "kith.example/other", log_.public_key()).ok());
  const std::string altered =
      absl::StrReplaceAll(note_, {{"\n42\n", "\n43\n"}});
  EXPECT_FALSE(
      OpenCheckpoint(altered, checkpoint_.origin, log_.public_key()).ok());
}

TEST_F(NoteTest, MalformedSizesAreRefused) {
  const std::string origin = checkpoint_.origin;
  const auto opens = [&](const std::string& text) {
    return OpenCheckpoint(SignNote(text, origin, log_), origin,
                          log_.public_key())
        .ok();
  };
  const std::string root =
      CheckpointText(checkpoint_).substr(origin.size() + 4);
  EXPECT_TRUE(opens(origin + "\n42\n" + root));
  EXPECT_FALSE(opens(origin + "\n042\n" + root));
  EXPECT_FALSE(opens(origin + "\n-1\n" + root));
  EXPECT_FALSE(opens(origin + "\n99999999999999999999\n" + root));
  EXPECT_FALSE(opens(origin + "\n42\n" + root + "extension\n"));
  EXPECT_FALSE(opens(origin + "\r\n42\n" + root));
}

TEST_F(NoteTest, ACosignatureAddsToTheNote) {
  const absl::Time time = absl::FromUnixSeconds(1893456000);
  const std::string line = CosignatureLine(note_, "school", time, witness_);
  EXPECT_EQ(*VerifyCosignature(note_, line, "school", witness_.public_key()),
            time);
  EXPECT_TRUE(
      OpenCheckpoint(note_ + line, checkpoint_.origin, log_.public_key()).ok());
}

TEST_F(NoteTest, ACosignatureOfAnotherNoteOrNameDoesNotVerify) {
  const std::string line =
      CosignatureLine(note_, "school", absl::FromUnixSeconds(1), witness_);
  EXPECT_FALSE(
      VerifyCosignature(note_, line, "clinic", witness_.public_key()).ok());
  const std::string other = absl::StrReplaceAll(note_, {{"\n42\n", "\n43\n"}});
  EXPECT_FALSE(
      VerifyCosignature(other, line, "school", witness_.public_key()).ok());
}

TEST_F(NoteTest, ABadSignatureOfTheLogCondemnsTheNote) {
  const std::string twin =
      SignNote(CheckpointText({checkpoint_.origin, 7, Sha256("x")}),
               checkpoint_.origin, log_);
  const std::string foreign_line = twin.substr(twin.rfind("\n\n") + 2);
  EXPECT_FALSE(OpenCheckpoint(note_ + foreign_line, checkpoint_.origin,
                              log_.public_key())
                   .ok());
}

}  // namespace
}  // namespace kith::tlog
