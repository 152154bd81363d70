// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_BENCH_FAMILIES_FAMILY_FILES_H_
#define KITH_DEPLOY_BENCH_FAMILIES_FAMILY_FILES_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "deploy/bench/families/family_rows.h"

namespace kith::deploy {

struct FamilyFileCounts {
  std::uint64_t indexed = 0;
  std::uint64_t asked = 0;
};

// Writes index.csv, query.csv and map.textproto into `folder`, which is made if
// it is not there; files of these names are replaced. `progress`: the rows of
// the index so far, now and then. Memory does not grow with the number of
// people. UNAVAILABLE if a file cannot be written; else as MakeFamilyRows().
absl::StatusOr<FamilyFileCounts> WriteFamilyFiles(
    const FamilyOptions& options, const std::string& folder,
    const std::function<void(std::uint64_t)>& progress);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_BENCH_FAMILIES_FAMILY_FILES_H_
