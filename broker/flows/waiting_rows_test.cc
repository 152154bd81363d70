// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/waiting_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

namespace kith::broker {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

// Lookups are short here, and in the order of their numbers.
std::string Lookup(int number) { return absl::StrCat(1'000'000 + number); }

WaitingRow Row(const std::string& agency, const std::string& lookup,
               const std::string& row_hash) {
  return {.ground_ref = "",
          .row = {.row = {.lookup = lookup,
                          .row_hash = row_hash,
                          .sealed = "",
                          .agency_tag = ""},
                  .agency = agency}};
}

class WaitingRowsTest : public testing::Test {
 protected:
  void Add(const std::string& agency, const std::string& lookup,
           const std::string& row_hash) {
    rows_.Add({Row(agency, lookup, row_hash)});
  }
  // As many rows as one message holds, each of a token of its own.
  void AddAMessage(const std::string& agency) {
    for (int i = 0; i < 4096; ++i, ++rows_made_) {
      Add(agency, Lookup(rows_made_), absl::StrCat("row ", rows_made_));
    }
  }
  // Sends full messages until one is refused; how many went.
  int AddAllThatFits(const std::string& agency) {
    int messages = 0;
    for (; rows_.HasRoomFor(agency, 4096); ++messages) AddAMessage(agency);
    return messages;
  }
  // One row under each lookup from `first` to before `end`.
  void AddOneEach(const std::string& agency, int first, int end) {
    for (int i = first; i < end; ++i) {
      Add(agency, Lookup(i), absl::StrCat("row ", i));
    }
  }
  std::vector<std::string> TakeLookups() {
    std::vector<std::string> lookups;
    for (const WaitingRow& row : rows_.TakePart()) {
      lookups.push_back(row.row.row.lookup);
    }
    return lookups;
  }

