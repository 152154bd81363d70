// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/csv_out.h"

#include <gtest/gtest.h>

namespace kith::deploy {
namespace {

TEST(CsvLineTest, QuotesEveryCellAndDoublesQuotes) {
  EXPECT_EQ(CsvLine({"a", "b,c", "say \"no\"", ""}),
            "\"a\",\"b,c\",\"say \"\"no\"\"\",\"\"\r\n");
}

TEST(CsvLineTest, NothingIsTakenForAFormula) {
  for (const char* cell :
       {"=1+1", "+44 191 496 0000", "-1", "@SUM(A1)", "=HYPERLINK(\"x\")",
        "  =1+1", "\t=1+1", "\tplain", "\r\nplain",
        "\xef\xbc\x9d"
        "1",
        "\xef\xbc\xa0"
        "x",
        "\v=1", "\"=1"}) {
    const std::string line = CsvLine({cell});
    const bool guarded = line.substr(0, 2) == "\"'";
    // A quotation mark in front is doubled, and so is text already.
    EXPECT_TRUE(guarded || line.substr(0, 3) == "\"\"\"") << line;
  }
}

TEST(CsvLineTest, OrdinaryTextStaysAsItIs) {
  for (const char* cell :
       {"northshire-school", "K-4821-7M", "2026-11-28", "O'Hara", " "}) {
    EXPECT_EQ(CsvLine({cell}), std::string("\"") + cell + "\"\r\n");
  }
}

}  // namespace
}  // namespace kith::deploy
