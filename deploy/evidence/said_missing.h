// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_EVIDENCE_SAID_MISSING_H_
#define KITH_DEPLOY_EVIDENCE_SAID_MISSING_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "deploy/evidence/erasures.h"
#include "deploy/evidence/verify_log.h"

namespace kith::deploy {

// What the agency's entries of a log say of others that cannot be opened.
struct SaidMissing {
  struct Erased {
    std::uint64_t index = 0;
    std::uint32_t by = 0;  // Which of `erasures` names it first.
  };
  std::vector<Erasure> erasures;
  std::vector<Erased> erased;  // Ascending.
  std::vector<std::string> reasons;
  std::vector<VerifiedLog::Restored> restored;  // Ascending; no time yet.
  std::uint64_t restores = 0;  // Entries that say so, believed or not.
};

// Reads the openings of a log of `size` entries through, before they are
// verified. What makes no sense goes to `findings`. NOT_FOUND or
// INVALID_ARGUMENT, naming the file.
absl::StatusOr<SaidMissing> ReadSaidMissing(const LogToVerify& log,
                                            std::uint64_t size,
                                            Findings& findings);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_EVIDENCE_SAID_MISSING_H_
