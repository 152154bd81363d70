// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/list_flow.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "agent/flows/same_person.h"
#include "agent/flows/theirs.h"
#include "keys/base/status_macros.h"

namespace kith::agent {
namespace {

using desk::v1::CheckReply;
using desk::v1::CheckRequest;

constexpr int kMostRows = 200;
constexpr std::size_t kAgendaBytes = 32;

// Why it cannot be said that the family agreed to a check for this purpose.
absl::StatusOr<std::string> WhyNotAgreed(Register& people,
                                         const std::string& person,
                                         const std::string& purpose,
                                         absl::Time now) {
  KITH_ASSIGN_OR_RETURN(const bool objection, people.ObjectionStands(person));
  if (objection) return "somebody objects, and no manager has decided";
  KITH_ASSIGN_OR_RETURN(const std::vector<Ground> grounds,
                        people.GroundsOf(person));
  bool any = false;
  for (const Ground& ground : grounds) {
    if (ground.kind != GroundKind::kConsent || ground.withdrawn ||
        ground.until <= now) {
      continue;
    }
    any = true;
    const auto& purposes = ground.scope.purposes;
    if (std::find(purposes.begin(), purposes.end(), purpose) !=
        purposes.end()) {
      return "";
    }
  }
  return any ? "their agreement does not cover this purpose"
             : "no agreement of theirs is recorded";
}

absl::Status AddPerson(Register& people, const std::string& ref,
                       const std::string& purpose, absl::Time now,
                       std::map<std::string, desk::v1::OpenFamily>& families) {
  KITH_ASSIGN_OR_RETURN(const RegisteredPerson person, people.GetPerson(ref));
  desk::v1::OpenPerson open;
  if (!open.mutable_person()->ParseFromString(person.details)) {
    return absl::DataLossError("a person of the register is damaged");
  }
  KITH_ASSIGN_OR_RETURN(*open.mutable_not_agreed(),
                        WhyNotAgreed(people, ref, purpose, now));
  // Without a family in the export everybody is a family of their own.
  const std::string family =
      person.family.empty() ? absl::StrCat("person ", ref)
                            : absl::StrCat(person.source, " ", person.family);
  *families[family].add_people() = std::move(open);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<desk::v1::ListOpenFamiliesReply> ListFlow::OpenFamilies(
    const Staff& staff, const desk::v1::ListOpenFamiliesRequest& request) {
  if (parts_.network.Get()->FindPurpose(request.purpose()) == nullptr) {
    return absl::InvalidArgumentError(
        "purpose: not one of the network's; see `kith network print`");
  }
  const absl::Time now = parts_.clock.Now();
  return parts_.reader.With(
      [&](Register& people) -> absl::StatusOr<desk::v1::ListOpenFamiliesReply> {
        KITH_ASSIGN_OR_RETURN(const std::vector<Involvement> open,
                              people.OpenInvolvements());
        std::map<std::string, desk::v1::OpenFamily> families;
        std::set<std::string> seen;
        for (const Involvement& involvement : open) {
          if (!request.whole_agency() && !IsTheirs(involvement, staff)) {
            continue;
          }
          if (!seen.insert(involvement.person).second) continue;
          KITH_RETURN_IF_ERROR(AddPerson(people, involvement.person,
                                         request.purpose(), now, families));
        }
        desk::v1::ListOpenFamiliesReply reply;
        for (auto& [family, members] : families) {
          *reply.add_families() = std::move(members);
        }
        return reply;
      });
}

absl::StatusOr<desk::v1::OpenAgendaReply> ListFlow::OpenAgenda(
    const Staff& staff, const desk::v1::OpenAgendaRequest& request) {
  if (request.agenda().size() != kAgendaBytes) {
    return absl::InvalidArgumentError("agenda: exactly 32 bytes");
  }
  if (request.rows().empty() || request.rows_size() > kMostRows) {
    return absl::InvalidArgumentError("rows: 1 to 200");
  }
  desk::v1::OpenAgendaReply reply;
  for (int i = 0; i < request.rows_size(); ++i) {
    const absl::Status examined = ask_.Examine(staff, request.rows(i));
    if (examined.ok()) continue;
    auto* fault = reply.add_faults();
    fault->set_row(static_cast<std::uint32_t>(i));
    fault->set_words(std::string(examined.message()));
  }
  if (!reply.faults().empty()) return reply;
  KITH_ASSIGN_OR_RETURN(
      const Agendas::Answered answered,
      agendas_.Open(staff.name, request.agenda(),
                    absl::FromUnixMillis(request.until_ms())));
  for (const auto& [row, reference] : answered) {
    auto* one = reply.add_answered();
    one->set_row(row);
    one->set_reference(reference);
  }
  return reply;
}

absl::StatusOr<CheckReply> ListFlow::Check(const Staff& staff,
                                           const CheckRequest& request) {
  if (request.agenda().empty()) return ask_.Run(staff, request);
  KITH_RETURN_IF_ERROR(agendas_.CheckOpen(staff.name, request.agenda()));
  KITH_ASSIGN_OR_RETURN(CheckReply reply, ask_.Run(staff, request));
  if (reply.outcome_of_request() == "answered") {
    agendas_.Keep(staff.name, request.agenda(), request.agenda_row(),
                  reply.reference());
  }
  return reply;
}

}  // namespace kith::agent
