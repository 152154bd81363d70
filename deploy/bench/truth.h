// SPDX-License-Identifier: Apache-2.0
//
// Who the rows of a test file truly are, as the file itself says.
#ifndef KITH_DEPLOY_BENCH_TRUTH_H_
#define KITH_DEPLOY_BENCH_TRUTH_H_

#include <cstddef>
#include <optional>
#include <regex>
#include <string>

#include "absl/status/statusor.h"

namespace kith::deploy {

// Longer values are refused before they meet an expression.
inline constexpr std::size_t kMaxTruthBytes = 256;

// What a test file may say of a row besides, in columns of these names. Empty
// where it does not.
struct LinkageTags {
  std::string error_types;  // "moved+dob-digit"; empty: none.
  std::string tradition;
  std::string twin_of;  // The other twin's truth.
  std::string family;
};

// Reads a person's truth from the value of one column, and chooses rows by it.
// Immutable, so thread-safe.
class TruthRule {
 public:
  // Each may be empty. `truth_regex`: its first group is the truth, else the
  // whole value is. `row_regex`: a row is chosen if it is found in the value,
  // else every row is. INVALID_ARGUMENT for an expression that is none, or a
  // `truth_regex` without a group.
  static absl::StatusOr<TruthRule> Create(const std::string& truth_regex,
                                          const std::string& row_regex);

  bool Chooses(const std::string& value) const;
  // INVALID_ARGUMENT if the value says nothing, or is longer than 256 bytes.
  absl::StatusOr<std::string> TruthOf(const std::string& value) const;

 private:
  TruthRule() = default;
  std::optional<std::regex> truth_;
  std::optional<std::regex> row_;
};

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_BENCH_TRUTH_H_
