// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/consent_flow.h"

#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "agent/flows/agreement_rules.h"
#include "agent/flows/consent_receipt.h"
#include "agent/flows/ended_grounds.h"
#include "agent/receipts/receipt_page.h"
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
constexpr char kWithdrawal[] = "withdrawal";
// The notice that the network file itself carries.
constexpr char kNetworksNotice[] = "consent-wording";
constexpr char kCompetentChild[] = "competent-child";

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
  ground.wording =
      request.wording().empty() ? kNetworksNotice : request.wording();
  ground.language = request.language();
  ground.may_name_place = request.may_name_place();
  ground.call_back_only = request.call_back_only();
  ground.paper_is_safe = request.paper_is_safe();
  ground.assessed_by = request.assessed_by();
  absl::CivilDay day;
  if (absl::ParseCivilTime(request.assessed_on(), &day)) {
    ground.assessed_at = absl::FromCivil(day, absl::UTCTimeZone());
  }
  return ground;
}

absl::Status CheckRecord(const RecordConsentRequest& request,
                         const Ground& ground, const Network& network,
                         absl::Time now) {
  KITH_RETURN_IF_ERROR(CheckUntil(ground.until, now));
  KITH_RETURN_IF_ERROR(CheckScope(ground.scope, network));
  KITH_RETURN_IF_ERROR(CheckCapacity(ground.capacity));
  KITH_RETURN_IF_ERROR(CheckText("said_by", ground.said_by));
  KITH_RETURN_IF_ERROR(CheckEvidence(ground.evidence));
  if (ground.capacity != kCompetentChild) return absl::OkStatus();
  KITH_RETURN_IF_ERROR(CheckText("assessed_by", ground.assessed_by));
  if (ground.assessed_at == absl::InfinitePast() || ground.assessed_at > now) {
    return absl::InvalidArgumentError(
        absl::StrCat("assessed_on: the day the child was assessed as competent "
                     "(2026-11-20), not after today, not ",
                     request.assessed_on().empty() ? "empty" : "another text"));
  }
  return absl::OkStatus();
}

// What the same one agreed to before, on paper too; and what an export brought
// without saying who agreed.
bool IsReplacedBy(const Ground& present, const Ground& next, absl::Time now) {
  if (present.kind != GroundKind::kConsent || present.withdrawn ||
      present.until <= now) {
    return false;
  }
  if (present.imported && present.said_by.empty()) return true;
  const bool same_capacity =
      absl::EqualsIgnoreCase(present.capacity, next.capacity);
  return same_capacity &&
         (present.said_by == kOnPaper ||
          absl::EqualsIgnoreCase(present.said_by, next.said_by));
}

std::string People(std::size_t count) {
  return absl::StrCat(count, count == 1 ? " person" : " people");
}

// To print, unless paper is not safe. A receipt that does not hold any more,
// since its agency has other keys, is given as it was, without.
void AddPages(const std::string& receipt, const Network& network,
              GetReceiptReply& reply) {
  const auto verified = VerifyReceipt(receipt, network);
  if (!verified.ok()) return;
  const auto page = [&](PageReader reader) {
    auto words = ReceiptPage(*verified, network, reader, absl::LocalTimeZone());
    return words.ok() ? *std::move(words) : std::string();
  };
  reply.set_page(page(PageReader::kFamily));
  reply.set_child_page(page(PageReader::kChild));
}

}  // namespace

absl::StatusOr<RecordConsentReply> ConsentFlow::Record(
    const Staff& staff, const RecordConsentRequest& request) {
  const std::shared_ptr<const Network> network = parts_.network.Get();
  Ground agreed = GroundFrom(request);
  agreed.given_at = parts_.clock.Now();
  KITH_RETURN_IF_ERROR(
      CheckRecord(request, agreed, *network, parts_.clock.Now()));
  KITH_ASSIGN_OR_RETURN(const std::vector<std::string> people,
                        FindRecords(parts_, request.people()));
  KITH_ASSIGN_OR_RETURN(const std::vector<Ground> grounds,
                        GroundsFor(people, agreed));
  ReceiptFields fields =
      ConsentFields(NewReceipt(parts_, *network, "consent", people.size()),
                    *network, agreed, grounds);
  const KeptReceipt receipt = Signed(fields, *network);
  Replaced replaced;
  KITH_RETURN_IF_ERROR(Keep(staff, grounds, receipt, replaced));

  // The agency's signature stands alone until the broker can be reached.
  const auto countersigned = countersign_.Run(receipt);
  const absl::Status told = TellEndedGrounds(parts_, replaced.to_tell);
  RecordConsentReply reply;
  reply.set_receipt(countersigned.ok() ? countersigned->receipt : receipt.text);
  reply.set_pending(!countersigned.ok());
  reply.set_reference(absl::BytesToHexString(receipt.id));
  reply.set_people(static_cast<std::uint32_t>(people.size()));
  AddNotes(agreed, grounds, replaced, told, reply);
  return reply;
}

absl::StatusOr<std::vector<Ground>> ConsentFlow::GroundsFor(
    const std::vector<std::string>& people, const Ground& agreed) {
  return parts_.reader.With(
      [&](Register& everybody) -> absl::StatusOr<std::vector<Ground>> {
        std::vector<Ground> grounds;
        for (const std::string& person : people) {
          KITH_ASSIGN_OR_RETURN(const std::vector<Identity> identities,
                                everybody.IdentitiesOf(person));
          Ground ground = agreed;
          ground.person = person;
          ground.ref = parts_.random.Bytes(kRefBytes);
          ground.rests_on = ground.ref;
          ground.until = EndOf(ground.capacity, ground.until, identities,
                               parts_.clock.Now());
          grounds.push_back(std::move(ground));
        }
        return grounds;
      });
}

