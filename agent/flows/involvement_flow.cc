// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/involvement_flow.h"

#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "agent/flows/contact_route.h"
#include "agent/flows/cover.h"
#include "agent/flows/ground_words.h"
#include "agent/flows/show.h"
#include "agent/flows/theirs.h"
#include "keys/base/status_macros.h"
#include "kith/log/v1/log.pb.h"

namespace kith::agent {
namespace {

using desk::v1::ChangeInvolvementRequest;
using desk::v1::SupportedPerson;

constexpr int kMostListed = 2000;
constexpr std::size_t kMaxTextBytes = 60;
constexpr absl::string_view kLevels[] = {"universal", "additional", "intensive",
                                         "statutory"};
constexpr absl::string_view kStatuses[] = {"open", "stepping up",
                                           "stepped down", "recently closed"};

template <std::size_t N>
bool IsOneOf(const absl::string_view (&words)[N], absl::string_view word) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

// Who sees and changes the whole agency's.
bool SeesAll(const Staff& staff) {
  return staff.role == "lead-practitioner" || staff.role == "manager";
}

absl::Status CheckCover(const ChangeInvolvementRequest& request,
                        absl::Time now) {
  if (request.has_cover_contact() != request.has_away_until() ||
      request.cover_contact().empty() != request.away_until().empty()) {
    return absl::InvalidArgumentError(
        "away_until: say both who answers and until when, or neither");
  }
  if (request.away_until().empty()) return absl::OkStatus();
  absl::CivilDay until;
  if (!absl::ParseCivilTime(request.away_until(), &until)) {
    return absl::InvalidArgumentError("away_until: a day, like 2026-12-04");
  }
  if (until < absl::ToCivilDay(now, absl::UTCTimeZone())) {
    return absl::InvalidArgumentError("away_until: that day has passed");
  }
  return absl::OkStatus();
}

absl::Status CheckChange(const ChangeInvolvementRequest& request,
                         absl::Time now) {
  const std::pair<const char*, const std::string*> texts[] = {
      {"worker", &request.worker()},
      {"contact", &request.contact()},
      {"cover_contact", &request.cover_contact()}};
  for (const auto& [name, text] : texts) {
    if (text->size() > kMaxTextBytes) {
      return absl::InvalidArgumentError(
          absl::StrCat(name,
                       ": at most 60 bytes; a telephone number or an "
                       "address, no sentence"));
    }
  }
  if (request.has_level() && !IsOneOf(kLevels, request.level())) {
    return absl::InvalidArgumentError(
        "level: universal, additional, intensive or statutory");
  }
  if (request.has_status() && !IsOneOf(kStatuses, request.status())) {
    return absl::InvalidArgumentError(
        "status: open, stepping up, stepped down or recently closed");
  }
  return CheckCover(request, now);
}

// Only what is new here: what the agency's own system exports is its own.
absl::Status CheckWords(const ChangeInvolvementRequest& request,
                        const Involvement& involvement) {
  if (request.has_worker() && request.worker() != involvement.worker &&
      !IsPlainLine(request.worker())) {
    return absl::InvalidArgumentError("worker: a name and a role, on one line");
  }
  const bool other_contact =
      request.has_contact() && request.contact() != involvement.contact;
  if (other_contact && !IsContactRoute(request.contact())) {
    return absl::InvalidArgumentError(
        "contact: a telephone number, an e-mail or an https address, and no "
        "other words");
  }
  if (!request.cover_contact().empty() &&
      !IsContactRoute(request.cover_contact())) {
    return absl::InvalidArgumentError(
        "cover_contact: a telephone number, an e-mail or an https address, and "
        "no other words");
  }
  return absl::OkStatus();
}

// "contact, status": which of it is another than before.
std::string WhatChanges(const ChangeInvolvementRequest& request,
                        const Involvement& involvement) {
  std::vector<std::string> fields;
  if (request.has_worker() && request.worker() != involvement.worker) {
    fields.push_back("worker");
  }
  if (request.has_contact() && request.contact() != involvement.contact) {
    fields.push_back("contact");
  }
  if (request.has_leads_for_family() &&
      request.leads_for_family() != involvement.leads_for_family) {
    fields.push_back("leads");
  }
  if (request.has_level() && request.level() != involvement.level) {
    fields.push_back("level");
  }
  if (request.has_status() && request.status() != involvement.status) {
    fields.push_back("status");
  }
  if (request.has_away_until()) fields.push_back("cover");
  return absl::StrJoin(fields, ", ");
}

void Apply(const ChangeInvolvementRequest& request, Involvement& involvement) {
  if (request.has_worker()) involvement.worker = request.worker();
  if (request.has_contact()) involvement.contact = request.contact();
  if (request.has_leads_for_family()) {
    involvement.leads_for_family = request.leads_for_family();
  }
  if (request.has_level()) involvement.level = request.level();
  if (request.has_status()) involvement.status = request.status();
}

absl::StatusOr<SupportedPerson> Described(Register& people,
                                          const Involvement& involvement,
                                          const Network& network,
                                          const std::string& agency,
                                          absl::Time now) {
  KITH_ASSIGN_OR_RETURN(const RegisteredPerson person,
                        people.GetPerson(involvement.person));
  SupportedPerson one;
  if (!one.mutable_person()->ParseFromString(person.details)) {
    return absl::DataLossError("a person of the register is damaged");
  }
  one.mutable_record()->set_source(person.source);
  one.mutable_record()->set_id(person.source_id);
  one.set_family(person.family);
  one.set_involvement_ref(absl::BytesToHexString(involvement.ref));
  one.set_worker(involvement.worker);
  one.set_contact(involvement.contact);
  one.set_level(involvement.level);
  one.set_status(involvement.status);
  KITH_ASSIGN_OR_RETURN(const Cover cover, people.CoverOf(involvement.ref));
  one.set_cover_contact(cover.contact);
  one.set_away_until(cover.until);
  std::vector<Involvement> told = {involvement};
  KITH_RETURN_IF_ERROR(PutCoverIn(people, now, told));
  *one.mutable_told() = OwnAnswer(network, agency, told[0], 0);
  KITH_ASSIGN_OR_RETURN(const std::vector<Ground> grounds,
                        people.GroundsOf(involvement.person));
  one.set_ground_words(GroundInWords(grounds, now));
  KITH_ASSIGN_OR_RETURN(const std::string listed,
                        people.ListedAs(involvement.person));
  one.set_published(!listed.empty());
  return one;
}

// Whether two people are of one household or case, or the same.
bool IsOneFamily(const RegisteredPerson& a, const RegisteredPerson& b) {
  return a.ref == b.ref ||
         (!a.family.empty() && a.family == b.family && a.source == b.source);
}

// The open involvements that the caller sees; of one family, if one is named.
absl::StatusOr<std::vector<Involvement>> TheirsOf(
    Register& people, const Staff& staff,
    const desk::v1::ListSupportedRequest& request) {
  KITH_ASSIGN_OR_RETURN(std::vector<Involvement> open,
                        people.OpenInvolvements());
  std::erase_if(open, [&](const Involvement& one) {
    return !SeesAll(staff) && !IsTheirs(one, staff);
  });
  if (request.involvement_ref().empty()) return open;
  const std::string ref = absl::HexStringToBytes(request.involvement_ref());
  const auto named =
      std::find_if(open.begin(), open.end(),
                   [&](const Involvement& one) { return one.ref == ref; });
  if (named == open.end()) {
    return absl::NotFoundError("no such involvement here");
  }
  KITH_ASSIGN_OR_RETURN(const RegisteredPerson whose,
                        people.GetPerson(named->person));
  std::vector<Involvement> family;
  for (Involvement& one : open) {
    KITH_ASSIGN_OR_RETURN(const RegisteredPerson person,
                          people.GetPerson(one.person));
    if (IsOneFamily(person, whose)) family.push_back(std::move(one));
  }
  return family;
}

void SortAndCut(desk::v1::ListSupportedReply& reply) {
  std::stable_sort(reply.mutable_people()->begin(),
                   reply.mutable_people()->end(),
                   [](const SupportedPerson& a, const SupportedPerson& b) {
                     return std::tie(a.person().surname(), a.family(),
                                     a.person().date_of_birth()) <
                            std::tie(b.person().surname(), b.family(),
                                     b.person().date_of_birth());
                   });
  if (reply.people_size() <= kMostListed) return;
  reply.set_more(true);
  reply.mutable_people()->DeleteSubrange(kMostListed,
                                         reply.people_size() - kMostListed);
}

}  // namespace

absl::StatusOr<desk::v1::ListSupportedReply> InvolvementFlow::List(
    const Staff& staff, const desk::v1::ListSupportedRequest& request) {
  const std::shared_ptr<const Network> network = parts_.network.Get();
  const absl::Time now = parts_.clock.Now();
  return parts_.reader.With(
      [&](Register& people) -> absl::StatusOr<desk::v1::ListSupportedReply> {
        KITH_ASSIGN_OR_RETURN(const std::vector<Involvement> theirs,
                              TheirsOf(people, staff, request));
        desk::v1::ListSupportedReply reply;
        for (const Involvement& involvement : theirs) {
          KITH_ASSIGN_OR_RETURN(
              *reply.add_people(),
              Described(people, involvement, *network, parts_.agency, now));
        }
        SortAndCut(reply);
        return reply;
      });
}

absl::StatusOr<desk::v1::ChangeInvolvementReply> InvolvementFlow::Change(
    const Staff& staff, const ChangeInvolvementRequest& request) {
  KITH_RETURN_IF_ERROR(CheckChange(request, parts_.clock.Now()));
  const std::string ref = absl::HexStringToBytes(request.involvement_ref());
  // Which involvement, by the agency's own reference; the session, if any.
  log::v1::CountDetail detail;
  detail.set_count(1);
  detail.set_digest(ref);
  const absl::StatusOr<tlog::Committed> committed = parts_.log.Run(
      [&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
        Register people(db);
        KITH_ASSIGN_OR_RETURN(Involvement involvement,
                              people.GetInvolvement(ref));
        if (!SeesAll(staff) && !IsTheirs(involvement, staff)) {
          return absl::NotFoundError("no such involvement here");
        }
        KITH_RETURN_IF_ERROR(CheckWords(request, involvement));
        detail.set_what(absl::StrCat(
            "involvement changed by ", staff.name, ": ",
            WhatChanges(request, involvement),
            staff.session == 0
                ? ""
                : absl::StrCat(" (console session ", staff.session, ")")));
        Apply(request, involvement);
        KITH_RETURN_IF_ERROR(people.PutInvolvement(involvement));
        if (request.has_away_until()) {
          KITH_RETURN_IF_ERROR(
              people.PutCover({ref, request.cover_contact(),
                               request.away_until(), staff.name}));
        }
        return std::vector<tlog::Entry>{{log::v1::EVENT_REGISTER, parts_.agency,
                                         detail.SerializeAsString(), ""}};
      });
  if (!committed.ok()) return committed.status();
  desk::v1::ChangeInvolvementReply reply;
  reply.set_changed(1);
  return reply;
}

}  // namespace kith::agent
