// SPDX-License-Identifier: Apache-2.0
#include "agent/console/signin/signed_token.h"

#include <cjose/base64.h>
#include <cjose/jwk.h>
#include <cjose/jws.h>
#include <cjose/util.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "agent/console/signin/id_token.h"
#include "agent/console/signin/strict_json.h"
#include "keys/base/status_macros.h"

namespace kith::console {
namespace {

using nlohmann::json;

constexpr std::size_t kMostHeaderBytes = 4 * 1024;
constexpr std::size_t kMostKeys = 64;
constexpr std::size_t kFewestRsaBits = 2048;
constexpr std::size_t kMostRsaBits = 8192;
constexpr std::size_t kEs256Bytes = 64;

struct Header {
  std::string algorithm;
  std::string key;  // Empty: it names none.
};

struct FreeKey {
  void operator()(cjose_jwk_t* key) const { cjose_jwk_release(key); }
};
struct FreeJws {
  void operator()(cjose_jws_t* jws) const { cjose_jws_release(jws); }
};
using Key = std::unique_ptr<cjose_jwk_t, FreeKey>;
using Jws = std::unique_ptr<cjose_jws_t, FreeJws>;

absl::Status Refused(const char* why) {
  return absl::UnauthenticatedError(why);
}

bool IsBase64Url(absl::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](unsigned char byte) {
           return absl::ascii_isalnum(byte) || byte == '-' || byte == '_';
         });
}

// By the library that checks the signature, so that both read the same bytes.
absl::StatusOr<std::string> Decode(absl::string_view part) {
  std::uint8_t* bytes = nullptr;
  std::size_t size = 0;
  cjose_err error;
  if (!cjose_base64url_decode(part.data(), part.size(), &bytes, &size,
                              &error)) {
    return Refused("the token cannot be read");
  }
  std::string decoded(reinterpret_cast<const char*>(bytes), size);
  cjose_get_dealloc()(bytes);
  return decoded;
}

absl::StatusOr<Header> ReadHeader(absl::string_view part) {
  KITH_ASSIGN_OR_RETURN(const std::string text, Decode(part));
  const auto object = ParseObject(text, kMostHeaderBytes);
  if (!object.ok()) return Refused("the token's header cannot be read");
  // Both change what is signed or how it is checked.
  if (object->contains("crit") || object->contains("b64")) {
    return Refused("the token's header wants what is not known here");
  }
  const auto algorithm = StringIn(*object, "alg");
  const auto key = StringIn(*object, "kid");
  if (!algorithm.ok() || !key.ok()) {
    return Refused("the token's header cannot be read");
  }
  if (*algorithm != "RS256" && *algorithm != "PS256" && *algorithm != "ES256") {
    return Refused("the token's algorithm is not RS256, PS256 or ES256");
  }
  return Header{*algorithm, *key};
}

bool Says(const json& key, const char* member, absl::string_view value) {
  const auto found = key.find(member);
  return found != key.end() && found->is_string() &&
         found->get_ref<const std::string&>() == std::string(value);
}

// True if the key may sign with that algorithm and is the one that was named.
bool Fits(const json& key, const Header& header) {
  if (!key.is_object()) return false;
  const bool elliptic = header.algorithm == "ES256";
  if (!Says(key, "kty", elliptic ? "EC" : "RSA")) return false;
  if (elliptic && !Says(key, "crv", "P-256")) return false;
  if (key.contains("use") && !Says(key, "use", "sig")) return false;
  if (key.contains("alg") && !Says(key, "alg", header.algorithm)) return false;
  return header.key.empty() || Says(key, "kid", header.key);
}

