// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/touch_flow.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "agent/flows/ground_words.h"
#include "agent/flows/person_keys.h"
#include "agent/flows/show.h"
#include "keys/base/status_macros.h"
#include "kith/log/v1/log.pb.h"

namespace kith::agent {
namespace {

constexpr absl::string_view kSteps[] = {"joined", "rang", "still-referring",
                                        "nothing-needed"};

desk::v1::Touch TouchOf(const AskedAbout& asked) {
  desk::v1::Touch touch;
  touch.set_time_ms(absl::ToUnixMillis(asked.time));
  touch.set_person_ref(absl::BytesToHexString(asked.person));
  touch.set_asker(asked.asker);
  touch.set_category(asked.category);
  touch.set_purpose(asked.purpose);
  touch.set_outcome(asked.outcome);
  touch.set_rule(asked.rule);
  touch.set_reference(CheckReference(asked.enquiry_id));
  return touch;
}

}  // namespace

absl::StatusOr<std::vector<std::string>> TouchFlow::FindPerson(
    const desk::v1::Person& person) {
  const std::shared_ptr<const Network> network = parts_.network.Get();
  KITH_ASSIGN_OR_RETURN(const Identity identity,
                        NormalisePerson(person, *network));
  KITH_ASSIGN_OR_RETURN(
      const std::vector<Known> known, parts_.reader.With([&](Register& people) {
        return FindInRegister(people, identity, *network, parts_.agency);
      }));
  std::vector<std::string> refs;
  for (const Known& one : known) {
    if (one.certain) refs.push_back(one.person.ref);
  }
  if (refs.empty()) {
    return absl::NotFoundError(
        "not in this agency's register, or not with certainty; check the "
        "spelling and the date of birth");
  }
  return refs;
}

absl::StatusOr<desk::v1::ListTouchesReply> TouchFlow::ListTouches() {
  KITH_ASSIGN_OR_RETURN(
      const std::vector<AskedAbout> touches,
      parts_.reader.With([](Register& people) { return people.Touches(); }));
  desk::v1::ListTouchesReply reply;
  for (const AskedAbout& asked : touches) *reply.add_touches() = TouchOf(asked);
  return reply;
}

absl::StatusOr<desk::v1::WhoAskedReply> TouchFlow::WhoAsked(
    const desk::v1::Person& person) {
  KITH_ASSIGN_OR_RETURN(const std::vector<std::string> refs,
                        FindPerson(person));
  return WhoAskedAbout(refs);
}

absl::StatusOr<desk::v1::WhoAskedReply> TouchFlow::WhoAskedAbout(
    const std::vector<std::string>& refs) {
  desk::v1::WhoAskedReply reply;
  for (const std::string& ref : refs) {
    KITH_ASSIGN_OR_RETURN(const std::vector<AskedAbout> asked,
                          parts_.reader.With([&](Register& people) {
                            return people.AskedAboutPerson(ref);
                          }));
    for (const AskedAbout& one : asked) *reply.add_touches() = TouchOf(one);
  }
  std::stable_sort(
      reply.mutable_touches()->begin(), reply.mutable_touches()->end(),
      [](const auto& a, const auto& b) { return a.time_ms() < b.time_ms(); });
  return reply;
}

absl::StatusOr<desk::v1::ListInvolvementsReply> TouchFlow::ListInvolvements() {
  const std::shared_ptr<const Network> network = parts_.network.Get();
  const absl::Time now = parts_.clock.Now();
  return parts_.reader.With(
      [&](Register& people) -> absl::StatusOr<desk::v1::ListInvolvementsReply> {
        KITH_ASSIGN_OR_RETURN(const std::vector<Involvement> open,
                              people.OpenInvolvements());
        desk::v1::ListInvolvementsReply reply;
        for (const Involvement& involvement : open) {
          auto* added = reply.add_involvements();
          added->set_person_ref(absl::BytesToHexString(involvement.person));
          *added->mutable_involvement() =
              OwnAnswer(*network, parts_.agency, involvement, 0);
          KITH_ASSIGN_OR_RETURN(const std::vector<Ground> grounds,
                                people.GroundsOf(involvement.person));
          added->set_ground_words(GroundInWords(grounds, now));
          KITH_ASSIGN_OR_RETURN(const std::string listed,
                                people.ListedAs(involvement.person));
          added->set_published(!listed.empty());
        }
        return reply;
      });
}

absl::StatusOr<desk::v1::SetShieldReply> TouchFlow::SetShield(
    const Staff& staff, const desk::v1::SetShieldRequest& request) {
  ShieldKind kind = ShieldKind::kNone;
  if (request.kind() == "silent") {
    kind = ShieldKind::kSilent;
  } else if (request.kind() == "absent") {
    kind = ShieldKind::kAbsent;
  } else if (request.kind() != "none") {
    return absl::InvalidArgumentError("kind: silent, absent or none");
  }
  KITH_ASSIGN_OR_RETURN(const std::vector<std::string> refs,
                        FindPerson(request.person()));
  // No log may tell that somebody is shielded; the register says who did it.
  log::v1::CountDetail detail;
  detail.set_what("people in the register changed by hand");
  detail.set_count(refs.size());
  const absl::StatusOr<tlog::Committed> committed = parts_.log.Run(
      [&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
        Register people(db);
        for (const std::string& ref : refs) {
          KITH_RETURN_IF_ERROR(
              people.PutShield(ref, {kind, staff.name, parts_.clock.Now()}));
        }
        return std::vector<tlog::Entry>{{log::v1::EVENT_REGISTER, parts_.agency,
                                         detail.SerializeAsString(), ""}};
      });
  if (!committed.ok()) return committed.status();
  desk::v1::SetShieldReply reply;
  reply.set_people(static_cast<std::uint32_t>(refs.size()));
  return reply;
}

absl::Status TouchFlow::RecordNextStep(
    const Staff& staff, const desk::v1::RecordNextStepRequest& request) {
  if (std::find(std::begin(kSteps), std::end(kSteps), request.step()) ==
      std::end(kSteps)) {
    return absl::InvalidArgumentError(
        "step: joined, rang, still-referring or nothing-needed");
  }
  if (request.reference().size() != 9 || request.reference()[0] != 'K') {
    return absl::InvalidArgumentError("reference: like K-4821-7M");
  }
  log::v1::CountDetail detail;
  detail.set_what(absl::StrCat("next step ", request.reference(), " ",
                               request.step(), " by ", staff.name));
  return parts_.log
      .Run([&](SealedDb&) -> absl::StatusOr<std::vector<tlog::Entry>> {
        return std::vector<tlog::Entry>{{log::v1::EVENT_STAFF, parts_.agency,
                                         detail.SerializeAsString(), ""}};
      })
      .status();
}

}  // namespace kith::agent
