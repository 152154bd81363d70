// SPDX-License-Identifier: Apache-2.0
#include "agent/connectors/column_map.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kith::agent {
namespace {

using testing::HasSubstr;

constexpr char kLeast[] = R"pb(
  source: "roll"
  person_id { column: "id" }
  surname { column: "name" }
)pb";

std::string Refusal(absl::string_view more) {
  const auto map =
      ParseColumnMap(kLeast + std::string(more.data(), more.size()));
  EXPECT_EQ(map.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(map.status().message());
}

TEST(ColumnMapTest, TheLeastMapIsRead) {
  const auto map = ParseColumnMap(kLeast);
  ASSERT_TRUE(map.ok()) << map.status();
  EXPECT_EQ(map->person_id().column(), "id");
}

TEST(ColumnMapTest, AnUnknownFieldStopsAndNamesItsLine) {
  const std::string message = Refusal("\nsurnam { column: \"x\" }");
  EXPECT_THAT(message, HasSubstr("surnam"));
  EXPECT_THAT(message, HasSubstr("line 6"));
}

TEST(ColumnMapTest, AnEntryNamesAColumnOrAConstant) {
  EXPECT_THAT(Refusal("sex { required: true }"),
              HasSubstr("sex names neither"));
}

TEST(ColumnMapTest, APreviousAddressNeedsAPostcodeAndThereAreThree) {
  const std::string address =
      "previous_address { postcode { column: \"p\" } } ";
  EXPECT_TRUE(ParseColumnMap(kLeast + address + address + address).ok());
  EXPECT_FALSE(
      ParseColumnMap(kLeast + address + address + address + address).ok());
  EXPECT_FALSE(ParseColumnMap(std::string(kLeast) +
                              "previous_address { house { column: \"h\" } }")
                   .ok());
}

TEST(ColumnMapTest, RequiredFieldsAreMissed) {
  EXPECT_FALSE(ParseColumnMap("source: \"roll\"").ok());
  EXPECT_FALSE(ParseColumnMap("source: \"Roll!\" person_id { column: \"i\" } "
                              "surname { column: \"n\" }")
                   .ok());
  EXPECT_THAT(Refusal("involvement { service { constant: \"x\" } }"),
              HasSubstr("level"));
  EXPECT_THAT(Refusal("ground { agreed { column: \"x\" } }"),
              HasSubstr("without involvement"));
  EXPECT_THAT(Refusal("identifier { scheme: \"U P\" value { column: \"x\" } }"),
              HasSubstr("scheme"));
}

TEST(ColumnMapTest, AColumnThatTheHeaderLacksIsNamed) {
  const auto map = ParseColumnMap(kLeast);
  ASSERT_TRUE(map.ok());
  EXPECT_TRUE(CheckAgainstHeader(*map, {"name", "id", "more"}).ok());
  const absl::Status status = CheckAgainstHeader(*map, {"id", "Name"});
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr("'name'"));
}

TEST(ColumnMapTest, AConstantAgreementIsToldApart) {
  const auto with = [](absl::string_view agreed) {
    return ParseColumnMap(absl::string_view(
        std::string(kLeast) +
        "involvement { service { constant: \"x\" } level { constant: "
        "\"additional\" } } ground { agreed { " +
        std::string(agreed.data(), agreed.size()) +
        " } wording { constant: \"w1\" } }"));
  };
  EXPECT_TRUE(HasConstantGround(*with("constant: \"yes\"")));
  EXPECT_FALSE(HasConstantGround(*with("column: \"agreed\"")));
  EXPECT_FALSE(HasConstantGround(*ParseColumnMap(kLeast)));
}

}  // namespace
}  // namespace kith::agent
