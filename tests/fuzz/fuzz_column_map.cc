// SPDX-License-Identifier: Apache-2.0
// A column map somebody wrote by hand.
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "agent/connectors/column_map.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const auto map =
      kith::agent::ParseColumnMap({reinterpret_cast<const char*>(data), size});
  if (!map.ok()) return 0;
  (void)kith::agent::HasConstantGround(*map);
  (void)kith::agent::CheckAgainstHeader(
      *map, std::vector<std::string>{"id", "forename", "surname", "", "dob"});
  return 0;
}
