// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/urgent_flow.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "broker/flows/ask_checks.h"
#include "broker/flows/record_grounds_flow.h"
#include "broker/flows/urgent_rules.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"
#include "kith/log/v1/log.pb.h"

namespace kith::broker {
namespace {

using enquiry::v1::AskGround;
using urgent::v1::AuthoriseBody;
using urgent::v1::PersonKeyBody;
using urgent::v1::RequestBody;
using urgent::v1::RequestReply;
using urgent::v1::SignedByBoth;
using urgent::v1::UrgentItem;
using Entries = std::vector<tlog::Entry>;

constexpr absl::string_view kManager = "manager";
constexpr std::size_t kIdBytes = 16;
// Everything that is signed here fits, and nothing is kept of what does not.
constexpr std::size_t kMaxBodyBytes = 2048;
// Open at once for one person.
constexpr int kMostOpen = 5;

absl::Status Wrong(absl::string_view field, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(field, ": ", what));
}

absl::Status CheckKeyBody(const PersonKeyBody& body,
                          const std::string& caller) {
  if (body.agency() != caller) return Wrong("agency", "not the calling agency");
  if (body.practitioner().size() != kIdBytes) {
    return Wrong("practitioner", "16 bytes");
  }
  if (body.public_key().size() != kPublicKeyBytes) {
    return Wrong("public_key", "32 bytes");
  }
  return absl::OkStatus();
}

absl::Status CheckRequestBody(const RequestBody& body,
                              const std::string& caller,
                              const Network& network) {
  if (body.asker() != caller) return Wrong("asker", "not the calling agency");
  if (body.enquiry_id().size() != kIdBytes) {
    return Wrong("enquiry_id", "16 bytes");
  }
  if (body.practitioner().size() != kIdBytes) {
    return Wrong("practitioner", "16 bytes");
  }
  if (body.role().empty()) return Wrong("role", "missing");
  if (network.FindPurpose(body.purpose()) == nullptr) {
    return Wrong("purpose", "not one of the network file");
  }
  if (body.ground().kind() != AskGround::KIND_URGENT_ACCESS) {
    return Wrong("ground", "must be urgent access");
  }
  KITH_RETURN_IF_ERROR(CheckGroundCodes(body.ground(), network));
  if (body.shape() != 1 && body.shape() != 8) return Wrong("shape", "1 or 8");
  if (body.people_commitment().size() != kHashBytes) {
    return Wrong("people_commitment", "32 bytes");
  }
  return absl::OkStatus();
}

absl::Status CheckAuthoriseBody(const AuthoriseBody& body,
                                const std::string& caller) {
  if (body.agency() != caller) return Wrong("agency", "not the calling agency");
  if (body.enquiry_id().size() != kIdBytes) {
    return Wrong("enquiry_id", "16 bytes");
  }
  if (body.practitioner().size() != kIdBytes) {
    return Wrong("practitioner", "16 bytes");
  }
  if (body.role().empty()) return Wrong("role", "missing");
  return absl::OkStatus();
}

tlog::Entry EntryOf(log::v1::Event event, const std::string& for_agency,
                    const std::string& what, const std::string& agency,
                    const std::string& practitioner, const std::string& role,
                    const std::string& enquiry_id,
                    const std::string& signed_bytes) {
  log::v1::UrgentDetail detail;
  detail.set_enquiry_id(enquiry_id);
  detail.set_what(what);
  detail.set_agency(agency);
  detail.set_practitioner(practitioner);
  detail.set_role(role);
  detail.set_sha256(HashBytes(Sha256(signed_bytes)));
  return {event, for_agency, detail.SerializeAsString(), ""};
}

// In both agencies' chains, so that both DPOs are told; once if it is one.
Entries EntriesOf(log::v1::Event event, const std::string& what,
                  const StoredUrgent& urgent, const AuthoriseBody& body,
                  const std::string& signed_bytes) {
  Entries entries;
  const auto add = [&](const std::string& agency) {
    entries.push_back(EntryOf(event, agency, what, body.agency(),
                              body.practitioner(), body.role(),
                              body.enquiry_id(), signed_bytes));
  };
  add(urgent.asker);
  if (body.agency() != urgent.asker) add(body.agency());
  return entries;
}

// Whether this person signed, by the key that their agency registered.
absl::StatusOr<bool> IsSignedBy(StoreTransaction& transaction,
                                const Network& network,
                                const std::string& agency,
                                const std::string& practitioner, Label label,
                                const SignedByBoth& request) {
  KITH_ASSIGN_OR_RETURN(const std::optional<StoredPersonKey> key,
                        transaction.FindPersonKey(agency, practitioner));
  return key.has_value() &&
         VerifySignature(key->public_key, label, network.id(), request.body(),
                         request.person_signature())
             .ok();
}

absl::Status NotRegistered() {
  return absl::PermissionDeniedError(
      "not signed by the key that is registered for this person; make a key "
      "(kith urgent key) and try again");
}

}  // namespace

