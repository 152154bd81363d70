// SPDX-License-Identifier: Apache-2.0
#include "agent/connectors/rejected_csv.h"

#include <gtest/gtest.h>

#include "agent/connectors/csv_reader.h"
#include "agent/connectors/whole_file.h"

namespace kith::agent {
namespace {

const RowFault kFault{3, "DOB", "not a date", {"=cmd()", "O\"Shea, Ann"}};

TEST(RejectedCsvTest, ListsLineColumnReasonAndTheRow) {
  EXPECT_EQ(RejectedCsv({"id", "name"}, {kFault}),
            "line,column,reason,id,name\r\n"
            "3,DOB,not a date,'=cmd(),\"O\"\"Shea, Ann\"\r\n");
}

TEST(RejectedCsvTest, ATextThatIsAFormulaIsDefused) {
  EXPECT_EQ(CsvField("=1+1"), "'=1+1");
  EXPECT_EQ(CsvField("+44"), "'+44");
  EXPECT_EQ(CsvField("-1"), "'-1");
  EXPECT_EQ(CsvField("@sum"), "'@sum");
  EXPECT_EQ(CsvField("plain"), "plain");
  EXPECT_EQ(CsvField(""), "");
}

TEST(RejectedCsvTest, IdentifiersLeftOutAreListedWithoutTheirRow) {
  EXPECT_EQ(IdentifiersCsv({}), "");
  EXPECT_EQ(IdentifiersCsv({{4, "NHS, No", "NHS number: not ten digits"}}),
            "line,column,reason\r\n4,\"NHS, No\",NHS number: not ten "
            "digits\r\n");
}

TEST(RejectedCsvTest, TheNameIsBesideTheExport) {
  EXPECT_EQ(RejectedCsvPath("/a/pupils.csv"), "/a/pupils.rejected.csv");
  EXPECT_EQ(RejectedCsvPath("pupils"), "pupils.rejected.csv");
}

TEST(RejectedCsvTest, TheWrittenFileIsReadBack) {
  const std::string path = testing::TempDir() + "kith.rejected.csv";
  ASSERT_TRUE(WriteRejectedCsv(path, {"id", "name"}, {kFault}).ok());
  const auto bytes = ReadWholeFile(path, [](std::size_t) {});
  ASSERT_TRUE(bytes.ok()) << bytes.status();
  const auto table = ParseCsv(*bytes);
  ASSERT_TRUE(table.ok()) << table.status();
  EXPECT_EQ(table->rows.at(0).fields.at(4), "O\"Shea, Ann");
}

TEST(RejectedCsvTest, NowhereToWriteIsUnavailable) {
  EXPECT_EQ(WriteRejectedCsv("/nonexistent/x.csv", {}, {}).code(),
            absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace kith::agent
