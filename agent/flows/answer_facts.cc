// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/answer_facts.h"

#include <algorithm>

#include "agent/flows/age.h"
#include "agent/flows/same_person.h"
#include "keys/base/status_macros.h"

namespace kith::agent {
namespace {

using enquiry::v1::AskGround;

bool IsInForce(const Ground& ground, absl::Time now) {
  return !ground.withdrawn && ground.until > now;
}

// True also for a hidden asker: it might be the one that is kept out.
bool Excludes(const Ground& ground, const std::string& asker, absl::Time now) {
  const auto& excluded = ground.scope.excluded_agencies;
  if (!IsInForce(ground, now) || ground.kind != GroundKind::kConsent ||
      excluded.empty()) {
    return false;
  }
  return asker.empty() ||
         std::find(excluded.begin(), excluded.end(), asker) != excluded.end();
}

// What the grounds say to this asker.
void AddGrounds(const std::vector<Ground>& grounds,
                const HeldQuestion& question, absl::Time now,
                AnswerBasis& basis) {
  policy::AnswerFacts& facts = basis.facts;
  const std::string& asker = question.content.asker();
  bool excluded = false;
  facts.consent_covers = false;
  facts.basis_covers = false;
  facts.call_back_only = false;
  for (const Ground& ground : grounds) {
    if (ground.ref == question.ground) {
      facts.touch_only = ground.kind == GroundKind::kTouchOnly;
    }
    // What one agreement keeps from an agency, no other gives it.
    excluded = excluded || Excludes(ground, asker, now);
    if (!IsInForce(ground, now) ||
        !policy::Covers(ground.scope, asker, question.category,
                        question.content.purpose())) {
      continue;
    }
    if (ground.kind == GroundKind::kConsent) {
      facts.consent_covers = true;
      basis.may_name_place = basis.may_name_place || ground.may_name_place;
    }
    if (ground.kind == GroundKind::kLawfulBasis) facts.basis_covers = true;
  }
  if (excluded) facts.consent_covers = false;
}

}  // namespace

std::string GroundWord(AskGround::Kind kind) {
  if (kind == AskGround::KIND_FAMILY_AGREED) return "family-agreed";
  if (kind == AskGround::KIND_SAFEGUARDING) return "safeguarding";
  return "urgent-access";
}

absl::StatusOr<AnswerBasis> FactsOf(Register& people,
                                    const HeldQuestion& question,
                                    const Network& network,
                                    const std::string& agency, absl::Time now) {
  const network::v1::Agency* self = network.FindAgency(agency);
  AnswerBasis basis;
  policy::AnswerFacts& facts = basis.facts;
  facts.purpose = question.content.purpose();
  facts.asker_category = question.category;
  facts.asker_role = question.content.role();
  facts.ground = GroundWord(question.content.ground());
  facts.holder_category = self->category();
  facts.sensitive_service = self->sensitive();
  facts.asker_shielded = question.content.asker().empty();
  facts.objection = false;

  KITH_ASSIGN_OR_RETURN(basis.involvements,
                        people.InvolvementsOf(question.person));
  std::erase_if(basis.involvements,
                [](const Involvement& one) { return one.ended; });
  if (!basis.involvements.empty()) facts.level = basis.involvements[0].level;
  KITH_ASSIGN_OR_RETURN(
      const ShieldKind shield,
      ShieldOfPerson(people, question.person, network, agency));
  facts.shielded = shield != ShieldKind::kNone;
  KITH_ASSIGN_OR_RETURN(const std::vector<Identity> identities,
                        people.IdentitiesOf(question.person));
  facts.age_band = AgeBandOf(identities, now);
  KITH_ASSIGN_OR_RETURN(const std::vector<Ground> grounds,
                        people.GroundsOf(question.person));
  AddGrounds(grounds, question, now, basis);
  return basis;
}

}  // namespace kith::agent