// INVARIANT (the newest word holds): what the same one said before ends in the
// transaction in which the new agreement begins. An export that still carries
// it finds it ended; one that words it anew only narrows.
absl::Status ConsentFlow::Keep(const Staff& staff,
                               const std::vector<Ground>& grounds,
                               const KeptReceipt& receipt, Replaced& replaced) {
  KITH_ASSIGN_OR_RETURN(const Hash hash, HashOfReceipt(receipt.text));
  log::v1::GroundDetail recorded;
  for (const Ground& ground : grounds) recorded.add_refs(ground.ref);
  recorded.set_receipt_sha256(HashBytes(hash));
  recorded.set_by_staff(staff.name);
  const absl::Time now = parts_.clock.Now();
  return parts_.log
      .Run([&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
        Register everybody(db);
        replaced = {};
        log::v1::GroundDetail ended;
        ended.set_by_staff(staff.name);
        ended.set_what("replaced");
        for (const Ground& ground : grounds) {
          KITH_ASSIGN_OR_RETURN(const std::vector<Ground> before,
                                everybody.GroundsOf(ground.person));
          for (const Ground& one : before) {
            if (!IsReplacedBy(one, ground, now)) {
              replaced.others += one.kind == GroundKind::kConsent &&
                                 !one.withdrawn && one.until > now;
              continue;
            }
            KITH_RETURN_IF_ERROR(EndGround(everybody, one));
            ended.add_refs(one.ref);
            if (one.ever_known) replaced.to_tell.push_back(one);
          }
          KITH_RETURN_IF_ERROR(everybody.PutGround(ground));
          KITH_ASSIGN_OR_RETURN(const bool objection,
                                everybody.ObjectionStands(ground.person));
          replaced.objection = replaced.objection || objection;
        }
        replaced.ended = static_cast<std::size_t>(ended.refs_size());
        KITH_RETURN_IF_ERROR(everybody.PutReceipt(receipt));
        std::vector<tlog::Entry> entries{{log::v1::EVENT_CONSENT, parts_.agency,
                                          recorded.SerializeAsString(), ""}};
        if (replaced.ended > 0) {
          entries.push_back({log::v1::EVENT_WITHDRAWN, parts_.agency,
                             ended.SerializeAsString(), ""});
        }
        return entries;
      })
      .status();
}

void ConsentFlow::AddNotes(const Ground& agreed,
                           const std::vector<Ground>& grounds,
                           const Replaced& replaced, const absl::Status& told,
                           RecordConsentReply& reply) const {
  std::size_t of_age = 0;
  for (const Ground& ground : grounds) {
    if (ground.until < agreed.until) ++of_age;
  }
  if (of_age > 0) {
    reply.add_notes(absl::StrCat("For ", People(of_age),
                                 " it ends earlier, on the day they turn 18 "
                                 "and decide for themselves."));
  }
  if (replaced.ended > 0) {
    reply.add_notes(
        absl::StrCat("It takes the place of what was agreed before "
                     "for ",
                     People(replaced.ended), "."));
  }
  if (replaced.others > 0) {
    reply.add_notes(
        "Somebody else has agreed for these people too. An agency is told only "
        "what each of them agreed to.");
  }
  if (replaced.objection) {
    reply.add_notes(
        "An objection stands for one of them: nothing is said until a manager "
        "decides that sharing goes on.");
  }
  if (!told.ok()) {
    reply.add_notes(
        "The centre could not be told yet that the earlier agreement has "
        "ended. This agency has stopped answering on it.");
  }
}

absl::StatusOr<WithdrawConsentReply> ConsentFlow::Withdraw(
    const Staff& staff, const WithdrawConsentRequest& request) {
  const std::shared_ptr<const Network> network = parts_.network.Get();
  KITH_ASSIGN_OR_RETURN(const std::vector<std::string> people,
                        FindRecords(parts_, request.people()));
  ReceiptFields fields =
      NewReceipt(parts_, *network, kWithdrawal, people.size());
  fields.only_here = request.only_here();
  KITH_ASSIGN_OR_RETURN(const KeptReceipt receipt,
                        EndHere(people, staff.name, std::move(fields)));
  WithdrawConsentReply reply;
  reply.set_reference(absl::BytesToHexString(receipt.id));
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
            fields.paper_is_safe = true;
            for (const std::string& person : people) {
              KITH_RETURN_IF_ERROR(
                  everybody.PutTakenBack(person, parts_.clock.Now()));
              KITH_ASSIGN_OR_RETURN(const std::vector<Ground> grounds,
                                    everybody.GroundsOf(person));
              for (const Ground& ground : grounds) {
                if (ground.withdrawn || ground.kind != GroundKind::kConsent) {
                  continue;
                }
                KITH_RETURN_IF_ERROR(EndGround(everybody, ground));
                fields.grounds.push_back(ground.ref);
                fields.paper_is_safe =
                    fields.paper_is_safe && ground.paper_is_safe;
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
  AddPages(receipt.text, *parts_.network.Get(), reply);
  return reply;
}

}  // namespace kith::agent
