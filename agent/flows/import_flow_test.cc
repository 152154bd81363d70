// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/import_flow.h"

#include "agent/flows/agent_world.h"

namespace kith::agent {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

class ImportFlowTest : public AgentWorld {
 protected:
  std::vector<Row> Many(int count) {
    std::vector<Row> rows;
    for (int i = 0; i < count; ++i) {
      rows.push_back({.id = absl::StrCat(i),
                      .forename = absl::StrCat("Fore", std::string(1, 'a' + i)),
                      .surname = absl::StrCat("Sur", std::string(1, 'a' + i))});
    }
    return rows;
  }
};

TEST_F(ImportFlowTest, ADryRunChangesNothing) {
  const auto report = DryRun({sami_, dina_});
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->added(), 2u);
  EXPECT_EQ(report->involvements_usable(), 2u);
  EXPECT_FALSE(report->accepted());
  EXPECT_THAT(GroundsInRegister(), IsEmpty());
  EXPECT_EQ(log_->size(), 0u);
}

TEST_F(ImportFlowTest, OnlyWhatTheDryRunShowedIsAccepted) {
  const auto shown = DryRun({sami_});
  ASSERT_TRUE(shown.ok());
  desk::v1::ImportOptions options;
  options.set_map_text(Map());
  options.set_accept_digest(shown->digest());
  EXPECT_EQ(import_->Run(options, Csv({sami_, dina_})).status().code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(GroundsInRegister(), IsEmpty());
  EXPECT_TRUE(import_->Run(options, Csv({sami_})).ok());
  EXPECT_EQ(import_->Run(options, Csv({sami_})).status().code(),
            absl::StatusCode::kFailedPrecondition)
      << "the register is another now";
}

TEST_F(ImportFlowTest, AnImportIsTheWholeStateOfItsSource) {
  std::vector<Row> rows = Many(20);
  ASSERT_TRUE(Import(rows).ok());
  rows.pop_back();
  rows[0].surname = "Changed";
  const auto report = DryRun(rows);
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->added(), 0u);
  EXPECT_EQ(report->changed(), 1u);
  EXPECT_EQ(report->ended(), 1u);
  EXPECT_EQ(report->unchanged(), 18u);
}

TEST_F(ImportFlowTest, MoreThanATenthEndedNeedsItsNumber) {
  std::vector<Row> rows = Many(20);
  ASSERT_TRUE(Import(rows).ok());
  rows.resize(18);
  EXPECT_FALSE(DryRun(rows)->ends_many());
  rows.resize(15);
  EXPECT_TRUE(DryRun(rows)->ends_many());
  EXPECT_EQ(DryRun(rows)->people_before(), 20u);
  const absl::Status asked = Import(rows).status();
  EXPECT_EQ(asked.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(asked.message()),
              testing::AllOf(HasSubstr("--accept-ended 5"),
                             HasSubstr("watch accept --ended 5")));
  desk::v1::ImportOptions options;
  options.set_map_text(Map());
  options.set_accept_digest(DryRun(rows)->digest());
  options.set_accept_ended(4);
  EXPECT_FALSE(import_->Run(options, Csv(rows)).ok());
  options.set_accept_ended(5);
  EXPECT_TRUE(import_->Run(options, Csv(rows)).ok());
}

TEST_F(ImportFlowTest, ARefusedRowIsListedAndTheOthersAreKept) {
  Row wrong = dina_;
  wrong.born = "31/31/1990";
  const auto report = Import({sami_, wrong});
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_TRUE(report->accepted());
  ASSERT_EQ(report->faults_size(), 1);
  EXPECT_EQ(report->faults(0).line(), 3u);
  EXPECT_EQ(report->faults(0).column(), "born");
  EXPECT_THAT(report->rejected_csv(), HasSubstr("3,"));
  EXPECT_EQ(GroundsInRegister().size(), 1u);
}

TEST_F(ImportFlowTest, AFileFaultLeavesTheLastGoodImport) {
  ASSERT_TRUE(Import({sami_}).ok());
  desk::v1::ImportOptions options;
  options.set_map_text(Map());
  const auto report = import_->Run(options, Csv({sami_}) + "7,\"never closed");
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_THAT(report->file_fault(), HasSubstr("line 3"));
  EXPECT_EQ(GroundsInRegister().size(), 1u);
}

TEST_F(ImportFlowTest, AMapThatCannotBeReadNamesItsLine) {
  desk::v1::ImportOptions options;
  options.set_map_text("source: \"cases\"\nperson_idd { column: \"id\" }");
  const absl::Status status = import_->Run(options, Csv({sami_})).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr("2"));
}

TEST_F(ImportFlowTest, AnAgreementTakenBackInTheExportEndsIt) {
  ASSERT_TRUE(Import({sami_}).ok());
  Publish();
  Row said_no = sami_;
  said_no.agreed = "no";
  ASSERT_TRUE(Import({said_no}).ok());
  ASSERT_EQ(GroundsInRegister().size(), 1u);
  EXPECT_TRUE(GroundsInRegister()[0].withdrawn);
  Publish();
  ASSERT_EQ(broker_.withdrawals.size(), 1u);
  EXPECT_TRUE(broker_.withdrawals[0].only_here());
  EXPECT_THAT(broker_.rows, IsEmpty());
}

TEST_F(ImportFlowTest, AnIdThatBecomesSomebodyElsesTakesNothingAlong) {
  ASSERT_TRUE(Import({sami_, dina_}).ok());
  Publish();
  Row another = sami_;
  another.forename = "Wilfred";
  another.surname = "Osterley";
  another.born = "2009-12-30";
  another.agreed = "";
  const auto report = DryRun({another, dina_});
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->reused_ids(), 1u);
  ASSERT_EQ(report->reused_id_rows_size(), 1);
  EXPECT_EQ(report->reused_id_rows(0).line(), 2u);
  ASSERT_TRUE(Import({another, dina_}).ok());
  reader_->With([&](Register& people) {
    const auto all = *people.PeopleOfSource("cases");
    for (const RegisteredPerson& person : all) {
      EXPECT_THAT(*people.IdentitiesOf(person.ref), testing::SizeIs(1));
      if (person.source_id != another.id) continue;
      const auto grounds = *people.GroundsOf(person.ref);
      for (const Ground& ground : grounds) EXPECT_TRUE(ground.withdrawn);
    }
  });
}

TEST_F(ImportFlowTest, ABabyThatIsNamedIsNobodyElse) {
  const Row baby{
      .id = "3", .forename = "Baby", .surname = "Osterley", .born = ""};
  Row named = baby;
  named.forename = "Wilfred";
  named.born = "2029-11-26";
  ASSERT_TRUE(Import({sami_, dina_, baby}).ok());
  const auto report = Import({sami_, dina_, named});
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->reused_ids(), 0u);
}

TEST_F(ImportFlowTest, ACorrectedRecordIsStillKnownByWhatItWas) {
  ASSERT_TRUE(Import({sami_, dina_}).ok());
  Row married = dina_;
  married.surname = "Osterley";
  const auto report = Import({sami_, married});
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->reused_ids(), 0u);
  reader_->With([&](Register& people) {
    const auto all = *people.PeopleOfSource("cases");
    for (const RegisteredPerson& person : all) {
      EXPECT_THAT(*people.IdentitiesOf(person.ref),
                  testing::SizeIs(person.source_id == dina_.id ? 2 : 1));
    }
  });
}

}  // namespace
}  // namespace kith::agent