absl::Status UrgentFlow::CheckAgency(const std::string& caller,
                                     const SignedByBoth& request) const {
  if (request.body().size() > kMaxBodyBytes) {
    return Wrong("body", "larger than 2 KiB");
  }
  return CheckSignedByMember(
      *parts_.network.Get(), parts_.clock.Now(), caller, Label::kUrgent,
      JoinFields({request.body(), request.person_signature()}),
      request.agency_signature());
}

void UrgentFlow::RegisterKey(
    const std::string& caller, const SignedByBoth& request,
    std::function<void(absl::StatusOr<std::uint64_t>)> done) {
  const std::shared_ptr<const Network> network = parts_.network.Get();
  PersonKeyBody body;
  absl::Status status = CheckAgency(caller, request);
  if (status.ok() && !body.ParseFromString(request.body())) {
    status = Wrong("body", "cannot be read");
  }
  if (status.ok()) status = CheckKeyBody(body, caller);
  if (status.ok()) {
    status =
        VerifySignature(body.public_key(), Label::kPersonKey, network->id(),
                        request.body(), request.person_signature());
  }
  if (!status.ok()) return done(status);
  auto taken = std::make_shared<absl::Status>();
  parts_.log.Submit(
      [this, taken, body, bytes = request.body(),
       caller](SealedDb& db) -> absl::StatusOr<Entries> {
        const auto transaction = parts_.transaction(db);
        *taken = transaction->PutPersonKey(
            {caller, body.practitioner(), body.public_key()});
        if (absl::IsAlreadyExists(*taken)) {
          return Entries{EntryOf(log::v1::EVENT_ALARM, caller, "KEY_OF_ANOTHER",
                                 caller, body.practitioner(), "", "", bytes)};
        }
        KITH_RETURN_IF_ERROR(*taken);
        // INVARIANT (a new key undoes the old): nothing that it signed and
        // that was not used can be used.
        KITH_ASSIGN_OR_RETURN(
            std::vector<StoredUrgent> open,
            transaction->UrgentSince(parts_.clock.Now() - kUrgentLife));
        for (StoredUrgent& one : open) {
          const bool first =
              one.asker == caller && one.practitioner == body.practitioner();
          const bool second = one.second_agency == caller &&
                              one.second_practitioner == body.practitioner();
          if (!first && !second) continue;
          one.cancelled = true;
          KITH_RETURN_IF_ERROR(transaction->PutUrgent(one));
        }
        return Entries{EntryOf(log::v1::EVENT_KEY, caller, "key registered",
                               caller, body.practitioner(), "", "", bytes)};
      },
      [taken,
       done = std::move(done)](absl::StatusOr<tlog::Committed> committed) {
        if (!committed.ok()) return done(committed.status());
        if (!taken->ok()) return done(*taken);
        done(committed->entries[0].index);
      });
}

