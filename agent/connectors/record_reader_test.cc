// SPDX-License-Identifier: Apache-2.0
#include "agent/connectors/record_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/connectors/column_map.h"

namespace kith::agent {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr char kMap[] = R"pb(
  source: "episodes"
  person_id { column: "Ref" }
  forenames { column: "First" }
  surname { column: "Last" }
  previous_surnames { column: "Formerly" }
  date_of_birth { column: "DOB" }
  previous_address {
    postcode { column: "Was PC" }
    house { column: "Was At" }
  }
  previous_address { postcode { column: "Was PC 2" } }
  identifier {
    scheme: "nhs-number"
    value { column: "NHS" }
  }
  family { column: "Case" }
  shield { column: "Shield" }
  involvement {
    exists {
      column: "Episode"
      word { from: "N" to: "no" }
      otherwise: "yes"
    }
    service { constant: "Early Help, Northshire Council" }
    worker { column: "Worker" }
    contact { column: "Phone" }
    leads_for_family {
      column: "Lead"
      word { from: "Y" to: "yes" }
    }
    level {
      column: "Tier"
      word { from: "T3" to: "intensive" }
    }
    status { column: "State" }
    since { column: "Start" }
    ended { column: "End" }
  }
  ground {
    agreed {
      column: "Agreed"
      word { from: "Y" to: "yes" }
      word { from: "N" to: "no" }
    }
    agreed_by { column: "By" }
    agreed_on { column: "On" }
    evidence { column: "Case" }
    recipients {
      column: "Share"
      word { from: "everyone" to: "all" }
    }
    purposes { constant: "early-help" }
  }
)pb";

constexpr char kHeader[] =
    "Ref,First,Last,Formerly,DOB,NHS,Case,Shield,Episode,Worker,Phone,Lead,"
    "Tier,State,Start,End,Agreed,By,On,Share,Was PC,Was At,Was PC 2\n";
constexpr char kDina[] =
    "7,Dina,Amara,Okoro;Lund,12/05/1990,999 000 0018,C1,,Open,Pat Example,"
    "01632 960 101,y,T3,open,11/03/2024,,Y,mother,11/03/2024,everyone,,,\n";

ImportResult Read(const std::string& rows) {
  const auto map = ParseColumnMap(kMap);
  EXPECT_TRUE(map.ok()) << map.status();
  const auto table = ParseCsv(kHeader + rows);
  EXPECT_TRUE(table.ok()) << table.status();
  auto result = ReadRecords(*table, *map, {.test_network = true});
  EXPECT_TRUE(result.ok()) << result.status();
  return result.ok() ? *std::move(result) : ImportResult{};
}

// Dina's row with one text in place of another.
std::string Dina(absl::string_view from, absl::string_view to) {
  std::string row = kDina;
  const std::size_t at = row.find(std::string(from.data(), from.size()));
  EXPECT_NE(at, std::string::npos);
  return row.replace(at, from.size(), std::string(to.data(), to.size()));
}

RowFault OnlyFault(const std::string& rows) {
  const ImportResult result = Read(rows);
  EXPECT_THAT(result.faults, SizeIs(1));
  return result.faults.empty() ? RowFault{} : result.faults[0];
}

TEST(RecordReaderTest, PreviousAddressesAreReadWhereThereIsAPostcode) {
  const ImportResult two =
      Read(Dina("everyone,,,", "everyone,NX2 2BB,7 High Road,NX3 3DD"));
  ASSERT_THAT(two.records, SizeIs(1));
  EXPECT_THAT(two.records[0].details.previous_addresses,
              ElementsAre(PreviousAddress{"NX2 2BB", "7 High Road"},
                          PreviousAddress{"NX3 3DD", ""}));
  const ImportResult none = Read(Dina("everyone,,,", "everyone,,7 High Road,"));
  ASSERT_THAT(none.records, SizeIs(1));
  EXPECT_THAT(none.records[0].details.previous_addresses, IsEmpty());
}

