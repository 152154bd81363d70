// SPDX-License-Identifier: Apache-2.0
#include "agent/identity/identity.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"
#include "agent/identity/date_of_birth.h"
#include "keys/base/status_macros.h"

namespace kith::agent {
namespace {

constexpr char kCapsuleVersion = 1;
constexpr char kUnbornVersion = 2;
constexpr char kRegisterVersion = 1;
constexpr std::size_t kMaxForenames = 3;
constexpr std::size_t kMaxSurnames = 4;
constexpr std::size_t kMaxCarriedIdentifiers = 3;
constexpr std::size_t kMaxPrevious = 4;

absl::Status Malformed() {
  return absl::InvalidArgumentError("identity in capsule: malformed");
}

std::string LengthPrefixed(absl::string_view item) {
  std::string out(1, static_cast<char>(item.size()));
  out.append(item.data(), item.size());
  return out;
}

// Appends the items that fit when `reserved` bytes must stay free after them.
void AppendList(const std::vector<std::string>& encoded, std::size_t most,
                std::size_t reserved, std::string& out) {
  const std::size_t count_at = out.size();
  out.push_back(0);
  std::size_t count = 0;
  for (const std::string& item : encoded) {
    if (count == most) break;
    if (out.size() + item.size() + reserved > kMaxCapsuleIdentityBytes)
      continue;
    out += item;
    ++count;
  }
  out[count_at] = static_cast<char>(count);
}

std::vector<std::string> EncodeNames(const std::vector<std::string>& parts) {
  std::vector<std::string> encoded;
  for (const std::string& part : parts) {
    encoded.push_back(
        LengthPrefixed(absl::string_view(part).substr(0, kMaxNamePartBytes)));
  }
  return encoded;
}

// An identifier is carried whole or not at all: a cut one is another number.
std::vector<std::string> EncodeIdentifiers(
    const std::vector<Identifier>& identifiers) {
  std::vector<std::string> encoded;
  for (const Identifier& identifier : identifiers) {
    if (identifier.scheme.size() > kMaxSchemeBytes) continue;
    if (identifier.value.size() > kMaxIdentifierBytes) continue;
    encoded.push_back(LengthPrefixed(identifier.scheme) +
                      LengthPrefixed(identifier.value));
  }
  return encoded;
}

bool IsNameCharacter(char c) {
  return absl::ascii_isupper(static_cast<unsigned char>(c)) ||
         absl::ascii_isdigit(static_cast<unsigned char>(c));
}

bool IsSchemeCharacter(char c) {
  return absl::ascii_islower(static_cast<unsigned char>(c)) ||
         absl::ascii_isdigit(static_cast<unsigned char>(c)) || c == '-' ||
         c == '_';
}

// Reads from the front of untrusted bytes; once it has failed it stays failed.
class Reader {
 public:
  explicit Reader(absl::string_view bytes) : rest_(bytes) {}

  int Byte() {
    if (rest_.empty()) {
      ok_ = false;
      return 0;
    }
    const int byte = static_cast<unsigned char>(rest_[0]);
    rest_.remove_prefix(1);
    return byte;
  }

  template <typename Allowed>
  std::string Item(std::size_t most, Allowed allowed) {
    std::string item = OptionalItem(most, allowed);
    if (item.empty()) ok_ = false;
    return item;
  }

  template <typename Allowed>
  std::string OptionalItem(std::size_t most, Allowed allowed) {
    const auto size = static_cast<std::size_t>(Byte());
    if (size > most || size > rest_.size()) ok_ = false;
    if (!ok_) return "";
    std::string item(rest_.data(), size);
    rest_.remove_prefix(size);
    if (!std::all_of(item.begin(), item.end(), allowed)) ok_ = false;
    return item;
  }

  std::vector<std::string> Names(std::size_t most) {
    const auto count = static_cast<std::size_t>(Byte());
    std::vector<std::string> names;
    if (count > most) ok_ = false;
    for (std::size_t i = 0; ok_ && i < count; ++i) {
      names.push_back(Item(kMaxNamePartBytes, IsNameCharacter));
    }
    return names;
  }

  std::vector<Identifier> Identifiers() {
    const auto count = static_cast<std::size_t>(Byte());
    std::vector<Identifier> identifiers;
    if (count > kMaxCarriedIdentifiers) ok_ = false;
    for (std::size_t i = 0; ok_ && i < count; ++i) {
      std::string scheme = Item(kMaxSchemeBytes, IsSchemeCharacter);
      std::string value = Item(kMaxIdentifierBytes, IsNameCharacter);
      identifiers.push_back({std::move(scheme), std::move(value)});
    }
    return identifiers;
  }

