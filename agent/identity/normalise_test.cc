// SPDX-License-Identifier: Apache-2.0
#include "agent/identity/normalise.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kith::agent {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr NormaliseOptions kTest{.test_network = true};

std::vector<std::string> Forename(absl::string_view text) {
  return NormaliseName(text, NameKind::kForename);
}

std::vector<std::string> Surname(absl::string_view text) {
  return NormaliseName(text, NameKind::kSurname);
}

std::string Code(absl::string_view text) {
  const Postcode postcode = NormalisePostcode(text);
  return postcode.outward + "|" + postcode.inward;
}

TEST(NormaliseNameTest, PartsAreAList) {
  EXPECT_THAT(Surname("Smith-Jones"), ElementsAre("SMITH", "JONES"));
  EXPECT_THAT(Forename("Mary  Ann"), ElementsAre("MARY", "ANN"));
}

TEST(NormaliseNameTest, TitlesAndParticlesAreNoPart) {
  EXPECT_THAT(Forename("Mrs Dina"), ElementsAre("DINA"));
  EXPECT_THAT(Surname("van der Berg"), ElementsAre("BERG"));
  EXPECT_THAT(Surname("Le"), ElementsAre("LE"));
}

TEST(NormaliseNameTest, McDonaldIsOneName) {
  EXPECT_THAT(Surname("Mc Donald"), ElementsAre("MCDONALD"));
  EXPECT_THAT(Surname("O Brien"), ElementsAre("OBRIEN"));
  EXPECT_THAT(Surname("O'Brien"), ElementsAre("OBRIEN"));
}

TEST(NormaliseNameTest, PlaceholdersAreMissing) {
  EXPECT_THAT(Forename("Baby"), IsEmpty());
  EXPECT_THAT(Forename("Twin 1"), IsEmpty());
  EXPECT_THAT(Forename("Baby Boy"), IsEmpty());
  EXPECT_THAT(Surname("Unknown"), IsEmpty());
  EXPECT_THAT(Surname("not known"), IsEmpty());
}

TEST(NormaliseNameTest, AGenericSurnameIsNotThePrincipalPart) {
  EXPECT_THAT(Surname("Kaur Gill"), ElementsAre("GILL", "KAUR"));
  EXPECT_THAT(Surname("Kaur"), ElementsAre("KAUR"));
}

TEST(NormaliseNameTest, MohammedBeforeAForenameStandsBehindIt) {
  EXPECT_THAT(Forename("Muhammad Tariq"), ElementsAre("TARIQ", "MUHAMMAD"));
  EXPECT_THAT(Forename("Mohammed"), ElementsAre("MOHAMMED"));
}

TEST(NormaliseNameTest, HostileNamesAreCutNeverEmptyParts) {
  const auto parts = Surname(std::string(10000, 'x').replace(0, 1, "y"));
  ASSERT_THAT(parts, Not(IsEmpty()));
  EXPECT_EQ(parts[0].size(), kMaxNamePartBytes);
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "abba ";
  EXPECT_EQ(Surname(many).size(), kMaxNameParts);
  EXPECT_THAT(Surname("\xF0\x9F\x98\x80 \xE2\x80\xAE"), IsEmpty());
  EXPECT_THAT(Surname("12345"), IsEmpty());
}

TEST(NormalisePostcodeTest, SpacesAndCaseDoNotMatter) {
  EXPECT_EQ(Code("nx1 1aa"), "NX1|1AA");
  EXPECT_EQ(Code("NX11AA"), "NX1|1AA");
  EXPECT_EQ(Code("NX12 1AA"), "NX12|1AA");
  EXPECT_EQ(Code("N1 1AA"), "N1|1AA");
  EXPECT_EQ(Code("N1A 1AA"), "N1A|1AA");
}

TEST(NormalisePostcodeTest, LettersForDigitsAreRepaired) {
  EXPECT_EQ(Code("NXI IAA"), "NX1|1AA");
  EXPECT_EQ(Code("NX1 0AA"), Code("NX1 OAA"));
  EXPECT_EQ(Code("NX1 5AA"), Code("NX1 SAA"));
  EXPECT_EQ(Code("S01 1AA"), Code("SO1 1AA"));
  EXPECT_EQ(Code("S0I 1AA"), Code("SO1 1AA"));
}

