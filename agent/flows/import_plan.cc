// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/import_plan.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "agent/connectors/rejected_csv.h"
#include "agent/flows/agreement_rules.h"
#include "agent/flows/import_faults.h"
#include "agent/flows/person_keys.h"
#include "agent/flows/same_person.h"
#include "agent/identity/normalise.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"

namespace kith::agent {
namespace {

constexpr std::size_t kRefBytes = 16;
constexpr int kMostRowsListed = 1000;
constexpr std::size_t kUnaskedOneIn = 10;

// A reference that is the same whenever the same thing is imported again, so
// that what was withdrawn stays withdrawn.
std::string StableRef(const ImportContext& context, absl::string_view what,
                      absl::string_view id, absl::string_view content) {
  return HmacSha256(
             context.pseudonym_key.Expose(),
             JoinFields({"kith/v1/import", what, context.source, id, content}))
      .substr(0, kRefBytes);
}

std::string LevelWord(SupportLevel level) {
  switch (level) {
    case SupportLevel::kUniversal:
      return "universal";
    case SupportLevel::kAdditional:
      return "additional";
    case SupportLevel::kIntensive:
      return "intensive";
    case SupportLevel::kStatutory:
      return "statutory";
  }
  return "";
}

std::string StatusWord(SupportStatus status) {
  switch (status) {
    case SupportStatus::kOpen:
      return "open";
    case SupportStatus::kSteppingUp:
      return "stepping up";
    case SupportStatus::kSteppedDown:
      return "stepped down";
    case SupportStatus::kRecentlyClosed:
      return "recently closed";
  }
  return "";
}

std::string MonthText(const std::optional<absl::CivilMonth>& month) {
  return month.has_value() ? absl::FormatCivilTime(*month) : "";
}

Involvement InvolvementOf(const ImportContext& context,
                          const ImportedRecord& record,
                          const std::string& person, absl::CivilDay today) {
  const ImportedInvolvement& from = *record.involvement;
  Involvement involvement;
  involvement.ref =
      StableRef(context, "involvement", record.person_id, from.service);
  involvement.person = person;
  involvement.service = from.service;
  involvement.worker = from.worker;
  involvement.contact = from.contact;
  involvement.leads_for_family = from.leads_for_family;
  involvement.level = LevelWord(from.level);
  involvement.status = StatusWord(from.status);
  involvement.since = MonthText(from.since);
  involvement.assessment = from.assessment_kind;
  if (!from.assessment_kind.empty() && from.assessed.has_value()) {
    absl::StrAppend(&involvement.assessment, ", ", MonthText(from.assessed));
  }
  involvement.ended = !IsOpen(from, today);
  return involvement;
}

Ground GroundOf(const ImportContext& context, const ImportedRecord& record,
                const std::string& person, const Identity& identity) {
  const ImportedGround& from = *record.ground;
  Ground ground;
  ground.person = person;
  ground.scope.everybody = from.recipients_all;
  ground.scope.categories = from.recipients;
  ground.scope.purposes = from.purposes;
  ground.said_by = from.agreed_by;
  ground.capacity = from.capacity;
  ground.evidence = from.evidence;
  ground.wording = from.wording;
  ground.language = from.language;
  ground.imported = true;
  ground.given_at = absl::FromCivil(*from.agreed_on, absl::UTCTimeZone());
  ground.until = EndOf(ground.capacity,
                       absl::FromCivil(LastDay(from) + 1, absl::UTCTimeZone()),
                       {identity}, ground.given_at);
  // Its end is left out: renewing an agreement keeps its rows.
  ground.ref = StableRef(
      context, "ground", record.person_id,
      JoinFields({ground.scope.everybody ? "all" : "",
                  absl::StrJoin(ground.scope.categories, ";"),
                  absl::StrJoin(ground.scope.purposes, ";"), ground.evidence,
                  ground.wording, absl::FormatCivilTime(*from.agreed_on)}));
  ground.rests_on = ground.ref;
  return ground;
}

// GapInGround, that the network knows the words used, and that the family has
// not taken back since what some export still carries.
absl::StatusOr<std::string> Gap(const ImportContext& context,
                                const ImportedRecord& record,
                                const PlannedPerson& planned,
                                Register& people) {
  const absl::CivilDay today =
      absl::ToCivilDay(context.now, absl::UTCTimeZone());
  const absl::string_view gap = GapInGround(record.ground, today);
  if (!gap.empty()) return std::string(gap);
  for (const std::string& purpose : record.ground->purposes) {
    if (context.network.FindPurpose(purpose) == nullptr) {
      return "the agreement names a purpose the network does not know";
    }
  }
  for (const std::string& category : record.ground->recipients) {
    if (context.network.FindCategory(category) == nullptr) {
      return "the agreement names recipients the network does not know";
    }
  }
  KITH_ASSIGN_OR_RETURN(const absl::Time by_keys,
                        people.TakenBackAt(planned.person.ref, planned.keys));
  KITH_ASSIGN_OR_RETURN(const absl::Time before,
                        people.TakenBackBy(planned.person.ref));
  KITH_ASSIGN_OR_RETURN(const Identity identity,
                        ParseFromRegister(planned.person.identity));
  KITH_ASSIGN_OR_RETURN(const absl::Time of_a_record,
                        TakenBackFor(people, identity, planned.keys));
  if (*record.ground->agreed_on <=
      absl::ToCivilDay(std::max({by_keys, before, of_a_record}),
                       absl::UTCTimeZone())) {
    return "the family has taken it back, or declined, since";
  }
  return "";
}

// Counts while rows are gone through.
struct Tally {
  std::map<std::string, std::uint32_t> gaps;
  std::string gaps_csv = "line,person id,service,worker,what is missing\r\n";

