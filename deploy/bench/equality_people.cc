// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/equality_people.h"

#include <array>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "deploy/demonstration/population.h"

namespace kith::deploy {
namespace {

constexpr char kHeader[] =
    "id,forename,surname,born,nhs,agreed,share with,shield\n";

constexpr char kMap[] = R"(# proto-file: kith/config/v1/column_map.proto
source: "measured"
person_id { column: "id" }
forenames { column: "forename" }
surname { column: "surname" }
date_of_birth { column: "born" }
identifier { scheme: "nhs-number" value { column: "nhs" } }
involvement {
  service { constant: "Family support" }
  worker { constant: "Pat Example" }
  contact { constant: "01632 960 101" }
  level { constant: "additional" }
  since { constant: "2024-03-11" }
}
ground {
  agreed { column: "agreed" }
  agreed_by { constant: "mother" }
  capacity { constant: "adult" }
  agreed_on { constant: "2024-03-11" }
  until { constant: "2090-12-31" }
  recipients { column: "share with" }
  purposes { constant: "considering-referral" }
  evidence { constant: "a test file" }
  language { constant: "en" }
}
shield { column: "shield" }
)";

// Sounds that no two share, so that no key of one is a key of another.
constexpr std::array<const char*, 8> kFirst = {"Bar", "Dol", "Fen", "Gim",
                                               "Jut", "Kes", "Lop", "Mav"};
constexpr std::array<const char*, 8> kSecond = {"bert", "dane", "fisk", "gorm",
                                                "kell", "lund", "moss", "nard"};
constexpr std::array<const char*, 8> kThird = {"Pew",  "Rud", "Sill", "Tarn",
                                               "Vosk", "Wix", "Yarr", "Zed"};
// Of the people who only share a number with somebody asked about.
constexpr std::size_t kOthers = kNegatives;
constexpr std::size_t kDaysBetween = 97;

// Of group 0 to 7, number 0 to 7.
desk::v1::Person Invented(std::size_t group, std::size_t number) {
  desk::v1::Person person;
  person.set_forename(absl::StrCat(kFirst[group], kSecond[number]));
  person.set_surname(
      absl::StrCat(kThird[number], kSecond[(group + 3 * number) % 8]));
  const auto days = static_cast<int>(
      kDaysBetween * (group * EqualityStand::kSubjects + number));
  person.set_date_of_birth(
      absl::FormatCivilTime(absl::CivilDay(1981, 2, 3) + days));
  auto* identifier = person.add_identifiers();
  identifier->set_scheme("nhs-number");
  identifier->set_value(
      TestNhsNumber(group * EqualityStand::kSubjects + number));
  return person;
}

void AddRow(const desk::v1::Person& person, const std::string& share_with,
            const std::string& shield, std::string& csv) {
  const std::string& number = person.identifiers(0).value();
  absl::StrAppend(&csv, number, ",", person.forename(), ",", person.surname(),
                  ",", person.date_of_birth(), ",", number, ",",
                  share_with.empty() ? "" : "yes", ",", share_with, ",", shield,
                  "\n");
}

}  // namespace

desk::v1::Person AskedPerson(Negative kind, std::size_t number) {
  return Invented(static_cast<std::size_t>(kind), number);
}

AgencyExport CouncilExport(const std::string& agency) {
  std::string csv = kHeader;
  for (std::size_t i = 0; i < EqualityStand::kSubjects; ++i) {
    AddRow(AskedPerson(Negative::kOutOfScope, i), "health", "", csv);
    AddRow(AskedPerson(Negative::kSilent, i), "all", "silent", csv);
    // Neither name sounds like that of the one asked about.
    desk::v1::Person other =
        Invented(kOthers, (i + 3) % EqualityStand::kSubjects);
    *other.mutable_identifiers() =
        AskedPerson(Negative::kNoMatch, i).identifiers();
    AddRow(other, "all", "", csv);
  }
  return {.agency = agency, .csv = csv, .map = kMap};
}

AgencyExport CharityExport(const std::string& agency) {
  std::string csv = kHeader;
  for (std::size_t i = 0; i < EqualityStand::kSubjects; ++i) {
    AddRow(AskedPerson(Negative::kSensitive, i), "", "", csv);
  }
  return {.agency = agency, .csv = csv, .map = kMap};
}

}  // namespace kith::deploy
