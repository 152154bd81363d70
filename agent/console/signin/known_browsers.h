// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_CONSOLE_SIGNIN_KNOWN_BROWSERS_H_
#define KITH_AGENT_CONSOLE_SIGNIN_KNOWN_BROWSERS_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "keys/base/random.h"
#include "keys/hash.h"
#include "kith/config/v1/accounts.pb.h"

// How a browser that signed in with an account is known again ("device
// cookie"): random bytes and a time, authenticated together with the account.
// Nothing is kept of it; it opens nothing, it only has its own count of
// failures.
namespace kith::console {

// SHA-256 over the account's name, password and secret: another one when its
// password is changed.
Hash StampOf(const config::v1::Account& account);

// A new value for kDeviceCookie. `key` is 32 secret bytes.
std::string NewDevice(absl::string_view key, const config::v1::Account& account,
                      absl::Time now, Random& random);

// The random bytes of a value that is that account's and not older than
// kDeviceLasts: what its failures are counted by, since one value can be
// written in several ways.
std::optional<std::string> DeviceOf(absl::string_view key,
                                    const config::v1::Account& account,
                                    absl::string_view device, absl::Time now);

// Who an unknown browser is counted with: its address, of IPv6 the /64, since
// one has a whole /64. "?" for what is no address.
std::string PlaceOfPeer(absl::string_view peer);

}  // namespace kith::console

#endif  // KITH_AGENT_CONSOLE_SIGNIN_KNOWN_BROWSERS_H_
