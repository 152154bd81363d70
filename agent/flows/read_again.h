// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_READ_AGAIN_H_
#define KITH_AGENT_FLOWS_READ_AGAIN_H_

#include "absl/status/status.h"
#include "agent/flows/parts.h"

namespace kith::agent {

// Normalises everybody of the register again, from what their exports said, if
// the normaliser is another than the one that read them, or the network allows
// other identifiers. Publishing then finds their rows changed. Shields and what
// families took back go over to the new keys.
//
// Not read again: names a person was known by before an export changed them,
// and somebody whom the normaliser now refuses; the log counts those. Cut
// short, it begins again with the next call. Codes as Register and its log.
absl::Status ReadRegisterAgain(const Parts& parts);

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_READ_AGAIN_H_
