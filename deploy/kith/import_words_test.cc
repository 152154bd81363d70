// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/import_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "deploy/kith/dry_run.h"
#include "deploy/kith/files.h"

namespace kith::deploy {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class ImportWordsTest : public testing::Test {
 protected:
  ImportWordsTest() {
    fs::create_directories(folder_);
    report_.set_digest("abc");
    report_.set_rows(640);
    report_.set_rejected(1);
    report_.set_added(12);
    report_.set_changed(30);
    report_.set_ended(4);
    report_.set_involvements_open(312);
    report_.set_involvements_usable(188);
    auto* count = report_.add_not_listed();
    count->set_what("no agreement recorded");
    count->set_count(124);
    auto* fault = report_.add_faults();
    fault->set_line(17);
    fault->set_column("DOB");
    fault->set_reason("not a date");
    report_.set_rejected_csv("line,column,reason\n");
    report_.set_agreement_gaps_csv("id,reason\n");
    report_.set_identifiers_left_out(12);
    for (int i = 0; i < 12; ++i) {
      auto* left_out = report_.add_identifier_faults();
      left_out->set_line(20 + i);
      left_out->set_column("NHS No");
      left_out->set_reason("NHS number: wrong check digit");
    }
    report_.set_identifiers_csv("line,column,reason\n");
    report_.set_duplicates_certain(3);
    report_.set_duplicates_possible(5);
    report_.set_duplicates_csv("line,person id\n");
  }
  ~ImportWordsTest() override { fs::remove_all(folder_); }

