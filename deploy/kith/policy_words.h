// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_POLICY_WORDS_H_
#define KITH_DEPLOY_KITH_POLICY_WORDS_H_

#include <nlohmann/json.hpp>
#include <string>

#include "absl/time/time.h"
#include "kith/desk/v1/desk.pb.h"
#include "policy/in_words.h"
#include "policy/prover.h"

namespace kith::deploy {

// Everything that is wrong, a line or a few each; empty if nothing is.
std::string FaultsInWords(const policy::Proof& proof);

// What `kith policy check` and `kith policy test` print.
std::string ProofInWords(const policy::Proof& proof, absl::Duration took);
nlohmann::ordered_json ProofAsJson(const policy::Proof& proof,
                                   absl::Duration took);
std::string ExamplesInWords(const policy::Proof& proof);

// What `kith policy explain` prints.
std::string ExplainedInWords(const desk::v1::ExplainDecisionReply& reply,
                             absl::TimeZone zone);

nlohmann::ordered_json TableAsJson(const std::vector<policy::Asking>& table);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_POLICY_WORDS_H_
