// SPDX-License-Identifier: Apache-2.0
#include "agent/console/pages/supported.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "keys/base/status_macros.h"

namespace kith::console {
namespace {

using desk::v1::SupportedPerson;

bool IsFamily(const SupportedPerson& a, const SupportedPerson& b) {
  return !a.family().empty() && a.family() == b.family() &&
         a.record().source() == b.record().source();
}

bool IsSameRecord(const SupportedPerson& a, const SupportedPerson& b) {
  return a.record().source() == b.record().source() &&
         a.record().id() == b.record().id();
}

}  // namespace

absl::StatusOr<Supported> FindSupported(const Visit& visit,
                                        const std::string& involvement_ref) {
  const auto gone = absl::NotFoundError(
      "this family is not among those you support here any more");
  if (involvement_ref.empty()) return gone;
  desk::v1::ListSupportedRequest request;
  request.set_involvement_ref(involvement_ref);
  const auto answered = visit.desk->ListSupported(request);
  if (absl::IsNotFound(answered.status())) return gone;
  KITH_ASSIGN_OR_RETURN(const auto list, answered);
  Supported found;
  for (const SupportedPerson& person : list.people()) {
    if (person.involvement_ref() == involvement_ref) found.person = person;
  }
  if (found.person.involvement_ref().empty()) {
    return gone;
  }
  found.family.push_back(found.person);
  for (const SupportedPerson& person : list.people()) {
    const bool there =
        std::any_of(found.family.begin(), found.family.end(),
                    [&](const auto& one) { return IsSameRecord(one, person); });
    if (!there && IsFamily(person, found.person)) {
      found.family.push_back(person);
    }
  }
  return found;
}

std::string NameInWords(const desk::v1::Person& person) {
  std::string name(absl::StripAsciiWhitespace(
      absl::StrCat(person.forename(), " ", person.surname())));
  if (!person.expected_date().empty()) {
    return absl::StrCat("the unborn child of ", name);
  }
  absl::CivilDay born;
  if (absl::ParseCivilTime(person.date_of_birth(), &born)) {
    return absl::StrCat(
        name, ", born ",
        absl::FormatTime("%-d %B %Y",
                         absl::FromCivil(born, absl::UTCTimeZone()),
                         absl::UTCTimeZone()));
  }
  return person.date_of_birth().empty()
             ? name
             : absl::StrCat(name, ", born ", person.date_of_birth());
}

View FamilyField(const Supported& supported, const Form& form,
                 const Faults& faults) {
  std::vector<Option> options;
  std::vector<std::string> chosen = form.All("who");
  for (const auto& one : supported.family) {
    options.push_back({one.involvement_ref(), NameInWords(one.person()), ""});
  }
  if (chosen.empty() && faults.empty()) {
    chosen.push_back(supported.person.involvement_ref());
  }
  return CheckboxField("who", {.label = "Who is it about?"}, options, chosen,
                       faults);
}

std::vector<desk::v1::Person> ChosenOf(const Supported& supported,
                                       const Form& form) {
  const std::vector<std::string> chosen = form.All("who");
  std::vector<desk::v1::Person> people;
  for (const auto& one : supported.family) {
    if (std::find(chosen.begin(), chosen.end(), one.involvement_ref()) !=
        chosen.end()) {
      people.push_back(one.person());
    }
  }
  return people;
}

const std::vector<Option>& WhoMaySpeak() {
  static const auto& all = *new std::vector<Option>{
      {"parent", "A parent", ""},
      {"carer", "A carer", ""},
      {"young-person", "The young person, 16 or 17", ""},
      {"competent-child", "The child, assessed as competent", ""},
      {"adult", "The adult for themselves", ""}};
  return all;
}

}  // namespace kith::console