  const fs::path folder_ =
      fs::temp_directory_path() / absl::StrCat("kith-import-", getpid());
  const std::string export_ = folder_ / "pupils.csv";
  desk::v1::ImportReport report_;
};

TEST_F(ImportWordsTest, IdsThatWereSomebodyElsesAreListed) {
  EXPECT_THAT(ImportInWords(report_, export_, "map.textproto"),
              testing::Not(HasSubstr("somebody else")));
  report_.set_reused_ids(1);
  auto* row = report_.add_reused_id_rows();
  row->set_line(44);
  row->set_column("person id");
  row->set_reason("was somebody else's until now");
  EXPECT_THAT(ImportInWords(report_, export_, "map.textproto"),
              AllOf(HasSubstr("1 person ids were somebody else's until now"),
                    HasSubstr("line 44, person id: was somebody else's")));
}

TEST_F(ImportWordsTest, ADryRunSaysWhatWouldChangeAndHowToAcceptIt) {
  EXPECT_THAT(
      ImportInWords(report_, export_, "kith import --accept-last"),
      AllOf(HasSubstr("640 rows read, 1 refused: pupils.csv.rejected.csv"),
            HasSubstr("line 17, DOB: not a date"),
            HasSubstr(
                "Dry run, nothing was changed: new 12, changed 30, ended 4"),
            HasSubstr("312 open involvements: 188 have usable agreement, 124 "
                      "have not: pupils.csv.agreement-gaps.csv"),
            HasSubstr("124  no agreement recorded"),
            HasSubstr("To make it so: kith import --accept-last\n")));
}

TEST_F(ImportWordsTest, ThatManyWouldEndIsAsked) {
  EXPECT_THAT(ImportInWords(report_, export_, "x"),
              Not(HasSubstr("more than a tenth")));
  report_.set_ends_many(true);
  report_.set_people_before(30);
  EXPECT_THAT(ImportInWords(report_, export_, "x"),
              HasSubstr("4 of 30 people would end, more than a tenth"));
}

TEST_F(ImportWordsTest, AnAcceptedImportIsDone) {
  report_.set_accepted(true);
  EXPECT_THAT(ImportInWords(report_, export_, "map"),
              AllOf(HasSubstr("Done: new 12"), Not(HasSubstr("Dry run"))));
}

TEST_F(ImportWordsTest, AFileFaultNamesItsCauseAndChangesNothing) {
  report_.set_file_fault("line 12: a quote is never closed");
  EXPECT_THAT(ImportInWords(report_, export_, "map"),
              AllOf(HasSubstr("line 12: a quote is never closed"),
                    HasSubstr("the last good import stays")));
}

TEST_F(ImportWordsTest, FilesBesideTheExportAreItsOwnersAlone) {
  const ImportFiles files = FilesBeside(export_);
  ASSERT_TRUE(WriteImportFiles(report_, files).ok());
  ASSERT_TRUE(WriteDryRun(ShownBy(report_, {}, "map"), files.dry_run).ok());
  for (const std::string& path :
       {files.rejected, files.agreement_gaps, files.identifiers,
        files.duplicates, files.dry_run}) {
    struct stat file = {};
    ASSERT_EQ(stat(path.c_str(), &file), 0) << path;
    EXPECT_EQ(file.st_mode & 0777, 0600u) << path;
  }
  report_.set_accepted(true);
  report_.clear_rejected_csv();
  ASSERT_TRUE(WriteImportFiles(report_, files).ok());
  EXPECT_FALSE(FileExists(files.rejected));
  EXPECT_FALSE(FileExists(files.dry_run));
  EXPECT_TRUE(FileExists(files.duplicates)) << "still what the dry run found";
}

TEST_F(ImportWordsTest, AReviewListThatIsNoLongerTrueGoesWithTheNextDryRun) {
  const ImportFiles files = FilesBeside(export_);
  ASSERT_TRUE(WriteImportFiles(report_, files).ok());
  report_.clear_duplicates_csv();
  report_.clear_identifiers_csv();
  ASSERT_TRUE(WriteImportFiles(report_, files).ok());
  EXPECT_FALSE(FileExists(files.duplicates));
  EXPECT_FALSE(FileExists(files.identifiers));
}

TEST_F(ImportWordsTest, NumbersThatCannotBeRightAreNamedByLine) {
  EXPECT_THAT(
      ImportInWords(report_, export_, "map"),
      AllOf(HasSubstr("12 numbers cannot be right and are left out, their rows "
                      "are kept: pupils.csv.identifiers.csv"),
            HasSubstr("line 29, NHS No: NHS number: wrong check digit"),
            Not(HasSubstr("line 30, ")), HasSubstr("and 2 more")));
}

TEST_F(ImportWordsTest, DuplicatesAreCountedAndTheirListNamed) {
  EXPECT_THAT(ImportInWords(report_, export_, "map"),
              HasSubstr("Records that are one person: 3 pairs, and 5 that may "
                        "be: pupils.csv.duplicates.csv"));
  report_.set_duplicates_more(true);
  EXPECT_THAT(ImportInWords(report_, export_, "map"),
              HasSubstr("5 that may be, or more: "));
  report_.clear_duplicates_csv();
  EXPECT_THAT(ImportInWords(report_, export_, "map"),
              Not(HasSubstr("one person")));
}

TEST_F(ImportWordsTest, ASampleShowsHowRowsAreUnderstood) {
  EXPECT_THAT(ImportInWords(report_, export_, "map"),
              Not(HasSubstr("understood")));
  desk::v1::SampleRow& row = *report_.add_sample();
  row.set_line(2);
  row.add_forenames("SAMI");
  row.add_surname("AMARA");
  row.add_surname("LUND");
  row.set_date_of_birth("2015-06-17");
  row.add_identifiers("nhs-number");
  row.set_involvement("Health visiting, additional, open");
  row.set_not_listed("not recorded");
  EXPECT_THAT(
      ImportInWords(report_, export_, "map"),
      HasSubstr("How 1 of the rows are understood:\n"
                "  line 2; forenames SAMI; surname AMARA LUND; born "
                "2015-06-17; postcode none; house none; numbers nhs-number; "
                "involvement Health visiting, additional, open; not listed: "
                "not recorded\n"));
}

}  // namespace
}  // namespace kith::deploy
