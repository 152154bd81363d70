// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_HEALTH_FINDING_H_
#define KITH_KEYS_HEALTH_FINDING_H_

#include <string>
#include <utility>
#include <vector>

namespace kith::health {

// What one look came to: one sentence of what is so and why, and, unless it is
// good, one of what to do. Nothing personal is in either.
struct Finding {
  enum class State { kGood, kWarning, kFault };

  std::string check;  // One of docs/operate/doctor.md: "clock".
  State state = State::kGood;
  std::string words;
  std::string next_step;  // Empty if good.
};

using Findings = std::vector<Finding>;

inline Finding Good(std::string check, std::string words) {
  return {std::move(check), Finding::State::kGood, std::move(words), ""};
}
// Nothing is refused for it yet.
inline Finding Warning(std::string check, std::string words,
                       std::string next_step) {
  return {std::move(check), Finding::State::kWarning, std::move(words),
          std::move(next_step)};
}
inline Finding Fault(std::string check, std::string words,
                     std::string next_step) {
  return {std::move(check), Finding::State::kFault, std::move(words),
          std::move(next_step)};
}

inline void Add(Findings more, Findings& to) {
  for (Finding& finding : more) to.push_back(std::move(finding));
}

}  // namespace kith::health

#endif  // KITH_KEYS_HEALTH_FINDING_H_
