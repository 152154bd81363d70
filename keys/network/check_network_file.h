// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_NETWORK_CHECK_NETWORK_FILE_H_
#define KITH_KEYS_NETWORK_CHECK_NETWORK_FILE_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "kith/network/v1/network.pb.h"

namespace kith {

// Of WitnessRule: what 0 stands for, and the most there may be.
inline constexpr std::uint32_t kWitnessedHours = 4;
inline constexpr std::uint32_t kWitnessedHoursUrgent = 24;
inline constexpr std::uint32_t kMostWitnessedHours = 168;

// Whether `id` is 1 to 64 of [a-z0-9-].
bool IsNetworkId(absl::string_view id);

// Whether a network file makes sense, whoever has signed it: INVALID_ARGUMENT,
// naming the field, if not.
absl::Status CheckNetworkFile(const network::v1::NetworkFile& file);

}  // namespace kith

#endif  // KITH_KEYS_NETWORK_CHECK_NETWORK_FILE_H_
