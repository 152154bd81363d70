// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_AGREEMENT_OPTIONS_H_
#define KITH_DEPLOY_KITH_AGREEMENT_OPTIONS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "deploy/kith/commands.h"
#include "deploy/kith/desk_options.h"
#include "deploy/kith/json.h"
#include "deploy/kith/people.h"
#include "keys/base/status_macros.h"

// What the verbs of `kith consent` share.
namespace kith::deploy {

// Who may have agreed or objected.
inline const std::vector<std::string>& Capacities() {
  static const auto* words = new std::vector<std::string>{
      "parent", "carer", "young-person", "competent-child", "adult"};
  return *words;
}

// Puts the people of the command line into a request.
template <typename Request>
absl::Status PutPeople(const DeskOptions& desk, const PeopleOptions& options,
                       Request& request) {
  request.set_as(desk.as);
  KITH_ASSIGN_OR_RETURN(const auto people,
                        GatherPeople(options.persons, options.file));
  for (const auto& person : people) *request.add_people() = person;
  return absl::OkStatus();
}

template <typename Reply>
void Say(Terminal& terminal, const DeskOptions& desk, const Reply& reply,
         const std::string& words) {
  terminal.out << (desk.json ? Pretty(ToJson(reply)) : words);
}

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_AGREEMENT_OPTIONS_H_
