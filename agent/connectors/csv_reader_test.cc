// SPDX-License-Identifier: Apache-2.0
#include "agent/connectors/csv_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kith::agent {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

CsvTable Read(absl::string_view bytes) {
  auto table = ParseCsv(bytes);
  EXPECT_TRUE(table.ok()) << table.status();
  return table.ok() ? *std::move(table) : CsvTable{};
}

std::string Refusal(absl::string_view bytes) {
  const auto table = ParseCsv(bytes);
  EXPECT_EQ(table.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(table.status().message());
}

TEST(CsvReaderTest, HeaderCellsAreTrimmedFieldsAreNot) {
  const CsvTable table = Read("id, name \n1, Dina\n");
  EXPECT_THAT(table.header, ElementsAre("id", "name"));
  ASSERT_THAT(table.rows, SizeIs(1));
  EXPECT_THAT(table.rows[0].fields, ElementsAre("1", " Dina"));
}

TEST(CsvReaderTest, QuotesHoldCommasQuotesAndLineEnds) {
  const CsvTable table = Read("id,note\r\n1,\"a, \"\"b\"\"\r\nc\"\r\n2,d\r\n");
  ASSERT_THAT(table.rows, SizeIs(2));
  EXPECT_EQ(table.rows[0].fields[1], "a, \"b\"\r\nc");
  EXPECT_EQ(table.rows[0].line, 2);
  EXPECT_EQ(table.rows[1].line, 4);
}

TEST(CsvReaderTest, EveryLineEndIsUnderstood) {
  EXPECT_THAT(Read("a,b\r1,2\r3,4").rows, SizeIs(2));
  EXPECT_THAT(Read("a,b\n\n1,2\n\n").rows, SizeIs(1));
}

TEST(CsvReaderTest, ThreeEncodingsReadTheSame) {
  EXPECT_EQ(Read("n,m\nZo\xC3\xAB,1\n").rows[0].fields[0], "Zoë");
  EXPECT_EQ(Read("\xEF\xBB\xBFn,m\nZo\xC3\xAB,1\n").rows[0].fields[0], "Zoë");
  EXPECT_EQ(Read("n,m\nZo\xEB \x96 O\x92Shea,1\n").rows[0].fields[0],
            "Zoë – O’Shea");
  EXPECT_EQ(Read("\xEF\xBB\xBFn,m\n").header[0], "n");
}

TEST(CsvReaderTest, AWrongNumberOfFieldsRefusesTheRow) {
  const CsvTable table = Read("a,b\n1\n1,2,3\n1,2\n");
  ASSERT_THAT(table.rows, SizeIs(3));
  EXPECT_THAT(table.rows[0].fault, HasSubstr("1 fields"));
  EXPECT_THAT(table.rows[1].fault, HasSubstr("3 fields"));
  EXPECT_EQ(table.rows[2].fault, "");
}

TEST(CsvReaderTest, TextAfterAClosingQuoteRefusesTheRow) {
  const CsvTable table = Read("a,b\n\"x\"y,2\n");
  EXPECT_EQ(table.rows[0].fault, "text after a closing quote");
  EXPECT_EQ(table.rows[0].fault_field, 0);
}

TEST(CsvReaderTest, UnreadableBytesRefuseTheRow) {
  const CsvTable table = Read(
      "a,b\nZo\xC3\xAB,1\nx,\xFF\xFE\nx,\x81\nx,\xEF\xBF\xBD\nx,\x01\nx,"
      "cut\xC3\nx,y\n");
  ASSERT_THAT(table.rows, SizeIs(7));
  for (int row = 1; row <= 5; ++row) {
    EXPECT_EQ(table.rows[row].fault, "unreadable bytes") << row;
    EXPECT_EQ(table.rows[row].fault_field, 1);
  }
  EXPECT_EQ(table.rows[0].fault, "");
  EXPECT_EQ(table.rows[6].fault, "");
}

TEST(CsvReaderTest, UnreadableBytesInAWindowsFileRefuseTheRowOnly) {
  const CsvTable table = Read("a,b\nZo\xEB,1\nx\x81,1\n");
  EXPECT_EQ(table.encoding, Encoding::kWindows1252);
  EXPECT_EQ(table.rows[0].fault, "");
  EXPECT_EQ(table.rows[1].fault, "unreadable bytes");
}

TEST(CsvReaderTest, TwoEncodingsRefuseTheFile) {
  const std::string message = Refusal("a,b\nZo\xC3\xAB,1\nx,y\nZo\xEB,1\n");
  EXPECT_THAT(message, HasSubstr("line 4: two encodings"));
  EXPECT_THAT(message, HasSubstr("line 2 is UTF-8"));
}

TEST(CsvReaderTest, AMarkAndWindowsTextAreTwoEncodings) {
  EXPECT_THAT(Refusal("\xEF\xBB\xBF"
                      "a,b\nZo\xEB,1\n"),
              HasSubstr("two encodings"));
}

TEST(CsvReaderTest, AQuoteNeverClosedRefusesTheFileAtItsLine) {
  EXPECT_THAT(Refusal("a,b\n1,2\n3,\"x\n4,5\n"),
              HasSubstr("line 3: a quote is never closed"));
}

TEST(CsvReaderTest, ALastRowCutShortRefusesTheFile) {
  EXPECT_THAT(Refusal("a,b,c\n1,2,3\n4,5"),
              HasSubstr("line 3: the last row is incomplete"));
  EXPECT_THAT(Read("a,b,c\n1,2,3\n4,5,6").rows, SizeIs(2));
}

TEST(CsvReaderTest, ANulRefusesTheFileAtItsLine) {
  EXPECT_THAT(Refusal(absl::string_view("a,b\n1,\0\n", 8)),
              HasSubstr("line 2: a NUL"));
}

TEST(CsvReaderTest, AFieldOver64KiBRefusesTheFile) {
  const std::string most(kMaxFieldBytes, 'x');
  EXPECT_THAT(Read("a,b\n1," + most + "\n").rows, SizeIs(1));
  EXPECT_THAT(Read("a,b\n1,\"" + most + "\"\n").rows, SizeIs(1));
  EXPECT_THAT(Refusal("a,b\n1," + most + "x\n"), HasSubstr("line 2: a field"));
  EXPECT_THAT(Refusal("a,b\n1,\"" + most + "x\"\n"),
              HasSubstr("line 2: a field"));
}

TEST(CsvReaderTest, AHeaderThatIsMissingOrDoubledRefusesTheFile) {
  EXPECT_THAT(Refusal(""), HasSubstr("there is no header"));
  EXPECT_THAT(Refusal("\n\n"), HasSubstr("there is no header"));
  EXPECT_THAT(Refusal(",,\n1,2,3\n"), HasSubstr("there is no header"));
  EXPECT_THAT(Refusal("id,name, name\n"), HasSubstr("columns 2 and 3"));
}

// What is refused is logged: without a header its cells are a person's.
TEST(CsvReaderTest, ADoubledCellOfTheFirstLineIsNotRepeated) {
  EXPECT_THAT(Refusal("4711,Ash,Nell,Ash\n"),
              testing::AllOf(HasSubstr("columns 2 and 4"),
                             testing::Not(HasSubstr("Ash"))));
}

TEST(CsvReaderTest, Utf16RefusesTheFile) {
  EXPECT_THAT(Refusal(absl::string_view("\xFF\xFE"
                                        "a\0",
                                        4)),
              HasSubstr("UTF-16"));
}

TEST(CsvReaderTest, TooManyColumnsRefuseTheFile) {
  EXPECT_THAT(Refusal(std::string(kMaxColumns, ',')), HasSubstr("1024"));
}

}  // namespace
}  // namespace kith::agent
