// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_BENCH_AGREEMENT_H_
#define KITH_DEPLOY_BENCH_AGREEMENT_H_

#include <cstdint>
#include <vector>

#include "deploy/bench/tally.h"

namespace kith::deploy {

// Whether two ways of asking said the same of each person.
struct Agreement {
  std::uint64_t same = 0;
  // Lines of the people of whom the best that was said differs, or that only
  // one way asked about; in order.
  std::vector<std::int64_t> different_lines;
};

Agreement CompareAnswers(const std::vector<Asked>& one,
                         const std::vector<Asked>& other);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_BENCH_AGREEMENT_H_
