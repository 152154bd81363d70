// SPDX-License-Identifier: Apache-2.0
#include "deploy/demonstration/exports.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <map>
#include <set>

#include "agent/connectors/column_map.h"
#include "agent/connectors/csv_reader.h"
#include "agent/connectors/record_reader.h"
#include "deploy/demonstration/enemy_search.h"
#include "deploy/demonstration/story.h"

namespace kith::deploy {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

const absl::CivilDay kToday(2026, 11, 23);

agent::ImportResult Import(const std::string& csv, const std::string& text) {
  const auto map = agent::ParseColumnMap(text);
  EXPECT_TRUE(map.ok()) << map.status();
  const auto table = agent::ParseCsv(csv);
  EXPECT_TRUE(table.ok()) << table.status();
  if (!map.ok() || !table.ok()) return {};
  auto result = agent::ReadRecords(*table, *map, {.test_network = true});
  EXPECT_TRUE(result.ok()) << result.status();
  return result.ok() ? *std::move(result) : agent::ImportResult{};
}

// Everything the five agencies import, by agency.
class ExportsTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    demonstration_ = new Demonstration(MakeDemonstration(1, kToday));
    imports_ = new std::map<std::string, agent::ImportResult>;
    for (const AgencyExport& one : demonstration_->exports) {
      (*imports_)[one.agency] = Import(one.csv, one.map);
    }
  }
  static void TearDownTestSuite() {
    delete imports_;
    delete demonstration_;
  }

  static const agent::ImportedRecord* Find(const std::string& agency,
                                           const StoryPerson& person) {
    for (const auto& record : imports_->at(agency).records) {
      if (record.details.forenames == person.forename &&
          record.details.surname == person.surname &&
          record.details.date_of_birth == person.date_of_birth) {
        return &record;
      }
    }
    return nullptr;
  }

  static std::string Gap(const std::string& agency, const StoryPerson& person) {
    const agent::ImportedRecord* record = Find(agency, person);
    if (record == nullptr) return "not held";
    if (!record->involvement.has_value()) return "not supported";
    const absl::string_view gap = agent::GapInGround(record->ground, kToday);
    return gap.empty() ? "usable" : std::string(gap.data(), gap.size());
  }

  static Demonstration* demonstration_;
  static std::map<std::string, agent::ImportResult>* imports_;
};

Demonstration* ExportsTest::demonstration_ = nullptr;
std::map<std::string, agent::ImportResult>* ExportsTest::imports_ = nullptr;

TEST_F(ExportsTest, TheSameSeedGivesTheSameBytes) {
  const Demonstration again = MakeDemonstration(1, kToday);
  const Demonstration other = MakeDemonstration(2, kToday);
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(again.exports[i].csv, demonstration_->exports[i].csv);
    EXPECT_NE(other.exports[i].csv, demonstration_->exports[i].csv);
  }
}

TEST_F(ExportsTest, EveryRowOfEveryExportIsImported) {
  EXPECT_THAT(*imports_, SizeIs(5));
  for (const auto& [agency, import] : *imports_) {
    EXPECT_THAT(import.faults, IsEmpty()) << agency;
    EXPECT_FALSE(import.constant_ground) << agency;
    EXPECT_GT(import.records.size(), 40u) << agency;
  }
}

TEST_F(ExportsTest, AboutTwoThousandPeopleAndThreeHundredInvolvements) {
  std::size_t rows = 0;
  std::size_t open = 0;
  std::size_t usable = 0;
  std::set<std::string> people;
  for (const auto& [agency, import] : *imports_) {
    std::size_t here = 0;
    for (const agent::ImportedRecord& record : import.records) {
      ++rows;
      people.insert(record.details.forenames + record.details.surname +
                    record.details.date_of_birth);
      if (!record.involvement.has_value()) continue;
      if (!agent::IsOpen(*record.involvement, kToday)) continue;
      ++here;
      usable += agent::GapInGround(record.ground, kToday).empty();
    }
    open += here;
    std::cout << agency << ": " << import.records.size() << " people, " << here
              << " open involvements\n";
  }
  std::cout << rows << " rows, " << people.size() << " distinct, " << open
            << " open involvements: " << usable << " usable, " << open - usable
            << " not\n";
  EXPECT_NEAR(static_cast<double>(rows), 2000, 400);
  EXPECT_NEAR(static_cast<double>(open), 312, 60);
  EXPECT_NEAR(static_cast<double>(usable), 188, 50);
}

