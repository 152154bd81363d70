// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_CONSOLE_SIGNIN_ACCOUNT_FILE_H_
#define KITH_AGENT_CONSOLE_SIGNIN_ACCOUNT_FILE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "keys/base/random.h"
#include "keys/secret.h"
#include "kith/config/v1/accounts.pb.h"

// The file of local accounts: what `kith account` does. Every function that
// changes it takes FILE.lock meanwhile and replaces the file whole; all return
// FAILED_PRECONDITION as ReadPrivateFile(), or if another process changes it
// just now; INVALID_ARGUMENT if it is no file of accounts.
namespace kith::console {

inline constexpr std::size_t kMostAccounts = 500;
inline constexpr std::size_t kShortestPassword = 12;  // Characters.
inline constexpr std::size_t kLongestPassword = 256;  // Bytes.

// NOT_FOUND if there is no such file.
absl::StatusOr<config::v1::Accounts> ReadAccounts(const std::string& file);

// What the person gives their authenticator app. To be shown once.
struct NewAuthenticator {
  std::string secret;   // Base32, 32 characters.
  std::string address;  // otpauth://totp/...
};

// A new account; makes the file if there is none. ALREADY_EXISTS if the name is
// taken; INVALID_ARGUMENT for a name, role or password that is not allowed.
// `issuer` is how the app calls it: "Kith Hillview".
absl::StatusOr<NewAuthenticator> AddAccount(
    const std::string& file, const std::string& name,
    const std::vector<std::string>& roles, const Secret& password,
    const std::string& issuer, Random& random);

// NOT_FOUND if there is no such account.
absl::Status RemoveAccount(const std::string& file, const std::string& name);

// Another password and another secret for the app; every browser counts as new
// and every session of the account ends. Codes as AddAccount, RemoveAccount.
absl::StatusOr<NewAuthenticator> ChangePassword(const std::string& file,
                                                const std::string& name,
                                                const Secret& password,
                                                const std::string& issuer,
                                                Random& random);

// The password as it is hashed: in Unicode's compatibility form (NFKC), so that
// two keyboards type the same. INVALID_ARGUMENT if it is not UTF-8 or over
// kLongestPassword.
absl::StatusOr<Secret> NormalisePassword(absl::string_view password);

// INVALID_ARGUMENT, with the next step, if it is too short or is the name.
absl::Status CheckPassword(const Secret& normalised, absl::string_view name);

}  // namespace kith::console

#endif  // KITH_AGENT_CONSOLE_SIGNIN_ACCOUNT_FILE_H_
