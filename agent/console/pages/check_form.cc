// SPDX-License-Identifier: Apache-2.0
#include "agent/console/pages/check_form.h"

#include <algorithm>
#include <functional>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "agent/console/pages/date_entry.h"

namespace kith::console {
namespace {

using desk::v1::GetDirectoryReply;
using desk::v1::Person;

constexpr std::size_t kLongestCell = 100;  // Bytes.

// Codes of the question; the network's policy asks for them, whatever they are.
const std::vector<Option>& Necessities() {
  static const auto& all = *new std::vector<Option>{
      {"", "Choose one", ""},
      {"harm-suspected", "A child may be suffering harm", ""},
      {"risk-to-adult", "An adult who cares for them may be at risk", ""},
      {"no-contact", "The family cannot be reached, and there is worry", ""},
      {"prevent-duplication", "Another service may be acting already", ""}};
  return all;
}

const std::vector<Option>& WhatWasTold() {
  static const auto& all = *new std::vector<Option>{
      {"", "Choose one", ""},
      {"yes", "Yes, the family was told", ""},
      {"no-unsafe", "No: telling them could put somebody in danger", ""},
      {"no-evidence", "No: it could spoil an enquiry", ""},
      {"no-cannot-reach", "No: they cannot be reached in time", ""}};
  return all;
}

std::string IdOf(std::size_t person, absl::string_view what) {
  return absl::StrCat("person-", person, "-", what);
}

std::vector<Option> OptionsOf(
    const google::protobuf::RepeatedPtrField<desk::v1::Choice>& choices) {
  std::vector<Option> options = {{"", "Choose one", ""}};
  for (const auto& choice : choices) {
    options.push_back({choice.id(), choice.label(), ""});
  }
  return options;
}

// Cut between two characters, not inside one.
std::string Cell(std::string text) {
  if (text.size() <= kLongestCell) return text;
  std::size_t end = kLongestCell;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) {
    --end;
  }
  text.resize(end);
  return text;
}

// What is asked for only of some; `id` gives a field's name.
ViewList MoreFields(const TypedPerson& person,
                    const std::function<std::string(absl::string_view)>& id,
                    const GetDirectoryReply& directory, const Faults& faults) {
  ViewList more = {
      TextField(id("postcode"), {.label = "Postcode", .width = 10},
                person.postcode, faults),
      TextField(id("previous"), {.label = "Another family name they have had"},
                person.previous_surname, faults)};
  for (int i = 0; i < directory.identifier_schemes_size(); ++i) {
    const auto& scheme = directory.identifier_schemes(i);
    const auto at = static_cast<std::size_t>(i);
    more.push_back(TextField(
        id(scheme.id()), {.label = scheme.label(), .inputmode = "text"},
        at < person.identifiers.size() ? person.identifiers[at] : "", faults));
  }
  more.push_back(TextField(
      id("expected"),
      {.label = "For an unborn child: the day it is expected",
       .hint =
           "The names above are then the mother's. Type a date, or: unknown",
       .width = 10},
      person.expected, faults));
  return more;
}

// A person's fields; `number` from 1, 0 for the template of one more, whose
// number is N.
View PersonView(const TypedPerson& person, std::size_t number,
                const GetDirectoryReply& directory, const Faults& faults) {
  const auto id = [&](absl::string_view what) {
    return number == 0 ? absl::StrCat("person-N-", what) : IdOf(number, what);
  };
  View view;
  view.set("id",
           View(number == 0 ? "person-N" : absl::StrCat("person-", number)));
  view.set("number", View(number == 0 ? "N" : absl::StrCat(number)));
  view.set("remove",
           View(number == 0 ? "remove-person-N"
                            : absl::StrCat("remove-person-", number)));
  view.set("main",
           View(ViewList{TextField(id("forename"), {.label = "First name"},
                                   person.forename, faults),
                         TextField(id("surname"), {.label = "Family name"},
                                   person.surname, faults),
                         TextField(id("born"),
                                   {.label = "Date of birth",
                                    .hint = "For example, 17 6 2015",
                                    .width = 10,
                                    .inputmode = "text"},
                                   person.born, faults)}));
  view.set("more", View(MoreFields(person, id, directory, faults)));
  const bool shown =
      !person.postcode.empty() || !person.previous_surname.empty() ||
      !person.expected.empty() ||
      std::any_of(person.identifiers.begin(), person.identifiers.end(),
                  [](const auto& text) { return !text.empty(); });
  PutTrue(view, "more_open", shown);
  return view;
}

void ReadDates(const TypedPerson& typed, std::size_t number,
               absl::CivilDay today, Person& person, Faults& faults) {
  if (!typed.born.empty()) {
    const auto born = ReadBirthday(typed.born, today);
    if (born.ok()) {
      person.set_date_of_birth(*born);
    } else {
      faults.Add(IdOf(number, "born"), std::string(born.status().message()));
    }
  }
  if (typed.expected.empty()) return;
  if (absl::EqualsIgnoreCase(typed.expected, "unknown")) {
    person.set_expected_date("unknown");
    return;
  }
  const auto expected = ReadExpectedDay(typed.expected, today);
  if (expected.ok()) {
    person.set_expected_date(*expected);
  } else {
    faults.Add(IdOf(number, "expected"),
               std::string(expected.status().message()));
  }
}

Person ReadPerson(const TypedPerson& typed, std::size_t number,
                  const GetDirectoryReply& directory, absl::CivilDay today,
                  Faults& faults) {
  Person person;
  person.set_forename(typed.forename);
  person.set_surname(typed.surname);
  person.set_postcode(typed.postcode);
  if (!typed.previous_surname.empty()) {
    person.add_previous_surnames(typed.previous_surname);
  }
  for (std::size_t i = 0; i < typed.identifiers.size(); ++i) {
    if (typed.identifiers[i].empty()) continue;
    auto* identifier = person.add_identifiers();
    identifier->set_scheme(
        directory.identifier_schemes(static_cast<int>(i)).id());
    identifier->set_value(
        absl::StrReplaceAll(typed.identifiers[i], {{" ", ""}, {"-", ""}}));
  }
  ReadDates(typed, number, today, person, faults);
  if (person.identifiers().empty()) {
    if (typed.forename.empty()) {
      faults.Add(IdOf(number, "forename"), "Enter a first name");
    }
    if (typed.surname.empty()) {
      faults.Add(IdOf(number, "surname"), "Enter a family name");
    }
    if (typed.born.empty() && typed.expected.empty()) {
      faults.Add(IdOf(number, "born"), "Enter a date of birth");
    }
  }
  return person;
}

}  // namespace

