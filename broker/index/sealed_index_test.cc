// SPDX-License-Identifier: Apache-2.0
#include "broker/index/sealed_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "keys/hash.h"

namespace kith::broker {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;

// The rows of a file, as whoever took the file has them.
class StolenFile final : public StoreReader {
 public:
  std::vector<StoredRow> rows;

  absl::StatusOr<std::vector<StoredRow>> FindRows(
      absl::Span<const std::string> lookups, std::uint32_t limit) override {
    std::vector<StoredRow> found;
    for (const std::string& lookup : lookups) {
      std::uint32_t left = limit;
      for (const StoredRow& row : rows) {
        if (row.lookup == lookup && left > 0) {
          found.push_back(row);
          --left;
        }
      }
    }
    return found;
  }
  absl::StatusOr<std::vector<bool>> HasRows(
      absl::Span<const RowPlace>) override {
    return std::vector<bool>{};
  }
  absl::StatusOr<std::vector<StoredGround>> FindGrounds(
      absl::Span<const std::string>) override {
    return std::vector<StoredGround>{};
  }
  absl::StatusOr<std::vector<StoredGround>> GroundsToTell() override {
    return std::vector<StoredGround>{};
  }
  absl::StatusOr<std::vector<StoredGround>> GroundsOfRoot(
      const std::string&) override {
    return std::vector<StoredGround>{};
  }
  absl::StatusOr<std::vector<StoredEnquiry>> EnquiriesNotEnded() override {
    return std::vector<StoredEnquiry>{};
  }
  absl::StatusOr<std::vector<StoredRecall>> RecallsWaitingFor(
      const std::string&, std::uint32_t) override {
    return std::vector<StoredRecall>{};
  }
  absl::StatusOr<std::optional<StoredUrgent>> FindUrgent(
      const std::string&) override {
    return std::nullopt;
  }
  absl::StatusOr<std::vector<StoredUrgent>> UrgentSince(absl::Time) override {
    return std::vector<StoredUrgent>{};
  }
  absl::StatusOr<std::vector<StoredHandover>> HandoversOf(
      const std::string&) override {
    return std::vector<StoredHandover>{};
  }
};

class SealedIndexTest : public testing::Test {
 protected:
  static Token TokenOf(absl::string_view key) {
    return *Token::FromBytes(HashBytes(Sha256(key)));
  }
  static IndexRow RowOf(const std::string& agency) {
    IndexRow row{.agency = agency,
                 .handle = std::string(16, 'h'),
                 .strong = true,
                 .ground_ref = std::string(16, 'g')};
    row.scope.categories = {"education"};
    row.scope.excluded_agencies = {"homes"};
    row.scope.purposes = {"considering-referral"};
    row.expiry_quarter = 8121;
    return row;
  }
  void Publish(absl::string_view key, const std::string& agency,
               char row_hash = '1') {
    file_.rows.push_back(
        index_.SealRow(TokenOf(key), std::string(32, row_hash), RowOf(agency))
            .row);
  }
  std::vector<std::string> AgenciesOf(
      const SealedIndex& index, const std::vector<absl::string_view>& keys) {
    std::vector<Token> tokens;
    for (const auto key : keys) tokens.push_back(TokenOf(key));
    const auto found = index.Find(file_, tokens);
    EXPECT_TRUE(found.ok()) << found.status();
    std::vector<std::string> agencies;
    for (const FoundRow& row : *found) agencies.push_back(row.row.agency);
    return agencies;
  }

