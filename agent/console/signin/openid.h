// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_CONSOLE_SIGNIN_OPENID_H_
#define KITH_AGENT_CONSOLE_SIGNIN_OPENID_H_

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "agent/console/signin/identity.h"
#include "agent/console/signin/provider_http.h"
#include "keys/base/clock.h"
#include "keys/base/random.h"
#include "kith/config/v1/console.pb.h"

namespace kith::console {

// A sign-in at the provider must be finished within this time of its begin.
inline constexpr absl::Duration kSigninLasts = absl::Minutes(10);

// What OpenId needs to know, checked.
struct OpenIdOptions {
  std::string issuer;
  std::string client_id;
  std::string client_secret;  // Empty: a public client.
  std::string staff_claim;
  std::string groups_claim;
  std::map<std::string, std::vector<std::string>> roles_of;  // Of a group.
  std::vector<std::string> scopes;
  std::string redirect_uri;  // The console's own: ORIGIN/sign-in/done.
  absl::Duration recheck;    // How often Recheck() is due.
};

// From the configuration at `config_path`, whose origin is `origin`.
// INVALID_ARGUMENT, naming the field, if one is missing or not allowed; for the
// client's secret as ReadPrivateFile().
absl::StatusOr<OpenIdOptions> ReadOpenIdOptions(
    const config::v1::OpenIdProvider& provider, const std::string& origin,
    const std::string& config_path);

// OpenID Connect's code flow with PKCE against the agency's own provider, and
// the question whether a person still belongs to their groups.
//
// Thread-safe. Each method blocks its thread while the provider answers, at
// most 5 seconds a request and a handful of requests. Every method returns
// UNAVAILABLE if the provider does not answer or not as a provider does, and
// FAILED_PRECONDITION, with the next step for who runs the console, if it is
// not the provider that was configured or does not tell what it must. Messages
// carry no claim and no token; they are fit for the page that the person sees.
class OpenId {
 public:
  // All three must outlive this object.
  OpenId(OpenIdOptions options, ProviderHttp& http, const Clock& clock,
         Random& random);
  ~OpenId();

  struct Begun {
    std::string url;     // Where to send the browser, status 303.
    std::string cookie;  // Value for kSigninCookie; lasts kSigninLasts.
  };
  // Keeps nothing, so that nobody can fill the memory: all that is needed
  // later follows from the cookie and a key that this process made.
  absl::StatusOr<Begun> Begin();

  struct SignedIn {
    Identity who;
    Tokens tokens;
  };
  // The browser is back at /sign-in/done with `query` and kSigninCookie's
  // value, empty if it had none; forget the cookie whatever comes.
  // UNAUTHENTICATED if the sign-in is not this browser's, too old, used before,
  // refused by the provider or its token does not hold: begin again.
  // PERMISSION_DENIED if the person is in no group with a role, or the provider
  // denied them. INVALID_ARGUMENT if `query` cannot be read.
  absl::StatusOr<SignedIn> Finish(absl::string_view query,
                                  absl::string_view cookie);

  // The person's roles as they are now, and the tokens for the next time (see
  // Sessions::ClaimRecheck). PERMISSION_DENIED if they are in no group any
  // more, UNAUTHENTICATED if the provider ended their sign-in or it is somebody
  // else's now: the session ends. On UNAVAILABLE and FAILED_PRECONDITION
  // nothing is known: the session keeps its tokens, ask again.
  //
  // `keep`, if any, is called with new tokens as soon as the provider gave
  // them, whatever comes after: the old ones may be spent, and a provider may
  // take one that comes twice for stolen (see Sessions::KeepTokens).
  using Keep = std::function<void(const Tokens&)>;
  absl::StatusOr<SignedIn> Recheck(const Tokens& tokens,
                                   const Keep& keep = nullptr);

  // OK if the provider's documents can be read: what an IT page shows.
  absl::Status CheckProvider();

 private:
  class Impl;
  const std::unique_ptr<Impl> impl_;
};

}  // namespace kith::console

#endif  // KITH_AGENT_CONSOLE_SIGNIN_OPENID_H_