bool TypedPerson::empty() const {
  return forename.empty() && surname.empty() && born.empty() &&
         postcode.empty() && previous_surname.empty() && expected.empty() &&
         std::all_of(identifiers.begin(), identifiers.end(),
                     [](const auto& text) { return text.empty(); });
}

std::vector<TypedPerson> TypedPeople(const Form& form,
                                     const GetDirectoryReply& directory) {
  std::vector<TypedPerson> people;
  for (std::size_t number = 1;
       number <= kMostPeople && form.Has(IdOf(number, "forename")); ++number) {
    const auto value = [&](absl::string_view what) {
      return Cell(form.One(IdOf(number, what)));
    };
    TypedPerson person{.forename = value("forename"),
                       .surname = value("surname"),
                       .born = value("born"),
                       .postcode = value("postcode"),
                       .previous_surname = value("previous"),
                       .expected = value("expected"),
                       .identifiers = {}};
    for (const auto& scheme : directory.identifier_schemes()) {
      person.identifiers.push_back(value(scheme.id()));
    }
    people.push_back(std::move(person));
  }
  if (people.empty()) people.emplace_back();
  return people;
}

std::vector<TypedPerson> TypedAgain(const std::vector<Person>& people,
                                    const GetDirectoryReply& directory) {
  std::vector<TypedPerson> again;
  for (const Person& person : people) {
    TypedPerson typed{.forename = person.forename(),
                      .surname = person.surname(),
                      .born = person.date_of_birth(),
                      .postcode = person.postcode(),
                      .previous_surname = person.previous_surnames().empty()
                                              ? ""
                                              : person.previous_surnames(0),
                      .expected = person.expected_date(),
                      .identifiers = {}};
    for (const auto& scheme : directory.identifier_schemes()) {
      const auto found = std::find_if(
          person.identifiers().begin(), person.identifiers().end(),
          [&](const auto& one) { return one.scheme() == scheme.id(); });
      typed.identifiers.push_back(
          found == person.identifiers().end() ? "" : found->value());
    }
    again.push_back(std::move(typed));
  }
  if (again.empty()) again.emplace_back();
  return again;
}

