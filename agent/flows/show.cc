// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/show.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "keys/hash.h"

namespace kith::agent {
namespace {

using desk::v1::CheckReply;
using desk::v1::SubjectOutcome;
using desk::v1::SupportAnswer;
using enquiry::v1::AnswerContent;

std::string AgencyName(const Network& network, const std::string& id) {
  const network::v1::Agency* agency = network.FindAgency(id);
  return agency == nullptr ? id : agency->name();
}

SupportAnswer AnswerOf(const Network& network, const std::string& agency,
                       const enquiry::v1::InvolvementContent& involvement,
                       std::uint32_t subject) {
  SupportAnswer answer;
  answer.set_agency(agency);
  answer.set_agency_name(AgencyName(network, agency));
  answer.set_service(involvement.service());
  answer.set_leads_for_family(involvement.leads_for_family());
  answer.set_worker(involvement.worker());
  answer.set_contact(involvement.contact());
  answer.set_since(involvement.since());
  answer.set_status(involvement.status());
  answer.set_assessment(involvement.assessment());
  answer.set_subject(subject);
  return answer;
}

// The strongest word wins: somebody involved, somebody to call back, perhaps
// somebody, nobody we can tell of.
void AddAnswer(const Network& network, const AnswerContent& content,
               std::uint32_t subject, SubjectOutcome& outcome) {
  if (content.kind() == AnswerContent::KIND_INVOLVED) {
    if (outcome.outcome() == "call_back") outcome.clear_answers();
    outcome.set_outcome("involved");
    for (const auto& involvement : content.involvements()) {
      SupportAnswer answer =
          AnswerOf(network, content.agency(), involvement, subject);
      answer.set_more(content.more());
      *outcome.add_answers() = answer;
    }
  } else if (content.kind() == AnswerContent::KIND_CALL_BACK &&
             outcome.outcome() != "involved") {
    outcome.set_outcome("call_back");
    for (const auto& involvement : content.involvements()) {
      *outcome.add_answers() =
          AnswerOf(network, content.agency(), involvement, subject);
    }
  } else if (content.kind() == AnswerContent::KIND_POSSIBLE &&
             outcome.outcome() == "none") {
    outcome.set_outcome("possible");
    outcome.set_settle(content.settle());
  }
}

}  // namespace

std::string CheckReference(const std::string& enquiry_id) {
  const Hash hash = Sha256({"kith/v1/reference", enquiry_id});
  // Letters that are not mistaken for a digit or for each other.
  static constexpr char kLetters[] = "ABCDEFGHJKMNPQRTUVWXYZ";
  const unsigned digits = (hash[0] << 16 | hash[1] << 8 | hash[2]) % 10000;
  return absl::StrFormat("K-%04d-%d%c", digits, hash[3] % 10,
                         kLetters[hash[4] % (sizeof kLetters - 1)]);
}

void ShowFrame(const Network& network, const std::string& agency,
               const desk::v1::CheckRequest& request, const Staff& staff,
               absl::Time now, CheckReply& reply) {
  const auto& file = network.file();
  reply.mutable_desk()->set_name(file.desk().name());
  reply.mutable_desk()->set_telephone(file.desk().telephone());
  reply.mutable_desk()->set_hours(file.desk().hours());
  reply.mutable_desk()->set_danger_now(file.desk().danger_now());
  reply.set_area(file.area());
  reply.set_asked_by(
      absl::StrCat(staff.shown_as, ", ", AgencyName(network, agency)));
  const network::v1::Purpose* purpose = network.FindPurpose(request.purpose());
  if (purpose != nullptr) reply.set_purpose_words(purpose->label());
  reply.set_ground_words(
      request.ground() == "family-agreed"
          ? "The family agreed to this check (told by you, today)"
      : request.ground() == "safeguarding"
          ? "Asked without the family's agreement: worried about a child"
          : "Urgent access");
  reply.set_asked_at_ms(absl::ToUnixMillis(now));
}

void ShowRelease(const Network& network, const VerifiedRelease& release,
                 std::size_t people, CheckReply& reply) {
  for (std::size_t i = 0; i < people; ++i) {
    SubjectOutcome& outcome = *reply.add_subjects();
    outcome.set_outcome("none");
    for (const AnswerContent& content : release.answers[i]) {
      AddAnswer(network, content, static_cast<std::uint32_t>(i), outcome);
    }
    // Slots come in random order; people read the one who leads first.
    std::sort(outcome.mutable_answers()->begin(),
              outcome.mutable_answers()->end(),
              [](const SupportAnswer& a, const SupportAnswer& b) {
                if (a.leads_for_family() != b.leads_for_family()) {
                  return a.leads_for_family();
                }
                return a.agency() < b.agency();
              });
  }
  const auto& coverage = release.body.coverage();
  reply.mutable_coverage()->set_able(coverage.able());
  reply.mutable_coverage()->set_total(coverage.total());
  for (const std::string& id : coverage.not_connected()) {
    reply.mutable_coverage()->add_not_connected(AgencyName(network, id));
  }
  reply.set_index_rebuilding(release.body.index_rebuilding());
  auto* proof = reply.mutable_proof();
  proof->set_leaf_index(release.body.released_index());
  proof->set_tree_size(release.checkpoint.size);
  proof->set_checkpoint(release.checkpoint_note);
  proof->set_witnessed(network.file().quorum() == 0 ? "not yet witnessed" : "");
}

SupportAnswer OwnAnswer(const Network& network, const std::string& agency,
                        const Involvement& involvement, std::uint32_t subject) {
  SupportAnswer answer;
  answer.set_agency(agency);
  answer.set_agency_name(AgencyName(network, agency));
  answer.set_service(involvement.service);
  answer.set_leads_for_family(involvement.leads_for_family);
  answer.set_worker(involvement.worker);
  answer.set_contact(involvement.contact);
  answer.set_since(involvement.since);
  answer.set_status(involvement.status);
  answer.set_assessment(involvement.assessment);
  answer.set_subject(subject);
  return answer;
}

}  // namespace kith::agent
