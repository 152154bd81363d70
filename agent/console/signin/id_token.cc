// SPDX-License-Identifier: Apache-2.0
#include "agent/console/signin/id_token.h"

#include <cmath>
#include <optional>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "agent/console/signin/signed_token.h"
#include "agent/console/signin/strict_json.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"
#include "keys/secret.h"

namespace kith::console {
namespace {

using nlohmann::json;

constexpr std::size_t kLongestSubject = 255;
// Seconds since 1970 that are a time at all: until the year 9999.
constexpr double kLastSecond = 253402300799.0;

absl::Status Refused(absl::string_view why) {
  return absl::UnauthenticatedError(why);
}

absl::StatusOr<std::string> RequiredString(const json& claims,
                                           const char* key) {
  const auto value = StringIn(claims, key);
  if (!value.ok() || value->empty()) {
    return Refused(absl::StrCat("the token has no ", key));
  }
  return *value;
}

// A time, or none if the token does not say.
absl::StatusOr<std::optional<absl::Time>> TimeIn(const json& claims,
                                                 const char* key) {
  const auto found = claims.find(key);
  if (found == claims.end()) return std::nullopt;
  const double seconds = found->is_number() ? found->get<double>() : -1;
  if (!(seconds >= 0 && seconds <= kLastSecond)) {
    return Refused(absl::StrCat("the token's ", key, " is no time"));
  }
  return absl::UnixEpoch() + absl::Seconds(std::floor(seconds));
}

absl::Status CheckTimes(const json& claims, absl::Time now) {
  KITH_ASSIGN_OR_RETURN(const auto expires, TimeIn(claims, "exp"));
  KITH_ASSIGN_OR_RETURN(const auto issued, TimeIn(claims, "iat"));
  KITH_ASSIGN_OR_RETURN(const auto begins, TimeIn(claims, "nbf"));
  if (!expires || !issued) return Refused("the token does not say until when");
  if (*expires + kClockLeeway <= now) return Refused("the token has expired");
  if (*issued - kClockLeeway > now ||
      (begins && *begins - kClockLeeway > now)) {
    return Refused(
        "the token is of a time to come; the provider's clock or this "
        "machine's is wrong");
  }
  return absl::OkStatus();
}

// Our client is among those it is for, and it was made for our client.
absl::Status CheckAudience(const json& claims, const std::string& client) {
  const auto audience = claims.find("aud");
  bool ours = false;
  std::size_t count = 0;
  if (audience != claims.end() && audience->is_string()) {
    ours = *audience == client;
    count = 1;
  } else if (audience != claims.end() && audience->is_array()) {
    for (const json& one : *audience) ours |= one.is_string() && one == client;
    count = audience->size();
  }
  if (!ours) return Refused("the token is for another program");
  const auto party = claims.find("azp");
  if (party == claims.end()) {
    return count == 1 ? absl::OkStatus()
                      : Refused("the token does not say who asked for it");
  }
  return party->is_string() && *party == client
             ? absl::OkStatus()
             : Refused("another program asked for the token");
}

absl::Status CheckNonce(const json& claims, const std::string& nonce) {
  if (nonce.empty()) return absl::OkStatus();
  KITH_ASSIGN_OR_RETURN(const std::string said,
                        RequiredString(claims, "nonce"));
  return EqualInConstantTime(said, nonce)
             ? absl::OkStatus()
             : Refused("the token is of another sign-in");
}

// at_hash binds the access token; every algorithm taken here has SHA-256.
absl::Status CheckAccessToken(const json& claims, const std::string& access) {
  const auto said = StringIn(claims, "at_hash");
  if (!said.ok()) return Refused("the token's at_hash is none");
  if (said->empty()) return absl::OkStatus();
  const std::string hash = HashBytes(Sha256(access));
  return *said == absl::WebSafeBase64Escape(hash.substr(0, hash.size() / 2))
             ? absl::OkStatus()
             : Refused("the access token is not the token's");
}

absl::Status CheckSubject(const json& claims, const std::string& wanted) {
  KITH_ASSIGN_OR_RETURN(const std::string subject,
                        RequiredString(claims, "sub"));
  if (subject.size() > kLongestSubject) {
    return Refused("the token's sub is too long");
  }
  return wanted.empty() || subject == wanted
             ? absl::OkStatus()
             : Refused("the token is somebody else's");
}

}  // namespace

absl::StatusOr<json> CheckIdToken(absl::string_view token, const json& keys,
                                  const TokenExpected& expected) {
  KITH_ASSIGN_OR_RETURN(const std::string payload, SignedPayload(token, keys));
  const auto claims = ParseObject(payload, kMostTokenBytes);
  if (!claims.ok()) return Refused("the token's claims cannot be read");
  KITH_ASSIGN_OR_RETURN(const std::string issuer,
                        RequiredString(*claims, "iss"));
  if (issuer != expected.issuer) {
    return Refused("the token is another provider's");
  }
  KITH_RETURN_IF_ERROR(CheckAudience(*claims, expected.client_id));
  KITH_RETURN_IF_ERROR(CheckTimes(*claims, expected.now));
  KITH_RETURN_IF_ERROR(CheckNonce(*claims, expected.nonce));
  KITH_RETURN_IF_ERROR(CheckSubject(*claims, expected.subject));
  KITH_RETURN_IF_ERROR(CheckAccessToken(*claims, expected.access_token));
  return *claims;
}

}  // namespace kith::console
