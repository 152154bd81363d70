// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_BENCH_BROKER_REPORT_H_
#define KITH_DEPLOY_BENCH_BROKER_REPORT_H_

#include <nlohmann/json.hpp>
#include <string>

#include "deploy/bench/broker_bench.h"

namespace kith::deploy {

// What the rounds come to: medians, ratios round by round, and every round,
// those that do not count marked.
nlohmann::ordered_json BrokerReportAsJson(const BrokerBenchOptions& options,
                                          const BrokerBenchReport& report);
std::string BrokerReportInWords(const BrokerBenchOptions& options,
                                const BrokerBenchReport& report);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_BENCH_BROKER_REPORT_H_