  SystemRandom random_;
  const Secret pepper_ = Secret::Generate(32, random_);
  const SealedIndex index_{pepper_, random_};
  StolenFile file_;
};

TEST_F(SealedIndexTest, ATokenFindsItsRowWithEverythingInIt) {
  Publish("ash", "clinic");
  const auto found =
      *index_.Find(file_, std::vector<Token>{TokenOf("elm"), TokenOf("ash")});
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].slot, 1u);
  EXPECT_EQ(found[0].row.handle, std::string(16, 'h'));
  EXPECT_TRUE(found[0].row.strong);
  EXPECT_EQ(found[0].row.ground_ref, std::string(16, 'g'));
  EXPECT_THAT(found[0].row.scope.categories, ElementsAre("education"));
  EXPECT_THAT(found[0].row.scope.excluded_agencies, ElementsAre("homes"));
  EXPECT_THAT(found[0].row.scope.purposes, ElementsAre("considering-referral"));
  EXPECT_EQ(found[0].row.expiry_quarter, 8121u);
}

TEST_F(SealedIndexTest, TwoAgenciesMayHaveRowsOfOneToken) {
  Publish("ash", "clinic", '1');
  Publish("ash", "refuge", '2');
  EXPECT_THAT(AgenciesOf(index_, {"ash"}),
              UnorderedElementsAre("clinic", "refuge"));
}

TEST_F(SealedIndexTest, WithoutThePepperATokenFindsNothing) {
  Publish("ash", "clinic");
  const Secret guessed = Secret::Generate(32, random_);
  EXPECT_THAT(AgenciesOf(SealedIndex(guessed, random_), {"ash"}), IsEmpty());
  EXPECT_THAT(AgenciesOf(index_, {"ash"}), ElementsAre("clinic"));
}

TEST_F(SealedIndexTest, WithThePepperButWithoutTheTokenARowDoesNotOpen) {
  Publish("ash", "clinic");
  Publish("elm", "refuge", '2');
  // The thief knows elm's token and puts ash's row where it will be found.
  file_.rows[0].lookup = file_.rows[1].lookup;
  EXPECT_THAT(AgenciesOf(index_, {"elm"}), ElementsAre("refuge"));
}

TEST_F(SealedIndexTest, ARowIsBoundToItsPublishersSecret) {
  Publish("ash", "clinic");
  file_.rows[0].row_hash = std::string(32, '2');
  EXPECT_THAT(AgenciesOf(index_, {"ash"}), IsEmpty());
}

TEST_F(SealedIndexTest, AFileTellsNeitherTokenNorAgencyNorGround) {
  Publish("ash", "clinic");
  const StoredRow& row = file_.rows[0];
  const std::string bytes =
      row.lookup + row.row_hash + row.sealed + row.agency_tag;
  EXPECT_THAT(bytes, Not(HasSubstr(std::string(TokenOf("ash").bytes()))));
  EXPECT_THAT(bytes, Not(HasSubstr("clinic")));
  EXPECT_THAT(bytes, Not(HasSubstr("education")));
  EXPECT_THAT(bytes, Not(HasSubstr(std::string(16, 'g'))));
}

TEST_F(SealedIndexTest, TheSameRowIsSealedDifferentlyEachTime) {
  Publish("ash", "clinic");
  Publish("ash", "clinic");
  EXPECT_NE(file_.rows[0].sealed, file_.rows[1].sealed);
}

TEST_F(SealedIndexTest, RowsOfOneHandleAreCountedTogether) {
  const auto counter = [this](absl::string_view key, IndexRow row) {
    return index_.SealRow(TokenOf(key), std::string(32, '1'), row).counter;
  };
  IndexRow another = RowOf("clinic");
  another.handle = std::string(16, 'i');
  const std::int64_t first = counter("ash", RowOf("clinic"));
  EXPECT_EQ(counter("elm", RowOf("clinic")), first);
  EXPECT_NE(counter("ash", another), first);
  EXPECT_NE(counter("ash", RowOf("refuge")), first);
  EXPECT_EQ(index_.Bounds().most_of_counter, 16u);
}

