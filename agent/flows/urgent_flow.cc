// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/urgent_flow.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "agent/flows/question.h"
#include "agent/flows/show.h"
#include "agent/flows/urgent_list.h"
#include "agent/identity/identity.h"
#include "keys/base/logging.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"
#include "kith/log/v1/log.pb.h"

namespace kith::agent {
namespace {

using urgent::v1::ReviewBody;
using urgent::v1::UrgentItem;

constexpr std::size_t kIdBytes = 16;
constexpr std::size_t kSaltBytes = 32;
constexpr std::size_t kMaxReasonBytes = 500;
constexpr absl::Duration kUsableFor = absl::Minutes(15);

std::uint64_t Ms(absl::Time time) {
  return static_cast<std::uint64_t>(absl::ToUnixMillis(time));
}

// What both people sign for: whoever reviews it sees that nobody else was asked
// about.
std::string PeopleCommitment(const std::string& salt,
                             const std::vector<Identity>& people) {
  std::string fields = JoinFields({"kith/v1/urgent-people", salt});
  for (const Identity& person : people) {
    fields += JoinFields({SerializeForCapsule(person)});
  }
  return HashBytes(Sha256(fields));
}

urgent::v1::RequestBody BodyOf(const Parts& parts, const Question& question,
                               const std::string& salt) {
  urgent::v1::RequestBody body;
  body.set_enquiry_id(question.enquiry_id);
  body.set_asker(parts.agency);
  body.set_practitioner(
      PractitionerPseudonym(parts.pseudonym_key, question.staff.name));
  body.set_role(question.staff.role);
  body.set_purpose(question.purpose);
  *body.mutable_ground() = question.ground;
  body.set_shape(static_cast<std::uint32_t>(ShapeOf(question)));
  body.set_people_commitment(PeopleCommitment(salt, question.people));
  body.set_made_at_ms(Ms(parts.clock.Now()));
  return body;
}

// Why it cannot be asked now; OK if it can.
absl::Status MayAsk(const UrgentItem& item, const network::v1::Desk& desk) {
  switch (item.state()) {
    case UrgentItem::STATE_AUTHORISED:
      return absl::OkStatus();
    case UrgentItem::STATE_REQUESTED:
      return absl::FailedPreconditionError(absl::StrCat(
          "it waits for the second person: ",
          item.desk_only_because().empty()
              ? "a manager or lead practitioner here (kith urgent authorise), "
                "or "
              : "",
          "the desk, ", desk.telephone()));
    case UrgentItem::STATE_EXPIRED:
      return absl::FailedPreconditionError(
          "its 15 minutes are over, or one of the two has a new key; request "
          "it again");
    default:
      return absl::FailedPreconditionError(
          "it was asked before, and can be once; request it again");
  }
}

absl::StatusOr<ReviewBody::Finding> ParseFinding(const std::string& word) {
  if (word == "justified") return ReviewBody::FINDING_JUSTIFIED;
  if (word == "not-justified") return ReviewBody::FINDING_NOT_JUSTIFIED;
  if (word == "referred") return ReviewBody::FINDING_REFERRED;
  return absl::InvalidArgumentError(
      "finding: justified, not-justified or referred");
}

}  // namespace

// Writes the entry and, with it, what is kept of the request.
absl::Status UrgentFlow::Log(log::v1::Event event,
                             const log::v1::UrgentDetail& detail,
                             const UrgentRequest* keep) {
  return parts_.log
      .Run([&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
        if (keep != nullptr) {
          KITH_RETURN_IF_ERROR(Register(db).PutUrgentRequest(*keep));
        }
        return std::vector<tlog::Entry>{
            {event, parts_.agency, detail.SerializeAsString(), ""}};
      })
      .status();
}

absl::StatusOr<UrgentRequest> UrgentFlow::FindOwn(
    const std::string& reference) {
  KITH_ASSIGN_OR_RETURN(const std::vector<UrgentRequest> requests,
                        parts_.reader.With([](Register& people) {
                          return people.UrgentRequests();
                        }));
  // The newest: a reference is short, and may come again in years.
  for (auto it = requests.rbegin(); it != requests.rend(); ++it) {
    if (CheckReference(it->enquiry_id) == reference) return *it;
  }
  return absl::NotFoundError(
      "no such request of this agency; kith urgent list shows them");
}

absl::StatusOr<desk::v1::RequestUrgentReply> UrgentFlow::Request(
    const Staff& staff, const desk::v1::RequestUrgentRequest& request) {
  if (request.check().ground() != "urgent-access") {
    return absl::InvalidArgumentError("ground: must be urgent-access");
  }
  KITH_RETURN_IF_ERROR(ForgetUnusedUrgent(parts_, {}));
  // As if a second had authorised it: what would be refused even so is not
  // worth anybody's signature.
  KITH_ASSIGN_OR_RETURN(
      const Question question,
      ask_.Prepare(
          staff, request.check(),
          {.enquiry_id = parts_.random.Bytes(kIdBytes), .authorised = true}));
  UrgentRequest kept{.enquiry_id = question.enquiry_id,
                     .staff = staff.name,
                     .role = staff.role,
                     .question = request.check().SerializeAsString(),
                     .salt = parts_.random.Bytes(kSaltBytes),
                     .requested_at = parts_.clock.Now()};
  KITH_ASSIGN_OR_RETURN(
      const urgent::v1::SignedByBoth both,
      keys_.Sign(staff, request.passphrase(), Label::kUrgentRequest,
                 BodyOf(parts_, question, kept.salt).SerializeAsString()));
  KITH_ASSIGN_OR_RETURN(const urgent::v1::RequestReply opened,
                        parts_.broker.RequestUrgent(both));
  log::v1::UrgentDetail detail;
  detail.set_enquiry_id(kept.enquiry_id);
  detail.set_what("requested");
  detail.set_by_staff(staff.name);
  detail.set_sha256(HashBytes(Sha256(both.body())));
  KITH_RETURN_IF_ERROR(Log(log::v1::EVENT_URGENT, detail, &kept));
  LogWarning("urgent_access_requested",
             {{"reference", CheckReference(kept.enquiry_id)}});
  desk::v1::RequestUrgentReply reply;
  reply.set_reference(CheckReference(kept.enquiry_id));
  reply.set_expires_ms(static_cast<std::int64_t>(opened.expires_at_ms()));
  reply.set_desk_only_because(opened.desk_only_because());
  reply.set_desk_telephone(parts_.network.Get()->file().desk().telephone());
  return reply;
}

absl::StatusOr<desk::v1::AuthoriseUrgentReply> UrgentFlow::Authorise(
    const Staff& staff, const desk::v1::AuthoriseUrgentRequest& request) {
  KITH_ASSIGN_OR_RETURN(const UrgentItem item,
                        FindItem(parts_, request.reference()));
  urgent::v1::RequestBody asked;
  if (!asked.ParseFromString(item.request())) {
    return absl::DataLossError("the request cannot be read");
  }
  if (item.state() != UrgentItem::STATE_REQUESTED) {
    return absl::NotFoundError(
        "it waits for nobody's authorisation; kith urgent list shows what "
        "does");
  }
  urgent::v1::AuthoriseBody body;
  body.set_enquiry_id(asked.enquiry_id());
  body.set_request_sha256(HashBytes(Sha256(item.request())));
  body.set_agency(parts_.agency);
  body.set_practitioner(
      PractitionerPseudonym(parts_.pseudonym_key, staff.name));
  body.set_role(staff.role);
  body.set_made_at_ms(Ms(parts_.clock.Now()));
  KITH_ASSIGN_OR_RETURN(
      const urgent::v1::SignedByBoth both,
      keys_.Sign(staff, request.passphrase(), Label::kUrgentAuthorise,
                 body.SerializeAsString()));
  // Before the centre is asked: its reply may be lost, and whoever may have
  // been the second reviews nothing.
  absl::StatusOr<UrgentRequest> own = FindOwn(request.reference());
  const bool is_own = own.ok() && own->enquiry_id == asked.enquiry_id();
  const std::string before = is_own ? own->second_staff : "";
  if (is_own) own->second_staff = staff.name;
  log::v1::UrgentDetail detail;
  detail.set_enquiry_id(asked.enquiry_id());
  detail.set_what("authorising");
  detail.set_by_staff(staff.name);
  detail.set_sha256(HashBytes(Sha256(both.body())));
  KITH_RETURN_IF_ERROR(
      Log(log::v1::EVENT_URGENT, detail, is_own ? &*own : nullptr));
  const absl::Status authorised = parts_.broker.AuthoriseUrgent(both);
  detail.set_what(authorised.ok() ? "authorised" : "authorising refused");
  if (absl::IsPermissionDenied(authorised)) {
    if (is_own) own->second_staff = before;
    KITH_RETURN_IF_ERROR(
        Log(log::v1::EVENT_ALARM, detail, is_own ? &*own : nullptr));
  }
  KITH_RETURN_IF_ERROR(authorised);
  KITH_RETURN_IF_ERROR(Log(log::v1::EVENT_URGENT, detail, nullptr));
  LogWarning("urgent_access_authorised", {{"reference", request.reference()}});
  desk::v1::AuthoriseUrgentReply reply;
  reply.set_expires_ms(static_cast<std::int64_t>(item.expires_at_ms()));
  return reply;
}

absl::StatusOr<desk::v1::CheckReply> UrgentFlow::Check(
    const Staff& staff, const desk::v1::CheckUrgentRequest& request) {
  KITH_ASSIGN_OR_RETURN(UrgentRequest own, FindOwn(request.reference()));
  if (own.staff != staff.name) {
    return absl::PermissionDeniedError(
        "whoever requested it asks; request your own");
  }
  KITH_ASSIGN_OR_RETURN(const UrgentItem item,
                        FindItem(parts_, request.reference()));
  KITH_RETURN_IF_ERROR(MayAsk(item, parts_.network.Get()->file().desk()));
  KITH_RETURN_IF_ERROR(MayAskStill(own));
  desk::v1::CheckRequest question;
  if (!question.ParseFromString(own.question)) {
    return absl::DataLossError("what was requested cannot be read");
  }
  // In the role that was signed for.
  Staff as_requested = staff;
  as_requested.role = own.role;
  // From here on it may have been used, whatever comes back.
  own.used_at = parts_.clock.Now();
  log::v1::UrgentDetail detail;
  detail.set_enquiry_id(own.enquiry_id);
  detail.set_what("used");
  detail.set_by_staff(staff.name);
  KITH_RETURN_IF_ERROR(Log(log::v1::EVENT_URGENT, detail, &own));
  KITH_ASSIGN_OR_RETURN(
      desk::v1::CheckReply reply,
      ask_.Run(as_requested, question,
               {.enquiry_id = own.enquiry_id, .authorised = true}));
  if (reply.outcome_of_request() != "answered")
    KITH_RETURN_IF_ERROR(Unuse(own));
  return reply;
}

// By this agency's own knowledge and clock: once, and within its time.
absl::Status UrgentFlow::MayAskStill(const UrgentRequest& own) {
  KITH_ASSIGN_OR_RETURN(const bool shown,
                        parts_.reader.With([&](Register& people) {
                          return people.UrgentShown(own.enquiry_id);
                        }));
  if (shown) {
    return absl::FailedPreconditionError(
        "it was asked before, and can be once; request it again");
  }
  if (parts_.clock.Now() - own.requested_at > kUsableFor) {
    return absl::FailedPreconditionError(
        "its 15 minutes are over; request it again");
  }
  return absl::OkStatus();
}

// What never reached the centre may be asked again, and is not reviewed.
absl::Status UrgentFlow::Unuse(UrgentRequest own) {
  const auto item = FindItem(parts_, CheckReference(own.enquiry_id));
  if (!item.ok() || item->state() != UrgentItem::STATE_AUTHORISED) {
    return absl::OkStatus();
  }
  own.used_at = absl::UnixEpoch();
  log::v1::UrgentDetail detail;
  detail.set_enquiry_id(own.enquiry_id);
  detail.set_what("not used");
  return Log(log::v1::EVENT_URGENT, detail, &own);
}

absl::StatusOr<desk::v1::ReviewUrgentReply> UrgentFlow::Review(
    const Staff& staff, const desk::v1::ReviewUrgentRequest& request) {
  KITH_ASSIGN_OR_RETURN(const ReviewBody::Finding finding,
                        ParseFinding(request.finding()));
  if (request.reason().empty() || request.reason().size() > kMaxReasonBytes) {
    return absl::InvalidArgumentError(
        "reason: required, at most 500 bytes; it stays in this agency");
  }
  KITH_ASSIGN_OR_RETURN(UrgentRequest own, FindOwn(request.reference()));
  if (!own.reviewed_by.empty()) {
    return absl::FailedPreconditionError(
        absl::StrCat("it was reviewed by ", own.reviewed_by, "; that stays"));
  }
  if (own.staff == staff.name || own.second_staff == staff.name) {
    return absl::FailedPreconditionError(
        "you were one of the two; somebody else has to review it");
  }
  ReviewBody body;
  body.set_enquiry_id(own.enquiry_id);
  body.set_agency(parts_.agency);
  body.set_practitioner(
      PractitionerPseudonym(parts_.pseudonym_key, staff.name));
  body.set_finding(finding);
  body.set_made_at_ms(Ms(parts_.clock.Now()));
  urgent::v1::SignedReview review;
  review.set_body(body.SerializeAsString());
  review.set_signature(parts_.signer.Sign(
      Label::kUrgentReview, parts_.network.Get()->id(), review.body()));
  KITH_RETURN_IF_ERROR(parts_.broker.ReviewUrgent(review));
  own.question.clear();  // Whom it was about is needed no longer.
  own.reviewed_by = staff.name;
  own.reviewed_at = parts_.clock.Now();
  own.finding = request.finding();
  own.reason = request.reason();
  log::v1::UrgentDetail detail;
  detail.set_enquiry_id(own.enquiry_id);
  detail.set_what("reviewed");
  detail.set_finding(own.finding);
  detail.set_by_staff(staff.name);
  KITH_RETURN_IF_ERROR(Log(log::v1::EVENT_REVIEW, detail, &own));
  return desk::v1::ReviewUrgentReply();
}

}  // namespace kith::agent
