// SPDX-License-Identifier: Apache-2.0
//
// Five agencies' CSV exports, each in the layout of its own kind of system, and
// the column map for each.
#ifndef KITH_DEPLOY_DEMONSTRATION_EXPORTS_H_
#define KITH_DEPLOY_DEMONSTRATION_EXPORTS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "deploy/demonstration/enemy_terms.h"
#include "deploy/demonstration/holdings.h"

namespace kith::deploy {

// How many families are spread over the registers beside the story's.
inline constexpr std::size_t kDemonstrationFamilies = 710;

struct AgencyExport {
  std::string agency;  // Its id: "hillview-primary", "northshire-homes" ...
  std::string csv;     // The bytes of the file, in that system's encoding.
  std::string map;     // kith.config.v1.ColumnMap, as text.
};

struct Demonstration {
  std::vector<AgencyExport> exports;  // One for each agency, in a fixed order.
  // A tenancy list with row faults: a date that is none, a person twice, a name
  // missing, a telephone number too long, unreadable bytes, a field too few.
  // Its good rows are story people. The map is that of northshire-homes.
  std::string bad_csv;
  // What nobody but the agencies may find in clear; see enemy_terms.h.
  std::vector<EnemyTerm> enemy_terms;
};

// The same for the same arguments, to the byte. The story is always in it.
Demonstration MakeDemonstration(std::uint64_t seed, absl::CivilDay today,
                                std::size_t families = kDemonstrationFamilies);

// Writes <directory>/<agency>/export.csv and column_map.textproto, and
// <directory>/northshire-homes/bad.csv; directories are made as needed, modes
// 0700 and 0600. UNAVAILABLE if something cannot be written.
absl::Status WriteDemonstration(const Demonstration& demonstration,
                                const std::string& directory);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_DEMONSTRATION_EXPORTS_H_
