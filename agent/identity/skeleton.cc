// SPDX-License-Identifier: Apache-2.0
#include "agent/identity/skeleton.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/match.h"

namespace kith::agent {
namespace {

constexpr std::size_t kMaxSymbols = 5;

bool IsVowel(char c) { return absl::StrContains("AEIOUY", c); }

bool IsSoftener(char c) { return c == 'E' || c == 'I' || c == 'Y'; }

// A woman's form of a Slavic name and a man's are one name.
absl::string_view WithoutEnding(absl::string_view part) {
  constexpr std::size_t kLeast = 3;
  const bool long_enough = part.size() >= kLeast + 3;
  if (long_enough && absl::EndsWith(part, "OVA")) {
    return part.substr(0, part.size() - 3);
  }
  if (part.size() >= kLeast + 2 && absl::EndsWith(part, "OV")) {
    return part.substr(0, part.size() - 2);
  }
  if (long_enough &&
      (absl::EndsWith(part, "SKA") || absl::EndsWith(part, "SKI") ||
       absl::EndsWith(part, "SKY"))) {
    return part.substr(0, part.size() - 1);
  }
  return part;
}

// Walks a part from left to right; each step eats one or two letters and gives
// a symbol, or 0 for none.
class Walk {
 public:
  explicit Walk(absl::string_view part) : part_(part) {}

  bool Done() const { return at_ >= part_.size(); }

  char Next() {
    const bool first = at_ == 0;
    const char c = part_[at_++];
    const char next = Peek();
    if (IsVowel(c)) return first ? FirstVowel(c, next) : '\0';
    if (const char pair = Pair(first, c, next); pair != '\0') {
      ++at_;
      return pair;
    }
    return first ? First(c, next) : Inner(c, next);
  }

 private:
  char Peek() const { return at_ < part_.size() ? part_[at_] : '\0'; }

  static char FirstVowel(char c, char next) {
    return c == 'Y' && next != '\0' && IsVowel(next) ? 'J' : 'A';
  }

  char Pair(bool first, char c, char next) const {
    if (c == 'P' && next == 'H') return 'F';
    if (first && c == 'K' && next == 'N') return 'N';
    if (c == 'S' && (next == 'Z' || next == 'H')) return 'X';
    if (c == 'C' && next == 'Z') return 'X';
    if (c != 'C' || next != 'H') return '\0';
    const char after = at_ + 1 < part_.size() ? part_[at_ + 1] : '\0';
    return after == '\0' || IsVowel(after) ? 'X' : 'K';
  }

  static char First(char c, char next) {
    if (c == 'W') return 'F';
    if (c == 'G' && IsSoftener(next)) return 'J';
    if (c == 'M') return 'M';
    if (c == 'H') return '\0';
    return Inner(c, next);
  }

  static char Inner(char c, char next) {
    switch (c) {
      case 'B':
        return 'P';
      case 'C':
        return IsSoftener(next) ? 'S' : 'K';
      case 'D':
        return 'T';
      case 'G':
      case 'Q':
        return 'K';
      case 'M':
        return 'N';
      case 'V':
        return 'F';
      case 'Z':
        return 'S';
      case 'H':
      case 'W':
        return '\0';
      default:
        return c >= 'A' && c <= 'Z' ? c : '\0';
    }
  }

  absl::string_view part_;
  std::size_t at_ = 0;
};

}  // namespace

std::string Skeleton(absl::string_view part) {
  std::string symbols;
  Walk walk(WithoutEnding(part));
  while (!walk.Done() && symbols.size() < kMaxSymbols) {
    const char symbol = walk.Next();
    if (symbol == '\0') continue;
    if (symbols.empty() || symbols.back() != symbol) symbols.push_back(symbol);
  }
  // "Hoo" has nothing but silent letters; it is still a name.
  const bool has_letter = std::any_of(
      part.begin(), part.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  if (symbols.empty() && has_letter) symbols.push_back('A');
  return symbols;
}

}  // namespace kith::agent