std::vector<Person> ReadPeople(const std::vector<TypedPerson>& typed,
                               const GetDirectoryReply& directory,
                               absl::CivilDay today, Faults& faults) {
  std::vector<Person> people;
  for (std::size_t i = 0; i < typed.size(); ++i) {
    // A row that was added and left empty is nobody; the first is somebody.
    if (i > 0 && typed[i].empty()) continue;
    people.push_back(ReadPerson(typed[i], i + 1, directory, today, faults));
  }
  return people;
}

View PeopleView(const std::vector<TypedPerson>& people,
                const GetDirectoryReply& directory, const Faults& faults) {
  View view;
  ViewList list;
  for (std::size_t i = 0; i < people.size(); ++i) {
    View person = PersonView(people[i], i + 1, directory, faults);
    PutTrue(person, "removable", people.size() > 1);
    list.push_back(std::move(person));
  }
  view.set("list", View(std::move(list)));
  // Of the same family, most often: the name need not be typed again.
  TypedPerson next;
  next.surname = people[0].surname;
  view.set("next", PersonView(next, 0, directory, {}));
  view.set("most", View(absl::StrCat(kMostPeople)));
  PutTrue(view, "room", people.size() < kMostPeople);
  return view;
}

std::vector<Option> PurposesAllowed(const GetDirectoryReply& directory) {
  const auto& refused = directory.refused_purposes();
  std::vector<Option> purposes;
  for (const auto& purpose : directory.purposes()) {
    if (std::find(refused.begin(), refused.end(), purpose.id()) ==
        refused.end()) {
      purposes.push_back({purpose.id(), purpose.label(), ""});
    }
  }
  return purposes;
}

void ReadGround(const Form& form, desk::v1::CheckRequest& request,
                Faults& faults) {
  request.set_purpose(form.One("purpose"));
  request.set_ground(form.One("ground"));
  if (request.purpose().empty()) {
    faults.Add("purpose", "Choose why you are asking");
  }
  if (request.ground().empty()) {
    faults.Add("ground", "Choose whether the family agreed");
  }
  if (request.ground() == "safeguarding") {
    const std::pair<const char*, const char*> needed[] = {
        {"gateway", "Choose the law that lets you ask"},
        {"necessity", "Choose why it is necessary to ask"},
        {"told", "Choose whether the family was told"}};
    for (const auto& [field, words] : needed) {
      if (form.One(field).empty()) faults.Add(field, words);
    }
    request.set_gateway(form.One("gateway"));
    request.set_necessity(form.One("necessity"));
    request.set_told(form.One("told"));
  }
  request.set_no_personal_connection(form.Has("no_connection"));
  if (!request.no_personal_connection()) {
    faults.Add("no_connection",
               "Confirm that you do not know the family privately. If you do, "
               "ask a colleague to check");
  }
}

ViewList GroundFields(const Form& form, const GetDirectoryReply& directory,
                      const Faults& faults) {
  std::vector<Option> purposes;
  for (const auto& purpose : directory.purposes()) {
    std::string words = purpose.label();
    if (!words.empty()) {
      words[0] = absl::ascii_toupper(static_cast<unsigned char>(words[0]));
    }
    purposes.push_back({purpose.id(), words, ""});
  }
  ViewList fields = {
      RadioField("purpose", {.label = "Why are you asking?"}, purposes,
                 form.One("purpose"), faults),
      RadioField(
          "ground", {.label = "Did the family agree to this check?"},
          {{"family-agreed", "Yes, they agreed", ""},
           {kNotAskedYet, "Not asked yet: tell me what to say", ""},
           {"safeguarding", "They were not asked: I am worried about a child",
            "Used sparingly: your data protection officer looks at these."}},
          form.One("ground"), faults)};
  if (form.One("ground") == "safeguarding") {
    fields.push_back(SelectField(
        "gateway", {.label = "Which law lets you ask?"},
        OptionsOf(directory.gateways()), form.One("gateway"), faults));
    fields.push_back(SelectField("necessity", {.label = "Why is it necessary?"},
                                 Necessities(), form.One("necessity"), faults));
    fields.push_back(SelectField("told", {.label = "Was the family told?"},
                                 WhatWasTold(), form.One("told"), faults));
  }
  fields.push_back(CheckboxField(
      "no_connection", {.label = "Before you ask"},
      {{"yes",
        "Nobody I am asking about is me, my family or somebody I know "
        "privately",
        ""}},
      form.All("no_connection"), faults));
  return fields;
}

}  // namespace kith::console
