// SPDX-License-Identifier: Apache-2.0
//
// A file as it was at one moment.
#ifndef KITH_AGENT_CONNECTORS_WHOLE_FILE_H_
#define KITH_AGENT_CONNECTORS_WHOLE_FILE_H_

#include <cstddef>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"

namespace kith::agent {

inline constexpr std::size_t kMaxFileBytes = std::size_t{512} << 20;

// The bytes of a regular file of at most 512 MiB. `progress` is told the bytes
// read so far, after each 1 MiB and at the end.
//
// NOT_FOUND if there is none; INVALID_ARGUMENT if it is no regular file, is too
// large, or its size, time of change or identity were different after reading;
// UNAVAILABLE if it cannot be read.
absl::StatusOr<std::string> ReadWholeFile(
    const std::string& path, absl::FunctionRef<void(std::size_t)> progress);

}  // namespace kith::agent

#endif  // KITH_AGENT_CONNECTORS_WHOLE_FILE_H_
