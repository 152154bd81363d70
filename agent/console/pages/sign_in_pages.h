// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_CONSOLE_PAGES_SIGN_IN_PAGES_H_
#define KITH_AGENT_CONSOLE_PAGES_SIGN_IN_PAGES_H_

#include <string>

#include "agent/console/pages/visit.h"
#include "agent/console/signin/accounts.h"
#include "agent/console/signin/openid.h"
#include "agent/console/signin/sessions.h"

namespace kith::console {

// Signing in and out: at the agency's own provider, with a local account, or
// either. Here alone a session begins.
//
// Thread-safe.
class SignInPages {
 public:
  // Either may be null, not both; all outlive this object.
  SignInPages(OpenId* provider, Accounts* accounts, Sessions& sessions)
      : provider_(provider), accounts_(accounts), sessions_(sessions) {}

  // GET /sign-in: what one signs, and how. `form_token` binds the local
  // account's form to a browser that was shown it.
  HttpResponse Show(const Visit& visit, const Faults& faults = {},
                    const std::string& notice = "") const;
  // POST /sign-in, of a local account.
  HttpResponse SignIn(const Visit& visit) const;
  // GET /sign-in/start: to the provider.
  HttpResponse Start(const Visit& visit) const;
  // GET /sign-in/done: back from there.
  HttpResponse Done(const Visit& visit) const;

  // Whether the session's person still has roles: asked anew every `every`. The
  // session as it is now; UNAUTHENTICATED or PERMISSION_DENIED if it ended,
  // UNAVAILABLE if that is not known: then nothing is shown.
  absl::StatusOr<Session> Confirm(const std::string& cookie,
                                  absl::Duration every) const;

 private:
  struct Confirmed {
    Identity who;
    Tokens tokens;
  };
  // Of whoever vouched for them: the provider or the file of accounts.
  absl::StatusOr<Confirmed> AskAgain(const std::string& cookie,
                                     const Tokens& tokens) const;
  HttpResponse Begin(const Visit& visit, const Identity& who,
                     const Tokens& tokens, const std::string& device) const;

  OpenId* const provider_;
  Accounts* const accounts_;
  Sessions& sessions_;
};

// The value of a cookie of ours; empty if there is none that can be read.
std::string CookieOf(const HttpRequest& request, absl::string_view name);

}  // namespace kith::console

#endif  // KITH_AGENT_CONSOLE_PAGES_SIGN_IN_PAGES_H_