TEST(NormalisePostcodeTest, TextBehindItIsLeft) {
  EXPECT_EQ(Code("NX1 1AA Northshire"), "NX1|1AA");
  EXPECT_EQ(Code("NX11AA, Northshire"), "NX1|1AA");
  EXPECT_EQ(Code("nx1  1aa (old)"), "NX1|1AA");
  EXPECT_EQ(Code("NX1.1AA"), "NX1|1AA");
  EXPECT_EQ(Code("N X 1 1 A A"), "NX1|1AA");
}

TEST(NormalisePostcodeTest, AnotherCountrysNumberIsAnAreaAndTheRest) {
  EXPECT_EQ(Code("4011"), "40|11");
  EXPECT_EQ(Code("10115"), "10|115");
  EXPECT_EQ(Code("00-950"), "00|950");
  EXPECT_EQ(Code("75008 Paris"), "|");
  EXPECT_EQ(Code("00000"), "|");
  EXPECT_EQ(Code("1234567"), "|");
}

TEST(NormalisePostcodeTest, NoPostcodeIsMissing) {
  EXPECT_EQ(Code("ZZ99 3VZ"), "|");
  EXPECT_EQ(Code("401"), "|");
  EXPECT_EQ(Code("no fixed abode"), "|");
  EXPECT_EQ(Code(std::string(10000, 'N')), "|");
}

TEST(NormaliseHouseTest, FindsTheBuildingsNumber) {
  EXPECT_EQ(NormaliseHouse("12a High Street"), "12A");
  EXPECT_EQ(NormaliseHouse("Flat 3, 14 Mill Lane"), "14");
  EXPECT_EQ(NormaliseHouse("Flat 3"), "3");
  EXPECT_EQ(NormaliseHouse("Rose Cottage"), "");
}

TEST(NormaliseHouseTest, FlatsFloorsAndRanges) {
  EXPECT_EQ(NormaliseHouse("Flat 3, 12 High Road"), "12");
  EXPECT_EQ(NormaliseHouse("Flat 3 12 High Road"), "12");
  EXPECT_EQ(NormaliseHouse("Flat 3/1, 12 High Road"), "12");
  EXPECT_EQ(NormaliseHouse("Flat 3A, Rose House, 12b High Road"), "12B");
  EXPECT_EQ(NormaliseHouse("Ground Floor Flat, 12 High Road"), "12");
  EXPECT_EQ(NormaliseHouse("Block 2, Flat 7"), "2");
  EXPECT_EQ(NormaliseHouse("2nd floor, 12 High Road"), "12");
  EXPECT_EQ(NormaliseHouse("12/3"), "12");
  EXPECT_EQ(NormaliseHouse("3-5"), "3");
  EXPECT_EQ(NormaliseHouse("3–5 High Road"), "3");
  EXPECT_EQ(NormaliseHouse("12 A"), "12A");
  EXPECT_EQ(NormaliseHouse("12 a High Road"), "12A");
  EXPECT_EQ(NormaliseHouse("No. 12"), "12");
  EXPECT_EQ(NormaliseHouse("012"), "12");
  EXPECT_EQ(NormaliseHouse("0"), "");
  EXPECT_EQ(NormaliseHouse("PO Box 12"), "");
  EXPECT_EQ(NormaliseHouse("Rose Cottage, NX1 1AA"), "");
  EXPECT_EQ(NormaliseHouse(std::string(10000, '1')), "");
}

TEST(NhsNumberTest, SpacesAndHyphensAreDropped) {
  EXPECT_EQ(NormaliseNhsNumber("943 476-5919", {}).value_or(""), "9434765919");
  EXPECT_EQ(NormaliseNhsNumber("943\xC2\xA0"
                               "4765919",
                               {})
                .value_or(""),
            "9434765919");
}

TEST(NhsNumberTest, AWrongCheckDigitIsRefused) {
  EXPECT_FALSE(NormaliseNhsNumber("943 476 5918", {}).ok());
}

TEST(NhsNumberTest, OneDigitTenTimesIsRefused) {
  EXPECT_FALSE(NormaliseNhsNumber("1111111111", {}).ok());
  EXPECT_FALSE(NormaliseNhsNumber("0000000000", {}).ok());
}

TEST(NhsNumberTest, FullWidthDigitsAreRefused) {
  EXPECT_FALSE(NormaliseNhsNumber("９434765919", {}).ok());
  EXPECT_FALSE(NormaliseNhsNumber("", {}).ok());
}

TEST(NhsNumberTest, TheTestRangeIsForTestNetworks) {
  EXPECT_TRUE(NormaliseNhsNumber("999 000 0018", kTest).ok());
  EXPECT_FALSE(NormaliseNhsNumber("999 000 0018", {}).ok());
}