void UrgentFlow::Request(
    const std::string& caller, const SignedByBoth& request,
    std::function<void(absl::StatusOr<RequestReply>)> done) {
  const std::shared_ptr<const Network> network = parts_.network.Get();
  const absl::Time now = parts_.clock.Now();
  RequestBody body;
  absl::Status status = CheckAgency(caller, request);
  if (status.ok() && !body.ParseFromString(request.body())) {
    status = Wrong("body", "cannot be read");
  }
  if (status.ok()) status = CheckRequestBody(body, caller, *network);
  if (status.ok()) status = CheckFresh(body.made_at_ms(), now);
  if (!status.ok()) return done(status);
  struct Outcome {
    absl::Status refused;
    RequestReply reply;
  };
  auto outcome = std::make_shared<Outcome>();
  parts_.log.Submit(
      [this, outcome, body, request, caller, network,
       now](SealedDb& db) -> absl::StatusOr<Entries> {
        const auto transaction = parts_.transaction(db);
        KITH_ASSIGN_OR_RETURN(
            const bool is_theirs,
            IsSignedBy(*transaction, *network, caller, body.practitioner(),
                       Label::kUrgentRequest, request));
        const auto entry = [&](log::v1::Event event, const char* what) {
          return Entries{EntryOf(event, caller, what, caller,
                                 body.practitioner(), body.role(),
                                 body.enquiry_id(), request.body())};
        };
        if (!is_theirs) {
          outcome->refused = NotRegistered();
          return entry(log::v1::EVENT_ALARM, "REQUEST_BY_ANOTHER_KEY");
        }
        StoredUrgent urgent{.enquiry_id = body.enquiry_id(),
                            .asker = caller,
                            .practitioner = body.practitioner(),
                            .request = request.body(),
                            .requested_at = now,
                            .second_agency = {},
                            .second_practitioner = {},
                            .review_by = {}};
        KITH_ASSIGN_OR_RETURN(const std::optional<StoredUrgent> before,
                              transaction->FindUrgent(body.enquiry_id()));
        if (before.has_value() &&
            (before->asker != caller || before->request != request.body())) {
          return absl::AlreadyExistsError(
              "enquiry_id: it came before with another body");
        }
        if (before.has_value()) urgent = *before;
        KITH_ASSIGN_OR_RETURN(const std::vector<StoredUrgent> earlier,
                              transaction->UrgentSince(now - kUrgentLookBack));
        const auto open = std::count_if(
            earlier.begin(), earlier.end(), [&](const StoredUrgent& one) {
              const auto state = StateOf(one, now);
              return one.asker == caller &&
                     one.practitioner == body.practitioner() &&
                     (state == UrgentItem::STATE_REQUESTED ||
                      state == UrgentItem::STATE_AUTHORISED);
            });
        if (!before.has_value() && open >= kMostOpen) {
          return absl::ResourceExhaustedError(
              "five requests of yours are open; use them or wait 15 minutes");
        }
        outcome->reply.set_desk_only_because(
            DeskOnlyBecause(earlier, caller, body.practitioner(), now));
        outcome->reply.set_expires_at_ms(static_cast<std::uint64_t>(
            absl::ToUnixMillis(urgent.requested_at + kUrgentLife)));
        KITH_RETURN_IF_ERROR(transaction->PutUrgent(urgent));
        return entry(log::v1::EVENT_URGENT, "requested");
      },
      [outcome,
       done = std::move(done)](absl::StatusOr<tlog::Committed> committed) {
        if (!committed.ok()) return done(committed.status());
        if (!outcome->refused.ok()) return done(outcome->refused);
        outcome->reply.set_log_index(committed->entries[0].index);
        done(outcome->reply);
      });
}