TEST(RecordReaderTest, AnExpectedDateMakesARowAnUnbornChild) {
  auto map = ParseColumnMap(std::string(kMap) +
                            "unborn { expected_date { column: \"Was PC\" } }");
  ASSERT_TRUE(map.ok()) << map.status();
  map->clear_previous_address();
  const auto due = [&](const std::string& row) {
    const auto table = ParseCsv(kHeader + row);
    EXPECT_TRUE(table.ok());
    const auto result = ReadRecords(*table, *map, {.test_network = true});
    EXPECT_TRUE(result.ok()) << result.status();
    return result->records.empty() ? result->faults.at(0).reason
                                   : result->records[0].details.expected_date;
  };
  EXPECT_EQ(due(kDina), "");
  EXPECT_EQ(due(Dina("everyone,", "everyone,02/05/2030")), "2030-05-02");
  EXPECT_EQ(due(Dina("everyone,", "everyone,soon")), "not a date");
  map->mutable_unborn()->mutable_exists()->set_column("Was At");
  EXPECT_EQ(due(Dina("everyone,,", "everyone,02/05/2030,")), "");
  EXPECT_EQ(due(Dina("everyone,,", "everyone,02/05/2030,no")), "");
  EXPECT_EQ(due(Dina("everyone,,", "everyone,02/05/2030,yes")), "2030-05-02");
  EXPECT_EQ(due(Dina("everyone,,", "everyone,,yes")), "unknown");
  EXPECT_EQ(due(Dina("everyone,,", "everyone,,perhaps")), "neither yes nor no");
}

TEST(RecordReaderTest, UnbornEntriesNeedOneOfTheTwo) {
  EXPECT_FALSE(ParseColumnMap(std::string(kMap) + "unborn {}").ok());
}

TEST(RecordReaderTest, ARowBecomesARecord) {
  const ImportResult result = Read(kDina);
  ASSERT_THAT(result.faults, IsEmpty());
  ASSERT_THAT(result.records, SizeIs(1));
  const ImportedRecord& dina = result.records[0];
  EXPECT_EQ(dina.line, 2);
  EXPECT_EQ(dina.person_id, "7");
  EXPECT_EQ(dina.family, "C1");
  EXPECT_EQ(dina.details.date_of_birth, "1990-05-12");
  EXPECT_THAT(dina.details.previous_surnames, ElementsAre("Okoro", "Lund"));
  EXPECT_THAT(dina.details.identifiers,
              ElementsAre(Identifier{"nhs-number", "9990000018"}));
}

TEST(RecordReaderTest, AnInvolvementAndItsGroundAreRead) {
  const ImportedRecord dina = Read(kDina).records.at(0);
  ASSERT_TRUE(dina.involvement.has_value());
  EXPECT_EQ(dina.involvement->contact, "01632 960 101");
  EXPECT_TRUE(dina.involvement->leads_for_family);
  EXPECT_EQ(dina.involvement->level, SupportLevel::kIntensive);
  EXPECT_EQ(dina.involvement->since, absl::CivilMonth(2024, 3));
  ASSERT_TRUE(dina.ground.has_value());
  EXPECT_EQ(dina.ground->agreed, Agreed::kYes);
  EXPECT_TRUE(dina.ground->recipients_all);
  EXPECT_THAT(dina.ground->purposes, ElementsAre("early-help"));
  // Agreed on 11 March 2024 without an end: asked again within a year.
  EXPECT_EQ(GapInGround(dina.ground, absl::CivilDay(2024, 11, 23)), "");
  EXPECT_EQ(GapInGround(dina.ground, absl::CivilDay(2025, 3, 1)), "");
  EXPECT_EQ(GapInGround(dina.ground, absl::CivilDay(2025, 3, 2)),
            "has run out");
}

TEST(RecordReaderTest, ARowWithoutInvolvementFillsTheRegisterOnly) {
  const ImportedRecord dina = Read(Dina(",Open,", ",N,")).records.at(0);
  EXPECT_FALSE(dina.involvement.has_value());
  EXPECT_FALSE(dina.ground.has_value());
}

TEST(RecordReaderTest, AMissingValueRefusesTheRow) {
  EXPECT_EQ(OnlyFault(Dina("7,", " ,")).column, "Ref");
  const RowFault fault = OnlyFault(Dina("Dina,Amara", ","));
  EXPECT_EQ(fault.line, 2);
  EXPECT_EQ(fault.column, "Last");
  EXPECT_EQ(fault.reason, "missing value");
  EXPECT_EQ(OnlyFault(Dina("T3", "")).column, "Tier");
}

