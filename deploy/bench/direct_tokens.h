// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_BENCH_DIRECT_TOKENS_H_
#define KITH_DEPLOY_BENCH_DIRECT_TOKENS_H_

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "keys/base/clock.h"
#include "keys/base/random.h"

namespace kith::deploy {

// Tokens a second, for about `duration`: batches of 1,024 blinded, evaluated,
// proved, verified, unblinded and derived in this process on every core, with
// no network, file or log. Codes as oprf::Blind() and the others.
absl::StatusOr<double> DirectTokensPerSecond(absl::Duration duration,
                                             const Clock& clock,
                                             Random& random);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_BENCH_DIRECT_TOKENS_H_