TEST_F(ExportsTest, TheDirtOfRealExportsIsThere) {
  std::size_t bad_numbers = 0;
  std::size_t undated = 0;
  std::size_t former = 0;
  std::size_t doubled = 0;
  for (const auto& [agency, import] : *imports_) {
    bad_numbers += import.notes.size();
    for (const agent::ImportedRecord& record : import.records) {
      undated += record.details.date_of_birth.empty();
      former += !record.details.previous_surnames.empty();
      doubled += record.details.surname.find('-') != std::string::npos;
    }
  }
  EXPECT_GT(bad_numbers, 3u);
  EXPECT_GT(undated, 20u);
  EXPECT_GT(former, 20u);
  EXPECT_GT(doubled, 20u);
}

TEST_F(ExportsTest, TheAmarasAreHeldAsTheStorySays) {
  for (const StoryPerson& person : {kSami, kDina}) {
    EXPECT_EQ(Gap("northshire-early-help", person), "usable");
    EXPECT_EQ(Gap("northshire-health-visiting", person), "usable");
    EXPECT_EQ(Gap("hillview-primary", person), "not supported");
  }
  const auto* sami = Find("northshire-early-help", kSami);
  ASSERT_NE(sami, nullptr);
  EXPECT_TRUE(sami->involvement->leads_for_family);
  EXPECT_EQ(sami->involvement->since, absl::CivilMonth(2024, 3));
  EXPECT_EQ(sami->involvement->assessment_kind, "multi-agency");
  EXPECT_EQ(sami->involvement->assessed, absl::CivilMonth(2024, 6));
  EXPECT_TRUE(sami->ground->recipients_all);
  EXPECT_THAT(sami->details.identifiers, SizeIs(1));
  EXPECT_EQ(Find("northshire-health-visiting", kSami)->involvement->since,
            absl::CivilMonth(2024, 1));
}

TEST_F(ExportsTest, TheOthersAreHeldAsTheStorySays) {
  EXPECT_EQ(Gap("northshire-early-help", kWren), "usable");
  EXPECT_THAT(Find("northshire-early-help", kWren)->ground->recipients,
              testing::ElementsAre("health"));
  EXPECT_EQ(Gap("northshire-early-help", kTobias), "usable");
  EXPECT_EQ(Gap("northshire-early-help", kJuno), "the family said no");
  EXPECT_EQ(Gap("northshire-early-help", kCaspian), "not recorded");
  EXPECT_EQ(Gap("harbour-charity", kMarguerite), "usable");
  EXPECT_EQ(Gap("northshire-homes", kMarguerite), "not supported");
  EXPECT_EQ(Gap("northshire-health-visiting", kOtis), "not recorded");
  EXPECT_EQ(Gap("northshire-early-help", kPhoebe), "usable");
}

TEST_F(ExportsTest, NobodyHoldsTheUnknown) {
  for (const auto& [agency, import] : *imports_) {
    EXPECT_EQ(Find(agency, kLeo), nullptr);
    EXPECT_EQ(Find(agency, kRowan), nullptr);
    EXPECT_EQ(Find(agency, kIsolde), nullptr);
  }
}

TEST_F(ExportsTest, TheBadFileHasSixFaultsAndTwoGoodRows) {
  const auto import =
      Import(demonstration_->bad_csv, demonstration_->exports[2].map);
  EXPECT_THAT(import.records, SizeIs(2));
  std::vector<std::string> reasons;
  for (const agent::RowFault& fault : import.faults) {
    reasons.push_back(fault.reason);
  }
  EXPECT_THAT(reasons, testing::ElementsAre(
                           "not a date", "the same person id as line 2",
                           "missing value", "longer than 60 bytes",
                           "unreadable bytes", "has 18 fields, the header 19"));
}

TEST_F(ExportsTest, WrittenExportsHoldEveryTermTheyShould) {
  const std::string directory = testing::TempDir() + "kith_exports";
  ASSERT_TRUE(WriteDemonstration(*demonstration_, directory).ok());
  const auto& terms = demonstration_->enemy_terms;
  const auto search = EnemySearch::Create(terms);
  ASSERT_TRUE(search.ok()) << search.status();
  const auto result = search->InDirectory(directory, {"bad.csv"});
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->files_searched, 10u);
  EXPECT_GT(terms.size(), 5000u);
  for (std::size_t i = 0; i < terms.size(); ++i) {
    if (terms[i].in_exports) {
      EXPECT_TRUE(result->found[i]) << terms[i].text;
    }
  }
}

}  // namespace
}  // namespace kith::deploy
