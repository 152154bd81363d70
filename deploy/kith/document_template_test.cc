// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/document_template.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "deploy/kith/document_values.h"

namespace kith::deploy {
namespace {

using testing::HasSubstr;

const DocumentValues kValues = {{"desk", {"Early Help hub", ""}},
                                {"area", {"{{desk}}", ""}},
                                {"agencies", {"", "kith agency add"}}};

absl::Status Fault(const std::string& text) {
  return FillTemplate("notice.md", text, kValues).status();
}

TEST(DocumentTemplateTest, EveryPlaceholderIsReplacedAndNothingElse) {
  EXPECT_EQ(*FillTemplate("t", "Ring {{desk}}. {{desk}}!\n{ }\n", kValues),
            "Ring Early Help hub. Early Help hub!\n{ }\n");
  EXPECT_EQ(*FillTemplate("t", "", kValues), "");
}

TEST(DocumentTemplateTest, AValueIsNoTemplate) {
  EXPECT_EQ(*FillTemplate("t", "{{area}}", kValues), "{{desk}}");
}

TEST(DocumentTemplateTest, AnUnknownPlaceholderIsNamedWithItsLine) {
  EXPECT_EQ(Fault("{{desk}}\n\nfor {{parish}}").message(),
            "notice.md, line 3: unknown placeholder `{{parish}}`");
  EXPECT_EQ(Fault("{{ desk }}").code(), absl::StatusCode::kInvalidArgument);
}

TEST(DocumentTemplateTest, AMissingValueIsNamedWithItsLineAndWhatToDo) {
  const absl::Status status = Fault("\n{{agencies}}");
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(status.message(),
            "notice.md, line 2: nothing to put for `{{agencies}}`: kith agency "
            "add");
}

TEST(DocumentTemplateTest, BracesThatDoNotMatchAreNamedWithTheirLine) {
  EXPECT_THAT(std::string(Fault("a\n{{desk\n}}").message()),
              HasSubstr("notice.md, line 2: `{{` without `}}`"));
  EXPECT_THAT(std::string(Fault("{{desk").message()), HasSubstr("line 1"));
  EXPECT_THAT(std::string(Fault("a\nb\ndesk}} {{desk}}").message()),
              HasSubstr("notice.md, line 3: `}}` without `{{`"));
}

TEST(DocumentTemplateTest, PlacesToBeFilledInAreCounted) {
  EXPECT_EQ(ToBeFilledIn("the day"), "[to be filled in: the day]");
  EXPECT_EQ(CountToBeFilledIn("none"), 0u);
  EXPECT_EQ(CountToBeFilledIn(ToBeFilledIn("a") + "[to be filled in]"), 2u);
}

TEST(DocumentTemplateTest, ATextOfTheNetworkFileIsLettersAndNothingMore) {
  EXPECT_EQ(PlainText("A|B\n# <b> *x* [y]{z}"),
            "A\\|B \\# \\<b\\> \\*x\\* \\[y\\]\\{z\\}");
  EXPECT_EQ(PlainText("Tŷ Gobaith"), "Tŷ Gobaith");
}

TEST(DocumentTemplateTest, DaysAreSaidAsPeopleCountThem) {
  EXPECT_EQ(DaysInWords(2190), "6 years (2,190 days)");
  EXPECT_EQ(DaysInWords(365), "1 year (365 days)");
  EXPECT_EQ(DaysInWords(28), "28 days");
  EXPECT_EQ(DaysInWords(1), "1 day");
  EXPECT_EQ(DaysInWords(1'234'567), "1,234,567 days");
  EXPECT_EQ(DaysInWords(0), "");
}

}  // namespace
}  // namespace kith::deploy
