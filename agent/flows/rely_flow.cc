// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/rely_flow.h"

#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "agent/flows/agreement_rules.h"
#include "agent/flows/ground_messages.h"
#include "agent/receipts/receipt.h"
#include "keys/base/status_macros.h"
#include "kith/log/v1/log.pb.h"

namespace kith::agent {
namespace {

using desk::v1::RelyOnReceiptReply;
using desk::v1::RelyOnReceiptRequest;

constexpr std::size_t kRefBytes = 16;

absl::Status CannotRely(absl::string_view why) {
  return absl::FailedPreconditionError(
      absl::StrCat(why, "; ask the family, and record what they say"));
}

policy::Scope ScopeOf(const ReceiptFields& fields) {
  return {fields.everybody, fields.categories, fields.agencies,
          fields.excluded_agencies, fields.purposes};
}

// That this receipt lets `agency` rest on it now.
absl::Status CheckReceipt(const VerifiedReceipt& receipt,
                          const Network& network, const std::string& agency,
                          absl::Time now) {
  const ReceiptFields& fields = receipt.fields;
  if (fields.kind != "consent") return CannotRely("it is of no agreement");
  if (fields.agency == agency) {
    return absl::FailedPreconditionError(
        "this agency took that agreement itself: nothing need be done");
  }
  if (!receipt.log_index.has_value()) {
    return absl::FailedPreconditionError(
        "the centre has not countersigned it yet; ask the family's other "
        "service for a newer copy: kith consent receipt");
  }
  if (!fields.until.has_value() || *fields.until <= now) {
    return CannotRely("it has ended");
  }
  policy::Scope any_purpose = ScopeOf(fields);
  any_purpose.purposes.clear();
  if (!policy::Covers(any_purpose, agency,
                      network.FindAgency(agency)->category(), "")) {
    return CannotRely("it does not let this agency be told");
  }
  return absl::OkStatus();
}

Ground GroundFrom(const ReceiptFields& fields, std::size_t number) {
  Ground ground;
  ground.kind = GroundKind::kConsent;
  ground.rests_on = fields.grounds[number - 1];
  ground.scope = ScopeOf(fields);
  ground.until = *fields.until;
  ground.said_by = absl::StrCat("receipt of ", fields.agency);
  ground.capacity = fields.capacity;
  ground.given_at = fields.issued_at;
  ground.evidence = absl::BytesToHexString(fields.receipt_id);
  ground.wording = fields.wording;
  ground.language = fields.language;
  ground.may_name_place = fields.may_name_place;
  ground.call_back_only = fields.call_back_only;
  ground.paper_is_safe = fields.paper_is_safe;
  return ground;
}

// The grounds of one person of the receipt: one for each of their records.
absl::StatusOr<std::vector<Ground>> GroundsFor(
    const Parts& parts, const Network& network, const ReceiptFields& fields,
    const desk::v1::ReliedPerson& relied) {
  if (relied.number() < 1 || relied.number() > fields.grounds.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat("number: the receipt is for ", fields.grounds.size(),
                     "; say which of them, from 1"));
  }
  google::protobuf::RepeatedPtrField<desk::v1::Person> one;
  *one.Add() = relied.person();
  KITH_ASSIGN_OR_RETURN(const std::vector<std::string> records,
                        FindRecords(parts, one));
  return parts.reader.With(
      [&](Register& people) -> absl::StatusOr<std::vector<Ground>> {
        std::vector<Ground> grounds;
        for (const std::string& record : records) {
          Ground ground = GroundFrom(fields, relied.number());
          KITH_ASSIGN_OR_RETURN(const std::vector<Identity> identities,
                                people.IdentitiesOf(record));
          ground.person = record;
          ground.ref = parts.random.Bytes(kRefBytes);
          ground.until =
              EndOf(ground.capacity, ground.until, identities, ground.given_at);
          KITH_ASSIGN_OR_RETURN(
              const bool said_no,
              SaidNoSince(people, ground, identities, network, parts.agency));
          if (said_no) {
            return CannotRely("the family has said no here since");
          }
          grounds.push_back(std::move(ground));
        }
        return grounds;
      });
}

}  // namespace

