// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_CONSOLE_SIGNIN_TEST_TOKENS_H_
#define KITH_AGENT_CONSOLE_SIGNIN_TEST_TOKENS_H_

#include <cjose/jwk.h>
#include <cjose/jws.h>
#include <cjose/util.h>

#include <cstdlib>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

// Tokens as a provider signs them, and as an attacker would like to.
namespace kith::console {

using TestKey = std::shared_ptr<cjose_jwk_t>;

inline TestKey Named(cjose_jwk_t* key, const std::string& kid) {
  if (key == nullptr) std::abort();
  cjose_jwk_set_kid(key, kid.data(), kid.size(), nullptr);
  return TestKey(key, [](cjose_jwk_t* jwk) { cjose_jwk_release(jwk); });
}

inline TestKey MakeRsaKey(const std::string& kid, std::size_t bits = 2048) {
  static constexpr std::uint8_t kExponent[] = {1, 0, 1};
  return Named(cjose_jwk_create_RSA_random(bits, kExponent, 3, nullptr), kid);
}

inline TestKey MakeEcKey(const std::string& kid,
                         cjose_jwk_ec_curve curve = CJOSE_JWK_EC_P_256) {
  return Named(cjose_jwk_create_EC_random(curve, nullptr), kid);
}

// A shared secret of these bytes.
inline TestKey MakeSharedKey(const std::string& kid, const std::string& bytes) {
  return Named(cjose_jwk_create_oct_spec(
                   reinterpret_cast<const std::uint8_t*>(bytes.data()),
                   bytes.size(), nullptr),
               kid);
}

inline nlohmann::json PublicOf(const TestKey& key) {
  char* text = cjose_jwk_to_json(key.get(), false, nullptr);
  if (text == nullptr) std::abort();
  nlohmann::json json = nlohmann::json::parse(text);
  cjose_get_dealloc()(text);
  return json;
}

inline nlohmann::json KeySet(const std::vector<TestKey>& keys) {
  nlohmann::json set = {{"keys", nlohmann::json::array()}};
  for (const TestKey& key : keys) set["keys"].push_back(PublicOf(key));
  return set;
}

// `payload` signed by `key` under `header`, whatever those say.
inline std::string SignAs(const nlohmann::json& header,
                          const std::string& payload, const TestKey& key) {
  cjose_header_t* head = cjose_header_new(nullptr);
  for (const auto& [name, value] : header.items()) {
    // Numbers and the like cjose does not write; no test needs them.
    const bool set =
        value.is_string()
            ? cjose_header_set(head, name.c_str(),
                               value.get<std::string>().c_str(), nullptr)
            : cjose_header_set_raw(head, name.c_str(), value.dump().c_str(),
                                   nullptr);
    if (!set) std::abort();
  }
  cjose_jws_t* jws = cjose_jws_sign(
      key.get(), head, reinterpret_cast<const std::uint8_t*>(payload.data()),
      payload.size(), nullptr);
  if (jws == nullptr) std::abort();
  const char* compact = nullptr;
  cjose_jws_export(jws, &compact, nullptr);
  const std::string token = compact;
  cjose_jws_release(jws);
  cjose_header_release(head);
  return token;
}

inline std::string Part(absl::string_view bytes) {
  return absl::WebSafeBase64Escape(bytes);
}

}  // namespace kith::console

#endif  // KITH_AGENT_CONSOLE_SIGNIN_TEST_TOKENS_H_
