// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_CONSOLE_PAGES_CHECK_FORM_H_
#define KITH_AGENT_CONSOLE_PAGES_CHECK_FORM_H_

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "agent/console/http/form.h"
#include "agent/console/pages/fields.h"
#include "agent/console/pages/view.h"
#include "kith/desk/v1/desk.pb.h"
#include "kith/desk/v1/directory.pb.h"

// The question's form: people, why, on what ground.
namespace kith::console {

inline constexpr std::size_t kMostPeople = 8;
inline constexpr char kNotAskedYet[] = "not-asked-yet";

// A person as they were typed.
struct TypedPerson {
  std::string forename, surname, born, postcode, previous_surname, expected;
  // As the network's schemes, in their order.
  std::vector<std::string> identifiers;

  bool empty() const;
};

std::vector<TypedPerson> TypedPeople(
    const Form& form, const desk::v1::GetDirectoryReply& directory);
// As they were asked about before.
std::vector<TypedPerson> TypedAgain(
    const std::vector<desk::v1::Person>& people,
    const desk::v1::GetDirectoryReply& directory);

// The people as the agent takes them. What is wrong goes to `faults`, by field.
std::vector<desk::v1::Person> ReadPeople(
    const std::vector<TypedPerson>& typed,
    const desk::v1::GetDirectoryReply& directory, absl::CivilDay today,
    Faults& faults);

// Their fields, for templates/_people.mustache.
View PeopleView(const std::vector<TypedPerson>& people,
                const desk::v1::GetDirectoryReply& directory,
                const Faults& faults);

// What the rules allow somebody to ask for: what a family is told of, and can
// agree to.
std::vector<Option> PurposesAllowed(
    const desk::v1::GetDirectoryReply& directory);

// Why and on what ground, and that it is nobody the asker knows.
void ReadGround(const Form& form, desk::v1::CheckRequest& request,
                Faults& faults);
// `form` fills them in; what only a safeguarding question needs appears once it
// is one.
ViewList GroundFields(const Form& form,
                      const desk::v1::GetDirectoryReply& directory,
                      const Faults& faults);

}  // namespace kith::console

#endif  // KITH_AGENT_CONSOLE_PAGES_CHECK_FORM_H_
