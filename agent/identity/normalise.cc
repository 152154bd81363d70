// SPDX-License-Identifier: Apache-2.0
#include "agent/identity/normalise.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "agent/identity/fold.h"
#include "agent/identity/upn.h"
#include "agent/identity/without_spaces.h"
#include "keys/base/status_macros.h"

namespace kith::agent {
namespace {

Sex NormaliseSex(absl::string_view text) {
  const std::string word = Fold(text);
  if (word == "F" || word == "FEMALE" || word == "GIRL" || word == "2") {
    return Sex::kFemale;
  }
  if (word == "M" || word == "MALE" || word == "BOY" || word == "1") {
    return Sex::kMale;
  }
  return Sex::kUnknown;  // "9", "X", "I": nobody is compared by it.
}

bool Modulus11Holds(absl::string_view digits) {
  int sum = 0;
  for (int i = 0; i < 9; ++i) sum += (10 - i) * (digits[i] - '0');
  const int check = 11 - sum % 11;  // 10 has no digit and never matches.
  return check % 11 == digits[9] - '0' && check != 10;
}

bool IsScheme(absl::string_view scheme) {
  for (const char c : scheme) {
    const auto u = static_cast<unsigned char>(c);
    if (absl::ascii_islower(u) || absl::ascii_isdigit(u)) continue;
    if (c != '-' && c != '_') return false;
  }
  return !scheme.empty() && scheme.size() <= kMaxSchemeBytes;
}

struct FullName {
  absl::string_view forenames;
  absl::string_view surname;
};

// "Amara, Dina" in one column while the other is empty.
FullName SplitFullName(const PersonDetails& details) {
  const FullName as_given{details.forenames, details.surname};
  if (!details.forenames.empty() && !details.surname.empty()) return as_given;
  const absl::string_view whole =
      details.forenames.empty() ? details.surname : details.forenames;
  const std::size_t comma = whole.find(',');
  const bool one = comma != absl::string_view::npos &&
                   whole.find(',', comma + 1) == absl::string_view::npos;
  if (!one) return as_given;
  return {whole.substr(comma + 1), whole.substr(0, comma)};
}

Address NormaliseAddress(absl::string_view postcode, absl::string_view house) {
  Postcode parts = NormalisePostcode(postcode);
  return {std::move(parts.outward), std::move(parts.inward),
          NormaliseHouse(house)};
}

// Where somebody lived before counts only with a postcode, once, and if it is
// not where they live now.
void SetAddresses(const PersonDetails& details, Identity& identity) {
  Address now = NormaliseAddress(details.postcode, details.house);
  std::vector<Address>& before = identity.previous_addresses;
  for (const PreviousAddress& raw : details.previous_addresses) {
    Address address = NormaliseAddress(raw.postcode, raw.house);
    const bool known =
        address.outward.empty() || address == now ||
        std::find(before.begin(), before.end(), address) != before.end();
    if (!known) before.push_back(std::move(address));
    if (before.size() == kMaxPreviousAddresses) break;
  }
  identity.outward = std::move(now.outward);
  identity.inward = std::move(now.inward);
  identity.house = std::move(now.house);
}

// A day that can be compared, or nothing.
absl::StatusOr<DateOfBirth> NormaliseExpectedDate(absl::string_view text,
                                                  DateOrder order) {
  absl::StatusOr<DateOfBirth> date = ParseDateOfBirth(text, order);
  if (!date.ok()) {
    return absl::InvalidArgumentError("expected date: not a date");
  }
  return date->day == 0 ? DateOfBirth{} : *date;
}

absl::Status BadIdentifier(absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat("identifier: ", why));
}

}  // namespace

absl::StatusOr<std::string> NormaliseNhsNumber(
    absl::string_view text, const NormaliseOptions& options) {
  const std::string digits = WithoutSpaces(text);
  const bool all_digits = std::all_of(digits.begin(), digits.end(), [](char c) {
    return c >= '0' && c <= '9';
  });
  if (digits.size() != 10 || !all_digits) {
    return absl::InvalidArgumentError("NHS number: not ten digits");
  }
  if (digits.find_first_not_of(digits[0]) == std::string::npos) {
    return absl::InvalidArgumentError("NHS number: one digit ten times");
  }
  if (!Modulus11Holds(digits)) {
    return absl::InvalidArgumentError("NHS number: wrong check digit");
  }
  if (absl::StartsWith(digits, "999") && !options.test_network) {
    return absl::InvalidArgumentError(
        "NHS number: of the test range, outside a test network");
  }
  return digits;
}

absl::StatusOr<Identifier> NormaliseIdentifier(
    const Identifier& raw, const NormaliseOptions& options) {
  if (!IsScheme(raw.scheme)) {
    return BadIdentifier("scheme is not 1 to 24 of a-z 0-9 _ -");
  }
  if (raw.scheme == kNhsNumberScheme) {
    KITH_ASSIGN_OR_RETURN(std::string number,
                          NormaliseNhsNumber(raw.value, options));
    return Identifier{raw.scheme, std::move(number)};
  }
  if (raw.scheme == kUpnScheme) {
    KITH_ASSIGN_OR_RETURN(std::string upn, NormaliseUpn(raw.value));
    return Identifier{raw.scheme, std::move(upn)};
  }
  std::string value;
  for (const char c : WithoutSpaces(raw.value)) {
    const auto u = static_cast<unsigned char>(c);
    if (absl::ascii_isalnum(u)) {
      value.push_back(absl::ascii_toupper(u));
    } else if (!absl::ascii_ispunct(u)) {
      return BadIdentifier("holds other characters than letters and digits");
    }
  }
  if (value.empty() || value.size() > kMaxIdentifierBytes) {
    return BadIdentifier("not 1 to 32 letters and digits");
  }
  return Identifier{raw.scheme, std::move(value)};
}

absl::StatusOr<Identity> Normalise(const PersonDetails& details,
                                   const NormaliseOptions& options) {
  Identity identity;
  const FullName name = SplitFullName(details);
  identity.forenames = NormaliseName(name.forenames, NameKind::kForename);
  identity.surname = NormaliseName(name.surname, NameKind::kSurname);
  for (const std::string& previous : details.previous_surnames) {
    for (std::string& part : NormaliseName(previous, NameKind::kSurname)) {
      if (identity.previous_surnames.size() == kMaxNameParts) break;
      identity.previous_surnames.push_back(std::move(part));
    }
  }
  KITH_ASSIGN_OR_RETURN(
      identity.date_of_birth,
      ParseDateOfBirth(details.date_of_birth, options.date_order));
  identity.unborn = !details.expected_date.empty();
  KITH_ASSIGN_OR_RETURN(
      identity.expected_date,
      NormaliseExpectedDate(details.expected_date, options.date_order));
  identity.sex = NormaliseSex(details.sex);
  SetAddresses(details, identity);
  if (details.identifiers.size() > kMaxIdentifiers) {
    return BadIdentifier("more than 8");
  }
  for (const Identifier& raw : details.identifiers) {
    KITH_ASSIGN_OR_RETURN(Identifier identifier,
                          NormaliseIdentifier(raw, options));
    identity.identifiers.push_back(std::move(identifier));
  }
  // The one that most agencies hold comes first where only some are carried.
  std::stable_partition(
      identity.identifiers.begin(), identity.identifiers.end(),
      [](const Identifier& i) { return i.scheme == kNhsNumberScheme; });
  return identity;
}

}  // namespace kith::agent
