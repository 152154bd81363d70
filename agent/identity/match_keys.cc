// SPDX-License-Identifier: Apache-2.0
#include "agent/identity/match_keys.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "agent/identity/nicknames.h"
#include "agent/identity/normalise.h"
#include "agent/identity/skeleton.h"

namespace kith::agent {
namespace {

constexpr absl::string_view kOprfLabel = "kith/v1/oprf";

void AppendU16(std::size_t value, std::string& out) {
  out.push_back(static_cast<char>(value >> 8));
  out.push_back(static_cast<char>(value & 0xff));
}

MatchKey Strong(absl::string_view kind,
                std::initializer_list<absl::string_view> values) {
  MatchKey key{std::string(kind.data(), kind.size()), true, ""};
  AppendU16(kind.size(), key.input);
  absl::StrAppend(&key.input, kind);
  for (const absl::string_view value : values) {
    AppendU16(value.size(), key.input);
    absl::StrAppend(&key.input, value);
  }
  return key;
}

void AddOnce(MatchKey key, std::vector<MatchKey>& keys) {
  if (keys.size() == kMaxMatchKeys) return;
  if (std::find(keys.begin(), keys.end(), key) != keys.end()) return;
  keys.push_back(std::move(key));
}

// Day and month in order of size, so that a swap costs nothing. Above 12 there
// is only one reading and the order is the same.
std::string UnorderedDate(const DateOfBirth& date) {
  return absl::StrFormat("%04d%02d%02d", date.year,
                         std::min(date.month, date.day),
                         std::max(date.month, date.day));
}

// Empty if the forename is missing or an initial: half the register would
// share it.
std::string ForenameSkeleton(const Identity& identity) {
  if (identity.forenames.empty()) return "";
  const std::string& first = identity.forenames.front();
  return first.size() < 2 ? "" : Skeleton(CanonicalForename(first));
}

void AddNameKeys(const std::vector<std::string>& surname_parts,
                 absl::string_view forename, absl::string_view date,
                 std::vector<MatchKey>& keys) {
  for (const std::string& part : surname_parts) {
    const std::string surname = Skeleton(part);
    if (part.size() < 2 || surname.empty()) continue;
    AddOnce(Strong(kNameKeyKind, {forename, surname, date}), keys);
  }
}

}  // namespace

std::vector<MatchKey> StrictKeys(
    const Identity& identity, absl::Span<const std::string> schemes_allowed) {
  std::vector<MatchKey> keys;
  for (const Identifier& identifier : identity.identifiers) {
    const bool allowed =
        std::find(schemes_allowed.begin(), schemes_allowed.end(),
                  identifier.scheme) != schemes_allowed.end();
    if (allowed && !identifier.value.empty()) {
      AddOnce(Strong(identifier.scheme, {identifier.value}), keys);
    }
  }
  const std::string forename = ForenameSkeleton(identity);
  const bool full = identity.date_of_birth.quality == DateQuality::kFull;
  if (forename.empty() || !full) return keys;
  const std::string date = UnorderedDate(identity.date_of_birth);
  AddNameKeys(identity.surname, forename, date, keys);
  AddNameKeys(identity.previous_surnames, forename, date, keys);
  return keys;
}

absl::StatusOr<std::string> OprfInput(absl::string_view network_id,
                                      const MatchKey& key) {
  if (network_id.size() != kNetworkIdBytes) {
    return absl::InvalidArgumentError("oprf input: network id is not 32 bytes");
  }
  std::string input(kOprfLabel.data(), kOprfLabel.size());
  input.push_back('\0');
  absl::StrAppend(&input, network_id);
  AppendU16(kNormaliserVersion, input);
  absl::StrAppend(&input, key.input);
  return input;
}

}  // namespace kith::agent
