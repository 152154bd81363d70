// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_REGISTER_CHANGE_H_
#define KITH_AGENT_FLOWS_REGISTER_CHANGE_H_

#include <cstddef>
#include <functional>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/types/span.h"
#include "agent/flows/parts.h"
#include "keys/base/status_macros.h"

namespace kith::agent {

// Makes a change to the register that no log needs to hear of. Codes: what
// `change` returns, and those of the log; unless OK, nothing is changed.
absl::Status Change(const Parts& parts,
                    const std::function<absl::Status(Register&)>& change);

// Makes `change` for each of `all`, so many in one change: an answer is written
// down too, waits for the change that runs, and comes in front of the next.
// After an error, or a kill, those in front of it are made.
template <typename T>
absl::Status ChangeEach(
    const Parts& parts, absl::Span<const T> all, std::size_t at_once,
    absl::FunctionRef<absl::Status(Register&, const T&)> change) {
  for (std::size_t at = 0; at < all.size(); at += at_once) {
    const absl::Span<const T> some = all.subspan(at, at_once);
    KITH_RETURN_IF_ERROR(Change(parts, [&](Register& people) -> absl::Status {
      for (const T& one : some) KITH_RETURN_IF_ERROR(change(people, one));
      return absl::OkStatus();
    }));
  }
  return absl::OkStatus();
}

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_REGISTER_CHANGE_H_
