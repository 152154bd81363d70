// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_ANSWER_FACTS_H_
#define KITH_AGENT_FLOWS_ANSWER_FACTS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "agent/register/register.h"
#include "keys/network/network.h"
#include "kith/enquiry/v1/enquiry.pb.h"
#include "policy/facts.h"

namespace kith::agent {

// A question that opened here, and whom of this agency it is about.
struct HeldQuestion {
  enquiry::v1::CapsuleContent content;
  std::string category;  // The asker's; vouched for by the broker if hidden.
  std::string person;
  std::string ground;  // That its rows rest on.
};

// What policy decides an answer on, and what the answer may be made of.
struct AnswerBasis {
  policy::AnswerFacts facts;
  std::vector<Involvement> involvements;  // The open ones.
  bool may_name_place = false;
};

// "family-agreed", "safeguarding", "urgent-access".
std::string GroundWord(enquiry::v1::AskGround::Kind kind);

// From this agency's own copy of the grounds. Codes as Register.
absl::StatusOr<AnswerBasis> FactsOf(Register& people,
                                    const HeldQuestion& question,
                                    const Network& network,
                                    const std::string& agency, absl::Time now);

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_ANSWER_FACTS_H_
