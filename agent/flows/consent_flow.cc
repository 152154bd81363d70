// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/consent_flow.h"

#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "agent/flows/person_keys.h"
#include "keys/base/logging.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"
#include "kith/log/v1/log.pb.h"

namespace kith::agent {
namespace {

using desk::v1::GetReceiptReply;
using desk::v1::RecordConsentReply;
using desk::v1::RecordConsentRequest;
using desk::v1::WithdrawConsentReply;
using desk::v1::WithdrawConsentRequest;

constexpr std::size_t kRefBytes = 16;
constexpr int kMostPeople = 8;
constexpr char kWithdrawal[] = "withdrawal";
constexpr absl::Duration kLongestConsent = absl::Hours(24 * 731);

Ground GroundFrom(const RecordConsentRequest& request) {
  Ground ground;
  ground.kind = GroundKind::kConsent;
  ground.scope.everybody = request.everybody();
  ground.scope.categories = {request.categories().begin(),
                             request.categories().end()};
  ground.scope.agencies = {request.agencies().begin(),
                           request.agencies().end()};
  ground.scope.excluded_agencies = {request.excluded_agencies().begin(),
                                    request.excluded_agencies().end()};
  ground.scope.purposes = {request.purposes().begin(),
                           request.purposes().end()};
  ground.until = absl::FromUnixMillis(request.until_ms());
  ground.said_by = request.said_by();
  ground.capacity = request.capacity();
  ground.evidence = request.evidence_reference();
  ground.wording = request.wording();
  ground.language = request.language();
  ground.may_name_place = request.may_name_place();
  return ground;
}

absl::Status CheckRecord(const RecordConsentRequest& request,
                         const Network& network, absl::Time now) {
  const absl::Time until = absl::FromUnixMillis(request.until_ms());
  if (until <= now || until - now > kLongestConsent) {
    return absl::InvalidArgumentError(
        "until: in the future, and at most two years ahead");
  }
  if (!request.everybody() && request.categories().empty() &&
      request.agencies().empty()) {
    return absl::InvalidArgumentError(
        "recipients: everybody, or categories, or agencies");
  }
  if (request.capacity().empty()) {
    return absl::InvalidArgumentError(
        "capacity: who agreed: parent, young-person, competent-child, carer");
  }
  for (const std::string& category : request.categories()) {
    if (network.FindCategory(category) == nullptr) {
      return absl::InvalidArgumentError(
          "categories: one is not in the network file");
    }
  }
  for (const auto* agencies :
       {&request.agencies(), &request.excluded_agencies()}) {
    for (const std::string& agency : *agencies) {
      if (network.FindAgency(agency) == nullptr) {
        return absl::InvalidArgumentError(
            "agencies: one is not in the network file; `kith network print` "
            "lists them");
      }
    }
  }
  for (const std::string& purpose : request.purposes()) {
    if (network.FindPurpose(purpose) == nullptr) {
      return absl::InvalidArgumentError(
          "purposes: one is not in the network file");
    }
  }
  return absl::OkStatus();
}

ReceiptFields FieldsOf(const Parts& parts, const Network& network,
                       const char* kind, std::size_t people) {
  ReceiptFields fields;
  fields.kind = kind;
  fields.receipt_id = parts.random.Bytes(kReceiptIdBytes);
  fields.network = network.file().name();
  fields.agency = parts.agency;
  fields.agency_name = network.FindAgency(parts.agency)->name();
  fields.issued_at = parts.clock.Now();
  fields.people = static_cast<std::uint32_t>(people);
  return fields;
}

}  // namespace

absl::StatusOr<std::vector<std::string>> ConsentFlow::FindPeople(
    const google::protobuf::RepeatedPtrField<desk::v1::Person>& people) {
  const std::shared_ptr<const Network> network = parts_.network.Get();
  if (people.empty() || people.size() > kMostPeople) {
    return absl::InvalidArgumentError("people: 1 to 8");
  }
  std::vector<std::string> refs;
  for (int i = 0; i < people.size(); ++i) {
    const auto identity = NormalisePerson(people.Get(i), *network);
    if (!identity.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat("person ", i + 1, ": ", identity.status().message()));
    }
    KITH_ASSIGN_OR_RETURN(const std::vector<Known> known,
                          parts_.reader.With([&](Register& everybody) {
                            return FindInRegister(everybody, *identity,
                                                  *network, parts_.agency);
                          }));
    std::size_t certain = 0;
    for (const Known& one : known) {
      if (!one.certain) continue;
      ++certain;
      refs.push_back(one.person.ref);
    }
    if (certain == 0) {
      return absl::NotFoundError(
          absl::StrCat("person ", i + 1,
                       ": not in this agency's register, or not with "
                       "certainty; check the spelling and the date of birth"));
    }
  }
  return refs;
}

