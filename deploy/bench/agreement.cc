// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/agreement.h"

#include <map>
#include <optional>
#include <utility>

namespace kith::deploy {

Agreement CompareAnswers(const std::vector<Asked>& one,
                         const std::vector<Asked>& other) {
  using Both = std::pair<std::optional<Said>, std::optional<Said>>;
  std::map<std::int64_t, Both> by_line;
  for (const Asked& asked : one) by_line[asked.line].first = BestOfAll(asked);
  for (const Asked& asked : other) {
    by_line[asked.line].second = BestOfAll(asked);
  }
  Agreement agreement;
  for (const auto& [line, said] : by_line) {
    if (said.first == said.second) {
      ++agreement.same;
    } else {
      agreement.different_lines.push_back(line);
    }
  }
  return agreement;
}

}  // namespace kith::deploy
