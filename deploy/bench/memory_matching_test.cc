// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/memory_matching.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/connectors/column_map.h"
#include "agent/connectors/whole_file.h"
#include "deploy/bench/features.h"
#include "deploy/bench/matching_report.h"
#include "keys/base/fake_clock.h"

namespace kith::deploy {
namespace {

using testing::HasSubstr;

// The layout of a published test file, with blanks behind its commas; the
// people are invented. 3 has a namesake of the same birthday, 4 moved a digit
// of the year, a row of 5 has a field too many: rows of one number are one
// person.
constexpr char kFile[] =
    "rec_id, given_name, surname, date_of_birth, soc_sec_id\n"
    "rec-1-org, quilla, fennimore, 20140309, 1000001\n"
    "rec-1-dup-0, quila, fenimore, 20140309, \n"
    "rec-2-org, brant, ossery, 20120517, 1000002\n"
    "rec-2-dup-0, brandt, mellows, 20111127, 1000002\n"
    "rec-3-org, tamsin, whitlock, 20151123, 1000003\n"
    "rec-8-dup-0, tamsin, whitlock, 20151123, \n"
    "rec-4-org, odo, karsten, 20160622, 1000004\n"
    "rec-4-dup-0, odo, karsten, 20150622, \n"
    "rec-5-org, ysolde, prendick, 20170704, 1000005\n"
    "rec-5-dup-0, ysolde, prendick, 20171304, 1000005, x\n";

constexpr char kMap[] = R"pb(
  source: "invented"
  date_order: DATE_ORDER_YEAR_FIRST
  person_id { column: "rec_id" }
  forenames { column: "given_name" }
  surname { column: "surname" }
  date_of_birth { column: "date_of_birth" }
  identifier {
    scheme: "soc_sec_id"
    value { column: "soc_sec_id" }
  }
)pb";

class MemoryMatchingTest : public testing::Test {
 protected:
  std::vector<LinkagePerson> Rows(const std::string& rows) {
    const auto people =
        ReadPeople(file_, *table_, *TruthRule::Create("rec-(\\d+)-", rows));
    EXPECT_TRUE(people.ok()) << people.status();
    return people.value_or(std::vector<LinkagePerson>());
  }
  MemoryReport Match(const std::string& index, const std::string& query,
                     Files files) {
    const auto report =
        MatchInMemory(Rows(index), Rows(query),
                      {SchemesOf(file_.map), agent::Profile::kStrict, files},
                      clock_, [](std::uint64_t) {});
    EXPECT_TRUE(report.ok()) << report.status();
    return report.value_or(MemoryReport());
  }

