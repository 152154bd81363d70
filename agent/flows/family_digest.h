// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_FAMILY_DIGEST_H_
#define KITH_AGENT_FLOWS_FAMILY_DIGEST_H_

#include "absl/status/statusor.h"
#include "agent/flows/handover_flow.h"
#include "agent/flows/parts.h"
#include "kith/desk/v1/handover.pb.h"

namespace kith::agent {

// Who asked about the people this agency supports since the staff member last
// acknowledged a digest (the first: of the last day), by person, and handovers
// that wait. What was asked about people it does not speak of is shown to
// manager and dpo only. With the centre out of reach it is without handovers.
// Codes as Register.
absl::StatusOr<desk::v1::GetDigestReply> GetDigest(const Parts& parts,
                                                   const HandoverFlow& handover,
                                                   const Staff& staff);

// INVALID_ARGUMENT for a time that is ahead or before the last.
absl::Status AcknowledgeDigest(
    const Parts& parts, const Staff& staff,
    const desk::v1::AcknowledgeDigestRequest& request);

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_FAMILY_DIGEST_H_
