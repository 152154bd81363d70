// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_NETWORK_AGENCY_CARD_H_
#define KITH_KEYS_NETWORK_AGENCY_CARD_H_

#include <cstddef>

#include "absl/status/status.h"
#include "kith/network/v1/network.pb.h"

namespace kith {

inline constexpr std::size_t kMaxAboutBytes = 200;
inline constexpr std::size_t kMaxCardTextBytes = 100;

// What the network file says of an agency for practitioners and families: about
// at most 200 bytes; ages, area, how_to_ask and hours at most 100 each;
// last_confirmed empty or a day like 2026-11-20. INVALID_ARGUMENT, naming the
// field.
absl::Status CheckAgencyCard(const network::v1::Agency& agency);

}  // namespace kith

#endif  // KITH_KEYS_NETWORK_AGENCY_CARD_H_
