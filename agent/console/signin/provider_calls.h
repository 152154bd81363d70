// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_CONSOLE_SIGNIN_PROVIDER_CALLS_H_
#define KITH_AGENT_CONSOLE_SIGNIN_PROVIDER_CALLS_H_

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "agent/console/signin/openid.h"
#include "agent/console/signin/provider_documents.h"
#include "agent/console/signin/provider_http.h"

namespace kith::console {

// What the token endpoint gave.
struct Granted {
  std::string access;
  std::string refresh;   // Empty: none.
  std::string id_token;  // Empty: none.
};

// The two questions that OpenId puts to its provider. Codes as OpenId's;
// UNAUTHENTICATED if the provider refuses what it was shown. Thread-safe.
class ProviderCalls {
 public:
  // Both must outlive this object.
  ProviderCalls(const OpenIdOptions& options, ProviderHttp& http);

  using Form = std::vector<std::pair<std::string, std::string>>;
  // Adds who asks to `form`.
  absl::StatusOr<Granted> AskForTokens(const Endpoints& where, Form form) const;

  // The claims about whom the access token is of.
  absl::StatusOr<nlohmann::json> AskWhoItIs(const Endpoints& where,
                                            const std::string& access) const;

 private:
  const OpenIdOptions& options_;
  ProviderHttp& http_;
};

}  // namespace kith::console

#endif  // KITH_AGENT_CONSOLE_SIGNIN_PROVIDER_CALLS_H_
