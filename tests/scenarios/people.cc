// SPDX-License-Identifier: Apache-2.0
#include "tests/scenarios/people.h"

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "deploy/demonstration/population.h"

namespace kith::tests {
namespace {

constexpr char kHeader[] =
    "id,forename,surname,born,nhs,leads,agreed,agreed on,share with,shield\n";

constexpr char kMap[] = R"(# proto-file: kith/config/v1/column_map.proto
source: "caseload"
person_id { column: "id" }
forenames { column: "forename" }
surname { column: "surname" }
date_of_birth { column: "born" }
identifier {
  scheme: "nhs-number"
  value { column: "nhs" }
}
involvement {
  service { constant: "Family support" }
  worker { constant: "Pat Example" }
  contact { constant: "01632 960 101" }
  leads_for_family { column: "leads" }
  level { constant: "additional" }
  since { constant: "2024-03-11" }
}
ground {
  agreed { column: "agreed" }
  agreed_by { constant: "mother" }
  capacity { constant: "adult" }
  agreed_on { column: "agreed on" }
  until { constant: "2090-12-31" }
  recipients { column: "share with" }
  purposes {
    constant: "considering-referral;starting-assessment;team-planning;joining;worried-about-a-child"
  }
  evidence { constant: "form in the case record" }
  language { constant: "en" }
}
shield { column: "shield" }
)";

// Three syllables of nobody's name.
std::string Syllables(int n) {
  std::string syllables;
  for (int i = 0; i < 3; ++i, n /= 20) {
    syllables += "bcdfghjklmnpqrstvwxz"[n % 20];
    syllables += "aeiou"[n % 5];
  }
  return syllables;
}

}  // namespace

desk::v1::Person PersonOf(const Somebody& somebody) {
  desk::v1::Person person;
  person.set_forename(somebody.forename);
  person.set_surname(somebody.surname);
  person.set_date_of_birth(somebody.date_of_birth);
  if (!somebody.nhs.empty()) {
    auto* number = person.add_identifiers();
    number->set_scheme("nhs-number");
    number->set_value(somebody.nhs);
  }
  return person;
}

std::vector<Supported> ManyPeople(int count, const std::string& share_with) {
  std::vector<Supported> people;
  for (int i = 0; i < count; ++i) {
    people.push_back(
        {.person = {absl::StrCat("Zo", Syllables(i)),
                    absl::StrCat("Qui", Syllables(i * 7)),
                    absl::FormatCivilTime(absl::CivilDay(2000, 1, 1) + i),
                    deploy::TestNhsNumber(static_cast<std::size_t>(i))},
         .share_with = share_with});
  }
  return people;
}

deploy::AgencyExport ExportOf(const std::string& agency,
                              const std::vector<Supported>& supported) {
  std::string csv = kHeader;
  int id = 0;
  for (const Supported& row : supported) {
    const bool agreed = !row.share_with.empty();
    absl::StrAppend(&csv, ++id, ",", row.person.forename, ",",
                    row.person.surname, ",", row.person.date_of_birth, ",");
    absl::StrAppend(&csv, row.person.nhs, ",", row.leads ? "yes" : "no", ",",
                    agreed ? "yes" : "", ",", agreed ? "2024-03-11" : "", ",",
                    row.share_with, ",", row.shield, "\n");
  }
  return {.agency = agency, .csv = csv, .map = kMap};
}

}  // namespace kith::tests
