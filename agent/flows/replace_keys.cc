// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/replace_keys.h"

#include "keys/base/status_macros.h"

namespace kith::agent {

absl::Status ReplaceKeys(const std::string& person,
                         const std::vector<RegisterKey>& keys,
                         Register& people) {
  KITH_ASSIGN_OR_RETURN(const ShieldDecision shield,
                        people.StrictestShieldOf(person));
  KITH_ASSIGN_OR_RETURN(const absl::Time taken_back,
                        people.TakenBackBy(person));
  KITH_ASSIGN_OR_RETURN(const std::vector<std::string> objections,
                        people.ObjectionsAbout(person));
  KITH_RETURN_IF_ERROR(people.PutKeys(person, keys));
  for (const std::string& objection : objections) {
    KITH_RETURN_IF_ERROR(people.CarryObjection(objection, person));
  }
  if (taken_back != absl::InfinitePast()) {
    KITH_RETURN_IF_ERROR(people.PutTakenBack(person, taken_back));
  }
  if (shield.kind == ShieldKind::kNone) return absl::OkStatus();
  return people.RaiseShield(person, shield);
}

}  // namespace kith::agent
