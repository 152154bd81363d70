// SPDX-License-Identifier: Apache-2.0
#include "keys/enrolment/code.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"
#include "keys/network/check_network_file.h"
#include "keys/tls/certificate.h"

namespace kith {
namespace {

constexpr char kPrefix[] = "kith-";
constexpr char kAlphabet[] = "abcdefghijklmnopqrstuvwxyz234567";  // RFC 4648
constexpr char kChecksumLabel[] = "kith/v1/enrolment-code/checksum";
constexpr char kMarkLabel[] = "kith/v1/enrolment-code/network";
constexpr char kKeyLabel[] = "kith/v1/enrolment-code/key";
constexpr unsigned char kVersion = 1;
constexpr std::size_t kChecksumBytes = 4;
constexpr std::size_t kSeedBytes = 32;
constexpr std::size_t kMaxAddressBytes = 128;
constexpr std::size_t kMaxTextBytes = 1024;
constexpr int kBitsOfLetter = 5;

absl::Status Wrong(absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat("code: ", why));
}

std::string ToBase32(absl::string_view bytes) {
  std::string text;
  std::uint32_t bits = 0;
  int held = 0;
  for (const char byte : bytes) {
    bits = (bits << 8) | static_cast<unsigned char>(byte);
    for (held += 8; held >= kBitsOfLetter; held -= kBitsOfLetter) {
      text += kAlphabet[(bits >> (held - kBitsOfLetter)) & 31];
    }
  }
  if (held > 0) text += kAlphabet[(bits << (kBitsOfLetter - held)) & 31];
  return text;
}

absl::StatusOr<std::string> FromBase32(absl::string_view text) {
  std::string bytes;
  std::uint32_t bits = 0;
  int held = 0;
  for (const char letter : text) {
    const auto at = absl::string_view(kAlphabet).find(letter);
    if (at == absl::string_view::npos) {
      return Wrong(
          "has a character that no code has; copy the whole line again");
    }
    bits = (bits << kBitsOfLetter) | static_cast<std::uint32_t>(at);
    held += kBitsOfLetter;
    if (held >= 8) {
      held -= 8;
      bytes += static_cast<char>((bits >> held) & 0xff);
    }
  }
  return bytes;
}

std::string ChecksumOf(absl::string_view payload) {
  return HashBytes(Sha256({kChecksumLabel, payload})).substr(0, kChecksumBytes);
}

std::string Sized(absl::string_view text) {
  return absl::StrCat(std::string(1, static_cast<char>(text.size())), text);
}

// Takes `size` bytes off the front of `from`; false if there are fewer.
bool Take(absl::string_view& from, std::size_t size, std::string& into) {
  if (from.size() < size) return false;
  into = std::string(from.substr(0, size));
  from.remove_prefix(size);
  return true;
}

bool TakeSized(absl::string_view& from, std::string& into) {
  std::string size;
  return Take(from, 1, size) &&
         Take(from, static_cast<unsigned char>(size[0]), into);
}

std::string Plain(absl::string_view text) {
  std::string plain;
  for (const char letter : text) {
    if (!absl::ascii_isspace(static_cast<unsigned char>(letter)) &&
        letter != '-') {
      plain += absl::ascii_tolower(static_cast<unsigned char>(letter));
    }
  }
  return plain;
}

}  // namespace

EnrolmentCode EnrolmentCode::Generate(Parts parts, Random& random) {
  return {std::move(parts), Secret::Generate(kCodeSecretBytes, random)};
}

std::string EnrolmentCode::UnsafeText() const {
  std::string payload = absl::StrCat(
      std::string(1, static_cast<char>(kVersion)), secret_.Expose(),
      parts_.mark, Sized(parts_.agency), Sized(parts_.address));
  absl::StrAppend(&payload, ChecksumOf(payload));
  std::string text = absl::StrCat(kPrefix, ToBase32(payload));
  WipeString(payload);
  return text;
}

absl::StatusOr<EnrolmentCode> EnrolmentCode::Parse(absl::string_view text) {
  if (text.size() > kMaxTextBytes) return Wrong("is too long; copy it again");
  const std::string plain = Plain(text);
  absl::string_view letters = plain;
  if (!absl::ConsumePrefix(&letters, "kith")) {
    return Wrong("begins with \"kith-\"; copy the whole line");
  }
  KITH_ASSIGN_OR_RETURN(std::string bytes, FromBase32(letters));
  if (bytes.size() <= kChecksumBytes) {
    return Wrong("is not all there; copy the whole line");
  }
  absl::string_view rest = absl::string_view(bytes);
  rest.remove_suffix(kChecksumBytes);
  if (absl::string_view(bytes).substr(rest.size()) != ChecksumOf(rest)) {
    return Wrong(
        "was mistyped or is not all there; nothing was sent. Copy the whole "
        "line again");
  }
  std::string version;
  std::string secret;
  Parts parts;
  const bool whole = Take(rest, 1, version) &&
                     version[0] == static_cast<char>(kVersion) &&
                     Take(rest, kCodeSecretBytes, secret) &&
                     Take(rest, kNetworkMarkBytes, parts.mark) &&
                     TakeSized(rest, parts.agency) &&
                     TakeSized(rest, parts.address) && rest.empty();
  if (!whole || !IsNetworkId(parts.agency) || parts.address.empty() ||
      parts.address.size() > kMaxAddressBytes) {
    return Wrong("is of another release; install the newest `kith`");
  }
  EnrolmentCode code(std::move(parts), Secret::FromBytes(secret));
  WipeString(secret);
  WipeString(bytes);
  return code;
}

Signer EnrolmentCode::Key() const {
  std::string seed = HkdfSha256(secret_.Expose(), "", kKeyLabel, kSeedBytes);
  Signer signer = *Signer::FromSeed(Secret::FromBytes(seed));
  WipeString(seed);
  return signer;
}

absl::StatusOr<std::string> MarkOfNetwork(
    absl::string_view authority_pem,
    std::vector<std::string> administrator_keys) {
  KITH_ASSIGN_OR_RETURN(const std::string only,
                        OnlyCertificatePem(authority_pem));
  KITH_ASSIGN_OR_RETURN(const CertificateFacts facts,
                        FactsOfCertificatePem(only));
  std::sort(administrator_keys.begin(), administrator_keys.end());
  const std::vector<absl::string_view> keys(administrator_keys.begin(),
                                            administrator_keys.end());
  return HashBytes(Sha256({kMarkLabel, facts.sha256, JoinFields(keys)}))
      .substr(0, kNetworkMarkBytes);
}

absl::StatusOr<std::string> MarkOfNetwork(
    const network::v1::NetworkFile& file) {
  std::vector<std::string> keys;
  for (const auto& administrator : file.administrators()) {
    keys.push_back(administrator.public_key());
  }
  return MarkOfNetwork(file.authority_pem(), std::move(keys));
}

}  // namespace kith
