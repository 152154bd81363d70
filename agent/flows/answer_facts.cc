// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/answer_facts.h"

#include "agent/flows/age.h"
#include "agent/flows/same_person.h"
#include "keys/base/status_macros.h"

namespace kith::agent {
namespace {

using enquiry::v1::AskGround;

bool IsInForce(const Ground& ground, absl::Time now) {
  return !ground.withdrawn && ground.until > now;
}

// INVARIANT (no wider than the narrowest): of several who agreed for one
// person, each must have agreed to this asker and purpose.
void AddGrounds(const std::vector<Ground>& grounds,
                const HeldQuestion& question, absl::Time now,
                AnswerBasis& basis) {
  policy::AnswerFacts& facts = basis.facts;
  const std::string& asker = question.content.asker();
  int agreements = 0;
  int covering = 0;
  int naming_place = 0;
  facts.basis_covers = false;
  facts.call_back_only = false;
  for (const Ground& ground : grounds) {
    if (ground.ref == question.ground) {
      facts.touch_only = ground.kind == GroundKind::kTouchOnly;
    }
    if (!IsInForce(ground, now)) continue;
    const bool covers = policy::Covers(ground.scope, asker, question.category,
                                       question.content.purpose());
    if (ground.kind == GroundKind::kLawfulBasis && covers) {
      facts.basis_covers = true;
    }
    if (ground.kind != GroundKind::kConsent) continue;
    ++agreements;
    covering += covers ? 1 : 0;
    naming_place += ground.may_name_place ? 1 : 0;
    if (ground.call_back_only) facts.call_back_only = true;
  }
  facts.consent_covers = agreements > 0 && covering == agreements;
  basis.may_name_place = agreements > 0 && naming_place == agreements;
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

  KITH_ASSIGN_OR_RETURN(basis.involvements,
                        people.InvolvementsOf(question.person));
  std::erase_if(basis.involvements,
                [](const Involvement& one) { return one.ended; });
  if (!basis.involvements.empty()) facts.level = basis.involvements[0].level;
  KITH_ASSIGN_OR_RETURN(
      const Protection protection,
      ProtectionOfPerson(people, question.person, network, agency));
  facts.shielded = protection.shield != ShieldKind::kNone;
  facts.objection = protection.objection;
  KITH_ASSIGN_OR_RETURN(const std::vector<Identity> identities,
                        people.IdentitiesOf(question.person));
  facts.age_band = AgeBandOf(identities, now);
  KITH_ASSIGN_OR_RETURN(const std::vector<Ground> grounds,
                        people.GroundsOf(question.person));
  AddGrounds(grounds, question, now, basis);
  return basis;
}

}  // namespace kith::agent
