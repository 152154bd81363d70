// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/register_change.h"

#include <vector>

#include "keys/base/status_macros.h"

namespace kith::agent {

absl::Status Change(const Parts& parts,
                    const std::function<absl::Status(Register&)>& change) {
  return parts.log
      .Run([&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
        Register people(db);
        KITH_RETURN_IF_ERROR(change(people));
        return std::vector<tlog::Entry>();
      })
      .status();
}

}  // namespace kith::agent
