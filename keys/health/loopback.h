// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_HEALTH_LOOPBACK_H_
#define KITH_KEYS_HEALTH_LOOPBACK_H_

#include <string>

namespace kith::health {

// Whether `listen` (host:port) names this machine alone, by its number: a name
// may come to stand for another address.
bool IsLoopback(const std::string& listen);

enum class Listening { kFree, kTaken, kForbidden, kNoAddress };

// Binds `listen` and lets it go again.
Listening TryToListen(const std::string& listen);

}  // namespace kith::health

#endif  // KITH_KEYS_HEALTH_LOOPBACK_H_
