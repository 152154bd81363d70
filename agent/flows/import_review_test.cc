// SPDX-License-Identifier: Apache-2.0
//
// What a dry run shows of an export's quality before anything leaves the
// building.
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "agent/flows/agent_world.h"
#include "agent/flows/duplicates.h"
#include "agent/flows/import_flow.h"
#include "agent/flows/person_keys.h"
#include "agent/identity/normalise.h"

namespace kith::agent {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

class ImportReviewTest : public AgentWorld {
 protected:
  explicit ImportReviewTest(const std::string& profile = "strict")
      : AgentWorld("clinic", profile) {}

  desk::v1::ImportReport Shown(const std::vector<Row>& rows) {
    const auto report = DryRun(rows);
    EXPECT_TRUE(report.ok()) << report.status();
    return report.value_or(desk::v1::ImportReport());
  }
  // The rows of a CSV without its header.
  static std::vector<std::string> RowsOf(const std::string& csv) {
    std::vector<std::string> rows =
        absl::StrSplit(csv, "\r\n", absl::SkipEmpty());
    if (!rows.empty()) rows.erase(rows.begin());
    return rows;
  }
};

class StandardImportReviewTest : public ImportReviewTest {
 protected:
  StandardImportReviewTest() : ImportReviewTest("standard") {}
};

TEST_F(ImportReviewTest, ByStrongKeysAloneWeakOnesFindNobody) {
  const auto report = Shown(
      {dina_,
       {.id = "3", .forename = "Omar", .surname = "Lund", .born = "2012"}});
  EXPECT_EQ(report.found_by_name_and_date(), 1u);
  EXPECT_EQ(report.found_by_weak_keys(), 0u);
  EXPECT_EQ(report.not_findable(), 1u);
}

TEST_F(StandardImportReviewTest, PeopleAreCountedByTheBestOfTheirKeys) {
  Row by_number = sami_;
  by_number.nhs = "9990000018";
  const Row by_weak_keys{
      .id = "3", .forename = "Omar", .surname = "Lund", .born = "2012"};
  const Row by_nothing{
      .id = "4", .forename = "", .surname = "Okoro", .born = ""};
  const auto report = Shown({by_number, dina_, by_weak_keys, by_nothing});
  EXPECT_EQ(report.found_by_identifier(), 1u);
  EXPECT_EQ(report.found_by_name_and_date(), 1u);
  EXPECT_EQ(report.found_by_weak_keys(), 1u);
  EXPECT_EQ(report.not_findable(), 1u);
}

TEST_F(ImportReviewTest, ANumberThatCannotBeRightIsListedAndItsRowKept) {
  Row wrong_digit = sami_;
  wrong_digit.nhs = "9990000019";
  Row too_short = dina_;
  too_short.nhs = "999000";
  const auto report = Import({wrong_digit, too_short});
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->added(), 2u);
  EXPECT_EQ(report->rejected(), 0u);
  EXPECT_EQ(report->found_by_name_and_date(), 2u);
  EXPECT_EQ(report->identifiers_left_out(), 2u);
  ASSERT_EQ(report->identifier_faults_size(), 2);
  EXPECT_EQ(report->identifier_faults(0).line(), 2u);
  EXPECT_EQ(report->identifier_faults(0).column(), "nhs");
  EXPECT_EQ(report->identifier_faults(0).reason(),
            "NHS number: wrong check digit");
  EXPECT_EQ(report->identifiers_csv(),
            "line,column,reason\r\n"
            "2,nhs,NHS number: wrong check digit\r\n"
            "3,nhs,NHS number: not ten digits\r\n");
  EXPECT_EQ(GroundsInRegister().size(), 2u);
}

TEST_F(ImportReviewTest, NoValueOfABadNumberIsInTheReport) {
  Row wrong = sami_;
  wrong.nhs = "9990000019";
  EXPECT_THAT(Shown({wrong}).SerializeAsString(), Not(HasSubstr("9990000019")));
}

