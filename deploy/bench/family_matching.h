// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_BENCH_FAMILY_MATCHING_H_
#define KITH_DEPLOY_BENCH_FAMILY_MATCHING_H_

#include <functional>
#include <vector>

#include "absl/status/statusor.h"
#include "deploy/bench/families/family_rows.h"
#include "deploy/bench/linkage_people.h"

namespace kith::deploy {

// Invented families as an import reads them, some thousand rows at a time, so
// that memory holds no more than `each` keeps. Codes as MakeFamilyRows() and
// ReadPeople(), and those of `each`, which ends it.
absl::Status ReadFamilies(
    const FamilyOptions& options,
    const std::function<absl::Status(Side side, LinkagePerson person)>& each);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_BENCH_FAMILY_MATCHING_H_
