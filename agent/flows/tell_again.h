// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_TELL_AGAIN_H_
#define KITH_AGENT_FLOWS_TELL_AGAIN_H_

#include <string>

#include "absl/status/status.h"
#include "agent/flows/parts.h"
#include "agent/register/register.h"

namespace kith::agent {

// Inside a change: the broker's index is another one, of this id, so that the
// broker may have lost what it was told.
absl::Status MustTellAgain(Register& people, const std::string& index_id);

// If so: records every ground that was withdrawn here and that the broker was
// told of once, and withdraws it there again, everywhere if the receipt says
// so; then says that this is all. To do it twice changes nothing. UNAVAILABLE
// if the broker cannot be reached; then it is done the next time.
absl::Status TellWithdrawnAgain(const Parts& parts);

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_TELL_AGAIN_H_
