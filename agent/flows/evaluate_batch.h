// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_EVALUATE_BATCH_H_
#define KITH_AGENT_FLOWS_EVALUATE_BATCH_H_

#include <string>

#include "absl/status/statusor.h"
#include "agent/flows/make_tokens.h"
#include "agent/flows/parts.h"

namespace kith::agent {

// What its errors begin with, so that they can be said in words.
inline constexpr char kKeyHoldersFailed[] = "too few key holders";
inline constexpr char kProofFailed[] = "the proof of the key holder";

// Has `blinded` evaluated under the key of `epoch` by whoever that takes, and
// checks each proof against the pinned key: the elements, in order. Where two
// key holders are needed both are asked at once, and if one fails another pair
// is asked, under an id of its own that is written down before; all of them
// once more a little later, for one that is just back.
//
// PERMISSION_DENIED, naming the key holder, if a proof does not hold and nobody
// else can do. UNAVAILABLE if too few answer. RESOURCE_EXHAUSTED and
// INVALID_ARGUMENT as EvaluateService; AuditLog's codes for what is written
// down.
absl::StatusOr<std::string> EvaluateBatch(const Parts& parts,
                                          const network::v1::Epoch& epoch,
                                          const TokenRequest& request,
                                          const std::string& blinded);

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_EVALUATE_BATCH_H_
