// SPDX-License-Identifier: Apache-2.0
// Tokens, keys, queries and cookies from outside: nothing that was not signed
// holds, and what is read twice reads the same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "agent/console/signin/cookies.h"
#include "agent/console/signin/id_token.h"
#include "agent/console/signin/strict_json.h"
#include "agent/console/signin/test_tokens.h"
#include "agent/console/signin/url_text.h"

namespace {

using namespace kith::console;

void Require(bool holds) {
  if (!holds) std::abort();
}

struct Provider {
  TestKey rsa = MakeRsaKey("r");
  TestKey ec = MakeEcKey("e");
  nlohmann::json keys = KeySet({rsa, ec});
  std::string token = SignAs({{"alg", "RS256"}, {"kid", "r"}}, "{}", rsa);
  std::string signature = token.substr(token.rfind('.') + 1);
};

void CheckToken(const Provider& provider, const nlohmann::json& keys,
                const std::string& token) {
  const TokenExpected expected{.issuer = "https://id.hillview.example",
                               .client_id = "kith",
                               .now = absl::FromUnixSeconds(1893456000)};
  Require(!CheckIdToken(token, keys, expected).ok());
  Require(!CheckIdToken(token, provider.keys, expected).ok());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  static const auto* provider = new Provider;
  const absl::string_view bytes(reinterpret_cast<const char*>(data), size);

  const auto object = ParseObject(bytes, 4096);
  const nlohmann::json keys = object.ok() ? *object : provider->keys;
  if (object.ok()) Require(ParseObject(object->dump(), 1 << 20).ok());
  CheckToken(*provider, keys, std::string(bytes));

  // Past the encoding: the input is header and claims.
  const std::size_t cut = bytes.find('\n');
  if (cut != absl::string_view::npos) {
    const std::string head = Part(bytes.substr(0, cut));
    const std::string rest = Part(bytes.substr(cut + 1));
    for (const std::string& signature :
         {provider->signature, Part(std::string(64, '\1')), rest}) {
      CheckToken(*provider, keys, head + "." + rest + "." + signature);
    }
  }

  const auto fields = FieldsOf(bytes);
  if (fields.ok()) {
    const std::vector<std::pair<std::string, std::string>> list(fields->begin(),
                                                                fields->end());
    const auto again = FieldsOf(FormOf(list));
    Require(!again.ok() || *again == *fields);
  }
  const auto cookie = CookieIn(bytes, kSessionCookie);
  if (cookie.ok()) Require(!cookie->empty() && cookie->size() <= 512);
  return 0;
}
