// SPDX-License-Identifier: Apache-2.0
// The handover flow's checks: that it is the very person, that there is no gap,
// that the other agency has said so itself.
#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "agent/flows/handover_flow.h"
#include "agent/flows/make_tokens.h"
#include "agent/flows/person_keys.h"
#include "agent/flows/same_person.h"
#include "agent/register/held.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"

namespace kith::agent {
namespace {

using handover::v1::StepBody;

constexpr absl::Duration kPatience = absl::Seconds(5);

// Whether it is in the index, every row of it.
absl::StatusOr<bool> IsListed(Register& people, const std::string& person) {
  KITH_ASSIGN_OR_RETURN(const std::string listed, people.ListedAs(person));
  KITH_ASSIGN_OR_RETURN(const std::vector<PublishedRow> rows,
                        people.RowsOf(person));
  return !listed.empty() && !rows.empty() &&
         std::all_of(rows.begin(), rows.end(), [](const PublishedRow& row) {
           return row.state == RowState::kPresent;
         });
}

// The day of the proposal counts: exports know days only.
bool IsAgreedSince(const std::vector<Ground>& grounds, absl::Time proposed_at,
                   absl::Time now) {
  const absl::Time day = absl::FromCivil(
      absl::ToCivilDay(proposed_at, absl::UTCTimeZone()), absl::UTCTimeZone());
  return std::any_of(grounds.begin(), grounds.end(), [&](const Ground& ground) {
    if (ground.withdrawn || ground.until <= now) return false;
    return ground.kind == GroundKind::kLawfulBasis ||
           (ground.kind == GroundKind::kConsent && ground.given_at >= day);
  });
}

}  // namespace

absl::StatusOr<std::vector<Involvement>> HandoverFlow::OpenOf(
    Register& people, const std::vector<std::string>& records) {
  std::vector<Involvement> open;
  for (const std::string& record : records) {
    KITH_ASSIGN_OR_RETURN(const std::vector<Involvement> all,
                          people.InvolvementsOf(record));
    std::copy_if(all.begin(), all.end(), std::back_inserter(open),
                 [](const Involvement& one) { return !one.ended; });
  }
  return open;
}

absl::StatusOr<std::set<std::string>> HandoverFlow::OwnMarks(
    const std::vector<std::string>& records, const Found& found) const {
  std::set<std::string> marks;
  for (const std::string& record : records) {
    KITH_ASSIGN_OR_RETURN(const std::vector<std::string> own,
                          MarksOf(record, found.proposal.handover_id(),
                                  /*newest_epoch_only=*/false));
    marks.insert(own.begin(), own.end());
  }
  return marks;
}

// INVARIANT (the one proposed): by marks that only both agencies can make.
absl::Status HandoverFlow::CheckIsTheOne(const std::set<std::string>& own,
                                         const Found& found) {
  const auto& marks = found.proposal.marks();
  if (std::none_of(marks.begin(), marks.end(),
                   [&](const auto& mark) { return own.contains(mark); })) {
    return absl::FailedPreconditionError(
        "this is not the person that was proposed, or not written the same; "
        "compare name, date of birth and numbers on the telephone");
  }
  return absl::OkStatus();
}

// The later of the broker's word and what was signed: an agreement from before
// is none.
absl::Time HandoverFlow::ProposedAt(const Found& found) {
  return absl::FromUnixMillis(static_cast<std::int64_t>(
      std::max(found.handover.proposed_at_ms(), found.proposal.made_at_ms())));
}

// INVARIANT (no gap): whoever accepts is involved, listed and agreed to.
absl::Status HandoverFlow::CheckNoGap(const std::vector<std::string>& records,
                                      const Found& found) const {
  const absl::Time now = parts_.clock.Now();
  return parts_.reader.With([&](Register& people) -> absl::Status {
    KITH_ASSIGN_OR_RETURN(const std::vector<Involvement> open,
                          OpenOf(people, records));
    if (open.empty()) {
      return absl::FailedPreconditionError(
          "this agency is not involved with them yet; enter it in your system "
          "and import, then accept");
    }
    bool agreed = false;
    bool listed = false;
    for (const Involvement& one : open) {
      KITH_ASSIGN_OR_RETURN(const std::vector<Ground> grounds,
                            people.GroundsOf(one.person));
      agreed = agreed || IsAgreedSince(grounds, ProposedAt(found), now);
      KITH_ASSIGN_OR_RETURN(const bool is_listed, IsListed(people, one.person));
      listed = listed || is_listed;
    }
    if (!agreed) {
      return absl::FailedPreconditionError(
          "the family has not agreed since the proposal; ask them, then kith "
          "consent record");
    }
    return listed ? absl::OkStatus()
                  : absl::FailedPreconditionError(
                        "your involvement is not in the index yet; wait for "
                        "kith publish watch, then accept");
  });
}

// What only an agency that knows the person can make: by the capsule keys of
// the strong match keys, which never leave an agent.
absl::StatusOr<std::vector<std::string>> HandoverFlow::MarksOf(
    const std::string& person, const std::string& handover_id,
    bool newest_epoch_only) const {
  const std::shared_ptr<const Network> network = parts_.network.Get();
  KITH_ASSIGN_OR_RETURN(const std::vector<Identity> identities,
                        parts_.reader.With([&](Register& people) {
                          return people.IdentitiesOf(person);
                        }));
  std::set<std::string> inputs;
  for (const Identity& identity : identities) {
    for (const MatchKey& key : AskedKeysOf(identity, *network, parts_.agency)) {
      if (!key.strong || inputs.size() == kHandoverMarks) continue;
      KITH_ASSIGN_OR_RETURN(std::string input, OprfInput(network->id(), key));
      inputs.insert(std::move(input));
    }
  }
  std::vector<std::uint32_t> epochs;
  for (const auto& epoch : network->file().epochs()) {
    if (!epoch.ask()) continue;
    if (newest_epoch_only) epochs.clear();
    epochs.push_back(epoch.number());
  }
  std::vector<std::string> marks;
  if (inputs.empty()) return marks;
  KITH_ASSIGN_OR_RETURN(
      const std::vector<RequestId> ids,
      WriteDownBatches(parts_, evaluate::v1::EvaluateRequest::ALLOWANCE_ASK,
                       kHandoverMarks, epochs.size()));
  for (std::size_t i = 0; i < epochs.size(); ++i) {
    KITH_ASSIGN_OR_RETURN(
        const std::vector<TokenPair> pairs,
        MakeTokens(parts_,
                   {.allowance = evaluate::v1::EvaluateRequest::ALLOWANCE_ASK,
                    .epoch = epochs[i],
                    .batch = kHandoverMarks,
                    .timeout = kPatience,
                    .id = ids[i]},
                   std::vector<std::string>(inputs.begin(), inputs.end())));
    for (const TokenPair& pair : pairs) {
      marks.push_back(
          HmacSha256(pair.capsule_key.Expose(),
                     absl::StrCat("kith/v1/handover", handover_id)));
    }
  }
  return marks;
}

// The broker says so, and the signature of whoever took the step has to.
absl::Status HandoverFlow::CheckStep(const Found& found,
                                     StepBody::Step wanted) const {
  const std::shared_ptr<const Network> network = parts_.network.Get();
  const std::string& taker = wanted == StepBody::STEP_ACCEPT
                                 ? found.proposal.to()
                                 : found.proposal.from();
  const network::v1::Agency* by = network->FindAgency(taker);
  const auto& newest = found.handover.newest();
  StepBody step;
  if (by == nullptr || !step.ParseFromString(newest.body()) ||
      step.handover_id() != found.proposal.handover_id() ||
      step.from() != found.proposal.from() ||
      step.to() != found.proposal.to() || step.step() != wanted) {
    return absl::UnauthenticatedError("the newest step is of another handover");
  }
  return VerifySignature(by->signing_key(), Label::kHandover, network->id(),
                         newest.body(), newest.signature());
}

// Nobody is spoken of to an agency here whom a check would not be told of.
absl::Status HandoverFlow::CheckMayBeTold(
    const std::vector<std::string>& records, const std::string& to) const {
  return parts_.reader.With([&](Register& people) -> absl::Status {
    KITH_RETURN_IF_ERROR(CheckNotHeld(people));
    KITH_ASSIGN_OR_RETURN(const Protection protection,
                          ProtectionOf(people, records));
    if (protection.shield != ShieldKind::kNone || protection.objection) {
      return absl::FailedPreconditionError(
          "this person is shielded, or somebody objects: speak with a manager "
          "first");
    }
    for (const std::string& record : records) {
      KITH_ASSIGN_OR_RETURN(const std::vector<Ground> grounds,
                            people.GroundsOf(record));
      for (const Ground& ground : grounds) {
        const auto& excluded = ground.scope.excluded_agencies;
        if (std::find(excluded.begin(), excluded.end(), to) == excluded.end()) {
          continue;
        }
        return absl::FailedPreconditionError(
            "the family left this agency out by name: ask them again first");
      }
    }
    return absl::OkStatus();
  });
}

}  // namespace kith::agent
