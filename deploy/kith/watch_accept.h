// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_WATCH_ACCEPT_H_
#define KITH_DEPLOY_KITH_WATCH_ACCEPT_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace kith::deploy {

// What somebody has said to the dry run of an export in a watched folder.
struct Acceptance {
  std::string digest;
  std::uint32_t ended = 0;  // How many people were meant to end; 0: not said.
};

// `<export>.accept`, where the watcher looks for it.
std::string AcceptancePath(const std::string& file);

// Says that what the last dry run of `file` showed is wanted, so that the
// account that watches can read it. FAILED_PRECONDITION, saying what to do, if
// there is no dry run of it, the file changed since, `ended` is not the number
// that the dry run asks for, or this account is neither root nor the one that
// watches.
absl::Status AcceptWatched(const std::string& file, std::uint32_t ended);

// Nothing, if nobody has said anything. FAILED_PRECONDITION, saying what to do,
// if this account may not read it.
absl::StatusOr<std::optional<Acceptance>> ReadAcceptance(
    const std::string& file);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_WATCH_ACCEPT_H_
