// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_TESTS_SCENARIOS_PEOPLE_H_
#define KITH_TESTS_SCENARIOS_PEOPLE_H_

#include <string>
#include <vector>

#include "deploy/demonstration/exports.h"
#include "kith/desk/v1/desk.pb.h"

namespace kith::tests {

// Somebody a scenario invents.
struct Somebody {
  std::string forename;
  std::string surname;
  std::string date_of_birth;  // yyyy-mm-dd
  std::string nhs;            // Ten digits of the test range, or empty.
};

// As a practitioner types them, number included.
desk::v1::Person PersonOf(const Somebody& somebody);

// Somebody an agency supports: one row of its export.
struct Supported {
  Somebody person;
  // "all", categories between semicolons, or empty: no agreement.
  std::string share_with = "all";
  bool leads = false;
  std::string shield;  // "silent", "absent" or empty.
};

// `count` people whom no two share a name or a number, each of them supported.
std::vector<Supported> ManyPeople(int count, const std::string& share_with);

// The agency's export with these rows, and the map that reads it.
deploy::AgencyExport ExportOf(const std::string& agency,
                              const std::vector<Supported>& supported);

}  // namespace kith::tests

#endif  // KITH_TESTS_SCENARIOS_PEOPLE_H_
