// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/urgent_review_flow.h"

#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "broker/flows/record_grounds_flow.h"
#include "broker/flows/urgent_rules.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"
#include "kith/log/v1/log.pb.h"

namespace kith::broker {
namespace {

using urgent::v1::ReviewBody;
using urgent::v1::SignedReview;
using urgent::v1::UrgentItem;
using Entries = std::vector<tlog::Entry>;

const char* FindingWord(ReviewBody::Finding finding) {
  switch (finding) {
    case ReviewBody::FINDING_JUSTIFIED:
      return "justified";
    case ReviewBody::FINDING_NOT_JUSTIFIED:
      return "not-justified";
    case ReviewBody::FINDING_REFERRED:
      return "referred";
    default:
      return "";
  }
}

absl::StatusOr<ReviewBody> ParseBody(const std::string& bytes,
                                     const std::string& caller) {
  ReviewBody body;
  if (!body.ParseFromString(bytes)) {
    return absl::InvalidArgumentError("body: cannot be read");
  }
  if (body.agency() != caller) {
    return absl::InvalidArgumentError("agency: not the calling agency");
  }
  if (*FindingWord(body.finding()) == '\0') {
    return absl::InvalidArgumentError("finding: missing");
  }
  return body;
}

// Everybody who is to know: the agencies of both people, and others named.
std::set<std::string> AgenciesOf(const StoredUrgent& urgent) {
  std::set<std::string> agencies{urgent.asker};
  if (!urgent.second_agency.empty()) agencies.insert(urgent.second_agency);
  return agencies;
}

void Add(const std::set<std::string>& agencies, log::v1::Event event,
         const log::v1::UrgentDetail& detail, Entries& entries) {
  for (const std::string& agency : agencies) {
    entries.push_back({event, agency, detail.SerializeAsString(), ""});
  }
}

}  // namespace

void UrgentReviewFlow::Review(
    const std::string& caller, const SignedReview& request,
    std::function<void(absl::StatusOr<std::uint64_t>)> done) {
  const absl::Status member = CheckSignedByMember(
      *parts_.network.Get(), parts_.clock.Now(), caller, Label::kUrgentReview,
      request.body(), request.signature());
  if (!member.ok()) return done(member);
  const absl::StatusOr<ReviewBody> body = ParseBody(request.body(), caller);
  if (!body.ok()) return done(body.status());
  parts_.log.Submit(
      [this, body = *body, bytes = request.body(),
       caller](SealedDb& db) -> absl::StatusOr<Entries> {
        const auto transaction = parts_.transaction(db);
        KITH_ASSIGN_OR_RETURN(std::optional<StoredUrgent> urgent,
                              transaction->FindUrgent(body.enquiry_id()));
        if (!urgent.has_value() || urgent->asker != caller ||
            urgent->used_at == absl::InfinitePast()) {
          return absl::NotFoundError("no such use of yours");
        }
        // INVARIANT (nobody reviews themselves).
        if (body.practitioner() == urgent->practitioner ||
            (urgent->second_agency == caller &&
             body.practitioner() == urgent->second_practitioner)) {
          return absl::InvalidArgumentError(
              "practitioner: neither of the two may review it");
        }
        // The first stays, and nothing else is said of it.
        if (urgent->reviewed_at != absl::InfinitePast()) return Entries();
        urgent->reviewed_at = parts_.clock.Now();
        KITH_RETURN_IF_ERROR(transaction->PutUrgent(*urgent));
        log::v1::UrgentDetail detail;
        detail.set_enquiry_id(body.enquiry_id());
        detail.set_what("reviewed");
        detail.set_agency(caller);
        detail.set_practitioner(body.practitioner());
        detail.set_finding(FindingWord(body.finding()));
        detail.set_sha256(HashBytes(Sha256(bytes)));
        Entries entries;
        Add(AgenciesOf(*urgent), log::v1::EVENT_REVIEW, detail, entries);
        return entries;
      },
      [done = std::move(done)](absl::StatusOr<tlog::Committed> committed) {
        if (!committed.ok()) return done(committed.status());
        done(committed->entries.empty() ? 0 : committed->entries[0].index);
      });
}

absl::StatusOr<int> UrgentReviewFlow::Escalate() {
  const absl::Time now = parts_.clock.Now();
  const std::string desk = parts_.network.Get()->file().desk().operated_by();
  KITH_ASSIGN_OR_RETURN(const std::vector<StoredUrgent> seen,
                        parts_.reader.UrgentSince(now));
  bool any = false;
  for (const StoredUrgent& one : seen) {
    any = any || (!one.escalated && IsReviewLate(one, now));
  }
  if (!any) return 0;
  int late = 0;
  const auto committed =
      parts_.log.Run([&](SealedDb& db) -> absl::StatusOr<Entries> {
        const auto transaction = parts_.transaction(db);
        KITH_ASSIGN_OR_RETURN(std::vector<StoredUrgent> open,
                              transaction->UrgentSince(now));
        Entries entries;
        late = 0;
        for (StoredUrgent& one : open) {
          if (one.escalated || !IsReviewLate(one, now)) continue;
          one.escalated = true;
          KITH_RETURN_IF_ERROR(transaction->PutUrgent(one));
          log::v1::UrgentDetail detail;
          detail.set_enquiry_id(one.enquiry_id);
          detail.set_what("review late");
          detail.set_agency(one.asker);
          detail.set_practitioner(one.practitioner);
          std::set<std::string> agencies = AgenciesOf(one);
          if (!desk.empty()) agencies.insert(desk);
          Add(agencies, log::v1::EVENT_ALARM, detail, entries);
          ++late;
        }
        return entries;
      });
  if (!committed.ok()) return committed.status();
  return late;
}

}  // namespace kith::broker