TEST(RecordReaderTest, ABadDateRefusesTheRowWithoutRepeatingIt) {
  const RowFault fault = OnlyFault(Dina("12/05/1990", "31/02/1990"));
  EXPECT_EQ(fault.column, "DOB");
  EXPECT_EQ(fault.reason, "not a date");
  EXPECT_EQ(OnlyFault(Dina("11/03/2024", "soon")).column, "Start");
  EXPECT_EQ(OnlyFault(Dina("mother,11/03/2024", "mother,03/2024")).reason,
            "the date has no day");
}

TEST(RecordReaderTest, ASecondRowOfOnePersonIsRefused) {
  const ImportResult result = Read(std::string(kDina) + kDina);
  EXPECT_THAT(result.records, SizeIs(1));
  ASSERT_THAT(result.faults, SizeIs(1));
  EXPECT_EQ(result.faults[0].line, 3);
  EXPECT_EQ(result.faults[0].reason, "the same person id as line 2");
}

TEST(RecordReaderTest, AContactRouteIsRefusedRatherThanCut) {
  const std::string most(kMaxAnswerTextBytes, '0');
  EXPECT_THAT(Read(Dina("01632 960 101", most)).records, SizeIs(1));
  const RowFault fault = OnlyFault(Dina("01632 960 101", most + "0"));
  EXPECT_EQ(fault.column, "Phone");
  EXPECT_EQ(fault.reason, "longer than 60 bytes");
  EXPECT_EQ(OnlyFault(Dina("Pat Example", most + "0")).column, "Worker");
  EXPECT_EQ(OnlyFault(Dina("Amara", std::string(257, 'a'))).column, "Last");
}

TEST(RecordReaderTest, UnknownWordsRefuseTheRow) {
  EXPECT_EQ(OnlyFault(Dina("T3", "T9")).reason, "no known level");
  EXPECT_EQ(OnlyFault(Dina(",open,", ",ajar,")).reason, "no known status");
  EXPECT_EQ(OnlyFault(Dina("C1,,", "C1,slient,")).reason, "no known shield");
}

TEST(RecordReaderTest, FaultsOfTheFileAreRowFaults) {
  const RowFault fault = OnlyFault("7,too,few\n" + std::string(kDina));
  EXPECT_EQ(fault.line, 2);
  EXPECT_EQ(fault.column, "");
  EXPECT_EQ(OnlyFault(Dina("Dina", "\xFF\xFE")).column, "First");
}

TEST(RecordReaderTest, GoodRowsAreKeptBesideBadOnes) {
  const ImportResult result =
      Read(Dina("12/05/1990", "31/02/1990") + Dina("7,", "8,"));
  EXPECT_THAT(result.records, SizeIs(1));
  EXPECT_THAT(result.faults, SizeIs(1));
}

TEST(RecordReaderTest, AWrongCheckDigitIsLeftOutWithANote) {
  const ImportResult result = Read(Dina("999 000 0018", "999 000 0019"));
  ASSERT_THAT(result.records, SizeIs(1));
  EXPECT_THAT(result.records[0].details.identifiers, IsEmpty());
  ASSERT_THAT(result.notes, SizeIs(1));
  EXPECT_EQ(result.notes[0].column, "NHS");
  EXPECT_THAT(result.notes[0].reason, HasSubstr("check digit"));
}

