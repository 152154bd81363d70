// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/basis_flow.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "agent/flows/agreement_rules.h"
#include "agent/flows/ended_grounds.h"
#include "keys/base/status_macros.h"
#include "kith/log/v1/log.pb.h"

namespace kith::agent {
namespace {

using desk::v1::AttestAgreementsReply;
using desk::v1::AttestAgreementsRequest;
using desk::v1::RecordId;
using desk::v1::RecordLawfulBasisReply;
using desk::v1::RecordLawfulBasisRequest;

constexpr std::size_t kRefBytes = 16;
constexpr int kMostRecords = 10'000;
constexpr int kRecordsAtOnce = 128;

template <typename Known>
bool Names(const Known& known, const std::string& id) {
  for (const auto& one : known) {
    if (one.id() == id) return true;
  }
  return false;
}

Ground GroundFrom(const RecordLawfulBasisRequest& request) {
  Ground ground;
  ground.kind = GroundKind::kLawfulBasis;
  ground.scope = {
      request.everybody(),
      {request.categories().begin(), request.categories().end()},
      {request.agencies().begin(), request.agencies().end()},
      {request.excluded_agencies().begin(), request.excluded_agencies().end()},
      {request.purposes().begin(), request.purposes().end()}};
  ground.until = absl::FromUnixMillis(request.until_ms());
  ground.evidence = request.evidence_reference();
  ground.legal_basis = request.legal_basis();
  ground.gateway = request.gateway();
  return ground;
}

Ground GroundFrom(const AttestAgreementsRequest& request) {
  Ground ground;
  ground.kind = GroundKind::kConsent;
  ground.scope = {request.everybody(),
                  {request.categories().begin(), request.categories().end()},
                  {},
                  {},
                  {request.purposes().begin(), request.purposes().end()}};
  ground.until = absl::FromUnixMillis(request.until_ms());
  ground.given_at = absl::FromUnixMillis(request.given_at_ms());
  ground.capacity = request.capacity();
  ground.said_by = kOnPaper;
  ground.evidence = request.reference();
  ground.wording = request.wording();
  ground.language = request.language();
  return ground;
}

absl::Status CheckAttest(const AttestAgreementsRequest& request,
                         const Ground& ground, const Network& network,
                         absl::Time now) {
  if (request.records().empty() || request.records_size() > kMostRecords) {
    return absl::InvalidArgumentError("records: 1 to 10,000");
  }
  KITH_RETURN_IF_ERROR(CheckText("reference", request.reference()));
  KITH_RETURN_IF_ERROR(CheckCapacity(request.capacity()));
  KITH_RETURN_IF_ERROR(CheckScope(ground.scope, network));
  KITH_RETURN_IF_ERROR(CheckUntil(ground.until, now));
  if (request.given_at_ms() <= 0 || ground.given_at > now) {
    return absl::InvalidArgumentError(
        "given_at: the day the families agreed, not after today");
  }
  return absl::OkStatus();
}

// Why this person's agreement cannot be attested; empty if it can.
absl::StatusOr<std::string> WhyNot(Register& people, const std::string& person,
                                   const std::vector<Identity>& identities,
                                   const Ground& ground, const Network& network,
                                   const std::string& agency, absl::Time now) {
  KITH_ASSIGN_OR_RETURN(const std::vector<Ground> grounds,
                        people.GroundsOf(person));
  for (const Ground& one : grounds) {
    if (one.kind == GroundKind::kConsent && !one.withdrawn && one.until > now) {
      return "an agreement is in force";
    }
  }
  Ground about = ground;
  about.person = person;
  KITH_ASSIGN_OR_RETURN(
      const bool said_no,
      SaidNoSince(people, about, identities, network, agency));
  if (said_no) return "the family said no, or took it back, since";
  if (EndOf(ground.capacity, ground.until, identities, ground.given_at) <=
      now) {
    return "they are 18 and agree for themselves";
  }
  return "";
}

}  // namespace

absl::StatusOr<RecordLawfulBasisReply> BasisFlow::Record(
    const Staff& staff, const RecordLawfulBasisRequest& request) {
  const std::shared_ptr<const Network> network = parts_.network.Get();
  Ground ground = GroundFrom(request);
  if (!Names(network->file().legal_bases(), ground.legal_basis)) {
    return absl::InvalidArgumentError(
        "legal_basis: one of the network file; `kith network print` lists "
        "them");
  }
  if (!Names(network->file().gateways(), ground.gateway)) {
    return absl::InvalidArgumentError(
        "gateway: one of the network file; `kith network print` lists them");
  }
  KITH_RETURN_IF_ERROR(CheckEvidence(ground.evidence));
  KITH_RETURN_IF_ERROR(CheckScope(ground.scope, *network));
  KITH_RETURN_IF_ERROR(CheckUntil(ground.until, parts_.clock.Now()));
  KITH_ASSIGN_OR_RETURN(const std::vector<std::string> people,
                        FindRecords(parts_, request.people()));
  ground.given_at = parts_.clock.Now();
  ground.said_by = staff.name;
  log::v1::GroundDetail detail;
  detail.set_by_staff(staff.name);
  detail.set_what("lawful basis");
  const absl::Status status =
      parts_.log
          .Run([&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
            Register everybody(db);
            detail.clear_refs();
            for (const std::string& person : people) {
              ground.person = person;
              ground.ref = parts_.random.Bytes(kRefBytes);
              ground.rests_on = ground.ref;
              detail.add_refs(ground.ref);
              KITH_RETURN_IF_ERROR(everybody.PutGround(ground));
            }
            return std::vector<tlog::Entry>{{log::v1::EVENT_CONSENT,
                                             parts_.agency,
                                             detail.SerializeAsString(), ""}};
          })
          .status();
  if (!status.ok()) return status;
  RecordLawfulBasisReply reply;
  reply.set_people(static_cast<std::uint32_t>(people.size()));
  return reply;
}

absl::StatusOr<desk::v1::EndLawfulBasisReply> BasisFlow::End(
    const Staff& staff, const desk::v1::EndLawfulBasisRequest& request) {
  KITH_ASSIGN_OR_RETURN(const std::vector<std::string> people,
                        FindRecords(parts_, request.people()));
  std::vector<Ground> ended;
  const absl::Status status =
      parts_.log
          .RunUrgently(
              [&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
                Register everybody(db);
                ended.clear();
                log::v1::GroundDetail detail;
                detail.set_by_staff(staff.name);
                detail.set_what("lawful basis");
                for (const std::string& person : people) {
                  KITH_ASSIGN_OR_RETURN(const std::vector<Ground> grounds,
                                        everybody.GroundsOf(person));
                  for (const Ground& ground : grounds) {
                    if (ground.withdrawn ||
                        ground.kind != GroundKind::kLawfulBasis) {
                      continue;
                    }
                    KITH_RETURN_IF_ERROR(EndGround(everybody, ground));
                    ended.push_back(ground);
                    detail.add_refs(ground.ref);
                  }
                }
                if (ended.empty()) {
                  return absl::NotFoundError(
                      "no lawful basis is recorded for these people");
                }
                return std::vector<tlog::Entry>{
                    {log::v1::EVENT_WITHDRAWN, parts_.agency,
                     detail.SerializeAsString(), ""}};
              })
          .status();
  if (!status.ok()) return status;
  desk::v1::EndLawfulBasisReply reply;
  reply.set_ended(static_cast<std::uint32_t>(ended.size()));
  std::erase_if(ended, [](const Ground& ground) { return !ground.ever_known; });
  reply.set_pending(!TellEndedGrounds(parts_, ended).ok());
  return reply;
}

absl::StatusOr<AttestAgreementsReply> BasisFlow::Attest(
    const Staff& staff, const AttestAgreementsRequest& request) {
  const std::shared_ptr<const Network> network = parts_.network.Get();
  KITH_RETURN_IF_ERROR(
      CheckAttest(request, GroundFrom(request), *network, parts_.clock.Now()));
  AttestAgreementsReply reply;
  for (int at = 0; at < request.records_size(); at += kRecordsAtOnce) {
    KITH_RETURN_IF_ERROR(AttestSome(
        staff, request, at,
        std::min(at + kRecordsAtOnce, request.records_size()), reply));
  }
  return reply;
}

absl::Status BasisFlow::AttestSome(const Staff& staff,
                                   const AttestAgreementsRequest& request,
                                   int first, int last,
                                   AttestAgreementsReply& reply) {
  const std::shared_ptr<const Network> network = parts_.network.Get();
  const absl::Time now = parts_.clock.Now();
  const Ground attested = GroundFrom(request);
  AttestAgreementsReply some;
  const absl::Status status =
      parts_.log
          .Run([&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
            Register everybody(db);
            some.Clear();
            log::v1::GroundDetail detail;
            detail.set_by_staff(staff.name);
            detail.set_what("agreement on paper");
            for (int i = first; i < last; ++i) {
              const RecordId& record = request.records(i);
              std::string why = "not in the register";
              KITH_ASSIGN_OR_RETURN(
                  const std::string person,
                  everybody.FindRecord(record.source(), record.id()));
              Ground ground = attested;
              if (!person.empty()) {
                KITH_ASSIGN_OR_RETURN(const std::vector<Identity> identities,
                                      everybody.IdentitiesOf(person));
                KITH_ASSIGN_OR_RETURN(
                    why, WhyNot(everybody, person, identities, ground, *network,
                                parts_.agency, now));
                ground.until = EndOf(ground.capacity, ground.until, identities,
                                     ground.given_at);
              }
              if (!why.empty()) {
                auto* left_out = some.add_left_out();
                *left_out->mutable_record() = record;
                left_out->set_why(why);
                continue;
              }
              ground.person = person;
              ground.ref = parts_.random.Bytes(kRefBytes);
              ground.rests_on = ground.ref;
              KITH_RETURN_IF_ERROR(everybody.PutGround(ground));
              detail.add_refs(ground.ref);
              some.set_attested(some.attested() + 1);
            }
            if (detail.refs().empty()) return std::vector<tlog::Entry>();
            return std::vector<tlog::Entry>{{log::v1::EVENT_CONSENT,
                                             parts_.agency,
                                             detail.SerializeAsString(), ""}};
          })
          .status();
  if (!status.ok()) return status;
  reply.set_attested(reply.attested() + some.attested());
  reply.mutable_left_out()->MergeFrom(some.left_out());
  return absl::OkStatus();
}

}  // namespace kith::agent
