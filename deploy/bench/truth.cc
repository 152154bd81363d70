// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/truth.h"

#include "absl/strings/str_cat.h"
#include "keys/base/status_macros.h"

namespace kith::deploy {
namespace {

absl::StatusOr<std::optional<std::regex>> Compile(const std::string& text) {
  if (text.empty()) return std::optional<std::regex>();
  try {
    return std::optional<std::regex>(std::regex(text));
  } catch (const std::regex_error&) {
    return absl::InvalidArgumentError(
        absl::StrCat("`", text, "` is not a regular expression"));
  }
}

}  // namespace

absl::StatusOr<TruthRule> TruthRule::Create(const std::string& truth_regex,
                                            const std::string& row_regex) {
  TruthRule rule;
  KITH_ASSIGN_OR_RETURN(rule.truth_, Compile(truth_regex));
  KITH_ASSIGN_OR_RETURN(rule.row_, Compile(row_regex));
  if (rule.truth_.has_value() && rule.truth_->mark_count() == 0) {
    return absl::InvalidArgumentError(absl::StrCat(
        "`", truth_regex, "` has no group: write rec-(\\d+)-, for example"));
  }
  return rule;
}

bool TruthRule::Chooses(const std::string& value) const {
  if (value.size() > kMaxTruthBytes) return false;
  return !row_.has_value() || std::regex_search(value, *row_);
}

absl::StatusOr<std::string> TruthRule::TruthOf(const std::string& value) const {
  if (value.size() > kMaxTruthBytes) {
    return absl::InvalidArgumentError("the truth is longer than 256 bytes");
  }
  std::string truth = value;
  if (truth_.has_value()) {
    std::smatch found;
    const bool matches = std::regex_search(value, found, *truth_);
    truth = matches ? found[1].str() : "";
  }
  if (truth.empty()) return absl::InvalidArgumentError("no truth is given");
  return truth;
}

}  // namespace kith::deploy