absl::StatusOr<RecordConsentReply> ConsentFlow::Record(
    const Staff& staff, const RecordConsentRequest& request) {
  const std::shared_ptr<const Network> network = parts_.network.Get();
  KITH_RETURN_IF_ERROR(CheckRecord(request, *network, parts_.clock.Now()));
  KITH_ASSIGN_OR_RETURN(const std::vector<std::string> people,
                        FindPeople(request.people()));
  ReceiptFields fields = FieldsOf(parts_, *network, "consent", people.size());
  std::vector<Ground> grounds;
  for (const std::string& person : people) {
    Ground ground = GroundFrom(request);
    ground.person = person;
    ground.ref = parts_.random.Bytes(kRefBytes);
    ground.rests_on = ground.ref;
    fields.grounds.push_back(ground.ref);
    grounds.push_back(std::move(ground));
  }
  fields.everybody = request.everybody();
  fields.categories = grounds[0].scope.categories;
  fields.agencies = grounds[0].scope.agencies;
  fields.excluded_agencies = grounds[0].scope.excluded_agencies;
  fields.purposes = grounds[0].scope.purposes;
  fields.until = grounds[0].until;
  fields.wording = request.wording();
  fields.language = request.language();
  fields.capacity = request.capacity();
  const KeptReceipt receipt = Signed(fields, *network);
  KITH_ASSIGN_OR_RETURN(const Hash hash, HashOfReceipt(receipt.text));

  log::v1::GroundDetail detail;
  for (const Ground& ground : grounds) detail.add_refs(ground.ref);
  detail.set_receipt_sha256(HashBytes(hash));
  detail.set_by_staff(staff.name);
  const absl::Status status =
      parts_.log
          .Run([&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
            Register everybody(db);
            for (const Ground& ground : grounds) {
              KITH_RETURN_IF_ERROR(everybody.PutGround(ground));
            }
            KITH_RETURN_IF_ERROR(everybody.PutReceipt(receipt));
            return std::vector<tlog::Entry>{{log::v1::EVENT_CONSENT,
                                             parts_.agency,
                                             detail.SerializeAsString(), ""}};
          })
          .status();
  if (!status.ok()) return status;

  // The agency's signature stands alone until the broker can be reached.
  const auto countersigned = countersign_.Run(receipt);
  RecordConsentReply reply;
  reply.set_receipt(countersigned.ok() ? countersigned->receipt : receipt.text);
  reply.set_pending(!countersigned.ok());
  reply.set_people(static_cast<std::uint32_t>(people.size()));
  return reply;
}

absl::StatusOr<WithdrawConsentReply> ConsentFlow::Withdraw(
    const Staff& staff, const WithdrawConsentRequest& request) {
  const std::shared_ptr<const Network> network = parts_.network.Get();
  KITH_ASSIGN_OR_RETURN(const std::vector<std::string> people,
                        FindPeople(request.people()));
  ReceiptFields fields = FieldsOf(parts_, *network, kWithdrawal, people.size());
  fields.only_here = request.only_here();
  KITH_ASSIGN_OR_RETURN(const KeptReceipt receipt,
                        EndHere(people, staff.name, std::move(fields)));
  WithdrawConsentReply reply;
  reply.set_grounds_ended(static_cast<std::uint32_t>(receipt.grounds.size()));
  const auto told = countersign_.Run(receipt);
  if (!told.ok()) {
    LogWarning("withdrawal_pending", {{"why", told.status()}});
    reply.set_receipt(receipt.text);
    reply.set_pending(true);
    reply.set_words(
        "This agency has stopped answering now. The centre could not be told "
        "yet and will be as soon as it can be reached.");
    return reply;
  }
  reply.set_receipt(told->receipt);
  reply.set_grounds_ended(std::max(reply.grounds_ended(), told->grounds_ended));
  reply.set_words("No answer that rests on it is given any more.");
  return reply;
}

