// SPDX-License-Identifier: Apache-2.0
#include "agent/console/pages/page_words.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "agent/desk_client/answer_words.h"

namespace kith::console {
namespace {

constexpr char kSilent[] =
    "Your agency's Kith agent does not answer. Nothing was asked or changed. "
    "Tell your agency's IT, and try again in a minute.";
constexpr char kNothingLeft[] =
    "It cannot be done as it is. Ask your agency's IT.";

// "away_until: say both" without its first word.
absl::string_view WithoutField(absl::string_view message) {
  const std::size_t colon = message.find(": ");
  if (colon == absl::string_view::npos || colon > 30) return message;
  const absl::string_view name = message.substr(0, colon);
  const bool is_field = std::all_of(name.begin(), name.end(), [](char c) {
    return absl::ascii_islower(static_cast<unsigned char>(c)) || c == '_';
  });
  return is_field ? message.substr(colon + 2) : message;
}

// Something to type, or where something lies, rather than words.
bool IsForATerminal(absl::string_view clause) {
  return absl::StrContains(clause, "kith ") ||
         absl::StrContains(clause, "--") || absl::StrContains(clause, "`") ||
         absl::StrContains(clause, ".sock") ||
         absl::StrContains(clause, "configuration");
}

}  // namespace

std::string InPageWords(absl::string_view message) {
  if (absl::StartsWith(message, "no agent answers at") ||
      absl::StartsWith(message, "the agent did not answer in time")) {
    return kSilent;
  }
  std::vector<absl::string_view> kept;
  for (absl::string_view clause : absl::StrSplit(WithoutField(message), ';')) {
    clause = absl::StripAsciiWhitespace(clause);
    // "a manager decides: kith consent decide": what is before stays.
    const std::size_t colon = clause.rfind(": ");
    if (IsForATerminal(clause) && colon != absl::string_view::npos) {
      clause = clause.substr(0, colon);
    }
    if (!clause.empty() && !IsForATerminal(clause)) kept.push_back(clause);
  }
  if (kept.empty()) return kNothingLeft;
  return desk::Sentence(absl::StrJoin(kept, "; "));
}

std::string InPageWords(const absl::Status& status) {
  return InPageWords(status.message());
}

}  // namespace kith::console
