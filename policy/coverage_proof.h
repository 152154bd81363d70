// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_POLICY_COVERAGE_PROOF_H_
#define KITH_POLICY_COVERAGE_PROOF_H_

#include "policy/prover.h"

namespace kith::policy {

// That an agreement which is wider in every part (more recipients, fewer kept
// out, more purposes) covers whoever a narrower one covers. Over every pair of
// agreements about two agencies, two categories and two purposes, and every
// asker, a hidden one too: Covers tells no third one apart from these.
InvariantResult ProveCoverage();

}  // namespace kith::policy

#endif  // KITH_POLICY_COVERAGE_PROOF_H_