absl::StatusOr<RelyOnReceiptReply> RelyFlow::Rely(
    const Staff& staff, const RelyOnReceiptRequest& request) {
  const std::shared_ptr<const Network> network = parts_.network.Get();
  KITH_ASSIGN_OR_RETURN(const VerifiedReceipt receipt,
                        VerifyReceipt(request.receipt(), *network));
  KITH_RETURN_IF_ERROR(
      CheckReceipt(receipt, *network, parts_.agency, parts_.clock.Now()));
  if (request.people().empty() || request.people_size() > 8) {
    return absl::InvalidArgumentError("people: 1 to 8");
  }
  std::vector<Ground> grounds;
  for (const auto& relied : request.people()) {
    KITH_ASSIGN_OR_RETURN(const std::vector<Ground> some,
                          GroundsFor(parts_, *network, receipt.fields, relied));
    grounds.insert(grounds.end(), some.begin(), some.end());
  }
  // INVARIANT (still holds): the broker alone knows whether it was withdrawn
  // since, and refuses to record what rests on it if so.
  KITH_RETURN_IF_ERROR(
      parts_.broker.RecordGrounds(MakeRecordRequest(parts_, grounds)).status());
  log::v1::GroundDetail detail;
  detail.set_by_staff(staff.name);
  detail.set_what("rests on a receipt");
  KITH_ASSIGN_OR_RETURN(const Hash hash, HashOfReceipt(request.receipt()));
  detail.set_receipt_sha256(HashBytes(hash));
  for (Ground& ground : grounds) {
    ground.known_to_broker = true;
    detail.add_refs(ground.ref);
  }
  const absl::Status status =
      parts_.log
          .Run([&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
            Register people(db);
            for (const Ground& ground : grounds) {
              KITH_RETURN_IF_ERROR(people.PutGround(ground));
            }
            return std::vector<tlog::Entry>{{log::v1::EVENT_CONSENT,
                                             parts_.agency,
                                             detail.SerializeAsString(), ""}};
          })
          .status();
  if (!status.ok()) return status;
  RelyOnReceiptReply reply;
  reply.set_people(static_cast<std::uint32_t>(request.people_size()));
  reply.set_agency_name(receipt.fields.agency_name);
  return reply;
}

absl::StatusOr<desk::v1::GetWithdrawalReply> RelyFlow::Withdrawal(
    const std::string& reference) {
  if (reference.size() != 2 * kReceiptIdBytes) {
    return absl::InvalidArgumentError(
        "reference: 32 hexadecimal digits, as the receipt has them");
  }
  KITH_ASSIGN_OR_RETURN(
      const KeptReceipt receipt, parts_.reader.With([&](Register& people) {
        return people.GetReceipt(absl::HexStringToBytes(reference));
      }));
  if (!receipt.withdrawal) {
    return absl::FailedPreconditionError("that receipt is of no withdrawal");
  }
  if (!receipt.countersigned) {
    return absl::FailedPreconditionError(
        "pending: the centre has not been reached yet, so nobody else has been "
        "told; it is tried again by itself");
  }
  consent::v1::GetWithdrawalRequest request;
  for (const std::string& ref : receipt.grounds) request.add_refs(ref);
  KITH_ASSIGN_OR_RETURN(const auto progress,
                        parts_.broker.GetWithdrawal(request));
  const std::shared_ptr<const Network> network = parts_.network.Get();
  desk::v1::GetWithdrawalReply reply;
  for (const auto& owner : progress.owners()) {
    if (!owner.withdrawn()) continue;
    const network::v1::Agency* agency = network->FindAgency(owner.agency());
    auto* one = reply.add_owners();
    one->set_agency_name(agency == nullptr ? "an agency that has left"
                                           : agency->name());
    one->set_acted(owner.acknowledged_at_ms() != 0);
    one->set_acted_at_ms(static_cast<std::int64_t>(owner.acknowledged_at_ms()));
  }
  return reply;
}

}  // namespace kith::agent
