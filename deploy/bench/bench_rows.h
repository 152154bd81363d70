// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_BENCH_BENCH_ROWS_H_
#define KITH_DEPLOY_BENCH_BENCH_ROWS_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "agent/relay/centre.h"
#include "keys/base/clock.h"
#include "keys/base/random.h"
#include "keys/network/network.h"
#include "keys/signer.h"
#include "keys/token.h"

namespace kith::deploy {

// The rows of one person, all under one ground, with everybody in its scope.
struct BenchRows {
  std::string ground_ref;  // 16 bytes.
  absl::Time ground_ends;
  struct Key {
    Token token;
    bool strong = false;
  };
  std::vector<Key> keys;
};

// Records the grounds at the broker, publishes the rows and waits until they
// are in the index, as the agency whose keys these are. Its agent knows nothing
// of them. Codes as the broker's; UNAVAILABLE if that takes more than a minute.
absl::Status PublishBenchRows(agent::Broker& broker, const Signer& signer,
                              const Network& network, const Clock& clock,
                              Random& random,
                              const std::vector<BenchRows>& people);

// Ends these grounds, everywhere. Codes as the broker's.
absl::Status WithdrawBenchGrounds(agent::Broker& broker, const Signer& signer,
                                  const Network& network, Random& random,
                                  const std::vector<std::string>& refs);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_BENCH_BENCH_ROWS_H_
