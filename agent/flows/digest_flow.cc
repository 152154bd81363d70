// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/digest_flow.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "agent/flows/canary_flow.h"
#include "agent/flows/own_log.h"
#include "agent/flows/question.h"
#include "agent/flows/show.h"
#include "agent/register/asked_counts.h"
#include "agent/register/canaries.h"
#include "keys/base/status_macros.h"
#include "kith/log/v1/log.pb.h"

namespace kith::agent {
namespace {

using desk::v1::GetReviewDigestReply;

constexpr std::size_t kMostEvidence = 20;

// By who did it and what it was.
struct Counted {
  std::uint64_t count = 0;
  std::set<std::string> evidence;
  std::uint32_t without_evidence = 0;
};
using Tally = std::map<std::pair<std::string, std::string>, Counted>;

struct Tallies {
  Tally registrations;
  Tally imports;
  Tally alarms;
};

absl::Status AddGrounds(const log::v1::GroundDetail& detail, Register& people,
                        Tally& tally) {
  Counted& counted = tally[{
      detail.by_staff(), detail.what().empty() ? "agreement" : detail.what()}];
  for (const std::string& ref : detail.refs()) {
    ++counted.count;
    const absl::StatusOr<Ground> ground = people.GetGround(ref);
    // An objection is no ground.
    if (absl::IsNotFound(ground.status())) continue;
    KITH_RETURN_IF_ERROR(ground.status());
    if (ground->evidence.empty()) {
      ++counted.without_evidence;
    } else {
      counted.evidence.insert(ground->evidence);
    }
  }
  return absl::OkStatus();
}

absl::Status AddEntry(const log::v1::Opening& opening, Register& people,
                      Tallies& tallies) {
  log::v1::GroundDetail ground;
  log::v1::CountDetail count;
  log::v1::EnquiryDetail enquiry;
  log::v1::UrgentDetail urgent;
  switch (opening.event()) {
    case log::v1::EVENT_CONSENT:
      if (!ground.ParseFromString(opening.detail())) break;
      return AddGrounds(ground, people, tallies.registrations);
    case log::v1::EVENT_IMPORTED:
    case log::v1::EVENT_REGISTER:
      if (!count.ParseFromString(opening.detail())) break;
      tallies.imports[{"", count.what()}].count += count.count();
      return absl::OkStatus();
    case log::v1::EVENT_KEY:
    case log::v1::EVENT_URGENT:
    case log::v1::EVENT_REVIEW:
      if (!urgent.ParseFromString(opening.detail())) break;
      ++tallies
            .registrations[{urgent.by_staff(),
                            absl::StrCat("urgent access: ", urgent.what())}]
            .count;
      return absl::OkStatus();
    case log::v1::EVENT_ALARM:
      // One about urgent access is another message, and names no cause.
      if (!enquiry.ParseFromString(opening.detail()) ||
          enquiry.cause().empty()) {
        if (!urgent.ParseFromString(opening.detail())) break;
        ++tallies.alarms[{urgent.by_staff(), urgent.what()}].count;
        return absl::OkStatus();
      }
      ++tallies
            .alarms[{absl::BytesToHexString(enquiry.practitioner()),
                     enquiry.cause()}]
            .count;
      return absl::OkStatus();
    default:
      return absl::OkStatus();
  }
  return UnreadableEntry();
}

void Put(const Tally& tally,
         google::protobuf::RepeatedPtrField<desk::v1::DigestEntry>& entries) {
  for (const auto& [who_and_what, counted] : tally) {
    desk::v1::DigestEntry& entry = *entries.Add();
    entry.set_by(who_and_what.first);
    entry.set_what(who_and_what.second);
    entry.set_count(counted.count);
    entry.set_without_evidence(counted.without_evidence);
    for (const std::string& evidence : counted.evidence) {
      if (static_cast<std::size_t>(entry.evidence_size()) == kMostEvidence) {
        break;
      }
      entry.add_evidence(evidence);
    }
  }
}

absl::Status ReadLog(const Parts& parts, absl::Time since, SealedDb& db,
                     GetReviewDigestReply& reply) {
  Register people(db);
  Tallies tallies;
  KITH_RETURN_IF_ERROR(ReadOwnLog(parts, db, since, [&](const OwnEntry& entry) {
                         return AddEntry(entry.opening, people, tallies);
                       }).status());
  Put(tallies.registrations, *reply.mutable_registrations());
  Put(tallies.imports, *reply.mutable_imports());
  Put(tallies.alarms, *reply.mutable_alarms());
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<GetReviewDigestReply> DigestFlow::Run(
    const desk::v1::GetReviewDigestRequest& request) {
  const absl::Time since = absl::FromUnixMillis(request.since_ms());
  if (since > parts_.clock.Now()) {
    return absl::InvalidArgumentError("since: a day that has begun");
  }
  GetReviewDigestReply reply;
  reply.set_since_ms(request.since_ms());
  KITH_RETURN_IF_ERROR(parts_.reader.WithDb([&](SealedDb& db) -> absl::Status {
    KITH_RETURN_IF_ERROR(ReadLog(parts_, since, db, reply));
    KITH_ASSIGN_OR_RETURN(const std::vector<AskedAbout> touches,
                          Register(db).Touches());
    reply.set_touches(static_cast<std::uint32_t>(std::count_if(
        touches.begin(), touches.end(),
        [&](const AskedAbout& touch) { return touch.time >= since; })));
    KITH_ASSIGN_OR_RETURN(const std::vector<CanaryAlert> alerts,
                          Canaries(db).AlertsSince(since));
    for (const CanaryAlert& alert : alerts) {
      *reply.add_canary_alerts() = AlertMessage(alert);
    }
    return absl::OkStatus();
  }));
  return reply;
}

absl::StatusOr<desk::v1::WhoOfStaffReply> DigestFlow::WhoOfStaff(
    const desk::v1::WhoOfStaffRequest& request) {
  KITH_ASSIGN_OR_RETURN(const std::vector<AskedCounts::OwnQuestion> questions,
                        parts_.reader.WithDb([](SealedDb& db) {
                          return AskedCounts(db).OwnQuestions();
                        }));
  std::set<std::string> staff;
  for (const AskedCounts::OwnQuestion& question : questions) {
    const bool asked =
        CheckReference(question.enquiry_id) == request.reference() ||
        absl::BytesToHexString(PractitionerPseudonym(
            parts_.pseudonym_key, question.staff)) == request.reference();
    if (asked) staff.insert(question.staff);
  }
  if (staff.empty()) {
    return absl::NotFoundError(
        "nobody of this agency asked that; check the reference");
  }
  desk::v1::WhoOfStaffReply reply;
  for (const std::string& name : staff) reply.add_staff(name);
  return reply;
}

}  // namespace kith::agent