  void AddGap(const ImportedRecord& record, const std::string& gap) {
    ++gaps[gap];
    absl::StrAppend(&gaps_csv, record.line, ",", CsvField(record.person_id),
                    ",", CsvField(record.involvement->service), ",",
                    CsvField(record.involvement->worker), ",", CsvField(gap),
                    "\r\n");
  }
};

// By the best of their keys.
void CountFindable(const std::vector<MatchKey>& keys, Profile profile,
                   desk::v1::ImportReport& report) {
  if (!CanFindAnybody(keys, profile)) {
    report.set_not_findable(report.not_findable() + 1);
  } else if (!keys.front().strong) {
    report.set_found_by_weak_keys(report.found_by_weak_keys() + 1);
  } else if (IsNameKey(keys.front())) {
    report.set_found_by_name_and_date(report.found_by_name_and_date() + 1);
  } else {
    report.set_found_by_identifier(report.found_by_identifier() + 1);
  }
}

absl::StatusOr<PlannedPerson> PlanPerson(const ImportContext& context,
                                         const ImportedRecord& record,
                                         Register& people,
                                         desk::v1::ImportReport& report,
                                         Tally& tally) {
  const absl::CivilDay today =
      absl::ToCivilDay(context.now, absl::UTCTimeZone());
  PlannedPerson planned;
  planned.line = record.line;
  planned.person.ref = StableRef(context, "person", record.person_id, "");
  planned.person.source = context.source;
  planned.person.source_id = record.person_id;
  planned.person.family = record.family;
  planned.person.details = PersonFrom(record.details).SerializeAsString();
  KITH_ASSIGN_OR_RETURN(
      const Identity identity,
      Normalise(record.details,
                {.test_network = context.network.file().test_network()}));
  planned.person.identity = SerializeForRegister(identity);

  const std::vector<MatchKey> keys =
      AskedKeysOf(identity, context.network, context.agency);
  KITH_ASSIGN_OR_RETURN(
      planned.keys, RegisterKeysOf(identity, context.network, context.agency));
  KITH_ASSIGN_OR_RETURN(const Profile profile,
                        ParseProfile(context.network.file().profile()));
  CountFindable(keys, profile, report);
  if (record.shield == Shield::kSilent) planned.shield = ShieldKind::kSilent;
  if (record.shield == Shield::kAbsent) planned.shield = ShieldKind::kAbsent;
  planned.declined =
      record.ground.has_value() && record.ground->agreed == Agreed::kNo;
  KITH_ASSIGN_OR_RETURN(planned.gap, Gap(context, record, planned, people));
  if (planned.gap.empty()) {
    Ground ground = GroundOf(context, record, planned.person.ref, identity);
    if (ground.until > context.now) {
      planned.ground = std::move(ground);
    } else {
      planned.gap = "a parent or carer agreed, and they are 18 now";
    }
  }
  if (record.involvement.has_value()) {
    planned.involvement =
        InvolvementOf(context, record, planned.person.ref, today);
    if (!planned.involvement->ended) {
      report.set_involvements_open(report.involvements_open() + 1);
      if (!planned.gap.empty()) {
        tally.AddGap(record, planned.gap);
      } else if (planned.involvement->level == "universal") {
        tally.AddGap(record, kUniversalReason);
      } else {
        report.set_involvements_usable(report.involvements_usable() + 1);
      }
    }
  }
  return planned;
}

absl::StatusOr<bool> SameGround(const Ground& planned, Register& people) {
  const absl::StatusOr<Ground> present = people.GetGround(planned.ref);
  if (absl::IsNotFound(present.status())) return false;
  KITH_RETURN_IF_ERROR(present.status());
  return present->until == planned.until;
}

// Whether the register says something else than the file now does.
absl::StatusOr<bool> Differs(const PlannedPerson& planned,
                             const RegisteredPerson& present,
                             Register& people) {
  if (!present.current || present.details != planned.person.details ||
      present.family != planned.person.family) {
    return true;
  }
  KITH_ASSIGN_OR_RETURN(std::vector<Involvement> involvements,
                        people.InvolvementsOf(present.ref));
  std::erase_if(involvements, [](const Involvement& i) { return i.ended; });
  const bool open =
      planned.involvement.has_value() && !planned.involvement->ended;
  if (open != !involvements.empty()) return true;
  if (open && !(involvements[0] == *planned.involvement)) return true;
  if (planned.ground.has_value()) {
    KITH_ASSIGN_OR_RETURN(const bool same, SameGround(*planned.ground, people));
    return !same;
  }
  if (planned.declined) {
    KITH_ASSIGN_OR_RETURN(const std::vector<NotShared> known,
                          people.NotSharedOf(present.ref));
    if (known.empty()) return true;
  }
  KITH_ASSIGN_OR_RETURN(const std::vector<Ground> grounds,
                        people.GroundsOf(present.ref));
  return std::any_of(grounds.begin(), grounds.end(), [](const Ground& ground) {
    return ground.imported && !ground.withdrawn;
  });
}

// Another name and another date: no correction.
bool IsSomebodyElse(const Identity& former, const Identity& present) {
  const Comparison comparison = CompareRecords(present, former);
  bool name = false;
  bool date = false;
  for (const FieldReason& reason : comparison.reasons) {
    if (reason.level != "conflict") continue;
    name |= reason.field == "forename" || reason.field == "surname";
    date |= reason.field == "date of birth";
  }
  return comparison.verdict == Verdict::kNo && name && date;
}

// What became of the person whom this id was until now.
absl::Status CompareWithFormer(const RegisteredPerson& known,
                               PlannedPerson& planned,
                               desk::v1::ImportReport& report) {
  if (known.identity == planned.person.identity) return absl::OkStatus();
  KITH_ASSIGN_OR_RETURN(const Identity former,
                        ParseFromRegister(known.identity));
  KITH_ASSIGN_OR_RETURN(const Identity present,
                        ParseFromRegister(planned.person.identity));
  // Born; or the correction of a row that was wrongly unborn.
  planned.born = former.unborn != present.unborn;
  planned.another = !planned.born && IsSomebodyElse(former, present);
  if (!planned.another) {
    planned.former_identity = known.identity;
    return absl::OkStatus();
  }
  report.set_reused_ids(report.reused_ids() + 1);
  if (report.reused_id_rows_size() == kMostRowsListed) return absl::OkStatus();
  auto* row = report.add_reused_id_rows();
  row->set_line(static_cast<std::uint32_t>(planned.line));
  row->set_column("person id");
  row->set_reason("was somebody else's until now");
  return absl::OkStatus();
}

// An export that was cut off ends many: whoever accepts it is asked.
void CountEnded(ImportPlan& plan, std::uint32_t before) {
  plan.report.set_ended(static_cast<std::uint32_t>(plan.ended.size()));
  plan.report.set_people_before(before);
  plan.report.set_ends_many(plan.ended.size() * kUnaskedOneIn > before);
}

}  // namespace

absl::StatusOr<ImportPlan> PlanImport(const ImportContext& context,
                                      const ImportResult& read,
                                      Register& people) {
  ImportPlan plan{.now = context.now};
  Tally tally;
  AddFaults(read, plan.report);
  KITH_ASSIGN_OR_RETURN(const std::vector<RegisteredPerson> present,
                        people.PeopleOfSource(context.source));
  std::map<std::string, const RegisteredPerson*> by_id;
  std::uint32_t before = 0;
  for (const RegisteredPerson& person : present) {
    by_id[person.source_id] = &person;
    before += person.current ? 1 : 0;
  }
  // A refused row says nothing about its person: it ends nobody.
  const bool has_refused_rows = !read.faults.empty();
  for (const ImportedRecord& record : read.records) {
    KITH_ASSIGN_OR_RETURN(
        PlannedPerson planned,
        PlanPerson(context, record, people, plan.report, tally));
    const auto known = by_id.find(record.person_id);
    if (known != by_id.end()) {
      planned.added = !known->second->current;
      KITH_RETURN_IF_ERROR(
          CompareWithFormer(*known->second, planned, plan.report));
      KITH_ASSIGN_OR_RETURN(planned.changed,
                            Differs(planned, *known->second, people));
      by_id.erase(known);
    }
    auto& report = plan.report;
    if (planned.added) {
      report.set_added(report.added() + 1);
    } else if (planned.changed) {
      report.set_changed(report.changed() + 1);
    } else {
      report.set_unchanged(report.unchanged() + 1);
    }
    plan.people.push_back(std::move(planned));
  }
  std::set<std::string> refused_ids;
  if (has_refused_rows) {
    for (const RowFault& fault : read.faults) {
      refused_ids.insert(fault.fields.begin(), fault.fields.end());
    }
  }
  for (const auto& [id, person] : by_id) {
    if (person->current && !refused_ids.contains(id))
      plan.ended.push_back(*person);
  }
  CountEnded(plan, before);
  for (const auto& [reason, count] : tally.gaps) {
    auto* added = plan.report.add_not_listed();
    added->set_what(reason);
    added->set_count(count);
  }
  if (!tally.gaps.empty()) plan.report.set_agreement_gaps_csv(tally.gaps_csv);
  return plan;
}

}  // namespace kith::agent
