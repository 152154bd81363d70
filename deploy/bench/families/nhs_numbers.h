// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_BENCH_FAMILIES_NHS_NUMBERS_H_
#define KITH_DEPLOY_BENCH_FAMILIES_NHS_NUMBERS_H_

#include <cstddef>
#include <string>

namespace kith::deploy {

// NHS numbers of the range kept for tests (999), each once, in an order in
// which neighbours do not look alike. Not thread-safe.
class TestNumbers {
 public:
  // Ten digits with a right check digit; empty once all 909,091 or so are
  // given.
  std::string Next();

 private:
  std::size_t tried_ = 0;
};

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_BENCH_FAMILIES_NHS_NUMBERS_H_
