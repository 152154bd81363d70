// SPDX-License-Identifier: Apache-2.0
#include "keys/tlog/tlog_proof.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace kith::tlog {
namespace {

using testing::HasSubstr;

constexpr char kNote[] =
    "log.example\n3\nqxWO\n\n\xe2\x80\x94 log.example AAAA\n";

TlogProof Example() {
  TlogProof proof;
  proof.index = 2;
  proof.path = {LeafHash("one"), LeafHash("two")};
  proof.note = kNote;
  proof.extra = "beside";
  return proof;
}

TEST(TlogProofTest, TheTextIsThatOfTheSpecification) {
  TlogProof proof;
  proof.index = 0;
  proof.path = {HashFromBytes(std::string(32, '\0'))};
  proof.note = kNote;
  EXPECT_EQ(
      TlogProofText(proof),
      absl::StrCat("c2sp.org/tlog-proof@v1\nindex 0\n",
                   "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n", kNote));
  proof.extra = "abc";
  EXPECT_THAT(
      TlogProofText(proof),
      testing::StartsWith("c2sp.org/tlog-proof@v1\nextra YWJj\nindex 0\n"));
}

TEST(TlogProofTest, WhatWasWrittenIsRead) {
  for (const bool extra : {true, false}) {
    TlogProof wanted = Example();
    if (!extra) wanted.extra.clear();
    const auto read = ParseTlogProof(TlogProofText(wanted));
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(read->index, wanted.index);
    EXPECT_EQ(read->path, wanted.path);
    EXPECT_EQ(read->note, wanted.note);
    EXPECT_EQ(read->extra, wanted.extra);
  }
}

TEST(TlogProofTest, TheOnlyLeafHasNoPath) {
  TlogProof proof = Example();
  proof.path.clear();
  const auto read = ParseTlogProof(TlogProofText(proof));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_TRUE(read->path.empty());
}

TEST(TlogProofTest, EveryCutIsRefusedOrLeavesTheWholeNoteToBeChecked) {
  const std::string text = TlogProofText(Example());
  const std::size_t note = text.size() - Example().note.size();
  for (std::size_t size = 0; size < note; ++size) {
    EXPECT_FALSE(ParseTlogProof(text.substr(0, size)).ok()) << size;
  }
}

TEST(TlogProofTest, AnotherFormIsRefusedByLine) {
  const std::string text = TlogProofText(Example());
  const auto wrong = [&](const char* what, const char* by, const char* said) {
    const auto read = ParseTlogProof(absl::StrReplaceAll(text, {{what, by}}));
    EXPECT_EQ(read.status().code(), absl::StatusCode::kInvalidArgument) << by;
    EXPECT_THAT(read.status().message(), HasSubstr(said)) << by;
  };
  wrong("@v1", "@v2", "line 1");
  wrong("index 2", "index 02", "line 3");
  wrong("index 2", "index +2", "line 3");
  wrong("index 2", "index 2 ", "line 3");
  wrong("index 2", "index -1", "line 3");
  wrong("index 2", "index 18446744073709551616", "line 3");
  wrong("extra ", "extra  ", "line 2");
  wrong("extra YmVzaWRl", "extra ", "line 2");
  wrong("=\n\n", "\n\n", "line 5");  // The last hash without its padding.
  wrong("=\n\n", "=\r\n\n", "line 5");
}

TEST(TlogProofTest, APathOfSixtyFourIsTooLong) {
  TlogProof proof = Example();
  proof.path.assign(kMostProofHashes, LeafHash("x"));
  EXPECT_TRUE(ParseTlogProof(TlogProofText(proof)).ok());
  proof.path.push_back(LeafHash("x"));
  EXPECT_FALSE(ParseTlogProof(TlogProofText(proof)).ok());
}

}  // namespace
}  // namespace kith::tlog