TEST_F(ImportReviewTest, TwoRecordsOfOnePersonAreAPairWithoutNames) {
  Row again = sami_;
  again.id = "77";
  again.surname = "Ammara";
  const auto report = Shown({sami_, dina_, again});
  EXPECT_EQ(report.duplicates_certain(), 1u);
  EXPECT_EQ(report.duplicates_possible(), 0u);
  EXPECT_FALSE(report.duplicates_more());
  const std::vector<std::string> pairs = RowsOf(report.duplicates_csv());
  ASSERT_THAT(pairs, SizeIs(1));
  EXPECT_THAT(pairs[0], AllOf(StartsWith("2,1,4,cases,77,match,,"),
                              HasSubstr(",exact,close,exact,")));
  EXPECT_THAT(report.duplicates_csv(),
              AllOf(Not(HasSubstr("Sami")), Not(HasSubstr("SAMI")),
                    Not(HasSubstr("AM")), Not(HasSubstr("2015"))));
}

TEST_F(ImportReviewTest, TwinsAreForReviewAndSiblingsAreNot) {
  Row twin = sami_;
  twin.id = "8";
  twin.forename = "Leila";
  Row sibling = sami_;
  sibling.id = "9";
  sibling.forename = "Omar";
  sibling.born = "2011-02-03";
  const auto report = Shown({sami_, twin, sibling});
  EXPECT_EQ(report.duplicates_certain(), 0u);
  for (const std::string& pair : RowsOf(report.duplicates_csv())) {
    EXPECT_THAT(pair, StartsWith("2,1,3,cases,8,possible,forename,conflict,"));
  }
  EXPECT_EQ(report.duplicates_possible(), 1u);
}

TEST_F(ImportReviewTest, OneNumberOfTwoPeopleIsForReview) {
  Row one = sami_;
  one.nhs = "9990000018";
  Row other = dina_;
  other.nhs = "9990000018";
  const auto report = Shown({one, other});
  EXPECT_EQ(report.duplicates_certain(), 0u);
  ASSERT_EQ(report.duplicates_possible(), 1u);
  EXPECT_THAT(report.duplicates_csv(), Not(HasSubstr("9990000018")));
}

TEST_F(ImportReviewTest, ARecordOfAnotherSourceIsNamedByItsPersonId) {
  ASSERT_TRUE(Import({sami_, dina_}).ok());
  desk::v1::ImportOptions options;
  std::string map = Map();
  map.replace(map.find("\"cases\""), 7, "\"clinic-2\"");
  options.set_map_text(map);
  Row elsewhere = sami_;
  elsewhere.id = "=A5";
  const auto report = import_->Run(options, Csv({elsewhere}));
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_THAT(RowsOf(report->duplicates_csv()),
              ElementsAre(StartsWith("2,'=A5,,cases,1,match,,exact,exact,")));
}

TEST_F(ImportReviewTest, WhatIsImportedAgainIsNoDuplicateOfItself) {
  ASSERT_TRUE(Import({sami_, dina_}).ok());
  EXPECT_THAT(Shown({sami_, dina_}).duplicates_csv(), IsEmpty());
}

