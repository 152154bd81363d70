// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_CONSOLE_SIGNIN_FAKE_PROVIDER_H_
#define KITH_AGENT_CONSOLE_SIGNIN_FAKE_PROVIDER_H_

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "agent/console/signin/provider_http.h"
#include "agent/console/signin/test_tokens.h"
#include "agent/console/signin/url_text.h"
#include "keys/base/clock.h"
#include "keys/hash.h"

namespace kith::console {

// A provider with one person, which does as it should until a test changes what
// it says. Not thread-safe.
class FakeProvider final : public ProviderHttp {
 public:
  static constexpr char kIssuer[] = "https://id.hillview.example/realm";

  explicit FakeProvider(const Clock& clock) : clock_(clock) {
    static const auto* rsa = new TestKey(MakeRsaKey("rsa"));
    key = *rsa;
    keys = KeySet({key});
  }

  // The browser goes to `url` and signs in: the query it comes back with.
  std::string SignIn(const std::string& url) {
    asked = *FieldsOf(url.substr(url.find('?') + 1));
    code = absl::StrCat("code+", ++codes);
    return FormOf({{"code", code}, {"state", asked["state"]}});
  }

  absl::StatusOr<ProviderReply> Send(const ProviderRequest& request) override {
    sent.push_back(request);
    if (down) return absl::UnavailableError("no answer from the provider");
    const std::string path = request.url.substr(request.url.rfind('/') + 1);
    if (const auto found = instead.find(path); found != instead.end()) {
      return found->second;
    }
    if (path == "openid-configuration") return Json(200, discovery);
    if (path == "keys") return Json(200, keys);
    if (path == "token") return Token(request);
    if (path == "userinfo") return UserInfo(request);
    return Json(404, {});
  }

  nlohmann::json Claims() const {
    nlohmann::json all = {{"iss", kIssuer},
                          {"aud", "kith"},
                          {"sub", "s-1"},
                          {"iat", absl::ToUnixSeconds(clock_.Now())},
                          {"exp", absl::ToUnixSeconds(clock_.Now()) + 300},
                          {"preferred_username", "j.brook"}};
    all.update(claims);
    return all;
  }

  std::size_t CountSent(absl::string_view to) const {
    std::size_t count = 0;
    for (const auto& request : sent) count += absl::EndsWith(request.url, to);
    return count;
  }

  static ProviderReply Json(int status, const nlohmann::json& body) {
    return {status, "application/json", body.dump()};
  }

  // What it says. A test may change all of it.
  nlohmann::json discovery = {
      {"issuer", kIssuer},
      {"authorization_endpoint", absl::StrCat(kIssuer, "/authorize")},
      {"token_endpoint", absl::StrCat(kIssuer, "/token")},
      {"userinfo_endpoint", absl::StrCat(kIssuer, "/userinfo")},
      {"jwks_uri", absl::StrCat(kIssuer, "/keys")},
      {"code_challenge_methods_supported", {"S256"}}};
  TestKey key;
  nlohmann::json keys;
  nlohmann::json claims = nlohmann::json::object();  // Over those of Claims().
  nlohmann::json header = {{"alg", "RS256"}, {"kid", "rsa"}};
  nlohmann::json info = {{"sub", "s-1"}, {"groups", {"staff", "front"}}};
  bool gives_refresh = false;
  bool signs_on_refresh = false;
  bool down = false;
  bool down_after_refresh = false;
  std::map<std::string, ProviderReply> instead;  // By the path's last part.
  std::string access = "access-1";               // The one that is good.
  std::string refresh = "refresh-1";             // The one that is good.

  std::map<std::string, std::string> asked;  // By the browser.
  std::vector<ProviderRequest> sent;
  std::string code;
  int codes = 0;

 private:
  absl::StatusOr<ProviderReply> Token(const ProviderRequest& request) {
    auto form = *FieldsOf(request.form);
    if (form["grant_type"] == "refresh_token") return Refreshed(form);
    // RFC 7636, 4.6; a code is good once.
    const std::string challenge =
        absl::WebSafeBase64Escape(HashBytes(Sha256(form["code_verifier"])));
    if (code.empty() || form["code"] != code ||
        challenge != asked["code_challenge"] ||
        form["redirect_uri"] != asked["redirect_uri"]) {
      return Json(400, {{"error", "invalid_grant"}});
    }
    code.clear();
    nlohmann::json all = Claims();
    if (!claims.contains("nonce")) all["nonce"] = asked["nonce"];
    nlohmann::json body = {{"access_token", access},
                           {"token_type", "Bearer"},
                           {"id_token", SignAs(header, all.dump(), key)}};
    if (gives_refresh) body["refresh_token"] = refresh;
    return Json(200, body);
  }

  ProviderReply Refreshed(std::map<std::string, std::string>& form) {
    if (form["refresh_token"] != refresh) {
      return Json(400, {{"error", "invalid_grant"}});
    }
    access = absl::StrCat(access, "+");
    refresh = absl::StrCat(refresh, "+");
    down = down_after_refresh;
    nlohmann::json body = {{"access_token", access},
                           {"token_type", "bearer"},
                           {"refresh_token", refresh}};
    if (signs_on_refresh) {
      body["id_token"] = SignAs(header, Claims().dump(), key);
    }
    return Json(200, body);
  }

  ProviderReply UserInfo(const ProviderRequest& request) {
    return request.authorization == absl::StrCat("Bearer ", access)
               ? Json(200, info)
               : Json(401, {});
  }

  const Clock& clock_;
};

}  // namespace kith::console

#endif  // KITH_AGENT_CONSOLE_SIGNIN_FAKE_PROVIDER_H_
