// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_PEOPLE_H_
#define KITH_DEPLOY_KITH_PEOPLE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "kith/desk/v1/desk.pb.h"

namespace kith::deploy {

// "forename=Sami,surname=Amara,dob=2021-03-14,nhs-number=999 000 0018".
// Keys: forename, surname, previous-surname (may stand twice), dob, sex,
// postcode, house, previous-postcode and, behind each, previous-house (may
// stand several times), upn, anything ending in -number, id.SCHEME, or
// expected-date, a date or "unknown": an unborn child, by the mother's details.
// INVALID_ARGUMENT, with the known keys, for another.
absl::StatusOr<desk::v1::Person> ParsePerson(absl::string_view text);

// A JSON list of objects with the fields of a Person; identifiers as
// {"nhs-number": "..."}, previous_addresses as [{"postcode": "...", "house":
// "..."}].
absl::StatusOr<std::vector<desk::v1::Person>> ParsePeopleJson(
    absl::string_view text);

// From --person and --people. INVALID_ARGUMENT unless there are 1 to 8.
absl::StatusOr<std::vector<desk::v1::Person>> GatherPeople(
    const std::vector<std::string>& persons, const std::string& people_file);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_PEOPLE_H_
