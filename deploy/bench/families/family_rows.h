// SPDX-License-Identifier: Apache-2.0
//
// Two agencies' files about the same families, row by row, for measuring.
#ifndef KITH_DEPLOY_BENCH_FAMILIES_FAMILY_ROWS_H_
#define KITH_DEPLOY_BENCH_FAMILIES_FAMILY_ROWS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace kith::deploy {

struct FamilyOptions {
  std::uint64_t seed = 1;
  std::size_t people = 16000;
  // Pairs of twins instead of families: the index holds one of each pair and
  // the mother, the other twin is asked about. 0: families.
  std::size_t twins = 0;
  // Of the people who are in both files, the part whose records both carry the
  // NHS number: 0 to 1. Of the others at most one record does.
  double shared_identifier = 0.6;
  // Part of the people who are asked about: 0 to 1.
  double asked = 0.5;
};

enum class Side { kIndex, kQuery };

// The columns, in the order of every row's fields.
const std::vector<std::string>& FamilyColumns();

// The column map that reads both files.
absl::string_view FamilyColumnMap();

// Calls `each` with every row, the rows of one family together; the same rows
// for the same options. Ends with the first status of `each` that is not OK.
// INVALID_ARGUMENT if a part is not between 0 and 1.
absl::Status MakeFamilyRows(
    const FamilyOptions& options,
    const std::function<
        absl::Status(Side side, const std::vector<std::string>& fields)>& each);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_BENCH_FAMILIES_FAMILY_ROWS_H_
