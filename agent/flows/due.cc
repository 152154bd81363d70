// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/due.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "agent/flows/agreement_rules.h"
#include "agent/receipts/last_day.h"
#include "keys/base/status_macros.h"

namespace kith::agent {
namespace {

using desk::v1::Due;
using desk::v1::ListDueReply;

constexpr absl::Duration kBeforeTheEnd = absl::Hours(24 * 30);
constexpr absl::Duration kBeforeOfAge = absl::Hours(24 * 60);
constexpr int kYoungPerson = 16;
constexpr int kAdult = 18;

// Under which number the agency's own system knows the person.
absl::StatusOr<Due> DueFor(Register& people, const std::string& person) {
  KITH_ASSIGN_OR_RETURN(const RegisteredPerson record,
                        people.GetPerson(person));
  Due due;
  due.mutable_record()->set_source(record.source);
  due.mutable_record()->set_id(record.source_id);
  return due;
}

std::string Day(absl::Time time) {
  return absl::FormatTime("%Y-%m-%d", time, absl::UTCTimeZone());
}

absl::Status AddEnding(Register& people, const Ground& ground, absl::Time now,
                       bool of_age, ListDueReply& reply) {
  if (ground.until - now > kBeforeTheEnd || of_age) return absl::OkStatus();
  KITH_ASSIGN_OR_RETURN(Due due, DueFor(people, ground.person));
  due.set_words(absl::StrCat(
      "the agreement's last day is ",
      absl::FormatCivilTime(LastDayBefore(ground.until, absl::UTCTimeZone()))));
  due.set_next_step("ask the family again, or let it end");
  due.set_by_ms(absl::ToUnixMillis(ground.until));
  *reply.add_due() = std::move(due);
  return absl::OkStatus();
}

// Whether the person has spoken for themselves.
bool HasOwnWord(const std::vector<Ground>& grounds) {
  return std::any_of(grounds.begin(), grounds.end(), [](const Ground& ground) {
    return ground.kind == GroundKind::kConsent && !ground.withdrawn &&
           !SpeaksForAChild(ground.capacity);
  });
}

absl::Status AddByAge(Register& people, const Ground& ground,
                      const std::vector<Identity>& identities, absl::Time now,
                      ListDueReply& reply) {
  const auto young = Birthday(identities, kYoungPerson);
  const auto adult = Birthday(identities, kAdult);
  if (!adult.has_value() || *young > now || *adult <= now) {
    return absl::OkStatus();
  }
  KITH_ASSIGN_OR_RETURN(const std::vector<Ground> grounds,
                        people.GroundsOf(ground.person));
  if (HasOwnWord(grounds)) return absl::OkStatus();
  KITH_ASSIGN_OR_RETURN(Due due, DueFor(people, ground.person));
  if (*adult - now <= kBeforeOfAge) {
    due.set_words(absl::StrCat("18 on ", Day(*adult),
                               ": what a parent or carer agreed to ends then"));
    due.set_next_step("ask them themselves before that day");
    due.set_by_ms(absl::ToUnixMillis(*adult));
  } else {
    due.set_words("16 or 17, and only a parent or carer has agreed");
    due.set_next_step("ask them themselves");
  }
  *reply.add_due() = std::move(due);
  return absl::OkStatus();
}

absl::Status AddAgreements(Register& people, absl::Time now,
                           ListDueReply& reply) {
  KITH_ASSIGN_OR_RETURN(const std::vector<Ground> grounds,
                        people.GroundsInForce(GroundKind::kConsent, now));
  for (const Ground& ground : grounds) {
    KITH_ASSIGN_OR_RETURN(const std::vector<Identity> identities,
                          people.IdentitiesOf(ground.person));
    const auto adult = Birthday(identities, kAdult);
    const bool by_age = SpeaksForAChild(ground.capacity);
    KITH_RETURN_IF_ERROR(
        AddEnding(people, ground, now, by_age && adult == ground.until, reply));
    if (!by_age) continue;
    KITH_RETURN_IF_ERROR(AddByAge(people, ground, identities, now, reply));
  }
  return absl::OkStatus();
}

absl::Status AddObjections(Register& people, ListDueReply& reply) {
  KITH_ASSIGN_OR_RETURN(const std::vector<Objection> objections,
                        people.Objections());
  for (const Objection& objection : objections) {
    if (objection.state != ObjectionState::kOpen) continue;
    KITH_ASSIGN_OR_RETURN(Due due, DueFor(people, objection.person));
    due.set_words(absl::StrCat("somebody objected on ", Day(objection.at),
                               ": nothing is said until it is decided"));
    due.set_next_step("a manager decides: kith consent decide");
    due.set_reference(absl::BytesToHexString(objection.ref));
    *reply.add_due() = std::move(due);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ListDueReply> ListDue(const Parts& parts) {
  ListDueReply reply;
  const absl::Status status =
      parts.reader.With([&](Register& people) -> absl::Status {
        KITH_RETURN_IF_ERROR(AddObjections(people, reply));
        return AddAgreements(people, parts.clock.Now(), reply);
      });
  if (!status.ok()) return status;
  std::stable_sort(
      reply.mutable_due()->begin(), reply.mutable_due()->end(),
      [](const Due& a, const Due& b) { return a.by_ms() < b.by_ms(); });
  return reply;
}

}  // namespace kith::agent
