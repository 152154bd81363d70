// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/accept_enquiry_flow.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "broker/flows/allowances.h"
#include "broker/flows/ask_checks.h"
#include "broker/flows/log_beside.h"
#include "broker/flows/told_again.h"
#include "broker/flows/urgent_rules.h"
#include "keys/base/logging.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"
#include "keys/network/standing.h"
#include "kith/log/v1/log.pb.h"

namespace kith::broker {
namespace {

constexpr absl::Duration kRememberIds = absl::Hours(24);

// The same question within this is the same question (EnquiryTable).
constexpr absl::Duration kRepeats = absl::Seconds(10);

log::v1::EnquiryDetail DetailOf(const Enquiry& enquiry) {
  log::v1::EnquiryDetail detail;
  detail.set_enquiry_id(enquiry.id);
  detail.set_body_sha256(enquiry.body_hash);
  detail.set_purpose(enquiry.ask.purpose());
  detail.set_ground(GroundWord(enquiry.ask.ground().kind()));
  detail.set_role(enquiry.ask.role());
  detail.set_practitioner(enquiry.ask.practitioner());
  detail.set_shape(static_cast<std::uint32_t>(enquiry.ask.subjects_size()));
  return detail;
}

}  // namespace

void AcceptEnquiryFlow::Run(Request request, AskDone done) {
  absl::StatusOr<std::shared_ptr<Enquiry>> checked = Check(request);
  if (!checked.ok()) return done(checked.status());
  // Before anything is accepted: it depends on nobody asked about.
  if (CheckWitnessed(**checked).ok()) {
    return Admit(*std::move(checked), std::move(done));
  }
  witness_.ShowNow([this, enquiry = *std::move(checked),
                    done = std::move(done)](const std::string&) {
    const absl::Status witnessed = CheckWitnessed(*enquiry);
    witnessed.ok() ? Admit(enquiry, done) : done(witnessed);
  });
}

absl::Status AcceptEnquiryFlow::CheckWitnessed(const Enquiry& enquiry) const {
  return parts_.witnesses.MayRelease(*enquiry.network, enquiry.asker,
                                     IsUrgent(enquiry.ask),
                                     parts_.clock.Monotonic());
}

void AcceptEnquiryFlow::Admit(std::shared_ptr<Enquiry> enquiry, AskDone done) {
  const absl::StatusOr<policy::Decision> decision = Decide(*enquiry);
  if (!decision.ok()) return done(decision.status());
  if (!decision->allowed) return Refuse(*enquiry, *decision, std::move(done));

  const std::string id = enquiry->id;
  const std::string asker = enquiry->asker;
  absl::StatusOr<std::shared_ptr<Enquiry>> admitted =
      parts_.enquiries.Admit(std::move(enquiry), done);
  if (!admitted.ok()) {
    if (absl::IsAlreadyExists(admitted.status())) Alarm(asker, id);
    return done(admitted.status());
  }
  if (*admitted == nullptr) return;  // The same question: the same reply.
  Accept(*std::move(admitted));
}

absl::StatusOr<std::shared_ptr<Enquiry>> AcceptEnquiryFlow::Check(
    const Request& request) const {
  auto enquiry = std::make_shared<Enquiry>();
  enquiry->network = parts_.network.Get();
  const network::v1::Agency* asker =
      enquiry->network->FindAgency(request.caller);
  if (!TakesPart(asker, parts_.clock.Now())) {
    return absl::UnauthenticatedError("not an agency of this network");
  }
  // INVARIANT (signed as carried): the bytes are verified, then parsed.
  KITH_RETURN_IF_ERROR(VerifySignature(asker->signing_key(), Label::kEnquiry,
                                       enquiry->network->id(), request.body,
                                       request.signature));
  if (request.body.size() > kMaxAskBodyBytes ||
      !enquiry->ask.ParseFromString(request.body)) {
    return absl::InvalidArgumentError("body: cannot be read");
  }
  if (enquiry->ask.asker() != request.caller) {
    return absl::UnauthenticatedError(
        "asker: is not who the certificate names");
  }
  if (enquiry->ask.network_file_sha256() !=
      HashView(enquiry->network->hash())) {
    return absl::FailedPreconditionError(
        absl::StrCat("the network file has changed; fetch version ",
                     enquiry->network->file().version(), " and ask again"));
  }
  KITH_RETURN_IF_ERROR(
      CheckFresh(enquiry->ask.issued_at_ms(), parts_.clock.Now()));
  KITH_RETURN_IF_ERROR(CheckAskBody(enquiry->ask, *enquiry->network));
  // Later it would be too late: RELEASED would be logged and nobody shown.
  if (enquiry->ask.verified_tree_size() > parts_.log.size()) {
    return absl::FailedPreconditionError(
        "the asking agent has seen a larger log than the broker has; the "
        "broker must be restored from a mirror");
  }
  enquiry->id = enquiry->ask.enquiry_id();
  enquiry->asker = request.caller;
  enquiry->body_hash = HashBytes(Sha256(request.body));
  KITH_ASSIGN_OR_RETURN(enquiry->urgent_authorised,
                        IsUrgentAuthorised(*enquiry));
  return enquiry;
}

absl::StatusOr<policy::Decision> AcceptEnquiryFlow::Decide(
    const Enquiry& enquiry) const {
  KITH_ASSIGN_OR_RETURN(
      const std::shared_ptr<const policy::SharingPolicy> rules,
      parts_.policies.Get(enquiry.network->file().policy_text()));
  const auto& ground = enquiry.ask.ground();
  return rules->DecideRequest(
      {.purpose = enquiry.ask.purpose(),
       .asker_category = enquiry.network->FindAgency(enquiry.asker)->category(),
       .asker_role = enquiry.ask.role(),
       .ground = GroundWord(ground.kind()),
       .has_gateway = !ground.gateway().empty(),
       .has_necessity = !ground.necessity().empty(),
       .has_told = !ground.told().empty(),
       .urgent_authorised = enquiry.urgent_authorised});
}

// nullopt for a question on another ground. The same question once more gets
// the same reply, or none: it is not used twice (Accept).
absl::StatusOr<std::optional<bool>> AcceptEnquiryFlow::IsUrgentAuthorised(
    const Enquiry& enquiry) const {
  if (!IsUrgent(enquiry.ask)) return std::nullopt;
  KITH_ASSIGN_OR_RETURN(const std::optional<StoredUrgent> urgent,
                        parts_.reader.FindUrgent(enquiry.id));
  const absl::Time now = parts_.clock.Now();
  return urgent.has_value() &&
         (IsAuthorised(*urgent, enquiry.ask, now) ||
          (urgent->asker == enquiry.asker && urgent->used_at > now - kRepeats));
}

void AcceptEnquiryFlow::Refuse(const Enquiry& enquiry,
                               const policy::Decision& decision, AskDone done) {
  log::v1::EnquiryDetail detail = DetailOf(enquiry);
  detail.set_rule(decision.rule);
  const absl::Status refused = absl::PermissionDeniedError(
      absl::StrCat(decision.rule, " ", decision.words));
  std::vector<tlog::Entry> entries{
      {log::v1::EVENT_REFUSED, enquiry.asker, detail.SerializeAsString(), ""}};
  // An honest agent does not ask before two people have authorised it.
  if (enquiry.urgent_authorised == false) {
    log::v1::UrgentDetail alarm;
    alarm.set_enquiry_id(enquiry.id);
    alarm.set_what("ASKED_UNAUTHORISED");
    alarm.set_agency(enquiry.asker);
    alarm.set_practitioner(enquiry.ask.practitioner());
    entries.push_back(
        {log::v1::EVENT_ALARM, enquiry.asker, alarm.SerializeAsString(), ""});
  }
  parts_.log.Submit(
      [entries](SealedDb&) -> absl::StatusOr<std::vector<tlog::Entry>> {
        return entries;
      },
      [refused,
       done = std::move(done)](absl::StatusOr<tlog::Committed> committed) {
        done(committed.ok() ? refused : committed.status());
      });
}

// Somebody has this agency's key, or its agent draws ids badly.
void AcceptEnquiryFlow::Alarm(const std::string& asker,
                              const std::string& enquiry_id) {
  LogWarning("enquiry_id_came_with_another_body", {{"agency", asker}});
  log::v1::EnquiryDetail detail;
  detail.set_enquiry_id(enquiry_id);
  LogBeside(parts_, log::v1::EVENT_ALARM, asker, detail);
}

// INVARIANT (used once): in the transaction that accepts the question.
absl::Status AcceptEnquiryFlow::UseUrgent(StoreTransaction& transaction,
                                          const Enquiry& enquiry,
                                          absl::Time now,
                                          std::vector<tlog::Entry>& entries) {
  KITH_ASSIGN_OR_RETURN(std::optional<StoredUrgent> urgent,
                        transaction.FindUrgent(enquiry.id));
  if (!urgent.has_value() || !IsAuthorised(*urgent, enquiry.ask, now)) {
    return absl::FailedPreconditionError(
        "urgent access: no longer authorised; request it again");
  }
  // Authorised before, while a colleague was enough, and used after.
  if (urgent->second_agency == enquiry.asker &&
      enquiry.asker != enquiry.network->file().desk().operated_by()) {
    KITH_ASSIGN_OR_RETURN(const std::vector<StoredUrgent> earlier,
                          transaction.UrgentSince(now - kUrgentLookBack));
    const std::string why = DeskOnlyBecause(earlier, enquiry.asker,
                                            enquiry.ask.practitioner(), now);
    if (!why.empty()) {
      return absl::FailedPreconditionError(
          absl::StrCat("urgent access: ", why, "; request it anew"));
    }
  }
  urgent->used_at = now;
  urgent->review_by = absl::FormatCivilTime(
      enquiry.network->working_days().After(DayOf(now), kReviewWorkingDays));
  KITH_RETURN_IF_ERROR(transaction.PutUrgent(*urgent));
  if (urgent->second_agency != enquiry.asker) {
    log::v1::UrgentDetail detail;
    detail.set_enquiry_id(enquiry.id);
    detail.set_what("used");
    detail.set_agency(enquiry.asker);
    detail.set_practitioner(enquiry.ask.practitioner());
    entries.push_back({log::v1::EVENT_URGENT, urgent->second_agency,
                       detail.SerializeAsString(), ""});
  }
  return absl::OkStatus();
}

void AcceptEnquiryFlow::Accept(std::shared_ptr<Enquiry> enquiry) {
  const absl::Time now = parts_.clock.Now();
  // INVARIANT (audit first): nothing is looked up before ACCEPTED is durable.
  parts_.log.Submit(
      [this, enquiry,
       now](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
        const auto transaction = parts_.transaction(db);
        // INVARIANT (withdrawn stays): before any answer could rest on it.
        KITH_RETURN_IF_ERROR(
            CheckToldAgain(*transaction, *enquiry->network, now));
        KITH_RETURN_IF_ERROR(CountAsking(*transaction, *enquiry, now));
        KITH_RETURN_IF_ERROR(
            transaction->ForgetEnquiriesBefore(now - kRememberIds));
        KITH_RETURN_IF_ERROR(
            transaction->OpenEnquiry({.id = enquiry->id,
                                      .asker = enquiry->asker,
                                      .body_hash = enquiry->body_hash,
                                      .accepted_at = now}));
        std::vector<tlog::Entry> entries{
            {log::v1::EVENT_ACCEPTED, enquiry->asker,
             DetailOf(*enquiry).SerializeAsString(), ""}};
        if (IsUrgent(enquiry->ask)) {
          KITH_RETURN_IF_ERROR(UseUrgent(*transaction, *enquiry, now, entries));
        }
        return entries;
      },
      [this, enquiry](absl::StatusOr<tlog::Committed> committed) {
        {
          absl::MutexLock lock(&enquiry->mutex);
          if (committed.ok()) {
            enquiry->accepted_at = parts_.clock.Monotonic();
            enquiry->accepted_index = committed->entries[0].index;
          } else {
            enquiry->reply = committed.status();
          }
        }
        if (!committed.ok()) {
          parts_.enquiries.Forget(enquiry->id);
          const bool altered = absl::IsAlreadyExists(committed.status());
          parts_.executor.Post([this, enquiry, altered] {
            if (altered) Alarm(enquiry->asker, enquiry->id);
            Deliver(*enquiry);
          });
          return;
        }
        parts_.executor.Post([this, enquiry] { route_.Run(enquiry); });
      });
}

}  // namespace kith::broker
