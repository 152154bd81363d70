// SPDX-License-Identifier: Apache-2.0
#include "agent/console/pages/sign_in_pages.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "agent/console/signin/cookies.h"
#include "keys/base/logging.h"
#include "keys/base/status_macros.h"

namespace kith::console {
namespace {

// So often the provider may be silent before nothing is shown.
constexpr int kRechecksMissed = 3;
// A provider is given 5 seconds.
constexpr absl::Duration kWait = absl::Milliseconds(50);
constexpr int kMostWaits = 120;

}  // namespace

std::string CookieOf(const HttpRequest& request, absl::string_view name) {
  const auto header = request.headers.find("cookie");
  if (header == request.headers.end()) return "";
  const auto value = CookieIn(header->second, name);
  return value.ok() ? *value : "";
}

HttpResponse SignInPages::Show(const Visit& visit, const Faults& faults,
                               const std::string& notice) const {
  View view;
  PutTrue(view, "provider", provider_ != nullptr);
  if (accounts_ != nullptr) {
    View local;
    local.set(
        "fields",
        View(ViewList{
            TextField("name", {.label = "Name", .autocomplete = "username"},
                      visit.form.One("name"), faults),
            TextField("password",
                      {.label = "Password",
                       .autocomplete = "current-password",
                       .type = "password"},
                      "", faults),
            TextField("code",
                      {.label = "Code of your authenticator app",
                       .width = 10,
                       .autocomplete = "one-time-code",
                       .inputmode = "numeric"},
                      "", faults)}));
    view.set("local", local);
  }
  Put(view, "notice", notice);
  return ShowPage(visit, {.title = "Sign in", .section = "/sign-in"}, "sign_in",
                  std::move(view), faults);
}

HttpResponse SignInPages::Begin(const Visit& visit, const Identity& who,
                                const Tokens& tokens,
                                const std::string& device) const {
  // Whatever session the browser brought along ends: nobody goes on in one that
  // somebody else began.
  sessions_.End(CookieOf(visit.request, kSessionCookie));
  const auto cookie = sessions_.Begin(who, tokens);
  if (!cookie.ok()) return ShowFault(visit, cookie.status(), "/sign-in");
  HttpResponse response = GoTo("/");
  response.headers.push_back(
      {"Set-Cookie", SetCookie(kSessionCookie, *cookie)});
  response.headers.push_back({"Set-Cookie", ForgetCookie(kSigninCookie)});
  if (!device.empty()) {
    response.headers.push_back(
        {"Set-Cookie", SetCookie(kDeviceCookie, device, kDeviceLasts)});
  }
  return response;
}

HttpResponse SignInPages::SignIn(const Visit& visit) const {
  if (accounts_ == nullptr) {
    return ShowFault(visit, absl::NotFoundError("nobody signs in like this"),
                     "/sign-in");
  }
  const std::string name = visit.form.One("name");
  const std::string password = visit.form.One("password");
  const std::string code = visit.form.One("code");
  const std::string device = CookieOf(visit.request, kDeviceCookie);
  const absl::StatusOr<Accounts::SignedIn> signed_in =
      accounts_->Check({.name = name,
                        .password = password,
                        .code = code,
                        .peer = visit.request.peer,
                        .device = device});
  if (signed_in.ok()) {
    return Begin(visit, signed_in->who, signed_in->tokens, signed_in->device);
  }
  Faults faults;
  faults.Add("name", std::string(signed_in.status().message()));
  return Show(visit, faults);
}

HttpResponse SignInPages::Start(const Visit& visit) const {
  if (provider_ == nullptr) return GoTo("/sign-in");
  const auto begun = provider_->Begin();
  if (!begun.ok()) return ShowFault(visit, begun.status(), "/sign-in");
  HttpResponse response = GoTo(begun->url);
  response.headers.push_back(
      {"Set-Cookie", SetCookie(kSigninCookie, begun->cookie, kSigninLasts)});
  return response;
}

HttpResponse SignInPages::Done(const Visit& visit) const {
  if (provider_ == nullptr) return GoTo("/sign-in");
  const auto signed_in = provider_->Finish(
      visit.request.query, CookieOf(visit.request, kSigninCookie));
  if (signed_in.ok()) {
    return Begin(visit, signed_in->who, signed_in->tokens, "");
  }
  HttpResponse response = ShowFault(visit, signed_in.status(), "/sign-in");
  response.headers.push_back({"Set-Cookie", ForgetCookie(kSigninCookie)});
  return response;
}

absl::StatusOr<SignInPages::Confirmed> SignInPages::AskAgain(
    const std::string& cookie, const Tokens& tokens) const {
  if (tokens.access.empty()) {
    if (accounts_ == nullptr) {
      return absl::UnauthenticatedError("there are no local accounts any more");
    }
    KITH_ASSIGN_OR_RETURN(const Accounts::SignedIn again,
                          accounts_->Recheck(tokens));
    return Confirmed{again.who, again.tokens};
  }
  if (provider_ == nullptr) {
    return absl::UnauthenticatedError("there is no provider any more");
  }
  KITH_ASSIGN_OR_RETURN(const OpenId::SignedIn again,
                        provider_->Recheck(tokens, [&](const Tokens& renewed) {
                          sessions_.KeepTokens(cookie, renewed);
                        }));
  return Confirmed{again.who, again.tokens};
}

absl::StatusOr<Session> SignInPages::Confirm(const std::string& cookie,
                                             absl::Duration every) const {
  KITH_ASSIGN_OR_RETURN(Session session, sessions_.Find(cookie));
  // Another request may be asking just now: its answer counts for this one,
  // too.
  for (int waited = 0; !sessions_.ClaimRecheck(cookie, every); ++waited) {
    if (session.confirmed_ago < kRechecksMissed * every) return session;
    if (waited == kMostWaits) {
      return absl::UnavailableError(
          "it cannot be confirmed just now that you may still use this; try "
          "again in a minute, or ask your agency's IT whether signing in "
          "works");
    }
    absl::SleepFor(kWait);
    KITH_ASSIGN_OR_RETURN(session, sessions_.Find(cookie));
  }
  const absl::StatusOr<Confirmed> asked = AskAgain(cookie, session.tokens);
  if (asked.ok()) {
    KITH_RETURN_IF_ERROR(
        sessions_.ChangeRoles(cookie, asked->who.roles, asked->tokens));
    return sessions_.Find(cookie);
  }
  if (absl::IsPermissionDenied(asked.status()) ||
      absl::IsUnauthenticated(asked.status())) {
    sessions_.End(cookie);
    return asked.status();
  }
  // It is not known just now, and was a while ago: they go on for that long.
  if (session.confirmed_ago < kRechecksMissed * every) return session;
  return absl::UnavailableError(asked.status().message());
}

}  // namespace kith::console
