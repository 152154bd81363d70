// SPDX-License-Identifier: Apache-2.0
#include "agent/identity/compare_fields.h"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_format.h"
#include "agent/identity/jaro_winkler.h"
#include "agent/identity/nicknames.h"
#include "agent/identity/normalise.h"
#include "agent/identity/skeleton.h"

namespace kith::agent {
namespace {

using Parts = std::vector<std::string>;

// Below this a changed letter makes another name, not a misspelling.
constexpr std::size_t kLongEnough = 5;

bool Holds(const Parts& parts, absl::string_view part) {
  return std::find(parts.begin(), parts.end(), part) != parts.end();
}

bool IsGeneric(const Parts& surname) {
  return std::all_of(surname.begin(), surname.end(), IsGenericSurname);
}

// Two strangers share SINGH by custom: it says little.
bool ShareAFamilysName(const Parts& a, const Parts& b) {
  return std::any_of(a.begin(), a.end(), [&](const std::string& part) {
    return Holds(b, part) && !IsGenericSurname(part);
  });
}

// Where one of them has nothing else.
bool ShareACustomaryName(const Parts& a, const Parts& b) {
  if (!IsGeneric(a) && !IsGeneric(b)) return false;
  return std::any_of(a.begin(), a.end(),
                     [&](const std::string& part) { return Holds(b, part); });
}

bool IsClose(absl::string_view a, absl::string_view b, double least) {
  if (std::min(a.size(), b.size()) < kLongEnough) return false;
  return EditDistance(a, b) <= 1 || JaroWinkler(a, b) >= least;
}

bool IsNear(absl::string_view a, absl::string_view b) {
  constexpr double kLeast = 0.82;
  constexpr std::size_t kLeastPrefix = 3;
  const std::size_t shorter = std::min(a.size(), b.size());
  if (shorter < 2) return false;
  if (Skeleton(a) == Skeleton(b) || JaroWinkler(a, b) >= kLeast) return true;
  if (shorter >= kLeastPrefix &&
      (absl::StartsWith(a, b) || absl::StartsWith(b, a))) {
    return true;
  }
  return shorter >= kLeastPrefix && EditDistance(a, b) <= 1;
}

bool AreNeighboursOnKeyboard(char a, char b) {
  static constexpr absl::string_view kRows[] = {"QWERTYUIOP", "ASDFGHJKL",
                                                "ZXCVBNM"};
  constexpr int kRowShift = 1;  // A key touches two of the row below it.
  int row_a = -1, row_b = -1, at_a = 0, at_b = 0;
  for (int row = 0; row < 3; ++row) {
    const std::size_t i = kRows[row].find(a);
    const std::size_t j = kRows[row].find(b);
    if (i != absl::string_view::npos) row_a = row, at_a = static_cast<int>(i);
    if (j != absl::string_view::npos) row_b = row, at_b = static_cast<int>(j);
  }
  return row_a >= 0 && row_b >= 0 && std::abs(row_a - row_b) <= kRowShift &&
         std::abs(at_a - at_b) <= 1;
}

// One slip of a hand that typed one name for the other: two letters crossed, a
// letter doubled or dropped, a neighbouring key; never at the first letter, and
// of the last two only a doubled or crossed one: Maria and Marie, Julia and
// Julie, Daniel and Daniela are names of two children.
bool IsTypingSlip(absl::string_view a, absl::string_view b) {
  if (a.size() < b.size()) std::swap(a, b);
  if (b.size() < kLongEnough || EditDistance(a, b) != 1) return false;
  std::size_t at = 0;
  while (at < b.size() && a[at] == b[at]) ++at;
  if (at == 0) return false;
  const bool doubled =
      a.size() > b.size() && a[at - 1] == a[std::min(at, a.size() - 1)];
  const bool crossed = a.size() == b.size() && at + 1 < a.size() &&
                       a[at] == b[at + 1] && a[at + 1] == b[at];
  if (doubled || crossed) return true;
  if (at + 2 >= a.size()) return false;
  return a.size() > b.size() || AreNeighboursOnKeyboard(a[at], b[at]);
}

// Thi Lan and Thi Hoa, Lily Mae and Lily Rose: names of two children. A further
// name that only one record has says nothing.
bool HaveOtherFurtherNames(const Parts& a, const Parts& b) {
  if (a.size() < 2 || b.size() < 2) return false;
  const auto agree = [](const std::string& x, const std::string& y) {
    const bool initial = x.size() == 1 || y.size() == 1;
    return (initial && x.front() == y.front()) ||
           CanonicalForename(x) == CanonicalForename(y) || IsNear(x, y);
  };
  return std::none_of(a.begin() + 1, a.end(), [&](const std::string& x) {
    return std::any_of(b.begin() + 1, b.end(),
                       [&](const std::string& y) { return agree(x, y); });
  });
}

bool AsksForename(const Identity& person, const Identity& other) {
  return !person.forenames.empty() &&
         Holds(other.surname, person.forenames.front());
}

bool BothNamesCrossed(const Identity& a, const Identity& b) {
  return AsksForename(a, b) && AsksForename(b, a);
}

// The same with a slip in one of them.
bool BothNamesNearlyCrossed(const Identity& a, const Identity& b) {
  const auto close = [](const Identity& person, const Identity& other) {
    return !person.forenames.empty() && !other.surname.empty() &&
           IsClose(person.forenames.front(), other.surname.front(), 0.90);
  };
  return (AsksForename(a, b) || close(a, b)) &&
         (AsksForename(b, a) || close(b, a));
}

bool OneNameCrossed(const Identity& a, const Identity& b) {
  return AsksForename(a, b) || AsksForename(b, a);
}

std::string Digits(const DateOfBirth& date) {
  return absl::StrFormat("%04d%02d%02d", date.year, date.month, date.day);
}

// Both dates are full.
Level CompareFullDates(const DateOfBirth& a, const DateOfBirth& b) {
  if (a == b) return {"exact", 14.5};
  const bool same_year = a.year == b.year;
  if (same_year && a.month == b.day && a.day == b.month) return {"swap", 8.5};
  const int wrong = !same_year + (a.month != b.month) + (a.day != b.day);
  // Wrong in the year and elsewhere is another birthday, not a typing error.
  if (wrong > 1 && !same_year) return {"conflict", -4};
  const std::size_t edits = EditDistance(Digits(a), Digits(b));
  if (edits == 1) return {"edit1", 5.5};
  if (edits == 2) return {"edit2", 1.5};
  return wrong == 1 ? Level{"two of three", 1} : Level{"conflict", -4};
}

Level CompareValues(const Identifier& a, const Identifier& b) {
  if (a.value == b.value) return {"exact", 16};
  // Both passed their check digit: neither is a misspelling of the other.
  if (a.scheme == kNhsNumberScheme) return {"different nhs", -8};
  const std::size_t edits = EditDistance(a.value, b.value);
  if (edits == 1) return {"edit1", 10};
  return edits == 2 ? Level{"edit2", 6} : Level{"different", -4};
}

}  // namespace

Level CompareForenames(const Identity& asked, const Identity& held) {
  if (asked.forenames.empty() || held.forenames.empty()) return {"missing", 0};
  const std::string& a = asked.forenames.front();
  const std::string& b = held.forenames.front();
  if (CanonicalForename(a) == CanonicalForename(b)) {
    if (HaveOtherFurtherNames(asked.forenames, held.forenames)) {
      return {"middle", 3};
    }
    return a == b ? Level{"exact", 7} : Level{"nick", 4.5};
  }
  if (BothNamesCrossed(asked, held)) return {"swap", 5};
  if (AreNearForenames(a, b)) return {"near", 1};
  if (IsTypingSlip(a, b)) return {"close", 5.5};
  if (IsClose(a, b, 0.90)) return {"alike", 4.5};
  if (Holds(held.forenames, a) || Holds(asked.forenames, b)) {
    return {"middle", 3};
  }
  if (BothNamesNearlyCrossed(asked, held)) return {"alike", 4.5};
  const bool initial = a.size() == 1 || b.size() == 1;
  if (initial && a.front() == b.front()) return {"initial", 3};
  if (OneNameCrossed(asked, held)) return {"crossed", 1.5};
  return IsNear(a, b) ? Level{"near", 1} : Level{"conflict", -4};
}

Level CompareSurnames(const Identity& asked, const Identity& held) {
  if (asked.surname.empty() || held.surname.empty()) return {"missing", 0};
  if (asked.surname == held.surname) {
    return IsGeneric(asked.surname) ? Level{"custom", 3} : Level{"exact", 7};
  }
  const std::string& a = asked.surname.front();
  const std::string& b = held.surname.front();
  if (ShareAFamilysName(asked.surname, held.surname)) return {"part", 5.5};
  if (ShareAFamilysName(asked.surname, held.previous_surnames) ||
      ShareAFamilysName(asked.previous_surnames, held.surname)) {
    return {"previous", 6};
  }
  if (ShareACustomaryName(asked.surname, held.surname) ||
      ShareACustomaryName(asked.surname, held.previous_surnames) ||
      ShareACustomaryName(asked.previous_surnames, held.surname)) {
    return {"custom", 3};
  }
  if (IsClose(a, b, 0.92)) return {"close", 6.5};
  if (BothNamesCrossed(asked, held)) return {"swap", 5};
  if (BothNamesNearlyCrossed(asked, held)) return {"alike", 4.5};
  if (IsNear(a, b)) return {"near", 2.5};
  if (OneNameCrossed(asked, held)) return {"crossed", 1.5};
  const bool generic = IsGeneric(asked.surname) || IsGeneric(held.surname);
  return generic ? Level{"generic", -0.5} : Level{"conflict", -4};
}

Level CompareDates(const DateOfBirth& asked, const DateOfBirth& held) {
  if (asked.quality == DateQuality::kNone ||
      held.quality == DateQuality::kNone) {
    return {"missing", 0};
  }
  const bool asked_full = asked.quality == DateQuality::kFull;
  const bool held_full = held.quality == DateQuality::kFull;
  if (asked_full && held_full) return CompareFullDates(asked, held);
  if (asked.year != held.year) return {"conflict", -4};
  return asked_full || held_full ? Level{"weak year", 4} : Level{"weak", 6};
}

Level CompareSex(Sex asked, Sex held) {
  if (asked == Sex::kUnknown || held == Sex::kUnknown) return {"missing", 0};
  return asked == held ? Level{"same", 1} : Level{"different", -3};
}

Level CompareAddress(const AddressAgreement& agreement) {
  if (agreement.postcode) {
    return agreement.house ? Level{"postcode and house", 12}
                           : Level{"postcode", 9};
  }
  if (agreement.house) {
    return agreement.sector ? Level{"area and house", 4.5}
                            : Level{"house", 1.5};
  }
  return agreement.sector ? Level{"area", 3} : Level{"missing", 0};
}

Level CompareIdentifiers(const Identity& asked, const Identity& held) {
  Level best{"missing", 0};
  bool compared = false;
  bool same_nhs = false;
  bool different_nhs = false;
  for (const Identifier& a : asked.identifiers) {
    for (const Identifier& b : held.identifiers) {
      if (a.scheme != b.scheme) continue;
      const Level level = CompareValues(a, b);
      same_nhs |= a.scheme == kNhsNumberScheme && level.Is("exact");
      different_nhs |= level.Is("different nhs");
      if (!compared || level.weight > best.weight) best = level;
      compared = true;
    }
  }
  // Another number that agrees does not reconcile two NHS numbers.
  return different_nhs && !same_nhs ? Level{"different nhs", -8} : best;
}

}  // namespace kith::agent
