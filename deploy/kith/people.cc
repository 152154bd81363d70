// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/people.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "deploy/kith/files.h"
#include "keys/base/status_macros.h"

namespace kith::deploy {
namespace {

using desk::v1::Person;
using nlohmann::json;

constexpr std::size_t kMaxPeople = 8;
constexpr std::size_t kMaxFileBytes = 1 << 20;

void AddIdentifier(Person& person, absl::string_view scheme,
                   absl::string_view value) {
  auto* identifier = person.add_identifiers();
  identifier->set_scheme(std::string(scheme));
  identifier->set_value(std::string(value));
}

// False for a key that nobody knows: a typing error must not pass for a
// person about whom nothing is known.
bool SetField(Person& person, absl::string_view key, const std::string& value) {
  if (key == "forename") {
    person.set_forename(value);
  } else if (key == "surname") {
    person.set_surname(value);
  } else if (key == "previous-surname") {
    person.add_previous_surnames(value);
  } else if (key == "dob" || key == "date_of_birth") {
    person.set_date_of_birth(value);
  } else if (key == "sex") {
    person.set_sex(value);
  } else if (key == "postcode") {
    person.set_postcode(value);
  } else if (key == "house") {
    person.set_house(value);
  } else if (key == "expected-date" || key == "expected_date") {
    person.set_expected_date(value);
  } else if (absl::ConsumePrefix(&key, "id.")) {
    AddIdentifier(person, key, value);
  } else if (key == "upn" || absl::EndsWith(key, "-number")) {
    AddIdentifier(person, key, value);
  } else {
    return false;
  }
  return true;
}

// A house belongs to the postcode in front of it. False for another key.
absl::StatusOr<bool> SetPreviousAddress(Person& person, absl::string_view key,
                                        const std::string& value) {
  if (key == "previous-postcode") {
    person.add_previous_addresses()->set_postcode(value);
    return true;
  }
  if (key != "previous-house") return false;
  const int count = person.previous_addresses_size();
  if (count == 0 || !person.previous_addresses(count - 1).house().empty()) {
    return absl::InvalidArgumentError(
        "person: write each previous-house behind its previous-postcode");
  }
  person.mutable_previous_addresses(count - 1)->set_house(value);
  return true;
}

absl::Status UnknownKey(absl::string_view key) {
  return absl::InvalidArgumentError(
      absl::StrCat("person: `", key,
                   "` is not known; there are forename, surname, "
                   "previous-surname, dob, sex, "
                   "postcode, house, previous-postcode, previous-house, "
                   "nhs-number, upn, id.SCHEME and expected-date"));
}

// Left empty it would turn a question about an unborn child into one about the
// mother.
absl::Status CheckValue(absl::string_view key, const std::string& value) {
  const bool expected = key == "expected-date" || key == "expected_date";
  if (!expected || !absl::StripAsciiWhitespace(value).empty()) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      "person: expected-date is empty; write the date, or unknown");
}

absl::Status AddPreviousAddress(const json& address, Person& person) {
  if (!address.is_object()) return UnknownKey("previous_addresses");
  auto* added = person.add_previous_addresses();
  for (const auto& [key, value] : address.items()) {
    if (!value.is_string()) return UnknownKey(key);
    if (key == "postcode") {
      added->set_postcode(value.get<std::string>());
    } else if (key == "house") {
      added->set_house(value.get<std::string>());
    } else {
      return UnknownKey(key);
    }
  }
  return absl::OkStatus();
}

absl::Status AddList(const json& value, absl::string_view key, Person& person) {
  if (key == "identifiers" && value.is_object()) {
    for (const auto& [scheme, number] : value.items()) {
      if (!number.is_string()) return UnknownKey(scheme);
      AddIdentifier(person, scheme, number.get<std::string>());
    }
    return absl::OkStatus();
  }
  if (key == "previous_surnames" && value.is_array()) {
    for (const json& name : value) {
      if (!name.is_string()) return UnknownKey(key);
      person.add_previous_surnames(name.get<std::string>());
    }
    return absl::OkStatus();
  }
  if (key == "previous_addresses" && value.is_array()) {
    for (const json& address : value) {
      KITH_RETURN_IF_ERROR(AddPreviousAddress(address, person));
    }
    return absl::OkStatus();
  }
  return UnknownKey(key);
}

absl::StatusOr<Person> PersonFromJson(const json& object) {
  if (!object.is_object()) {
    return absl::InvalidArgumentError("people: each must be an object");
  }
  Person person;
  for (const auto& [key, value] : object.items()) {
    if (!value.is_string()) {
      KITH_RETURN_IF_ERROR(AddList(value, key, person));
      continue;
    }
    KITH_RETURN_IF_ERROR(CheckValue(key, value.get<std::string>()));
    if (!SetField(person, key, value.get<std::string>())) {
      return UnknownKey(key);
    }
  }
  return person;
}

}  // namespace

absl::StatusOr<Person> ParsePerson(absl::string_view text) {
  Person person;
  for (const absl::string_view part : absl::StrSplit(text, ',')) {
    const std::pair<absl::string_view, absl::string_view> field =
        absl::StrSplit(part, absl::MaxSplits('=', 1));
    const std::string value(absl::StripAsciiWhitespace(field.second));
    const absl::string_view key = absl::StripAsciiWhitespace(field.first);
    if (part.find('=') == absl::string_view::npos) {
      return absl::InvalidArgumentError(
          "person: write key=value, with commas between; a value with a comma "
          "in it goes into a file for --people");
    }
    KITH_RETURN_IF_ERROR(CheckValue(key, value));
    KITH_ASSIGN_OR_RETURN(const bool set,
                          SetPreviousAddress(person, key, value));
    if (!set && !SetField(person, key, value)) return UnknownKey(key);
  }
  return person;
}

absl::StatusOr<std::vector<Person>> ParsePeopleJson(absl::string_view text) {
  const json list = json::parse(text.begin(), text.end(), nullptr, false);
  if (!list.is_array()) {
    return absl::InvalidArgumentError(
        "people: the file is no JSON list; see kith check --help");
  }
  std::vector<Person> people;
  for (const json& object : list) {
    KITH_ASSIGN_OR_RETURN(Person person, PersonFromJson(object));
    people.push_back(std::move(person));
  }
  return people;
}

absl::StatusOr<std::vector<Person>> GatherPeople(
    const std::vector<std::string>& persons, const std::string& people_file) {
  std::vector<Person> people;
  for (const std::string& text : persons) {
    KITH_ASSIGN_OR_RETURN(Person person, ParsePerson(text));
    people.push_back(std::move(person));
  }
  if (!people_file.empty()) {
    KITH_ASSIGN_OR_RETURN(const std::string text,
                          ReadFile(people_file, kMaxFileBytes));
    KITH_ASSIGN_OR_RETURN(std::vector<Person> more, ParsePeopleJson(text));
    for (Person& person : more) people.push_back(std::move(person));
  }
  if (people.empty() || people.size() > kMaxPeople) {
    return absl::InvalidArgumentError(
        "name 1 to 8 people, each with --person or all with --people FILE");
  }
  return people;
}

}  // namespace kith::deploy