// OK, or why not; `refused_because` is set where it is an alarm.
absl::Status UrgentFlow::CheckSecond(StoreTransaction& transaction,
                                     const StoredUrgent& urgent,
                                     const AuthoriseBody& body,
                                     const SignedByBoth& request,
                                     absl::Time now,
                                     std::string& refused_because) const {
  const std::shared_ptr<const Network> network = parts_.network.Get();
  const auto refuse = [&](const char* code, absl::string_view words) {
    refused_because = code;
    return absl::PermissionDeniedError(words);
  };
  if (!MayBeSecond(*network, urgent, body.agency(), body.role())) {
    return refuse("SECOND_MAY_NOT",
                  "only a manager or lead practitioner of the same agency, or "
                  "somebody at the desk, may be the second");
  }
  // INVARIANT (two people, two keys): a key belongs to one person, so another
  // person is another key.
  if (body.agency() == urgent.asker &&
      body.practitioner() == urgent.practitioner) {
    return refuse("SECOND_IS_THE_FIRST",
                  "the second must be somebody else than the first");
  }
  KITH_ASSIGN_OR_RETURN(
      const bool is_theirs,
      IsSignedBy(transaction, *network, body.agency(), body.practitioner(),
                 Label::kUrgentAuthorise, request));
  if (!is_theirs) {
    refused_because = "AUTHORISED_BY_ANOTHER_KEY";
    return NotRegistered();
  }
  if (body.request_sha256() != HashBytes(Sha256(urgent.request))) {
    return refuse("ANOTHER_REQUEST", "what was authorised is not this request");
  }
  if (StateOf(urgent, now) == UrgentItem::STATE_AUTHORISED) {
    return absl::FailedPreconditionError("it was authorised before");
  }
  const std::string& desk = network->file().desk().operated_by();
  // For the desk's own people the desk is a colleague.
  const bool is_the_desk = body.agency() == desk && urgent.asker != desk;
  if (is_the_desk) return absl::OkStatus();
  KITH_ASSIGN_OR_RETURN(const std::vector<StoredUrgent> earlier,
                        transaction.UrgentSince(now - kUrgentLookBack));
  const std::string why =
      DeskOnlyBecause(earlier, urgent.asker, urgent.practitioner, now);
  if (why.empty() || (urgent.asker == desk && body.role() == kManager)) {
    return absl::OkStatus();
  }
  if (urgent.asker == desk) {
    return absl::FailedPreconditionError(
        absl::StrCat(why, ", so it has to be a manager"));
  }
  return absl::FailedPreconditionError(
      absl::StrCat(why, ", so only the desk may be the second: ring ",
                   network->file().desk().telephone()));
}

void UrgentFlow::Authorise(
    const std::string& caller, const SignedByBoth& request,
    std::function<void(absl::StatusOr<std::uint64_t>)> done) {
  const absl::Time now = parts_.clock.Now();
  AuthoriseBody body;
  absl::Status status = CheckAgency(caller, request);
  if (status.ok() && !body.ParseFromString(request.body())) {
    status = Wrong("body", "cannot be read");
  }
  if (status.ok()) status = CheckAuthoriseBody(body, caller);
  if (status.ok()) status = CheckFresh(body.made_at_ms(), now);
  if (!status.ok()) return done(status);
  auto refused = std::make_shared<absl::Status>();
  parts_.log.Submit(
      [this, refused, body, request,
       now](SealedDb& db) -> absl::StatusOr<Entries> {
        const auto transaction = parts_.transaction(db);
        KITH_ASSIGN_OR_RETURN(std::optional<StoredUrgent> urgent,
                              transaction->FindUrgent(body.enquiry_id()));
        if (!urgent.has_value() ||
            (StateOf(*urgent, now) != UrgentItem::STATE_REQUESTED &&
             StateOf(*urgent, now) != UrgentItem::STATE_AUTHORISED)) {
          return absl::NotFoundError(
              "no such request is open; they live for 15 minutes");
        }
        std::string because;
        const absl::Status may =
            CheckSecond(*transaction, *urgent, body, request, now, because);
        if (!may.ok() && because.empty()) return may;
        if (!may.ok()) {
          *refused = may;
          return EntriesOf(log::v1::EVENT_ALARM, because, *urgent, body,
                           request.body());
        }
        urgent->second_agency = body.agency();
        urgent->second_practitioner = body.practitioner();
        urgent->authorised_at = now;
        KITH_RETURN_IF_ERROR(transaction->PutUrgent(*urgent));
        return EntriesOf(log::v1::EVENT_URGENT, "authorised", *urgent, body,
                         request.body());
      },
      [refused,
       done = std::move(done)](absl::StatusOr<tlog::Committed> committed) {
        if (!committed.ok()) return done(committed.status());
        if (!refused->ok()) return done(*refused);
        done(committed->entries[0].index);
      });
}

}  // namespace kith::broker