TEST(NormaliseTest, GathersEveryField) {
  const auto identity =
      Normalise({.forenames = "Dina",
                 .surname = "Amara-Reed",
                 .previous_surnames = {"Okoro", "Lund"},
                 .date_of_birth = "12/05/1990",
                 .sex = "F",
                 .postcode = "NX1 1AA",
                 .house = "12 Mill Lane",
                 .identifiers = {{"upn", "b8012-00005001"},
                                 {"nhs-number", "999 000 0018"}}},
                kTest);
  ASSERT_TRUE(identity.ok()) << identity.status();
  EXPECT_THAT(identity->surname, ElementsAre("AMARA", "REED"));
  EXPECT_THAT(identity->previous_surnames, ElementsAre("OKORO", "LUND"));
  EXPECT_EQ(identity->date_of_birth.day, 12);
  EXPECT_EQ(identity->sex, Sex::kFemale);
  EXPECT_EQ(identity->outward + identity->inward + identity->house, "NX11AA12");
  EXPECT_THAT(identity->identifiers,
              ElementsAre(Identifier{"nhs-number", "9990000018"},
                          Identifier{"upn", "B801200005001"}));
}

TEST(NormaliseTest, PreviousAddressesAreThreeThatDiffer) {
  const auto identity =
      Normalise({.postcode = "NX1 1AA",
                 .house = "12",
                 .previous_addresses = {{"NX1 1AA", "12 Mill Lane"},
                                        {"nx2 2bb", "Flat 3, 7 High Road"},
                                        {"NX2 2BB", "7"},
                                        {"", "9"},
                                        {"NX1 1AA", "14"},
                                        {"NX3 3DD", ""},
                                        {"NX4 4EE", "1"}}},
                kTest);
  ASSERT_TRUE(identity.ok()) << identity.status();
  EXPECT_THAT(
      identity->previous_addresses,
      ElementsAre(Address{"NX2", "2BB", "7"}, Address{"NX1", "1AA", "14"},
                  Address{"NX3", "3DD", ""}));
}

TEST(NormaliseTest, SchemesWithoutRulesAreCarriedAsTheyAre) {
  const auto identity =
      Normalise({.identifiers = {{"case-number", "ab/12 x"}}}, kTest);
  ASSERT_TRUE(identity.ok()) << identity.status();
  EXPECT_THAT(identity->identifiers,
              ElementsAre(Identifier{"case-number", "AB12X"}));
}

TEST(NormaliseTest, AnErrorNamesTheFieldAndNotTheValue) {
  const auto identity =
      Normalise({.identifiers = {{"nhs-number", "999 000 0019"}}}, kTest);
  ASSERT_EQ(identity.status().code(), absl::StatusCode::kInvalidArgument);
  const std::string message(identity.status().message());
  EXPECT_THAT(message, HasSubstr("NHS number"));
  EXPECT_THAT(message, Not(HasSubstr("0019")));
}

TEST(NormaliseTest, BadIdentifiersAreRefused) {
  EXPECT_FALSE(Normalise({.identifiers = {{"Up N", "1"}}}, kTest).ok());
  EXPECT_FALSE(
      Normalise({.identifiers = {{"upn", "A801200005001"}}}, kTest).ok());
  EXPECT_FALSE(Normalise({.identifiers = {{"case", ""}}}, kTest).ok());
  EXPECT_FALSE(
      Normalise({.identifiers = {{"case", "\xEF\xBC\x90"}}}, kTest).ok());
  EXPECT_FALSE(
      Normalise({.identifiers = {{"case", std::string(33, '1')}}}, kTest).ok());
  EXPECT_FALSE(Normalise({.identifiers = {9, {"case", "1"}}}, kTest).ok());
}

TEST(NormaliseTest, AnExpectedDateMakesAnUnbornChild) {
  const auto due = [](const char* text) {
    return Normalise({.forenames = "Dina", .expected_date = text}, {});
  };
  EXPECT_FALSE(due("")->unborn);
  EXPECT_TRUE(due("unknown")->unborn);
  EXPECT_EQ(due("unknown")->expected_date, DateOfBirth{});
  EXPECT_EQ(due("05/2030")->expected_date, DateOfBirth{});
  EXPECT_EQ(due("02/05/2030")->expected_date,
            (DateOfBirth{2030, 5, 2, DateQuality::kFull}));
  EXPECT_EQ(due("2031-01-01")->expected_date.day, 1);
  EXPECT_EQ(due("31/02/2030").status().message(), "expected date: not a date");
}

}  // namespace
}  // namespace kith::agent
