// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_VERIFY_EVIDENCE_H_
#define KITH_DEPLOY_KITH_VERIFY_EVIDENCE_H_

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "deploy/kith/evidence.h"

namespace kith::deploy {

struct EvidenceReport {
  std::string network;
  std::string agency;
  std::string agency_name;
  std::uint64_t broker_entries = 0;
  std::uint64_t broker_own = 0;  // Entries of the broker's log that are ours.
  std::uint64_t agent_entries = 0;
  std::uint64_t asked = 0;
  std::uint64_t shown = 0;
  std::uint64_t not_answered = 0;  // Asked and aborted, or never accepted.
  // What does not hold, a sentence each. Empty: everything holds.
  std::vector<std::string> findings;
  // What is worth knowing and is no fault.
  std::vector<std::string> notes;
};

// Checks both logs and each against the other, offline: signatures of the
// checkpoints, every leaf, every opening, that no entry of the agency is
// missing, that each accepted question has exactly one end, and that everything
// shown was released.
EvidenceReport VerifyEvidence(const Evidence& evidence);

// A page for a data protection officer, and the same for programs.
std::string ReportInWords(const EvidenceReport& report);
nlohmann::ordered_json ReportAsJson(const EvidenceReport& report);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_VERIFY_EVIDENCE_H_