absl::StatusOr<json> ChooseKey(const json& keys, const Header& header) {
  const auto list = keys.find("keys");
  if (list == keys.end() || !list->is_array() || list->size() > kMostKeys) {
    return Refused("the provider's keys cannot be read");
  }
  const json* chosen = nullptr;
  for (const json& key : *list) {
    if (!Fits(key, header)) continue;
    // Two by one name, or several and no name: which one signed is a guess.
    if (chosen != nullptr) return Refused("which key signed cannot be told");
    chosen = &key;
  }
  if (chosen == nullptr) {
    return absl::NotFoundError("no key of the provider's fits the token");
  }
  return *chosen;
}

// Only what the algorithm needs: nothing else of the key is looked at.
absl::StatusOr<Key> ImportKey(const json& chosen, const Header& header) {
  json bare;
  const bool elliptic = header.algorithm == "ES256";
  const auto members = elliptic
                           ? std::vector<const char*>{"kty", "crv", "x", "y"}
                           : std::vector<const char*>{"kty", "n", "e"};
  for (const char* member : members) {
    const auto value = StringIn(chosen, member);
    if (!value.ok() || value->empty()) return Refused("a key cannot be read");
    bare[member] = *value;
  }
  const std::string text = bare.dump();
  cjose_err error;
  Key key(cjose_jwk_import(text.data(), text.size(), &error));
  if (key == nullptr) return Refused("a key cannot be read");
  const std::size_t bits = cjose_jwk_get_keysize(key.get(), &error);
  if (!elliptic && (bits < kFewestRsaBits || bits > kMostRsaBits)) {
    return Refused("the provider's key is not of 2048 to 8192 bits");
  }
  return key;
}

absl::Status CheckSignatureLength(absl::string_view part, const Header& header,
                                  const cjose_jwk_t& key) {
  KITH_ASSIGN_OR_RETURN(const std::string signature, Decode(part));
  cjose_err error;
  const std::size_t wanted =
      header.algorithm == "ES256"
          ? kEs256Bytes
          : (cjose_jwk_get_keysize(&key, &error) + 7) / 8;
  return signature.size() == wanted ? absl::OkStatus()
                                    : Refused("the token's signature is none");
}

absl::StatusOr<std::string> Verify(absl::string_view token,
                                   const Header& header,
                                   const cjose_jwk_t& key) {
  cjose_err error;
  const Jws jws(cjose_jws_import(token.data(), token.size(), &error));
  if (jws == nullptr) return Refused("the token cannot be read");
  // What is verified is what was looked at.
  const char* algorithm = cjose_header_get(cjose_jws_get_protected(jws.get()),
                                           CJOSE_HDR_ALG, &error);
  if (algorithm == nullptr || header.algorithm != algorithm) {
    return Refused("the token's header cannot be read");
  }
  if (!cjose_jws_verify(jws.get(), &key, &error)) {
    return Refused("the token's signature does not hold");
  }
  std::uint8_t* bytes = nullptr;  // The token's own; not to be freed.
  std::size_t size = 0;
  if (!cjose_jws_get_plaintext(jws.get(), &bytes, &size, &error)) {
    return Refused("the token cannot be read");
  }
  return std::string(reinterpret_cast<const char*>(bytes), size);
}

}  // namespace

absl::StatusOr<std::string> SignedPayload(absl::string_view token,
                                          const json& keys) {
  if (token.size() > kMostTokenBytes) return Refused("the token is too long");
  const std::vector<absl::string_view> parts = absl::StrSplit(token, '.');
  if (parts.size() != 3 ||
      !std::all_of(parts.begin(), parts.end(), IsBase64Url)) {
    return Refused("the token is no signed token");
  }
  KITH_ASSIGN_OR_RETURN(const Header header, ReadHeader(parts[0]));
  KITH_ASSIGN_OR_RETURN(const json chosen, ChooseKey(keys, header));
  KITH_ASSIGN_OR_RETURN(const Key key, ImportKey(chosen, header));
  KITH_RETURN_IF_ERROR(CheckSignatureLength(parts[2], header, *key));
  return Verify(token, header, *key);
}

}  // namespace kith::console