TEST(RecordReaderTest, AnIdentifierThatIsNoneLeavesTheOthersOfItsRow) {
  auto map = ParseColumnMap(kMap);
  ASSERT_TRUE(map.ok());
  auto* upn = map->add_identifier();
  upn->set_scheme("upn");
  upn->mutable_value()->set_column("Formerly");
  const auto table = ParseCsv(kHeader + Dina("999 000 0018", "12 34") +
                              Dina("999 000 0018", std::string(300, '9')));
  ASSERT_TRUE(table.ok());
  CsvTable rows = *table;
  rows.rows[0].fields[3] = "A801200005001";
  rows.rows[1].fields[0] = "8";
  rows.rows[1].fields[3] = "B801200005001";
  const auto result = ReadRecords(rows, *map, {.test_network = true});
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_THAT(result->faults, IsEmpty());
  ASSERT_THAT(result->records, SizeIs(2));
  ASSERT_THAT(result->notes, SizeIs(3));
  EXPECT_EQ(result->notes[0].line, 2);
  EXPECT_EQ(result->notes[0].reason, "NHS number: not ten digits");
  EXPECT_EQ(result->notes[1].column, "Formerly");
  EXPECT_EQ(result->notes[1].reason, "UPN: wrong check letter");
  EXPECT_EQ(result->notes[2].line, 3);
  EXPECT_EQ(result->notes[2].reason, "NHS number: not ten digits");
  EXPECT_THAT(result->records[1].details.identifiers,
              ElementsAre(Identifier{"upn", "B801200005001"}));
}

TEST(RecordReaderTest, ARequiredIdentifierThatIsMissingRefusesTheRow) {
  auto map = ParseColumnMap(kMap);
  ASSERT_TRUE(map.ok());
  map->mutable_identifier(0)->mutable_value()->set_required(true);
  const auto table = ParseCsv(kHeader + Dina("999 000 0018", ""));
  ASSERT_TRUE(table.ok());
  const auto result = ReadRecords(*table, *map, {.test_network = true});
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_THAT(result->records, IsEmpty());
  ASSERT_THAT(result->faults, SizeIs(1));
  EXPECT_EQ(result->faults[0].column, "NHS");
}

TEST(RecordReaderTest, ARefusedRowLeavesNoNotes) {
  const ImportResult result =
      Read(Dina("12/05/1990,999 000 0018", "31/02/1990,999 000 0019"));
  EXPECT_THAT(result.faults, SizeIs(1));
  EXPECT_THAT(result.notes, IsEmpty());
}

TEST(RecordReaderTest, OnlyAPlainYesIsAnAgreement) {
  const absl::CivilDay today(2024, 11, 23);
  const auto gap = [&](const std::string& row) {
    return std::string(GapInGround(Read(row).records.at(0).ground, today));
  };
  EXPECT_EQ(gap(Dina(",Y,mother", ",N,mother")), "the family said no");
  EXPECT_EQ(gap(Dina(",Y,mother", ",,mother")), "not recorded");
  EXPECT_EQ(gap(Dina(",Y,mother", ",asked?,mother")), "neither yes nor no");
  EXPECT_EQ(gap(Dina("mother,11/03/2024", "mother,")), "the date is missing");
  EXPECT_EQ(gap(Dina("mother,11/03/2024", "mother,11/03/2027")),
            "dated in the future");
  EXPECT_EQ(gap(Dina("everyone", "")), "who may be told is missing");
  EXPECT_EQ(gap(Dina("mother", "")), "who agreed is missing");
  EXPECT_EQ(gap(Dina(",C1,", ",,")), "where the agreement is kept is missing");
}

TEST(RecordReaderTest, AnEndClosesAnInvolvement) {
  const absl::CivilDay today(2026, 11, 23);
  const auto open = [&](const std::string& row) {
    return IsOpen(*Read(row).records.at(0).involvement, today);
  };
  EXPECT_TRUE(open(kDina));
  EXPECT_FALSE(open(Dina("11/03/2024,,Y", "11/03/2024,01/06/2024,Y")));
}

TEST(RecordReaderTest, AMapForAnotherFileIsRefused) {
  const auto map = ParseColumnMap(kMap);
  const auto table = ParseCsv("Ref,First\n1,Dina\n");
  const auto result = ReadRecords(*table, *map, {});
  EXPECT_EQ(result.status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(RecordReaderTest, AMadeUpAgreementIsForTestNetworks) {
  auto map = ParseColumnMap(kMap);
  map->mutable_ground()->mutable_agreed()->set_constant("yes");
  const auto table = ParseCsv(std::string(kHeader) + kDina);
  EXPECT_FALSE(ReadRecords(*table, *map, {.test_network = false}).ok());
  const auto result = ReadRecords(*table, *map, {.test_network = true});
  ASSERT_TRUE(result.ok());
  EXPECT_TRUE(result->constant_ground);
}

}  // namespace
}  // namespace kith::agent