// INVARIANT (stops here first): the holder's own copy ends before the broker is
// told, so new answers stop even if it cannot be reached; and with it the
// receipt is kept, so the broker will be told whatever happens to this process.
absl::StatusOr<KeptReceipt> ConsentFlow::EndHere(
    const std::vector<std::string>& people, const std::string& staff,
    ReceiptFields fields) {
  const std::shared_ptr<const Network> network = parts_.network.Get();
  KeptReceipt receipt;
  const absl::Status status =
      parts_.log
          .RunUrgently([&](SealedDb& db)
                           -> absl::StatusOr<std::vector<tlog::Entry>> {
            Register everybody(db);
            fields.grounds.clear();
            for (const std::string& person : people) {
              KITH_RETURN_IF_ERROR(
                  everybody.PutTakenBack(person, parts_.clock.Now()));
              KITH_ASSIGN_OR_RETURN(const std::vector<Ground> grounds,
                                    everybody.GroundsOf(person));
              for (Ground ground : grounds) {
                if (ground.withdrawn || ground.kind != GroundKind::kConsent) {
                  continue;
                }
                ground.withdrawn = true;
                ground.withdrawal_pending = ground.known_to_broker;
                KITH_RETURN_IF_ERROR(everybody.PutGround(ground));
                fields.grounds.push_back(ground.ref);
              }
            }
            if (fields.grounds.empty()) {
              log::v1::CountDetail detail;
              detail.set_what("withdrawals that found nothing to end");
              detail.set_count(people.size());
              return std::vector<tlog::Entry>{{log::v1::EVENT_REGISTER,
                                               parts_.agency,
                                               detail.SerializeAsString(), ""}};
            }
            receipt = Signed(fields, *network);
            KITH_RETURN_IF_ERROR(everybody.PutReceipt(receipt));
            KITH_ASSIGN_OR_RETURN(const Hash hash, HashOfReceipt(receipt.text));
            log::v1::GroundDetail detail;
            for (const std::string& ref : fields.grounds) {
              detail.add_refs(ref);
            }
            detail.set_by_staff(staff);
            detail.set_only_here(fields.only_here);
            detail.set_receipt_sha256(HashBytes(hash));
            return std::vector<tlog::Entry>{{log::v1::EVENT_WITHDRAWN,
                                             parts_.agency,
                                             detail.SerializeAsString(), ""}};
          })
          .status();
  if (!status.ok()) return status;
  if (receipt.grounds.empty()) {
    return absl::NotFoundError(
        "these people have no agreement here that could be withdrawn; one that "
        "an export brings with a date up to today will not be used");
  }
  return receipt;
}

KeptReceipt ConsentFlow::Signed(const ReceiptFields& fields,
                                const Network& network) const {
  return {.id = fields.receipt_id,
          .text = SignReceipt(fields, network.id(), parts_.signer),
          .withdrawal = fields.kind == kWithdrawal,
          .only_here = fields.only_here,
          .grounds = fields.grounds};
}

absl::StatusOr<GetReceiptReply> ConsentFlow::Receipt(
    const std::string& reference) {
  const bool digits =
      reference.size() == 2 * kReceiptIdBytes &&
      absl::c_all_of(reference, [](char c) { return absl::ascii_isxdigit(c); });
  if (!digits) {
    return absl::InvalidArgumentError(
        "reference: 32 hexadecimal digits, as the receipt has them");
  }
  KITH_ASSIGN_OR_RETURN(
      const KeptReceipt receipt, parts_.reader.With([&](Register& people) {
        return people.GetReceipt(absl::HexStringToBytes(reference));
      }));
  GetReceiptReply reply;
  reply.set_receipt(receipt.text);
  reply.set_pending(!receipt.countersigned);
  return reply;
}

}  // namespace kith::agent
