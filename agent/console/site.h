// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_CONSOLE_SITE_H_
#define KITH_AGENT_CONSOLE_SITE_H_

#include <memory>
#include <string>

#include "absl/time/time.h"
#include "agent/console/directory.h"
#include "agent/console/http/message.h"
#include "agent/console/pages/sign_in_pages.h"
#include "agent/console/pages/visit.h"
#include "agent/desk_client/desk_client.h"

namespace kith::console {

// From a request that passed the gate to its page: assets, signing in, then who
// it is, whether they may, the form's token, the page.
//
// Thread-safe.
class Site {
 public:
  struct Settings {
    // How often it is asked whether a session's person still has their roles.
    absl::Duration recheck = absl::Minutes(5);
  };
  // All of it outlives this object. `desk` calls as the console's own account.
  Site(const Settings& settings, const PageParts& parts, SignInPages& sign_in,
       Sessions& sessions, desk::DeskClient& desk)
      : settings_(settings),
        parts_(parts),
        sign_in_(sign_in),
        sessions_(sessions),
        desk_(desk),
        directory_(parts.clock,
                   [this] {
                     return desk_.GetDirectory(desk::v1::GetDirectoryRequest());
                   },
                   {}) {}

  HttpResponse Serve(const HttpRequest& request);

 private:
  // Whose request it is: sets the session and who the desk is called for. Codes
  // as SignInPages::Confirm.
  absl::Status Recognise(Visit& visit);
  HttpResponse ServePage(Visit& visit);
  HttpResponse ServeSignIn(Visit& visit);
  HttpResponse SignOut(Visit& visit);
  HttpResponse GoHome(const Visit& visit) const;

  const Settings settings_;
  const PageParts& parts_;
  SignInPages& sign_in_;
  Sessions& sessions_;
  desk::DeskClient& desk_;
  Directory directory_;
};

}  // namespace kith::console

#endif  // KITH_AGENT_CONSOLE_SITE_H_
