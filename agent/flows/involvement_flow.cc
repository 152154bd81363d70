// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/involvement_flow.h"

#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
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
  if (request.has_contact() && request.contact().empty()) {
    return absl::InvalidArgumentError(
        "contact: how to reach them; an answer without it helps nobody");
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

}  // namespace

absl::StatusOr<desk::v1::ListSupportedReply> InvolvementFlow::List(
    const Staff& staff) {
  const std::shared_ptr<const Network> network = parts_.network.Get();
  const absl::Time now = parts_.clock.Now();
  return parts_.reader.With(
      [&](Register& people) -> absl::StatusOr<desk::v1::ListSupportedReply> {
        KITH_ASSIGN_OR_RETURN(const std::vector<Involvement> open,
                              people.OpenInvolvements());
        desk::v1::ListSupportedReply reply;
        for (const Involvement& involvement : open) {
          if (!SeesAll(staff) && !IsTheirs(involvement, staff)) continue;
          if (reply.people_size() == kMostListed) {
            reply.set_more(true);
            break;
          }
          KITH_ASSIGN_OR_RETURN(
              *reply.add_people(),
              Described(people, involvement, *network, parts_.agency, now));
        }
        std::stable_sort(
            reply.mutable_people()->begin(), reply.mutable_people()->end(),
            [](const SupportedPerson& a, const SupportedPerson& b) {
              return std::tie(a.person().surname(), a.family(),
                              a.person().date_of_birth()) <
                     std::tie(b.person().surname(), b.family(),
                              b.person().date_of_birth());
            });
        return reply;
      });
}

absl::StatusOr<desk::v1::ChangeInvolvementReply> InvolvementFlow::Change(
    const Staff& staff, const ChangeInvolvementRequest& request) {
  KITH_RETURN_IF_ERROR(CheckChange(request, parts_.clock.Now()));
  const std::string ref = absl::HexStringToBytes(request.involvement_ref());
  log::v1::CountDetail detail;
  detail.set_what(absl::StrCat("involvement changed by ", staff.name));
  detail.set_count(1);
  const absl::StatusOr<tlog::Committed> committed = parts_.log.Run(
      [&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
        Register people(db);
        KITH_ASSIGN_OR_RETURN(Involvement involvement,
                              people.GetInvolvement(ref));
        if (!SeesAll(staff) && !IsTheirs(involvement, staff)) {
          return absl::NotFoundError("no such involvement here");
        }
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
