// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/answer_facts.h"

#include <algorithm>

#include "agent/flows/age.h"
#include "agent/flows/agreement_rules.h"
#include "agent/flows/cover.h"
#include "agent/flows/same_person.h"
#include "keys/base/status_macros.h"

namespace kith::agent {
namespace {

using enquiry::v1::AskGround;

bool IsInForce(const Ground& ground, absl::Time now) {
  return !ground.withdrawn && ground.until > now;
}

// What several agreements say together.
struct Agreements {
  int own = 0;  // Of the record that was found.
  int all = 0;
  int covering = 0;
  int naming_place = 0;
};

// Whoever is hidden might be the one who was left out: then it is not known.
void LeaveOut(const policy::Scope& scope, const std::string& asker,
              policy::AnswerFacts& facts) {
  const auto& excluded = scope.excluded_agencies;
  if (asker.empty() && !excluded.empty()) facts.excluded = std::nullopt;
  if (std::find(excluded.begin(), excluded.end(), asker) != excluded.end()) {
    facts.excluded = true;
  }
}

// What one ground of the record, or of another record of the same person, adds.
void AddGround(const Ground& ground, const std::vector<Identity>& identities,
               const HeldQuestion& question, absl::Time now,
               Agreements& agreements, policy::AnswerFacts& facts) {
  const bool own = ground.person == question.person;
  if (ground.ref == question.ground) {
    facts.touch_only = ground.kind == GroundKind::kTouchOnly;
  }
  // INVARIANT (left out): it stays so when what was agreed has ended, or the
  // one who was left out would be told more after a withdrawal than before.
  if (ground.kind != GroundKind::kTouchOnly) {
    LeaveOut(ground.scope, question.content.asker(), facts);
  }
  // INVARIANT (18): whoever spoke for a child does no longer, whatever end was
  // written down and whichever date of birth was known then.
  if (!IsInForce(ground, now) || EndOf(ground.capacity, ground.until,
                                       identities, ground.given_at) <= now) {
    return;
  }
  const bool covers =
      policy::Covers(ground.scope, question.content.asker(), question.category,
                     question.content.purpose());
  if (ground.kind == GroundKind::kLawfulBasis && own && covers) {
    facts.basis_covers = true;
  }
  if (ground.kind != GroundKind::kConsent) return;
  ++agreements.all;
  agreements.own += own ? 1 : 0;
  agreements.covering += covers ? 1 : 0;
  agreements.naming_place += ground.may_name_place ? 1 : 0;
  if (ground.call_back_only) facts.call_back_only = true;
}

// INVARIANT (no wider than the narrowest): of several who agreed for one
// person, in whichever of the person's records, each must have agreed to this
// asker and purpose.
absl::Status AddGrounds(Register& people,
                        const std::vector<std::string>& records,
                        const std::vector<Identity>& identities,
                        const HeldQuestion& question, absl::Time now,
                        AnswerBasis& basis) {
  Agreements agreements;
  policy::AnswerFacts& facts = basis.facts;
  facts.basis_covers = false;
  facts.call_back_only = false;
  facts.excluded = false;
  for (const std::string& record : records) {
    KITH_ASSIGN_OR_RETURN(const std::vector<Ground> grounds,
                          people.GroundsOf(record));
    for (const Ground& ground : grounds) {
      AddGround(ground, identities, question, now, agreements, facts);
    }
  }
  facts.consent_covers =
      agreements.own > 0 && agreements.covering == agreements.all;
  basis.may_name_place =
      agreements.own > 0 && agreements.naming_place == agreements.all;
  return absl::OkStatus();
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
  KITH_RETURN_IF_ERROR(PutCoverIn(people, now, basis.involvements));
  if (!basis.involvements.empty()) facts.level = basis.involvements[0].level;
  KITH_ASSIGN_OR_RETURN(const std::vector<Identity> identities,
                        people.IdentitiesOf(question.person));
  facts.age_band = AgeBandOf(identities, now);
  KITH_ASSIGN_OR_RETURN(
      const std::vector<std::string> records,
      RecordsOfPerson(people, question.person, identities, network, agency));
  KITH_ASSIGN_OR_RETURN(const Protection protection,
                        ProtectionOf(people, records));
  facts.shielded = protection.shield != ShieldKind::kNone;
  facts.objection = protection.objection;
  KITH_RETURN_IF_ERROR(
      AddGrounds(people, records, identities, question, now, basis));
  return basis;
}

}  // namespace kith::agent
