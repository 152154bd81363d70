// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_MAKE_TOKENS_H_
#define KITH_AGENT_FLOWS_MAKE_TOKENS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "agent/flows/parts.h"
#include "keys/tlog/audit_log.h"
#include "keys/token.h"
#include "kith/evaluate/v1/evaluate.pb.h"

namespace kith::agent {

// Of one batch, 16 random bytes: it names no person and no question.
using RequestId = std::string;

// For one batch each. Any thread.
std::vector<RequestId> DrawRequestIds(const Parts& parts, std::size_t batches);

// INVARIANT (written down first): entries for the agency's own log that say
// which batches it is about to ask for, durable before MakeTokens. `elements`
// as TokenRequest.batch.
std::vector<tlog::Entry> EvaluatedEntries(
    const Parts& parts, evaluate::v1::EvaluateRequest::Allowance allowance,
    std::size_t elements, absl::Span<const RequestId> ids);

// Draws ids and writes them down, one durable write. Codes as AuditLog.
absl::StatusOr<std::vector<RequestId>> WriteDownBatches(
    const Parts& parts, evaluate::v1::EvaluateRequest::Allowance allowance,
    std::size_t elements, std::size_t batches);

struct TokenRequest {
  evaluate::v1::EvaluateRequest::Allowance allowance;
  std::uint32_t epoch;
  // Elements the key holder is shown, whatever the inputs: 16, 128 or 1,024.
  std::size_t batch;
  absl::Duration timeout;
  // Written down already; never used for a second batch.
  RequestId id;
};

// The tokens and capsule keys of these OPRF inputs, in their order. Blinds,
// pads with elements nobody knows, has them evaluated, checks the proof against
// the pinned key, unblinds.
//
// PERMISSION_DENIED if a proof does not hold and nobody else can do: no token
// is made, and the key holder that is named must be looked into. Others as
// EvaluateBatch. INVALID_ARGUMENT if there are more inputs than `batch`, or the
// id is none.
absl::StatusOr<std::vector<TokenPair>> MakeTokens(
    const Parts& parts, const TokenRequest& request,
    absl::Span<const std::string> inputs);

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_MAKE_TOKENS_H_