  WaitingRows rows_;
  int rows_made_ = 0;
};

TEST_F(WaitingRowsTest, OfOneAgencyAndTokenNoMoreWaitThanTheIndexHasRoomFor) {
  for (int i = 0; i < 4096; ++i) Add("clinic", "ash", absl::StrCat("row ", i));
  Add("refuge", "ash", "refuge's");
  Add("clinic", "elm", "another token's");
  EXPECT_TRUE(rows_.Contains("row 7"));
  EXPECT_FALSE(rows_.Contains("row 8"));
  EXPECT_TRUE(rows_.Contains("refuge's"));
  EXPECT_TRUE(rows_.Contains("another token's"));
  rows_.MakeDue();
  EXPECT_THAT(rows_.TakePart(), SizeIs(8 + 2));
}

TEST_F(WaitingRowsTest, WhatIsOffItsWayIsRoomUnderItsToken) {
  for (int i = 0; i < 8; ++i) Add("clinic", "ash", absl::StrCat("row ", i));
  EXPECT_EQ(rows_.TakeOut(std::vector<RowPlace>{{"ash", "row 0"}}), 1u);
  Add("clinic", "ash", "row 8");
  EXPECT_TRUE(rows_.Contains("row 8"));
  rows_.MakeDue();
  EXPECT_THAT(rows_.TakePart(), SizeIs(8));
  Add("clinic", "ash", "row 9");
  EXPECT_FALSE(rows_.Contains("row 9")) << "eight have not arrived yet";
  rows_.Arrived(std::vector<std::string>{"row 8"});
  Add("clinic", "ash", "row 9");
  EXPECT_TRUE(rows_.Contains("row 9"));
}

TEST_F(WaitingRowsTest, APlaceNamedManyTimesIsTakenOutOnce) {
  Add("clinic", "ash", "due");
  Add("clinic", "ash", "stays");
  rows_.MakeDue();
  Add("clinic", "ash", "waits");
  std::vector<RowPlace> places(4096, {"ash", "due"});
  places.push_back({"ash", "waits"});
  EXPECT_EQ(rows_.TakeOut(places), 2u);
  EXPECT_EQ(rows_.TakeOut(places), 0u);
  EXPECT_FALSE(rows_.Contains("due"));
  EXPECT_FALSE(rows_.Contains("waits"));
  EXPECT_TRUE(rows_.Contains("stays"));
}

TEST_F(WaitingRowsTest, ARowIsTakenOutWhereItStandsAndNowhereElse) {
  Add("clinic", "ash", "due");
  rows_.MakeDue();
  Add("clinic", "ash", "waits");
  EXPECT_EQ(
      rows_.TakeOut(std::vector<RowPlace>{{"elm", "due"}, {"elm", "waits"}}),
      0u);
  EXPECT_TRUE(rows_.Contains("due"));
  EXPECT_TRUE(rows_.Contains("waits"));
}

TEST_F(WaitingRowsTest, APartIsOfRowsInOrderAndTheNextGoesOnBehindIt) {
  AddOneEach("clinic", 0, 1500);
  rows_.MakeDue();
  const std::vector<std::string> first = TakeLookups();
  const std::vector<std::string> second = TakeLookups();
  ASSERT_THAT(first, SizeIs(1024));
  ASSERT_THAT(second, SizeIs(476));
  EXPECT_EQ(first.front(), Lookup(0));
  EXPECT_EQ(first.back(), Lookup(1023));
  EXPECT_EQ(second.front(), Lookup(1024));
  EXPECT_EQ(second.back(), Lookup(1499));
  EXPECT_THAT(rows_.TakePart(), IsEmpty());
}

TEST_F(WaitingRowsTest, WhoKeepsRowsOfOneTokenComingDoesNotHoldTheOthers) {
  AddOneEach("clinic", 0, 1500);
  rows_.MakeDue();
  ASSERT_EQ(TakeLookups().back(), Lookup(1023));
  Add("refuge", Lookup(1023), "keeps coming");
  rows_.MakeDue();
  const std::vector<std::string> next = TakeLookups();
  ASSERT_THAT(next, SizeIs(477));
  EXPECT_EQ(next.front(), Lookup(1024));
  EXPECT_EQ(next.back(), Lookup(1023)) << "when its turn comes again";
}

TEST_F(WaitingRowsTest, RowsOfOneTokenAreNotPartedSoThatNoneWaitsAnotherRound) {
  AddOneEach("clinic", 0, 1500);
  for (int i = 0; i < 8; ++i) {
    Add("refuge", Lookup(1023), absl::StrCat("beside the last ", i));
  }
  rows_.MakeDue();
  const std::vector<std::string> first = TakeLookups();
  EXPECT_THAT(first, SizeIs(1024 + 8));
  EXPECT_EQ(first.back(), Lookup(1023));
  EXPECT_EQ(TakeLookups().front(), Lookup(1024));
}

TEST_F(WaitingRowsTest, EveryAgencyHasRoomForAFullMessageHoweverManyPublish) {
  std::vector<int> messages;
  for (int i = 0; i < 9; ++i) {
    messages.push_back(AddAllThatFits(absl::StrCat("publisher ", i)));
  }
  EXPECT_THAT(messages, ElementsAre(32, 16, 8, 4, 2, 1, 1, 1, 1));
  EXPECT_FALSE(rows_.HasRoomFor("publisher 8", 1)) << "and for no more";
  EXPECT_TRUE(rows_.HasRoomFor("who has few", 4096));
  EXPECT_FALSE(rows_.HasRoomFor("who has few", 4097));
}

TEST_F(WaitingRowsTest, WhatHasArrivedIsRoomForItsAgency) {
  AddAllThatFits("clinic");
  ASSERT_FALSE(rows_.HasRoomFor("clinic", 4096));
  rows_.MakeDue();
  std::vector<std::string> arrived;
  for (int part = 0; part < 8; ++part) {
    for (const WaitingRow& row : rows_.TakePart()) {
      arrived.push_back(row.row.row.row_hash);
    }
  }
  EXPECT_FALSE(rows_.HasRoomFor("clinic", 4096)) << "still on their way";
  rows_.Arrived(arrived);
  EXPECT_TRUE(rows_.HasRoomFor("clinic", 4096));
}

}  // namespace
}  // namespace kith::broker
