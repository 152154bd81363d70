// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_CONSOLE_SIGNIN_COOKIES_H_
#define KITH_AGENT_CONSOLE_SIGNIN_COOKIES_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace kith::console {

// The console's cookies. "__Host-" makes the browser refuse one that another
// host or plain HTTP set.
inline constexpr char kSessionCookie[] = "__Host-kith";
inline constexpr char kSigninCookie[] = "__Host-kith-signin";
inline constexpr char kDeviceCookie[] = "__Host-kith-device";

// The value of cookie `name` in a Cookie header ("a=1; b=2"). NOT_FOUND if it
// is not there; INVALID_ARGUMENT if it is there twice, if its value is empty,
// over 512 bytes or has a character that is not of [A-Za-z0-9_-], or if the
// header is over 8 KiB.
absl::StatusOr<std::string> CookieIn(absl::string_view header,
                                     absl::string_view name);

// A Set-Cookie header's value: "NAME=VALUE; Secure; HttpOnly; SameSite=Lax;
// Path=/", with Max-Age unless `lasts` is infinite: then until the browser is
// closed. `value` is of [A-Za-z0-9_-].
std::string SetCookie(absl::string_view name, absl::string_view value,
                      absl::Duration lasts = absl::InfiniteDuration());

// The same that makes the browser forget it.
std::string ForgetCookie(absl::string_view name);

}  // namespace kith::console

#endif  // KITH_AGENT_CONSOLE_SIGNIN_COOKIES_H_
