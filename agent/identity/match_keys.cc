// SPDX-License-Identifier: Apache-2.0
#include "agent/identity/match_keys.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "agent/identity/key_parts.h"
#include "agent/identity/normalise.h"

namespace kith::agent {
namespace {

constexpr absl::string_view kOprfLabel = "kith/v1/oprf";

// A key is made of up to three parts; each combination of their values is one.
struct Rule {
  const char* kind;
  bool strong;
  KeyPart name;
  KeyPart date;
  KeyPart place;
};

constexpr Rule kNameKey = {kNameKeyKind, true, KeyPart::kBothNames,
                           KeyPart::kDate, KeyPart::kNone};

// Found by measurement: docs/design/match-keys.md.
constexpr Rule kWeakKeys[] = {
    {"names", false, KeyPart::kBothNames, KeyPart::kNone, KeyPart::kNone},
    {"surname-year", false, KeyPart::kSurname, KeyPart::kYear, KeyPart::kNone},
    {"surname2-daymonth", false, KeyPart::kSurnamePrefix, KeyPart::kDayMonth,
     KeyPart::kNone},
    {"forename2-yearday", false, KeyPart::kForenamePrefix, KeyPart::kYearDay,
     KeyPart::kNone},
    {"dob-house", false, KeyPart::kNone, KeyPart::kDate, KeyPart::kHouse},
    {"dob-sector", false, KeyPart::kNone, KeyPart::kDate, KeyPart::kSector},
    {"year-postcode", false, KeyPart::kNone, KeyPart::kYear,
     KeyPart::kPostcode},
    {"surname-postcode", false, KeyPart::kSurname, KeyPart::kNone,
     KeyPart::kPostcode},
    {"forename2-postcode", false, KeyPart::kForenamePrefix, KeyPart::kNone,
     KeyPart::kPostcode},
    {"names2-postcode", false, KeyPart::kBothPrefixes, KeyPart::kNone,
     KeyPart::kPostcode},
    {"names2-house", false, KeyPart::kBothPrefixes, KeyPart::kNone,
     KeyPart::kHouse},
    {"forename2-sectorhouse", false, KeyPart::kForenamePrefix, KeyPart::kNone,
     KeyPart::kSectorHouse},
};

void AppendU16(std::size_t value, std::string& out) {
  out.push_back(static_cast<char>(value >> 8));
  out.push_back(static_cast<char>(value & 0xff));
}

void AppendValue(absl::string_view value, std::string& out) {
  AppendU16(value.size(), out);
  absl::StrAppend(&out, value);
}

MatchKey MakeKey(absl::string_view kind, bool strong,
                 absl::Span<const std::string> values) {
  MatchKey key{std::string(kind), strong, ""};
  AppendValue(kind, key.input);
  for (const std::string& value : values) AppendValue(value, key.input);
  return key;
}

std::string KindFor(const Identity& identity, absl::string_view kind) {
  return absl::StrCat(identity.unborn ? kUnbornPrefix : "", kind);
}

absl::string_view WithoutPrefix(absl::string_view kind) {
  return absl::StripPrefix(kind, kUnbornPrefix);
}

void AddOnce(MatchKey key, std::vector<MatchKey>& keys) {
  if (keys.size() == kMaxMatchKeys) return;
  if (std::find(keys.begin(), keys.end(), key) != keys.end()) return;
  keys.push_back(std::move(key));
}

// Every combination of the parts' values, that of their first values in front.
// None if a part that the rule names is missing.
std::vector<MatchKey> KeysOfRule(const Rule& rule, const Identity& identity) {
  std::vector<std::vector<std::string>> rows = {{}};
  for (const KeyPart part : {rule.name, rule.date, rule.place}) {
    if (part == KeyPart::kNone) continue;
    std::vector<std::vector<std::string>> longer;
    for (const std::string& value : ValuesOf(identity, part)) {
      for (std::vector<std::string> row : rows) {
        row.push_back(value);
        longer.push_back(std::move(row));
      }
    }
    rows = std::move(longer);
  }
  std::vector<MatchKey> keys;
  for (const auto& row : rows) {
    keys.push_back(MakeKey(KindFor(identity, rule.kind), rule.strong, row));
  }
  return keys;
}

void AddIdentifiers(const Identity& identity,
                    absl::Span<const std::string> schemes_allowed,
                    std::vector<MatchKey>& keys) {
  for (const Identifier& identifier : identity.identifiers) {
    const bool allowed =
        std::find(schemes_allowed.begin(), schemes_allowed.end(),
                  identifier.scheme) != schemes_allowed.end();
    if (!allowed || identifier.value.empty()) continue;
    AddOnce(
        MakeKey(KindFor(identity, identifier.scheme), true, {identifier.value}),
        keys);
  }
}

std::vector<Rule> RulesOf(Profile profile) {
  std::vector<Rule> rules = {kNameKey};
  if (profile == Profile::kStandard) {
    rules.insert(rules.end(), std::begin(kWeakKeys), std::end(kWeakKeys));
  }
  return rules;
}

}  // namespace

absl::StatusOr<Profile> ParseProfile(absl::string_view word) {
  if (word == "strict") return Profile::kStrict;
  if (word == "standard") return Profile::kStandard;
  return absl::InvalidArgumentError("profile: strict or standard");
}

bool IsNameKey(const MatchKey& key) {
  return WithoutPrefix(key.kind) == kNameKeyKind;
}

std::vector<MatchKey> PublishedKeys(
    const Identity& identity, absl::Span<const std::string> schemes_allowed,
    Profile profile) {
  std::vector<MatchKey> keys;
  AddIdentifiers(identity, schemes_allowed, keys);
  std::vector<MatchKey> further;
  for (const Rule& rule : RulesOf(profile)) {
    std::vector<MatchKey> of_rule = KeysOfRule(rule, identity);
    if (of_rule.empty()) continue;
    AddOnce(std::move(of_rule.front()), keys);
    std::move(of_rule.begin() + 1, of_rule.end(), std::back_inserter(further));
  }
  for (MatchKey& key : further) AddOnce(std::move(key), keys);
  return keys;
}

std::vector<MatchKey> AskedKeys(const Identity& identity,
                                absl::Span<const std::string> schemes_allowed) {
  // kStandard holds whatever kStrict does.
  return PublishedKeys(identity, schemes_allowed, Profile::kStandard);
}

bool Opens(absl::Span<const MatchKey> asked,
           absl::Span<const MatchKey> published) {
  int weak = 0;
  for (const MatchKey& key : asked) {
    if (std::find(published.begin(), published.end(), key) == published.end()) {
      continue;
    }
    if (key.strong || ++weak == 2) return true;
  }
  return false;
}

AddressAgreement AddressOf(absl::Span<const std::string> opened_kinds) {
  AddressAgreement agreement;
  for (const Rule& rule : kWeakKeys) {
    const bool opened = std::any_of(opened_kinds.begin(), opened_kinds.end(),
                                    [&](const std::string& kind) {
                                      return WithoutPrefix(kind) == rule.kind;
                                    });
    if (!opened) continue;
    const KeyPart place = rule.place;
    agreement.postcode |= place == KeyPart::kPostcode;
    agreement.sector |= place == KeyPart::kPostcode ||
                        place == KeyPart::kSector ||
                        place == KeyPart::kSectorHouse;
    agreement.house |=
        place == KeyPart::kHouse || place == KeyPart::kSectorHouse;
  }
  return agreement;
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