  FakeClock clock_;
  const absl::StatusOr<agent::CsvTable> table_ = agent::ParseCsv(kFile);
  const LinkageFile file_{"invented.csv", *agent::ParseColumnMap(kMap), ""};
};

TEST_F(MemoryMatchingTest, FindsDuplicatesByNameAndDateAndByNumber) {
  const MemoryReport report = Match("-org$", "-dup-", Files::kTwo);
  EXPECT_EQ(report.indexed, 5u);
  EXPECT_EQ(report.tally.asked, 5u);
  EXPECT_EQ(BestTrue(report.asked[0]), Said::kInvolved);
  EXPECT_EQ(BestTrue(report.asked[1]), Said::kPossible);
}

TEST_F(MemoryMatchingTest, AWrongYearWithoutANumberIsNotFound) {
  const MemoryReport report = Match("-org$", "-dup-", Files::kTwo);
  EXPECT_EQ(report.asked[3].truth, "4");
  EXPECT_TRUE(report.asked[3].candidates.empty());
}

TEST_F(MemoryMatchingTest, ANamesakeOfTheSameDayIsAWrongAnswer) {
  const MemoryReport report = Match("-org$", "-dup-", Files::kTwo);
  EXPECT_EQ(report.asked[2].truth, "8");
  EXPECT_EQ(BestOfAll(report.asked[2]), Said::kInvolved);
  EXPECT_EQ(report.tally.wrong_involved, 1u);
  EXPECT_EQ(report.tally.wrong_openings, 1u);
}

TEST_F(MemoryMatchingTest, ARowTheImportRefusesIsNotFound) {
  const MemoryReport report = Match("-org$", "-dup-", Files::kTwo);
  EXPECT_EQ(report.refused_asked, 1u);
  EXPECT_EQ(report.asked[4].truth, "5");
  EXPECT_TRUE(report.asked[4].candidates.empty());
  EXPECT_EQ(report.tally.with_truth, 4u);
  EXPECT_DOUBLE_EQ(report.tally.Recall(), 0.5);
}

TEST_F(MemoryMatchingTest, ADateThatIsNoneIsMissingAndTheRowIsAskedAbout) {
  const auto table = agent::ParseCsv(
      "rec_id, given_name, surname, date_of_birth, soc_sec_id\n"
      "rec-6-dup-0, ysolde, prendick, 20171304, 1000005\n"
      "rec-7-dup-0, , , 20171303, 1000005\n");
  const auto people =
      ReadPeople(file_, *table, *TruthRule::Create("rec-(\\d+)-", ""));
  ASSERT_TRUE(people.ok()) << people.status();
  ASSERT_EQ(people->size(), 2u);
  EXPECT_FALSE((*people)[0].refused);
  EXPECT_EQ((*people)[0].details.date_of_birth, "");
  EXPECT_FALSE((*people)[1].refused) << "a row without names is one too";
}

TEST_F(MemoryMatchingTest, ARowIsNotComparedWithItself) {
  const MemoryReport report = Match("", "", Files::kOne);
  EXPECT_EQ(report.tally.asked, 10u);
  EXPECT_EQ(report.tally.true_pairs, 4u);
  EXPECT_EQ(report.tally.true_pairs_found, 2u);
  EXPECT_EQ(report.tally.wrong_involved, 2u);  // Each of the namesakes.
}

TEST_F(MemoryMatchingTest, TokensAreCountedWithoutRefusedRows) {
  const MemoryReport report = Match("-org$", "-dup-", Files::kTwo);
  EXPECT_EQ(report.indexed_tokens.people, 5u);
  EXPECT_DOUBLE_EQ(report.indexed_tokens.Mean(), 2);
  EXPECT_EQ(report.asked_tokens.people, 4u);
  // A question carries the weak keys too, whatever the index is.
  EXPECT_GT(report.asked_tokens.Mean(), 1.25);
}

TEST_F(MemoryMatchingTest, AChosenRowWithoutATruthIsNamedByItsLine) {
  const auto people =
      ReadPeople(file_, *table_, *TruthRule::Create("x(\\d+)", "rec-2-org"));
  EXPECT_EQ(people.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(people.status().message()), HasSubstr("line 4"));
}

TEST_F(MemoryMatchingTest, ATruthColumnThatIsNotThereIsNamed) {
  LinkageFile other = file_;
  other.truth_column = "cluster";
  const auto people = ReadPeople(other, *table_, *TruthRule::Create("", ""));
  EXPECT_THAT(std::string(people.status().message()), HasSubstr("'cluster'"));
}

TEST_F(MemoryMatchingTest, ChosenRowsAreAFileOfTheirOwn) {
  const auto csv =
      ChosenRowsAsCsv(file_, *table_, *TruthRule::Create("", "-org$"));
  ASSERT_TRUE(csv.ok());
  const auto table = agent::ParseCsv(*csv);
  ASSERT_TRUE(table.ok()) << table.status();
  EXPECT_EQ(table->header, table_->header);
  ASSERT_EQ(table->rows.size(), 5u);
  EXPECT_EQ(table->rows[1].fields, table_->rows[2].fields);
}

TEST(FeatureFileTest, HasTheNormalisedPartsOfARow) {
  const std::string path = testing::TempDir() + "/features.tsv";
  LinkagePerson person{2, "P1", false, {}, {"moved", "welsh", "P2", "F1"}};
  person.details.forenames = "Quílla Mae";
  person.details.surname = "Fennimore";
  person.details.date_of_birth = "09/03/2014";
  person.details.postcode = "qa1 1aa";
  person.details.house = "12 Mill Lane";
  FeatureFile file(path);
  ASSERT_TRUE(file.Write("query", person).ok());
  ASSERT_TRUE(file.Close().ok());
  const auto bytes = agent::ReadWholeFile(path, [](std::size_t) {});
  ASSERT_TRUE(bytes.ok());
  EXPECT_THAT(
      *bytes,
      HasSubstr("query\tP1\tQUILLA MAE\tFENNIMORE\t\t2014\t3\t9\tfull\t\tQA1\t"
                "1AA\t12\t\tmoved\twelsh\tP2\tF1\tQUILLA\tKL\tFNR\n"));
}

TEST_F(MemoryMatchingTest, NinetyNineOfAHundredHaveSoManyTokens) {
  TokenCounts tokens;
  for (int i = 0; i < 198; ++i) tokens.Add(3);
  tokens.Add(9);
  tokens.Add(12);
  EXPECT_EQ(tokens.Of99In100(), 3u);
  tokens.Add(9);
  EXPECT_EQ(tokens.Of99In100(), 9u);
  EXPECT_EQ(tokens.most, 12u);
}

TEST_F(MemoryMatchingTest, TheReportSaysTheSameToPeopleAndPrograms) {
  const MemoryReport report = Match("-org$", "-dup-", Files::kTwo);
  const auto json = MemoryReportAsJson(report);
  EXPECT_EQ(json["recall"], 0.5);
  EXPECT_EQ(json["wrong_answers"]["involved"], 1);
  EXPECT_EQ(json["pairs"]["s1_recall"], 0.5);
  const std::string words = MemoryReportInWords(report);
  EXPECT_THAT(words,
              HasSubstr("0.5000  (1 involved, 1 possible, 2 not found)"));
  EXPECT_THAT(words, HasSubstr("0.5000  (2 of 4 true pairs opened"));
  EXPECT_THAT(words, HasSubstr("0.2000 a query; 1 in all"));
}

}  // namespace
}  // namespace kith::deploy
