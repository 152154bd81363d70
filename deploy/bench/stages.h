// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_BENCH_STAGES_H_
#define KITH_DEPLOY_BENCH_STAGES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "keys/base/clock.h"
#include "keys/base/random.h"
#include "keys/network/network.h"
#include "kith/enquiry/v1/enquiry.pb.h"

namespace kith::deploy {

// What one part of a check costs when nothing else runs.
struct Stage {
  std::string what;
  absl::Duration time;  // The median of many.
};

// The parts of a broker's check that can be run apart, each on one thread: what
// is missing of a check's time is spent between them. `broker_folder` is that
// of a running broker.
absl::StatusOr<std::vector<Stage>> MeasureStages(
    const std::string& broker_folder, const Network& network,
    const enquiry::v1::AskRequest& question, const Clock& clock,
    Random& random);

// One small write and its sync, the median of many, in a file of this folder.
// UNAVAILABLE if it cannot be written.
absl::StatusOr<absl::Duration> MeasureSync(const std::string& folder,
                                           const Clock& clock);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_BENCH_STAGES_H_
