// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/audit_flow.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "agent/flows/log_export.h"
#include "agent/flows/own_log.h"
#include "agent/flows/own_questions.h"
#include "agent/flows/question.h"
#include "agent/flows/review_reasons.h"
#include "agent/flows/touch_flow.h"
#include "keys/base/status_macros.h"
#include "kith/log/v1/log.pb.h"

namespace kith::agent {
namespace {

using desk::v1::AskedEntry;

constexpr std::uint32_t kMostDrawn = 500;
constexpr int kMostSignedOff = 500;
// Before the day from which a review lists: asking again may have begun then.
constexpr absl::Duration kLookBack = absl::Hours(24 * 28);

absl::StatusOr<absl::Time> Since(std::int64_t millis, absl::Time now) {
  const absl::Time since = absl::FromUnixMillis(millis);
  if (since > now) {
    return absl::InvalidArgumentError("since: a day that has begun");
  }
  return since;
}

const char* KindOf(const Ground& ground) {
  switch (ground.kind) {
    case GroundKind::kConsent:
      return "agreement";
    case GroundKind::kLawfulBasis:
      return "lawful basis";
    case GroundKind::kTouchOnly:
      return "touch only";
  }
  return "";
}

desk::v1::RecordedGround InReport(const Ground& ground) {
  desk::v1::RecordedGround recorded;
  recorded.set_kind(KindOf(ground));
  recorded.set_said_by(
      ground.kind == GroundKind::kLawfulBasis
          ? absl::StrCat(ground.legal_basis, ", ", ground.gateway)
          : ground.said_by);
  recorded.set_capacity(ground.capacity);
  if (ground.given_at != absl::InfinitePast()) {
    recorded.set_given_at_ms(absl::ToUnixMillis(ground.given_at));
  }
  if (ground.until != absl::InfiniteFuture()) {
    recorded.set_until_ms(absl::ToUnixMillis(ground.until));
  }
  recorded.set_withdrawn(ground.withdrawn);
  recorded.set_evidence(ground.evidence);
  return recorded;
}

// `count` of them, each as likely, in the order in which they stand.
std::vector<OwnQuestion> Draw(std::vector<OwnQuestion> from,
                              std::uint32_t count, Random& random) {
  std::vector<OwnQuestion> drawn;
  std::size_t wanted = std::min<std::size_t>(count, from.size());
  for (std::size_t i = 0; i < from.size() && wanted > 0; ++i) {
    if (random.Below(from.size() - i) >= wanted) continue;
    drawn.push_back(std::move(from[i]));
    --wanted;
  }
  return drawn;
}

// What a group of several agencies may see: nobody, and no hour at which
// somebody could be remembered.
AskedEntry WithoutIdentity(const AskedEntry& asked) {
  AskedEntry bare;
  const absl::CivilDay day = absl::ToCivilDay(
      absl::FromUnixMillis(asked.time_ms()), absl::UTCTimeZone());
  bare.set_time_ms(
      absl::ToUnixMillis(absl::FromCivil(day, absl::UTCTimeZone())));
  bare.set_role(asked.role());
  bare.set_purpose(asked.purpose());
  bare.set_ground(asked.ground());
  bare.set_shape(asked.shape());
  bare.set_outcome(asked.outcome());
  bare.set_rule(asked.rule());
  bare.set_next_step(asked.next_step());
  return bare;
}

bool IsFinding(const std::string& finding) {
  return finding == "in-order" || finding == "explained" || finding == "misuse";
}

}  // namespace

absl::StatusOr<desk::v1::ReportSubjectReply> AuditFlow::ReportSubject(
    const Staff& staff, const desk::v1::ReportSubjectRequest& request) {
  KITH_ASSIGN_OR_RETURN(const absl::Time since,
                        Since(request.since_ms(), parts_.clock.Now()));
  TouchFlow touch(parts_);
  KITH_ASSIGN_OR_RETURN(const std::vector<std::string> refs,
                        touch.FindPerson(request.person()));
  KITH_ASSIGN_OR_RETURN(const desk::v1::WhoAskedReply asked,
                        touch.WhoAskedAbout(refs));
  desk::v1::ReportSubjectReply report;
  report.set_made_at_ms(absl::ToUnixMillis(parts_.clock.Now()));
  report.set_since_ms(request.since_ms());
  for (const desk::v1::Touch& one : asked.touches()) {
    if (one.time_ms() >= request.since_ms()) {
      *report.add_asked_by_others() = one;
    }
  }
  const std::set<std::string> wanted(refs.begin(), refs.end());
  KITH_RETURN_IF_ERROR(parts_.reader.WithDb([&](SealedDb& db) -> absl::Status {
    KITH_ASSIGN_OR_RETURN(const OwnQuestions own,
                          ReadOwnQuestions(parts_, db, since));
    for (const OwnQuestion& question : own.questions) {
      const bool about = std::any_of(
          question.people.begin(), question.people.end(),
          [&](const std::string& ref) { return wanted.contains(ref); });
      if (about) *report.add_asked_here() = question.entry;
    }
    report.set_erased(own.erased);
    for (const std::string& ref : refs) {
      KITH_ASSIGN_OR_RETURN(const std::vector<Ground> grounds,
                            Register(db).GroundsOf(ref));
      for (const Ground& ground : grounds) {
        *report.add_grounds() = InReport(ground);
      }
    }
    return absl::OkStatus();
  }));
  KITH_RETURN_IF_ERROR(LogExport(parts_, staff, "subject", refs));
  return report;
}

absl::StatusOr<desk::v1::ReportPractitionerReply> AuditFlow::ReportPractitioner(
    const Staff& staff, const desk::v1::ReportPractitionerRequest& request) {
  KITH_ASSIGN_OR_RETURN(const absl::Time since,
                        Since(request.since_ms(), parts_.clock.Now()));
  KITH_ASSIGN_OR_RETURN(const OwnQuestions own,
                        parts_.reader.WithDb([&](SealedDb& db) {
                          return ReadOwnQuestions(parts_, db, since);
                        }));
  // By the pseudonym: a question that was refused here names nobody else.
  const std::string practitioner =
      PractitionerPseudonym(parts_.pseudonym_key, request.staff());
  desk::v1::ReportPractitionerReply report;
  for (const OwnQuestion& question : own.questions) {
    if (question.practitioner != practitioner || question.is_alarm) continue;
    AskedEntry& entry = *report.add_asked();
    entry = question.entry;
    entry.set_staff(request.staff());
  }
  if (report.asked().empty()) {
    return absl::NotFoundError(absl::StrCat(
        "staff: no question of theirs since then; is it their name at the "
        "desk?"));
  }
  KITH_RETURN_IF_ERROR(LogExport(parts_, staff, "practitioner"));
  return report;
}

absl::StatusOr<desk::v1::DrawSampleReply> AuditFlow::DrawSample(
    const Staff& staff, const desk::v1::DrawSampleRequest& request) {
  KITH_ASSIGN_OR_RETURN(const absl::Time since,
                        Since(request.since_ms(), parts_.clock.Now()));
  if (request.count() == 0 || request.count() > kMostDrawn) {
    return absl::InvalidArgumentError("count: 1 to 500");
  }
  KITH_ASSIGN_OR_RETURN(OwnQuestions own,
                        parts_.reader.WithDb([&](SealedDb& db) {
                          return ReadOwnQuestions(parts_, db, since);
                        }));
  std::erase_if(own.questions,
                [](const OwnQuestion& question) { return question.is_alarm; });
  desk::v1::DrawSampleReply sample;
  sample.set_questions(own.questions.size());
  for (const OwnQuestion& question :
       Draw(std::move(own.questions), request.count(), parts_.random)) {
    *sample.add_drawn() = WithoutIdentity(question.entry);
  }
  KITH_RETURN_IF_ERROR(LogExport(parts_, staff, "sample"));
  return sample;
}

absl::StatusOr<desk::v1::ReviewQuestionsReply> AuditFlow::ReviewQuestions(
    const desk::v1::ReviewQuestionsRequest& request) {
  KITH_ASSIGN_OR_RETURN(const absl::Time since,
                        Since(request.since_ms(), parts_.clock.Now()));
  KITH_ASSIGN_OR_RETURN(
      const OwnQuestions own, parts_.reader.WithDb([&](SealedDb& db) {
        return ReadOwnQuestions(parts_, db, since - kLookBack);
      }));
  const auto reasons =
      ReasonsToReview(own.questions, parts_.network.Get()->working_days(),
                      absl::LocalTimeZone());
  desk::v1::ReviewQuestionsReply review;
  for (std::size_t i = 0; i < own.questions.size(); ++i) {
    const OwnQuestion& question = own.questions[i];
    if (question.entry.time_ms() < request.since_ms()) continue;
    if (!question.is_alarm) review.set_questions(review.questions() + 1);
    const bool is_done = !question.entry.signed_off_by().empty();
    if (reasons[i].empty() || (is_done && !request.all())) continue;
    desk::v1::ReviewItem& item = *review.add_items();
    *item.mutable_asked() = question.entry;
    item.mutable_why()->Add(reasons[i].begin(), reasons[i].end());
  }
  return review;
}

absl::StatusOr<desk::v1::SignOffReply> AuditFlow::SignOff(
    const Staff& staff, const desk::v1::SignOffRequest& request) {
  if (!IsFinding(request.finding())) {
    return absl::InvalidArgumentError("finding: in-order, explained or misuse");
  }
  if (request.entries().empty() || request.entries_size() > kMostSignedOff) {
    return absl::InvalidArgumentError("entries: 1 to 500");
  }
  const std::set<std::uint64_t> wanted(request.entries().begin(),
                                       request.entries().end());
  KITH_ASSIGN_OR_RETURN(
      const OwnQuestions own,
      parts_.reader.WithDb([&](SealedDb& db) -> absl::StatusOr<OwnQuestions> {
        KITH_ASSIGN_OR_RETURN(const absl::Time first,
                              TimeOfEntry(parts_, db, *wanted.begin()));
        return ReadOwnQuestions(parts_, db, first);
      }));
  const std::string self =
      PractitionerPseudonym(parts_.pseudonym_key, staff.name);
  std::size_t found = 0;
  for (const OwnQuestion& question : own.questions) {
    if (!wanted.contains(question.entry.entry())) continue;
    ++found;
    // INVARIANT (nobody marks their own): whatever their role is now.
    if (question.practitioner == self) {
      return absl::PermissionDeniedError(
          absl::StrCat("entry ", question.entry.entry(),
                       " is a question of your own; somebody else must look"));
    }
  }
  if (found != wanted.size()) {
    return absl::NotFoundError(
        "entries: one of them is no question and no alarm of this agency; see "
        "kith audit review");
  }
  log::v1::SignOffDetail detail;
  for (const std::uint64_t entry : wanted) detail.add_entries(entry);
  detail.set_finding(request.finding());
  detail.set_by_staff(staff.name);
  KITH_RETURN_IF_ERROR(
      parts_.log
          .Run([&](SealedDb&) -> absl::StatusOr<std::vector<tlog::Entry>> {
            return std::vector<tlog::Entry>{{log::v1::EVENT_SIGNED_OFF,
                                             parts_.agency,
                                             detail.SerializeAsString(), ""}};
          })
          .status());
  return desk::v1::SignOffReply();
}

}  // namespace kith::agent
