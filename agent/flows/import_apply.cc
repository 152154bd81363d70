// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "agent/flows/ended_grounds.h"
#include "agent/flows/import_plan.h"
#include "agent/flows/replace_keys.h"
#include "keys/base/status_macros.h"

namespace kith::agent {
namespace {

// The mother's identity is the child's no longer, and whose id it was is not
// what this person was known as.
absl::Status PutFormerIdentity(const PlannedPerson& planned, Register& people) {
  if (planned.born || planned.another)
    return people.ForgetFormerIdentities(planned.person.ref);
  if (planned.former_identity.empty()) return absl::OkStatus();
  return people.AddFormerIdentity(planned.person.ref, planned.former_identity);
}

// An imported agreement that is no longer what the file says has ended; and so
// has whatever somebody else agreed to.
absl::Status EndOtherImportedGrounds(const PlannedPerson& planned,
                                     Register& people) {
  KITH_ASSIGN_OR_RETURN(const std::vector<Ground> grounds,
                        people.GroundsOf(planned.person.ref));
  for (const Ground& ground : grounds) {
    if (ground.withdrawn || (!ground.imported && !planned.another)) continue;
    if (planned.ground.has_value() && planned.ground->ref == ground.ref)
      continue;
    KITH_RETURN_IF_ERROR(EndGround(people, ground));
  }
  return absl::OkStatus();
}

absl::Status EndInvolvementsBut(const std::string& person,
                                const std::string& kept, Register& people) {
  KITH_ASSIGN_OR_RETURN(const std::vector<Involvement> involvements,
                        people.InvolvementsOf(person));
  for (Involvement involvement : involvements) {
    if (involvement.ended || involvement.ref == kept) continue;
    involvement.ended = true;
    KITH_RETURN_IF_ERROR(people.PutInvolvement(involvement));
  }
  return absl::OkStatus();
}

absl::Status ApplyGround(const PlannedPerson& planned, Register& people) {
  KITH_RETURN_IF_ERROR(EndOtherImportedGrounds(planned, people));
  if (!planned.ground.has_value()) return absl::OkStatus();
  const absl::StatusOr<Ground> present = people.GetGround(planned.ground->ref);
  if (absl::IsNotFound(present.status())) {
    return people.PutGround(*planned.ground);
  }
  KITH_RETURN_IF_ERROR(present.status());
  // INVARIANT (withdrawn stays withdrawn): an export still carries what the
  // family has since taken back.
  if (present->withdrawn || present->until == planned.ground->until) {
    return absl::OkStatus();
  }
  Ground renewed = *present;
  renewed.until = planned.ground->until;
  renewed.known_to_broker = false;
  return people.PutGround(renewed);
}

// An export's no is kept, so that no paper is taken for a yes over it.
absl::Status ApplyDeclined(const PlannedPerson& planned, absl::Time now,
                           Register& people) {
  if (!planned.declined) return absl::OkStatus();
  KITH_ASSIGN_OR_RETURN(const std::vector<NotShared> known,
                        people.NotSharedOf(planned.person.ref));
  if (!known.empty()) return absl::OkStatus();
  return people.PutNotShared({.person = planned.person.ref,
                              .at = now,
                              .recorded_by = "import",
                              .said_by = "",
                              .reason = "family-declined"});
}

// An export never weakens what somebody decided by hand.
absl::Status ApplyShield(const PlannedPerson& planned, absl::Time now,
                         Register& people) {
  KITH_ASSIGN_OR_RETURN(const ShieldKind present,
                        people.ShieldOf(planned.person.ref));
  if (planned.shield <= present) return absl::OkStatus();
  return people.PutShield(planned.person.ref, {planned.shield, "import", now});
}

}  // namespace

absl::Status ApplyImport(const ImportPlan& plan, Register& people) {
  for (const PlannedPerson& planned : plan.people) {
    if (!planned.changed) continue;
    KITH_RETURN_IF_ERROR(people.PutPerson(planned.person));
    // Somebody else under the id takes over what was decided for the id alone.
    KITH_RETURN_IF_ERROR(
        planned.another
            ? people.PutKeys(planned.person.ref, planned.keys)
            : ReplaceKeys(planned.person.ref, planned.keys, people));
    KITH_RETURN_IF_ERROR(PutFormerIdentity(planned, people));
    const std::string kept =
        planned.involvement.has_value() ? planned.involvement->ref : "";
    KITH_RETURN_IF_ERROR(EndInvolvementsBut(planned.person.ref, kept, people));
    if (planned.involvement.has_value()) {
      KITH_RETURN_IF_ERROR(people.PutInvolvement(*planned.involvement));
    }
    KITH_RETURN_IF_ERROR(ApplyGround(planned, people));
    KITH_RETURN_IF_ERROR(ApplyDeclined(planned, plan.now, people));
    KITH_RETURN_IF_ERROR(ApplyShield(planned, plan.now, people));
  }
  for (RegisteredPerson person : plan.ended) {
    person.current = false;
    KITH_RETURN_IF_ERROR(people.PutPerson(person));
    KITH_RETURN_IF_ERROR(EndInvolvementsBut(person.ref, "", people));
  }
  return absl::OkStatus();
}

}  // namespace kith::agent
