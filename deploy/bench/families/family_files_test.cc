// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/families/family_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/str_split.h"
#include "agent/connectors/column_map.h"
#include "agent/identity/normalise.h"
#include "deploy/bench/families/mistakes.h"
#include "deploy/bench/families/names.h"
#include "deploy/bench/linkage_people.h"

namespace kith::deploy {
namespace {

using Row = std::map<std::string, std::string>;

struct Rows {
  std::vector<Row> index;
  std::vector<Row> query;
};

Rows Make(const FamilyOptions& options) {
  Rows rows;
  const absl::Status made = MakeFamilyRows(
      options, [&](Side side, const std::vector<std::string>& fields) {
        Row row;
        for (std::size_t i = 0; i < fields.size(); ++i) {
          row[FamilyColumns()[i]] = fields[i];
        }
        (side == Side::kIndex ? rows.index : rows.query).push_back(row);
        return absl::OkStatus();
      });
  EXPECT_TRUE(made.ok()) << made;
  return rows;
}

std::string Digits(std::string number) {
  number.erase(std::remove(number.begin(), number.end(), ' '), number.end());
  return number;
}

const Rows& Thousands() {
  static const auto* rows = new Rows(Make({.seed = 3, .people = 16000}));
  return *rows;
}

std::map<std::string, Row> ByTruth(const std::vector<Row>& rows) {
  std::map<std::string, Row> by_truth;
  for (const Row& row : rows) by_truth[row.at("truth")] = row;
  return by_truth;
}

TEST(FamilyRowsTest, AreTheSameForASeedAndOthersForAnother) {
  const FamilyOptions options{.seed = 8, .people = 500};
  EXPECT_EQ(Make(options).index, Make(options).index);
  EXPECT_EQ(Make(options).query, Make(options).query);
  FamilyOptions other = options;
  other.seed = 9;
  EXPECT_NE(Make(options).index, Make(other).index);
}

TEST(FamilyRowsTest, EverybodyIsIndexedOnceAndHalfAreAskedAbout) {
  EXPECT_EQ(Thousands().index.size(), 16000u);
  EXPECT_EQ(ByTruth(Thousands().index).size(), 16000u);
  EXPECT_NEAR(static_cast<double>(Thousands().query.size()), 8000, 300);
}

TEST(FamilyRowsTest, EveryMistakeAndTraditionOccurs) {
  std::map<std::string, int> types;
  std::set<std::string> traditions;
  for (const Row& row : Thousands().query) {
    traditions.insert(row.at("tradition"));
    for (const auto type : absl::StrSplit(row.at("error_types"), '+')) {
      ++types[std::string(type.data(), type.size())];
    }
  }
  for (const Mistake mistake : AllMistakes()) {
    const absl::string_view name = NameOf(mistake);
    EXPECT_GT(types[std::string(name.data(), name.size())], 10) << name;
  }
  EXPECT_EQ(traditions.size(), Traditions().size());
}

TEST(FamilyRowsTest, AsManyPairsShareAnNhsNumberAsWereAskedFor) {
  const auto held = ByTruth(Thousands().index);
  double shared = 0;
  for (const Row& row : Thousands().query) {
    const std::string asked = Digits(row.at("nhs_number"));
    const std::string& there = held.at(row.at("truth")).at("nhs_number");
    shared += !asked.empty() && asked == there ? 1 : 0;
    EXPECT_TRUE(asked.empty() || there.empty() || asked == there);
    if (asked.empty()) continue;
    EXPECT_TRUE(agent::NormaliseNhsNumber(asked, {.test_network = true}).ok());
    EXPECT_FALSE(agent::NormaliseNhsNumber(asked, {}).ok());
  }
  EXPECT_NEAR(shared / static_cast<double>(Thousands().query.size()), 0.6, .02);
}

TEST(FamilyRowsTest, WithoutASharedIdentifierNoPairSharesOne) {
  const Rows rows = Make({.seed = 4, .people = 2000, .shared_identifier = 0});
  std::set<std::string> held;
  for (const Row& row : rows.index) held.insert(row.at("nhs_number"));
  for (const Row& row : rows.query) {
    const std::string asked = Digits(row.at("nhs_number"));
    EXPECT_TRUE(asked.empty() || held.count(asked) == 0);
  }
}

TEST(FamilyRowsTest, TwinsShareDateAddressAndFamily) {
  const auto held = ByTruth(Thousands().index);
  int twins = 0;
  for (const auto& [truth, row] : held) {
    const auto twin = held.find(row.at("twin_of"));
    if (twin == held.end()) continue;
    ++twins;
    EXPECT_EQ(twin->second.at("twin_of"), truth);
    EXPECT_NE(twin->second.at("forenames"), row.at("forenames"));
    for (const char* column :
         {"date_of_birth", "postcode", "address", "family"}) {
      EXPECT_EQ(twin->second.at(column), row.at(column)) << column;
    }
  }
  EXPECT_GT(twins, 80);
  EXPECT_LT(twins, 400);
}

TEST(FamilyRowsTest, AStreetHasSeveralHousesAndFortyPeopleAtMost) {
  std::map<std::string, std::set<std::string>> houses;
  std::map<std::string, int> people;
  std::set<std::string> districts;
  for (const Row& row : Thousands().index) {
    const std::string& postcode = row.at("postcode");
    houses[postcode].insert(row.at("address"));
    ++people[postcode];
    districts.insert(postcode.substr(0, postcode.find(' ')));
  }
  double homes = 0;
  for (const auto& [postcode, lines] : houses) {
    homes += static_cast<double>(lines.size());
  }
  EXPECT_GT(homes / static_cast<double>(houses.size()), 4);
  EXPECT_EQ(districts.size(), 2u);  // Of about 12,000 people each.
  EXPECT_NEAR(16000.0 / static_cast<double>(people.size()), 27, 8);
}

TEST(FamilyRowsTest, NoForenameOrSurnameIsBorneByAll) {
  std::map<std::string, int> surnames;
  std::map<std::string, int> forenames;
  int british = 0;
  for (const Row& row : Thousands().index) {
    if (row.at("tradition") != "british") continue;
    ++british;
    ++surnames[row.at("surname")];
    const std::string& all = row.at("forenames");
    ++forenames[all.substr(0, all.find(' '))];
  }
  for (const auto* names : {&surnames, &forenames}) {
    for (const auto& [name, count] : *names) {
      EXPECT_LT(count, british * 3 / 100) << name;
    }
  }
  EXPECT_GT(surnames.size(), 800u);
}

TEST(NamesTest, EveryTraditionHasEnough) {
  for (const TraditionFacts& facts : Traditions()) {
    const bool british = facts.tradition == Tradition::kBritish;
    EXPECT_GE(Forenames(facts.tradition, true).size(), british ? 150u : 40u);
    EXPECT_GE(Forenames(facts.tradition, false).size(), british ? 150u : 40u);
    EXPECT_GE(Surnames(facts.tradition).size(), british ? 300u : 60u)
        << facts.name;
  }
}

TEST(TwinRowsTest, OneIsIndexedTheOtherAskedAbout) {
  const Rows rows = Make({.seed = 6, .twins = 300});
  EXPECT_EQ(rows.index.size(), 600u);
  ASSERT_EQ(rows.query.size(), 300u);
  const auto held = ByTruth(rows.index);
  for (const Row& row : rows.query) {
    EXPECT_EQ(held.count(row.at("truth")), 0u);
    const auto twin = held.find(row.at("twin_of"));
    ASSERT_NE(twin, held.end());
    EXPECT_EQ(twin->second.at("twin_of"), row.at("truth"));
    if (row.at("nhs_number").empty()) continue;
    EXPECT_NE(Digits(row.at("nhs_number")), twin->second.at("nhs_number"));
  }
}

TEST(FamilyFilesTest, AreReadByTheirMap) {
  const std::string folder = testing::TempDir() + "/families";
  std::uint64_t shown = 0;
  const auto counts =
      WriteFamilyFiles({.seed = 2, .people = 5000}, folder,
                       [&](std::uint64_t done) { shown = done; });
  ASSERT_TRUE(counts.ok()) << counts.status();
  EXPECT_EQ(counts->indexed, 5000u);
  EXPECT_EQ(shown, 4096u);
  const auto map = agent::LoadColumnMap(folder + "/map.textproto");
  ASSERT_TRUE(map.ok()) << map.status();
  for (const char* name : {"/index.csv", "/query.csv"}) {
    const LinkageFile file{folder + name, *map, "truth"};
    const auto table = ReadTable(file.path);
    ASSERT_TRUE(table.ok()) << table.status();
    const auto people = ReadPeople(file, *table, *TruthRule::Create("", ""));
    ASSERT_TRUE(people.ok()) << people.status();
    for (const LinkagePerson& person : *people) {
      EXPECT_FALSE(person.refused) << person.line;
    }
  }
}

TEST(FamilyFilesTest, AFolderThatCannotBeIsSaid) {
  const auto counts = WriteFamilyFiles({.seed = 2, .people = 5},
                                       "/dev/null/families", [](auto) {});
  EXPECT_EQ(counts.status().code(), absl::StatusCode::kUnavailable);
}

TEST(FamilyRowsTest, APartBeyondOneIsRefused) {
  const auto made = MakeFamilyRows(
      {.seed = 1, .shared_identifier = 1.5},
      [](Side, const std::vector<std::string>&) { return absl::OkStatus(); });
  EXPECT_EQ(made.code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace kith::deploy
