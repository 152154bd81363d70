// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/explain_flow.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "agent/flows/register_change.h"
#include "keys/base/status_macros.h"
#include "keys/tlog/leaf.h"
#include "kith/log/v1/log.pb.h"
#include "policy/examples.h"

namespace kith::agent {
namespace {

using desk::v1::ExplainDecisionReply;

// A decision as the log has it.
struct Logged {
  tlog::Leaf leaf;
  policy::v1::DecisionKind kind = policy::v1::DECISION_KIND_UNSPECIFIED;
  policy::FactValues facts;
  std::string rule;
};

absl::Status ReadRequest(const log::v1::Opening& opening, Logged& logged) {
  log::v1::EnquiryDetail detail;
  if (!detail.ParseFromString(opening.detail())) {
    return absl::DataLossError("the entry's detail cannot be read");
  }
  logged.facts = detail.facts();
  logged.rule = detail.rule();
  return absl::OkStatus();
}

absl::Status ReadAnswer(SealedDb& db, const log::v1::Opening& opening,
                        Logged& logged) {
  log::v1::AnswerDetail detail;
  if (!detail.ParseFromString(opening.detail())) {
    return absl::DataLossError("the entry's detail cannot be read");
  }
  KITH_ASSIGN_OR_RETURN(
      const std::string bytes,
      Register(db).GetAnswerFacts(detail.enquiry_id(), detail.subject()));
  log::v1::DecisionFacts facts;
  if (!facts.ParseFromString(bytes)) {
    return absl::DataLossError("what it was decided on cannot be read");
  }
  logged.facts = facts.facts();
  logged.rule = detail.rule();
  return absl::OkStatus();
}

absl::StatusOr<Logged> ReadLogged(SealedDb& db, std::uint64_t index) {
  Logged logged;
  KITH_ASSIGN_OR_RETURN(const log::v1::Opening opening,
                        tlog::AuditLog::ReadOpening(db, index));
  KITH_ASSIGN_OR_RETURN(const std::string leaf,
                        tlog::AuditLog::ReadLeaves(db, index, 1));
  KITH_ASSIGN_OR_RETURN(logged.leaf, tlog::ParseLeaf(leaf));
  switch (opening.event()) {
    case log::v1::EVENT_ASKED:
    case log::v1::EVENT_REFUSED:
      logged.kind = policy::v1::DECISION_KIND_REQUEST;
      KITH_RETURN_IF_ERROR(ReadRequest(opening, logged));
      break;
    case log::v1::EVENT_ANSWERED:
    case log::v1::EVENT_TOUCH:
      logged.kind = policy::v1::DECISION_KIND_ANSWER;
      KITH_RETURN_IF_ERROR(ReadAnswer(db, opening, logged));
      break;
    default:
      break;
  }
  if (logged.facts.empty()) {
    return absl::FailedPreconditionError(
        "nothing was decided in that entry, or a version before this one "
        "wrote it");
  }
  return logged;
}

}  // namespace

absl::Status KeepPolicy(const Parts& parts) {
  const std::shared_ptr<const Network> network = parts.network.Get();
  return Change(parts, [&](Register& people) {
    return people.PutPolicyText(HashBytes(network->policy_hash()),
                                network->file().policy_text(),
                                parts.clock.Now());
  });
}

absl::StatusOr<ExplainDecisionReply> ExplainFlow::Run(std::uint64_t index) {
  KITH_ASSIGN_OR_RETURN(const Logged logged,
                        parts_.reader.WithDb([&](SealedDb& db) {
                          return ReadLogged(db, index);
                        }));
  KITH_ASSIGN_OR_RETURN(
      const std::string text, parts_.reader.With([&](Register& people) {
        return people.GetPolicyText(HashBytes(logged.leaf.policy));
      }));
  KITH_ASSIGN_OR_RETURN(const auto rules,
                        policy::SharingPolicy::FromText(text));
  KITH_ASSIGN_OR_RETURN(
      const policy::DecidedOfValues decided,
      policy::DecideOfValues(*rules, logged.kind, logged.facts));
  ExplainDecisionReply reply;
  reply.set_time_ms(absl::ToUnixMillis(logged.leaf.time));
  reply.set_what(logged.kind == policy::v1::DECISION_KIND_REQUEST
                     ? "a question of this agency"
                     : "an answer of this agency");
  reply.set_policy_id(rules->bundle().id());
  reply.set_policy_version(rules->bundle().version());
  for (const auto& fact : logged.facts) {
    reply.add_facts(absl::StrCat(fact.fact(), ": ", fact.value()));
  }
  reply.set_rule(logged.rule);
  reply.set_rule_now(decided.rule);
  reply.set_outcome_now(decided.outcome);
  reply.set_words(decided.words);
  reply.set_same(logged.rule == decided.rule);
  return reply;
}

}  // namespace kith::agent