TEST_F(ImportReviewTest, AThousandRecordsOfOnePersonStayBounded) {
  std::vector<Row> rows;
  for (int i = 0; i < 1000; ++i) {
    rows.push_back(sami_);
    rows.back().id = absl::StrCat(i);
  }
  const auto report = Shown(rows);
  EXPECT_TRUE(report.duplicates_more());
  EXPECT_THAT(RowsOf(report.duplicates_csv()), SizeIs(10'000));
  // Each with the hundred behind it.
  EXPECT_EQ(report.duplicates_certain(), 900u * 100 + 99 * 100 / 2);
}

TEST_F(ImportReviewTest, TheCostOfASearchIsLimited) {
  ImportPlan plan;
  for (int i = 0; i < 4; ++i) {
    const auto identity = Normalise({.forenames = "Sami",
                                     .surname = "Amara",
                                     .date_of_birth = "2015-06-17"},
                                    {});
    ASSERT_TRUE(identity.ok());
    PlannedPerson planned;
    planned.line = 2 + i;
    planned.person.identity = SerializeForRegister(*identity);
    planned.keys = *RegisterKeysOf(*identity, *network_->Get(), agency_);
    plan.people.push_back(planned);
  }
  const auto found = reader_->With([&](Register& people) {
    return FindDuplicates(plan, "cases", people,
                          {.most_compared = 5, .most_listed = 2});
  });
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->certain, 5u);
  EXPECT_TRUE(found->more);
  EXPECT_THAT(RowsOf(found->csv), SizeIs(2));
}

TEST_F(ImportReviewTest, TheSampleShowsRowsAsTheyAreUnderstood) {
  Row sami = sami_;
  sami.surname = "amara-lund";
  sami.nhs = "999 000 0018";
  Row said_no = dina_;
  said_no.agreed = "no";
  said_no.born = "1990";
  const Row none{
      .id = "3", .forename = "Baby", .surname = "Okoro", .supported = "no"};
  const auto report = Shown({sami, said_no, none});
  ASSERT_EQ(report.sample_size(), 3);
  const auto& first = report.sample(0);
  EXPECT_EQ(first.line(), 2u);
  EXPECT_THAT(first.forenames(), ElementsAre("SAMI"));
  EXPECT_THAT(first.surname(), SizeIs(2));
  EXPECT_EQ(first.date_of_birth(), "2015-06-17");
  EXPECT_THAT(first.identifiers(), ElementsAre("nhs-number"));
  EXPECT_EQ(first.involvement(), "Health visiting, additional, open");
  EXPECT_TRUE(first.listed());
  EXPECT_EQ(report.sample(1).date_of_birth(), "1990");
  EXPECT_FALSE(report.sample(1).listed());
  EXPECT_EQ(report.sample(1).not_listed(), "the family said no");
  EXPECT_THAT(report.sample(2).forenames(), IsEmpty());
  EXPECT_EQ(report.sample(2).involvement(), "");
  EXPECT_EQ(report.sample(2).not_listed(), "no involvement");
}

TEST_F(ImportReviewTest, TheSampleIsTwentyRowsFromAllOverTheFile) {
  std::vector<Row> rows;
  for (int i = 0; i < 100; ++i) {
    rows.push_back(sami_);
    rows.back().id = absl::StrCat(i);
  }
  const auto report = Shown(rows);
  ASSERT_EQ(report.sample_size(), 20);
  EXPECT_EQ(report.sample(0).line(), 2u);
  EXPECT_EQ(report.sample(19).line(), 2u + 95);
}

TEST_F(ImportReviewTest, AnAcceptedImportRepeatsNobodysData) {
  const auto report = Import({sami_, dina_});
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_TRUE(report->accepted());
  EXPECT_THAT(report->sample(), IsEmpty());
}

TEST_F(ImportReviewTest, ASampleSaysWhenAShieldKeepsSomebodyOut) {
  ASSERT_TRUE(Import({sami_}).ok());
  ASSERT_TRUE(
      log_->Run([&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
            Register people(db);
            const auto all = people.PeopleOfSource("cases");
            EXPECT_TRUE(all.ok());
            EXPECT_TRUE(
                people
                    .PutShield(all->at(0).ref,
                               {ShieldKind::kAbsent, "manager", clock_.Now()})
                    .ok());
            return std::vector<tlog::Entry>();
          })
          .ok());
  const auto report = Shown({sami_});
  ASSERT_EQ(report.sample_size(), 1);
  EXPECT_EQ(report.sample(0).not_listed(), "shielded");
}

TEST_F(ImportReviewTest, TextsThatAreNoNamesHarmNothing) {
  const std::string long_name(200, 'x');
  const std::vector<Row> rows = {
      {.id = "1",
       .forename = "\xE2\x80\xAE"
                   "Sami",
       .surname = "123"},
      {.id = "2", .forename = long_name, .surname = long_name},
      {.id = "3", .forename = "\xF0\x9F\x98\x80", .surname = "?", .born = ""},
      {.id = "4", .forename = "?", .surname = "\xF0\x9F\x98\x80", .born = ""},
  };
  const auto report = Shown(rows);
  EXPECT_EQ(report.sample_size(), 4);
  EXPECT_EQ(report.duplicates_certain() + report.duplicates_possible(), 0u);
  EXPECT_EQ(report.sample(2).not_listed(), "nothing to be found by");
}

}  // namespace
}  // namespace kith::agent
