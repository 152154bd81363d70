// SPDX-License-Identifier: Apache-2.0
#include "agent/identity/key_parts.h"

#include <algorithm>
#include <functional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "agent/identity/nicknames.h"
#include "agent/identity/skeleton.h"

namespace kith::agent {
namespace {

using Values = std::vector<std::string>;
using Form = std::function<std::string(absl::string_view)>;

std::string Prefix(absl::string_view name) {
  return name.size() < 2 ? "" : std::string(name.substr(0, 2));
}

// An initial has no skeleton: half the register would share it.
std::string LongSkeleton(absl::string_view name) {
  return name.size() < 2 ? "" : Skeleton(name);
}

void AddOnce(std::string value, Values& values) {
  if (value.empty()) return;
  if (std::find(values.begin(), values.end(), value) != values.end()) return;
  values.push_back(std::move(value));
}

Values Forename(const Identity& identity, const Form& form) {
  Values values;
  if (!identity.forenames.empty()) {
    AddOnce(form(CanonicalForename(identity.forenames.front())), values);
  }
  return values;
}

Values EveryForename(const Identity& identity, const Form& form) {
  Values values;
  for (const std::string& forename : identity.forenames) {
    AddOnce(form(CanonicalForename(forename)), values);
  }
  return values;
}

Values Surnames(const Identity& identity, const Form& form) {
  Values values;
  for (const std::string& part : identity.surname) {
    if (part.size() > 1) AddOnce(form(part), values);
  }
  for (const std::string& part : identity.previous_surnames) {
    if (part.size() > 1) AddOnce(form(part), values);
  }
  return values;
}

Values Both(const Values& forenames, const Values& surnames) {
  Values values;
  for (const std::string& forename : forenames) {
    for (const std::string& surname : surnames) {
      AddOnce(absl::StrCat(std::min(forename, surname), " ",
                           std::max(forename, surname)),
              values);
    }
  }
  return values;
}

Values DatePart(const DateOfBirth& date, KeyPart part) {
  if (date.quality == DateQuality::kNone) return {};
  if (part == KeyPart::kYear) return {absl::StrFormat("%04d", date.year)};
  if (date.quality != DateQuality::kFull) return {};
  // Above 12 there is only one reading, and the order is the same.
  const int low = std::min(date.day, date.month);
  const int high = std::max(date.day, date.month);
  switch (part) {
    case KeyPart::kDate:
      return {absl::StrFormat("%04d%02d%02d", date.year, low, high)};
    case KeyPart::kYearDay:
      return {absl::StrFormat("%04d%02d", date.year, date.day)};
    default:
      return {absl::StrFormat("%02d%02d", low, high)};
  }
}

std::string Sector(const std::string& postcode) {
  return postcode.empty() ? "" : postcode.substr(0, postcode.size() - 2);
}

std::string Pair(const std::string& place, const std::string& house) {
  return place.empty() || house.empty() ? "" : absl::StrCat(place, " ", house);
}

std::string PlacePart(const Address& address, KeyPart part) {
  const std::string postcode =
      address.inward.empty() ? ""
                             : absl::StrCat(address.outward, address.inward);
  switch (part) {
    case KeyPart::kPostcode:
      return postcode;
    case KeyPart::kSector:
      return Sector(postcode);
    case KeyPart::kHouse:
      return address.house;
    default:
      return Pair(Sector(postcode), address.house);
  }
}

Values Places(const Identity& identity, KeyPart part) {
  Values values;
  AddOnce(PlacePart({identity.outward, identity.inward, identity.house}, part),
          values);
  for (const Address& previous : identity.previous_addresses) {
    AddOnce(PlacePart(previous, part), values);
  }
  return values;
}

}  // namespace

std::vector<std::string> ValuesOf(const Identity& identity, KeyPart part) {
  switch (part) {
    case KeyPart::kNone:
      return {};
    case KeyPart::kForenamePrefix:
      return Forename(identity, Prefix);
    case KeyPart::kSurname:
      return Surnames(identity, LongSkeleton);
    case KeyPart::kSurnamePrefix:
      return Surnames(identity, Prefix);
    case KeyPart::kBothNames:
      return Both(EveryForename(identity, LongSkeleton),
                  Surnames(identity, LongSkeleton));
    case KeyPart::kBothPrefixes:
      return Both(Forename(identity, Prefix), Surnames(identity, Prefix));
    case KeyPart::kDate:
    case KeyPart::kYear:
    case KeyPart::kYearDay:
    case KeyPart::kDayMonth:
      return DatePart(identity.date_of_birth, part);
    default:
      return Places(identity, part);
  }
}

}  // namespace kith::agent
