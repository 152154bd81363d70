// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_BENCH_CHECK_REPORT_H_
#define KITH_DEPLOY_BENCH_CHECK_REPORT_H_

#include <nlohmann/json.hpp>
#include <string>

#include "deploy/bench/check_bench.h"

namespace kith::deploy {

// What the rounds come to: what one check costs each kind of process, less what
// they cost while nobody asks; its ratio to the direct operations, round by
// round; both in scalar multiplications of the same round. A round counts
// unless a check of it went wrong or its multiplication took a quarter more or
// less than the median; every round is shown.
nlohmann::ordered_json CheckReportAsJson(const CheckBenchOptions& options,
                                         const CheckBenchReport& report);
std::string CheckReportInWords(const CheckBenchOptions& options,
                               const CheckBenchReport& report);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_BENCH_CHECK_REPORT_H_
