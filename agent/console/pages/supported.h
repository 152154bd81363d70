// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_CONSOLE_PAGES_SUPPORTED_H_
#define KITH_AGENT_CONSOLE_PAGES_SUPPORTED_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "agent/console/pages/visit.h"

namespace kith::console {

// A person whom the agency supports, and those of the same family whom it
// supports, too.
struct Supported {
  desk::v1::SupportedPerson person;
  std::vector<desk::v1::SupportedPerson> family;  // That person first.
};

// By the reference that the list's links carry. NOT_FOUND if whoever is signed
// in does not see it.
absl::StatusOr<Supported> FindSupported(const Visit& visit,
                                        const std::string& involvement_ref);

// "Sami Amara, born 14 March 2021"
std::string NameInWords(const desk::v1::Person& person);

// Whom a page is about, and of whom the form says that they are meant, too:
// checkboxes `who`.
View FamilyField(const Supported& supported, const Form& form,
                 const Faults& faults);
std::vector<desk::v1::Person> ChosenOf(const Supported& supported,
                                       const Form& form);

// In what capacity somebody speaks for a person: who agrees, who objects.
const std::vector<Option>& WhoMaySpeak();

}  // namespace kith::console

#endif  // KITH_AGENT_CONSOLE_PAGES_SUPPORTED_H_