TEST_F(SealedIndexTest, RowsOfOneAgencyUnderOneTokenAreKnownFromEachOther) {
  const auto row = [this](absl::string_view key, const std::string& agency,
                          char hash) {
    return index_.SealRow(TokenOf(key), std::string(32, hash), RowOf(agency));
  };
  const RowBounds bounds = index_.Bounds();
  const auto same = [&](const RowToInsert& a, const RowToInsert& b) {
    return bounds.is_same_agencys(a, {b.row.lookup, b.row.row_hash},
                                  b.row.agency_tag);
  };
  EXPECT_TRUE(same(row("ash", "clinic", '1'), row("ash", "clinic", '2')));
  EXPECT_FALSE(same(row("ash", "clinic", '1'), row("ash", "refuge", '2')));
  EXPECT_EQ(bounds.most_of_agency, 8u);
}

TEST_F(SealedIndexTest, AFileDoesNotTellWhichRowsOfATokenAreOneAgencys) {
  Publish("ash", "clinic", '1');
  Publish("ash", "clinic", '2');
  EXPECT_NE(file_.rows[0].agency_tag, file_.rows[1].agency_tag);
  // Nor to who guesses the agency and lacks the pepper.
  const Secret guessed = Secret::Generate(32, random_);
  const SealedIndex thief(guessed, random_);
  const RowToInsert one{file_.rows[0], "clinic", 0};
  EXPECT_FALSE(thief.Bounds().is_same_agencys(
      one, {file_.rows[1].lookup, file_.rows[1].row_hash},
      file_.rows[1].agency_tag));
}

TEST_F(SealedIndexTest, ARowTellsItsCounterToItsTokenAndThePepperOnly) {
  const RowToInsert row =
      index_.SealRow(TokenOf("ash"), std::string(32, '1'), RowOf("clinic"));
  EXPECT_EQ(*index_.CounterOf(TokenOf("ash"), row.row), row.counter);
  EXPECT_EQ(index_.CounterOf(TokenOf("elm"), row.row).status().code(),
            absl::StatusCode::kDataLoss);
  const Secret guessed = Secret::Generate(32, random_);
  EXPECT_NE(*SealedIndex(guessed, random_).CounterOf(TokenOf("ash"), row.row),
            row.counter);
}

TEST_F(SealedIndexTest, AnOwnerIsKnownOnlyToWhoeverHasThePepper) {
  const Secret guessed = Secret::Generate(32, random_);
  const SealedIndex thief(guessed, random_);
  EXPECT_EQ(index_.OwnerTag("clinic", "ref"), index_.OwnerTag("clinic", "ref"));
  EXPECT_NE(index_.OwnerTag("clinic", "ref"), index_.OwnerTag("refuge", "ref"));
  EXPECT_NE(index_.OwnerTag("clinic", "ref"), thief.OwnerTag("clinic", "ref"));
  EXPECT_NE(index_.OwnerTag("ab", "c"), index_.OwnerTag("a", "bc"));
  EXPECT_NE(index_.RootTag("ref"), index_.OwnerTag("", "ref"));
}

TEST(QuarterOfTest, CountsQuartersFromTheYearZero) {
  EXPECT_EQ(QuarterOf(absl::FromUnixSeconds(1893456000)), 2030u * 4);
  EXPECT_EQ(QuarterOf(absl::FromUnixSeconds(1893456000) - absl::Seconds(1)),
            2029u * 4 + 3);
}

TEST_F(SealedIndexTest, RowsOfOneSizeWhateverTheyHold) {
  IndexRow everybody = RowOf("clinic");
  everybody.scope = {.everybody = true};
  IndexRow some = RowOf("northshire-health-visiting");
  some.scope = {.categories = {"education", "health", "housing"},
                .purposes = {"considering-referral", "team-planning"}};
  const auto size = [&](const IndexRow& row) {
    return index_.SealRow(TokenOf("ash"), std::string(32, '1'), row)
        .row.sealed.size();
  };
  EXPECT_EQ(size(everybody), size(some));
}

}  // namespace
}  // namespace kith::broker
