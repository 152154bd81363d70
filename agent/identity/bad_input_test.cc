// SPDX-License-Identifier: Apache-2.0
//
// What no normaliser can make sense of: it never crashes, and never makes one
// name of what many people share.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "agent/identity/normalise.h"

namespace kith::agent {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string Repeated(absl::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out.append(text.data(), text.size());
  return out;
}

Identity Of(const PersonDetails& details) {
  const auto identity = Normalise(details, {.test_network = true});
  EXPECT_TRUE(identity.ok()) << identity.status();
  return identity.value_or(Identity{});
}

std::vector<std::string> Forename(const std::string& text) {
  return Of({.forenames = text}).forenames;
}

std::vector<std::string> Surname(const std::string& text) {
  return Of({.surname = text}).surname;
}

void ExpectWithinBounds(const std::vector<std::string>& parts) {
  EXPECT_LE(parts.size(), kMaxNameParts);
  for (const std::string& part : parts) {
    EXPECT_GE(part.size(), 1u);
    EXPECT_LE(part.size(), kMaxNamePartBytes);
    EXPECT_TRUE(std::all_of(part.begin(), part.end(), [](char c) {
      return c >= 'A' && c <= 'Z';
    })) << part;
  }
}

TEST(BadInputTest, NamesOfTenThousandCharacters) {
  EXPECT_THAT(Surname(Repeated("ab", 5000)),
              ElementsAre("ABABABABABABABABABABABAB"));
  EXPECT_THAT(Surname(Repeated("x", 10000)), IsEmpty());
  EXPECT_EQ(Surname(Repeated("ab cd ", 2000)).size(), kMaxNameParts);
  for (const char* unit : {"я", "ж", "щ", "ο", "ου", "م", "ال", "ß", "é", "王",
                           "(", ")", "'", "O ", "Mc ", "Abd al ", "1", "-"}) {
    SCOPED_TRACE(unit);
    ExpectWithinBounds(Forename(Repeated(unit, 10000)));
    ExpectWithinBounds(Surname(Repeated(unit, 10000)));
  }
}

TEST(BadInputTest, CombiningMarkBombs) {
  const std::string bomb = Repeated("\xCC\x88\xCC\xA3", 10000);
  EXPECT_THAT(Forename("D" + bomb + "ina"), ElementsAre("DINA"));
  EXPECT_THAT(Forename("Dina" + bomb), ElementsAre("DINA"));
  EXPECT_THAT(Forename(bomb), IsEmpty());
}

TEST(BadInputTest, BidirectionalControls) {
  for (const char* control :
       {"\xE2\x80\xAE", "\xE2\x80\xAD", "\xE2\x80\xAA", "\xE2\x80\xAB",
        "\xE2\x80\xAC", "\xE2\x81\xA6", "\xE2\x81\xA7", "\xE2\x81\xA8",
        "\xE2\x81\xA9", "\xE2\x80\x8E", "\xE2\x80\x8F", "\xD8\x9C"}) {
    const std::string c = control;
    EXPECT_THAT(Forename(c + "Di" + c + "na"), ElementsAre("DINA"));
    EXPECT_THAT(Forename(c), IsEmpty());
  }
}

TEST(BadInputTest, InvisibleCharacters) {
  for (const char* invisible :
       {"\xE2\x80\x8B", "\xE2\x80\x8C", "\xE2\x80\x8D", "\xEF\xBB\xBF",
        "\xC2\xAD", "\xE2\x81\xA0", "\xEF\xB8\x8F", "\xCD\x8F"}) {
    const std::string c = invisible;
    EXPECT_THAT(Forename(c + "Di" + c + "na" + c), ElementsAre("DINA"));
    EXPECT_THAT(Forename(c), IsEmpty());
  }
}

TEST(BadInputTest, DigitsAsNames) {
  for (const char* text :
       {"12345", "1", "07700 900123", "1a2b3c4", "999 000", "٣٤٥", "１２３"}) {
    EXPECT_THAT(Forename(text), IsEmpty()) << text;
    EXPECT_THAT(Surname(text), IsEmpty()) << text;
  }
  EXPECT_THAT(Surname("Amara2"), ElementsAre("AMARA"));
  EXPECT_THAT(Forename("J0hn"), ElementsAre("JOHN"));
}

TEST(BadInputTest, DatesThatDoNotExistAndTwoDigitYearsAreRefused) {
  for (const char* text : {"31/02/2014", "29/02/2013", "00/13/2014", "09/03/14",
                           "9 Mar 14", "2014-02-31"}) {
    const auto identity = Normalise({.date_of_birth = text}, {});
    EXPECT_EQ(identity.status().code(), absl::StatusCode::kInvalidArgument)
        << text;
    EXPECT_THAT(std::string(identity.status().message()),
                testing::HasSubstr("date of birth"));
  }
}

TEST(BadInputTest, ADateInAColumnOfNamesIsNoName) {
  for (const char* text :
       {"12/05/1990", "1990-05-12", "12 May 1990", "9th March 2014",
        "March 2014", "2014-03-09T00:00:00", "09-MAR-2014", "01/01/1900",
        "１２ May １９９０"}) {
    EXPECT_THAT(Surname(text), IsEmpty()) << text;
    EXPECT_THAT(Forename(text), IsEmpty()) << text;
  }
  EXPECT_THAT(Forename("May"), ElementsAre("MAY"));
  EXPECT_THAT(Forename("April June"), ElementsAre("APRIL", "JUNE"));
}

TEST(BadInputTest, APostcodeInAColumnOfNamesIsNoName) {
  EXPECT_THAT(Surname("NX1 1AA"), IsEmpty());
  EXPECT_THAT(Surname("nx11aa"), IsEmpty());
}

TEST(BadInputTest, ANameInAColumnOfDatesIsRefusedWithoutTheName) {
  for (const char* text :
       {"Dina", "Dina Amara", "Amara, Dina", "May", "Олена"}) {
    const auto identity = Normalise({.date_of_birth = text}, {});
    EXPECT_EQ(identity.status().code(), absl::StatusCode::kInvalidArgument)
        << text;
    EXPECT_THAT(std::string(identity.status().message()),
                testing::Not(testing::HasSubstr("Dina")));
  }
}

TEST(BadInputTest, NamesInColumnsOfAddresses) {
  const Identity identity = Of({.postcode = "Dina", .house = "Amara"});
  EXPECT_EQ(identity.outward + identity.inward + identity.house, "");
}

TEST(BadInputTest, TwoScriptsInOneWord) {
  EXPECT_THAT(Surname("\xD0\xA1lark"), ElementsAre("CLARK"));
  EXPECT_THAT(Surname("Cl\xCE\xB1rk"), ElementsAre("CLARK"));
  ExpectWithinBounds(Surname("Clمحمدrk"));
  ExpectWithinBounds(Surname("王Cl小ark明"));
}

TEST(BadInputTest, EmojiAreNoName) {
  EXPECT_THAT(Forename("\xF0\x9F\x98\x80"), IsEmpty());
  EXPECT_THAT(Forename("Dina \xF0\x9F\x98\x80"), ElementsAre("DINA"));
  // A family, joined by zero-width joiners; a flag of tag characters.
  EXPECT_THAT(Forename("\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7"),
              IsEmpty());
  EXPECT_THAT(Forename("\xF0\x9F\x8F\xB4\xF3\xA0\x81\xA7\xF3\xA0\x81\xA2"),
              IsEmpty());
}

TEST(BadInputTest, BytesThatAreNotUtf8) {
  for (const char* text :
       {"\xFF\xFE", "\xC3", "\xE2\x80", "\xF0\x9F\x98", "\xC0\xAF", "\x80\x80",
        "\xF5\x80\x80\x80", "\xED\xA0\x80", "\xED\xBF\xBF",
        "\xED\xA0\xBD\xED\xB8\x80"}) {
    EXPECT_THAT(Forename(text), IsEmpty());
    ExpectWithinBounds(Surname(std::string("Am") + text + "ara"));
  }
}

TEST(BadInputTest, ANulByteSeparates) {
  const std::string text("Di\0na", 5);
  EXPECT_THAT(Forename(text), ElementsAre("DI", "NA"));
  EXPECT_THAT(Forename(text + "ë"), ElementsAre("DI", "NAE"));
}

TEST(BadInputTest, EveryFieldFullOfEverything) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  for (int i = 0; i < 6; ++i) all += all;
  PersonDetails details{.forenames = all,
                        .surname = all,
                        .previous_surnames = {all, all},
                        .sex = all,
                        .postcode = all,
                        .house = all};
  details.previous_addresses.assign(1000, {all, all});
  const Identity identity = Of(details);
  ExpectWithinBounds(identity.forenames);
  ExpectWithinBounds(identity.surname);
  ExpectWithinBounds(identity.previous_surnames);
  EXPECT_LE(identity.previous_addresses.size(), kMaxPreviousAddresses);
}

}  // namespace
}  // namespace kith::agent
