// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_NETWORK_WORDS_H_
#define KITH_DEPLOY_KITH_NETWORK_WORDS_H_

#include <nlohmann/json.hpp>
#include <string>

#include "absl/status/statusor.h"
#include "keys/network/network.h"

namespace kith::deploy {

// A key as people compare it: the first 16 bytes of its SHA-256 in hex, in
// groups of four.
std::string Fingerprint(const std::string& public_key);

// The network file in words: who belongs to it, by which keys, whom to ring,
// the times, and the rules.
absl::StatusOr<std::string> NetworkInWords(const Network& network);
nlohmann::ordered_json NetworkAsJson(const Network& network);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_NETWORK_WORDS_H_
