// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/objection_flow.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "agent/flows/agreement_rules.h"
#include "keys/base/status_macros.h"
#include "kith/log/v1/log.pb.h"

namespace kith::agent {
namespace {

constexpr std::size_t kRefBytes = 16;
constexpr std::size_t kMaxReasonBytes = 500;
constexpr const char* kReasons[] = {"family-declined", "not-safe-to-ask",
                                    "not-in-the-childs-interest", "not-needed"};

std::vector<tlog::Entry> EntryOf(const Parts& parts, const Staff& staff,
                                 const std::string& what,
                                 const std::vector<std::string>& refs) {
  log::v1::GroundDetail detail;
  for (const std::string& ref : refs) detail.add_refs(ref);
  detail.set_by_staff(staff.name);
  detail.set_what(what);
  return {
      {log::v1::EVENT_CONSENT, parts.agency, detail.SerializeAsString(), ""}};
}

// Why nobody can decide not to share yet; empty if one can.
const char* InTheWay(const Ground& ground, absl::Time now) {
  if (ground.withdrawn || ground.until <= now) return "";
  if (ground.kind == GroundKind::kConsent) {
    return "an agreement is in force; end it with `kith consent withdraw`, "
           "which gives the family a receipt";
  }
  if (ground.kind == GroundKind::kLawfulBasis) {
    return "a lawful basis is in force; end it with `kith consent end-basis`";
  }
  return "";
}

}  // namespace

absl::StatusOr<desk::v1::RecordObjectionReply> ObjectionFlow::Record(
    const Staff& staff, const desk::v1::RecordObjectionRequest& request) {
  KITH_RETURN_IF_ERROR(CheckText("said_by", request.said_by()));
  KITH_RETURN_IF_ERROR(CheckCapacity(request.capacity()));
  KITH_ASSIGN_OR_RETURN(const std::vector<std::string> people,
                        FindRecords(parts_, request.people()));
  desk::v1::RecordObjectionReply reply;
  std::vector<Objection> objections;
  std::vector<std::string> refs;
  for (const std::string& person : people) {
    objections.push_back({.ref = parts_.random.Bytes(kRefBytes),
                          .person = person,
                          .said_by = request.said_by(),
                          .capacity = request.capacity(),
                          .at = parts_.clock.Now(),
                          .recorded_by = staff.name});
    refs.push_back(objections.back().ref);
    reply.add_references(absl::BytesToHexString(refs.back()));
  }
  const absl::Status status =
      parts_.log
          .RunUrgently(
              [&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
                Register everybody(db);
                for (const Objection& objection : objections) {
                  KITH_RETURN_IF_ERROR(everybody.PutObjection(objection));
                }
                return EntryOf(parts_, staff, "objection", refs);
              })
          .status();
  if (!status.ok()) return status;
  return reply;
}

absl::StatusOr<desk::v1::DecideObjectionReply> ObjectionFlow::Decide(
    const Staff& staff, const desk::v1::DecideObjectionRequest& request) {
  if (request.decision() != "share" && request.decision() != "withhold") {
    return absl::InvalidArgumentError("decision: share or withhold");
  }
  if (request.reason().empty() || request.reason().size() > kMaxReasonBytes) {
    return absl::InvalidArgumentError(
        "reason: required, at most 500 bytes; it stays in this agency");
  }
  if (request.reference().size() != 2 * kRefBytes) {
    return absl::InvalidArgumentError(
        "reference: 32 hexadecimal digits, as `kith consent due` shows them");
  }
  const std::string ref = absl::HexStringToBytes(request.reference());
  const absl::Status status =
      parts_.log
          .RunUrgently(
              [&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
                Register everybody(db);
                KITH_ASSIGN_OR_RETURN(Objection objection,
                                      everybody.GetObjection(ref));
                // One that was upheld may be decided again: the two agree now.
                if (objection.state == ObjectionState::kOverruled) {
                  return absl::FailedPreconditionError(
                      "it was decided that sharing goes on; a new objection is "
                      "recorded anew");
                }
                objection.state = request.decision() == "share"
                                      ? ObjectionState::kOverruled
                                      : ObjectionState::kUpheld;
                objection.decided_by = staff.name;
                objection.decided_at = parts_.clock.Now();
                objection.reason = request.reason();
                KITH_RETURN_IF_ERROR(everybody.PutObjection(objection));
                return EntryOf(
                    parts_, staff,
                    absl::StrCat("objection decided: ", request.decision()),
                    {ref});
              })
          .status();
  if (!status.ok()) return status;
  return desk::v1::DecideObjectionReply();
}

absl::StatusOr<desk::v1::RecordNotSharedReply> ObjectionFlow::RecordNotShared(
    const Staff& staff, const desk::v1::RecordNotSharedRequest& request) {
  KITH_RETURN_IF_ERROR(CheckText("said_by", request.said_by()));
  if (std::find(std::begin(kReasons), std::end(kReasons), request.reason()) ==
      std::end(kReasons)) {
    return absl::InvalidArgumentError(
        "reason: family-declined, not-safe-to-ask, not-in-the-childs-interest "
        "or not-needed");
  }
  KITH_ASSIGN_OR_RETURN(const std::vector<std::string> people,
                        FindRecords(parts_, request.people()));
  const absl::Time now = parts_.clock.Now();
  const absl::Status status =
      parts_.log
          .Run([&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
            Register everybody(db);
            for (const std::string& person : people) {
              KITH_ASSIGN_OR_RETURN(const std::vector<Ground> grounds,
                                    everybody.GroundsOf(person));
              for (const Ground& ground : grounds) {
                const absl::string_view why = InTheWay(ground, now);
                if (!why.empty()) return absl::FailedPreconditionError(why);
              }
              KITH_RETURN_IF_ERROR(
                  everybody.PutNotShared({.person = person,
                                          .at = now,
                                          .recorded_by = staff.name,
                                          .said_by = request.said_by(),
                                          .reason = request.reason()}));
              // No export, paper or receipt brings an agreement from before.
              KITH_RETURN_IF_ERROR(everybody.PutTakenBack(person, now));
            }
            return EntryOf(parts_, staff, "not shared", people);
          })
          .status();
  if (!status.ok()) return status;
  desk::v1::RecordNotSharedReply reply;
  reply.set_people(static_cast<std::uint32_t>(people.size()));
  return reply;
}

}  // namespace kith::agent