  std::vector<Address> Addresses() {
    const auto count = static_cast<std::size_t>(Byte());
    std::vector<Address> addresses;
    if (count < 1 || count > 1 + kMaxPreviousAddresses) ok_ = false;
    for (std::size_t i = 0; ok_ && i < count; ++i) {
      std::string outward = OptionalItem(kMaxAddressPartBytes, IsNameCharacter);
      std::string inward = OptionalItem(kMaxAddressPartBytes, IsNameCharacter);
      std::string house = OptionalItem(kMaxAddressPartBytes, IsNameCharacter);
      addresses.push_back(
          {std::move(outward), std::move(inward), std::move(house)});
    }
    return addresses;
  }

  DateOfBirth Date() {
    DateOfBirth date;
    date.year = Byte() << 8;
    date.year |= Byte();
    date.month = Byte();
    date.day = Byte();
    const int quality = Byte();
    if (quality > static_cast<int>(DateQuality::kFull)) ok_ = false;
    date.quality = static_cast<DateQuality>(quality);
    if (ok_ && !IsConsistent(date)) ok_ = false;
    return date;
  }

  bool ok() const { return ok_; }
  absl::string_view rest() const { return rest_; }
  bool AtEnd() const { return ok_ && rest_.empty(); }

 private:
  absl::string_view rest_;
  bool ok_ = true;
};

void AppendAddress(const Address& address, std::string& out) {
  for (const std::string* part :
       {&address.outward, &address.inward, &address.house}) {
    out += LengthPrefixed(part->substr(0, kMaxAddressPartBytes));
  }
}

void AppendDate(const DateOfBirth& date, std::string& out) {
  out.push_back(static_cast<char>(date.year >> 8));
  out.push_back(static_cast<char>(date.year & 0xff));
  out.push_back(static_cast<char>(date.month));
  out.push_back(static_cast<char>(date.day));
  out.push_back(static_cast<char>(date.quality));
}

}  // namespace

std::string SerializeForCapsule(const Identity& identity) {
  std::string out;
  out.push_back(identity.unborn ? kUnbornVersion : kCapsuleVersion);
  AppendDate(identity.date_of_birth, out);
  out.push_back(static_cast<char>(identity.sex));
  if (identity.unborn) AppendDate(identity.expected_date, out);
  // Each list leaves room for the counts of those after it.
  AppendList(EncodeNames(identity.forenames), kMaxForenames, 3, out);
  AppendList(EncodeNames(identity.surname), kMaxSurnames, 2, out);
  AppendList(EncodeIdentifiers(identity.identifiers), kMaxCarriedIdentifiers, 1,
             out);
  AppendList(EncodeNames(identity.previous_surnames), kMaxPrevious, 0, out);
  return out;
}

absl::StatusOr<Identity> ParseFromCapsule(absl::string_view bytes) {
  if (bytes.size() > kMaxCapsuleIdentityBytes) return Malformed();
  Reader reader(bytes);
  const int version = reader.Byte();
  if (version != kCapsuleVersion && version != kUnbornVersion) {
    return Malformed();
  }
  Identity identity;
  identity.unborn = version == kUnbornVersion;
  identity.date_of_birth = reader.Date();
  const int sex = reader.Byte();
  if (sex > static_cast<int>(Sex::kMale)) return Malformed();
  identity.sex = static_cast<Sex>(sex);
  if (identity.unborn) identity.expected_date = reader.Date();
  const DateOfBirth& due = identity.expected_date;
  if (due.quality != DateQuality::kNone && due.day == 0) return Malformed();
  identity.forenames = reader.Names(kMaxForenames);
  identity.surname = reader.Names(kMaxSurnames);
  identity.identifiers = reader.Identifiers();
  identity.previous_surnames = reader.Names(kMaxPrevious);
  if (!reader.AtEnd()) return Malformed();
  return identity;
}

std::string SerializeForRegister(const Identity& identity) {
  const std::size_t previous =
      std::min(identity.previous_addresses.size(), kMaxPreviousAddresses);
  std::string out;
  out.push_back(kRegisterVersion);
  out.push_back(static_cast<char>(1 + previous));
  AppendAddress({identity.outward, identity.inward, identity.house}, out);
  for (std::size_t i = 0; i < previous; ++i) {
    AppendAddress(identity.previous_addresses[i], out);
  }
  return out + SerializeForCapsule(identity);
}

absl::StatusOr<Identity> ParseFromRegister(absl::string_view bytes) {
  Reader reader(bytes);
  if (reader.Byte() != kRegisterVersion) return Malformed();
  std::vector<Address> addresses = reader.Addresses();
  if (!reader.ok()) return Malformed();
  KITH_ASSIGN_OR_RETURN(Identity identity, ParseFromCapsule(reader.rest()));
  identity.outward = addresses.front().outward;
  identity.inward = addresses.front().inward;
  identity.house = addresses.front().house;
  addresses.erase(addresses.begin());
  identity.previous_addresses = std::move(addresses);
  return identity;
}

}  // namespace kith::agent
