// SPDX-License-Identifier: Apache-2.0
#include "agent/console/signin/account_file.h"

#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>
#include <unicode/ustring.h>

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "agent/console/signin/identity.h"
#include "agent/console/signin/totp.h"
#include "agent/console/signin/url_text.h"
#include "keys/base/status_macros.h"
#include "keys/password_hash.h"
#include "keys/private_file.h"
#include "keys/program/load.h"

namespace kith::console {
namespace {

using config::v1::Account;

constexpr std::size_t kMostFileBytes = 1 << 20;
constexpr std::size_t kLongestIssuer = 64;
constexpr char kAbout[] =
    "# Local accounts of a Kith console, written by `kith account`. Who can "
    "read this\n# can make every account's codes: keep it to the console's "
    "user, mode 0600.\n";

absl::Status Wrong(const std::string& file, absl::string_view why) {
  return absl::InvalidArgumentError(
      absl::StrCat(file, ": ", why, "; mend it or restore it from its backup"));
}

// Where the first fault is, and nothing of what stands there.
class FirstLine final : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, int, const std::string&) override {
    if (first == 0) first = line + 1;
  }
  int first = 0;
};

absl::Status CheckNameAndRoles(const std::string& name,
                               const std::vector<std::string>& roles) {
  if (!IsStaffName(name)) {
    return absl::InvalidArgumentError(
        "name: 1 to 64 of letters, digits and . _ @ -, as at the desk");
  }
  std::set<std::string> once;
  for (const std::string& role : roles) {
    if (!IsRole(role) || !once.insert(role).second) {
      return absl::InvalidArgumentError(
          absl::StrCat("role: each once, of ", RolesInWords()));
    }
  }
  return roles.empty() ? absl::InvalidArgumentError(absl::StrCat(
                             "role: at least one of ", RolesInWords()))
                       : absl::OkStatus();
}

absl::Status CheckAccount(const Account& account) {
  KITH_RETURN_IF_ERROR(CheckNameAndRoles(
      account.name(), {account.role().begin(), account.role().end()}));
  if (!IsPasswordHash(account.password())) {
    return absl::InvalidArgumentError("a password that is no hash of ours");
  }
  return FromBase32(account.totp_secret()).status();
}

Account* Find(config::v1::Accounts& accounts, const std::string& name) {
  for (Account& account : *accounts.mutable_account()) {
    if (account.name() == name) return &account;
  }
  return nullptr;
}

absl::Status NoSuch(const std::string& name) {
  return absl::NotFoundError(
      absl::StrCat("no account ", name, "; see kith account list"));
}

absl::Status Write(const std::string& file,
                   const config::v1::Accounts& accounts) {
  std::string text;
  google::protobuf::TextFormat::PrintToString(accounts, &text);
  return ReplacePrivateFile(file, absl::StrCat(kAbout, text));
}

// A new password and a new secret for `account`.
absl::StatusOr<NewAuthenticator> Credentials(Account& account,
                                             const Secret& password,
                                             const std::string& issuer,
                                             Random& random) {
  if (issuer.empty() || issuer.size() > kLongestIssuer ||
      absl::StrContains(issuer, ':')) {
    return absl::InvalidArgumentError("issuer: 1 to 64 bytes without a colon");
  }
  KITH_ASSIGN_OR_RETURN(const Secret normal,
                        NormalisePassword(password.Expose()));
  KITH_RETURN_IF_ERROR(CheckPassword(normal, account.name()));
  KITH_ASSIGN_OR_RETURN(*account.mutable_password(), HashPassword(normal));
  NewAuthenticator made{.secret = ToBase32(random.Bytes(kTotpSecretBytes))};
  account.set_totp_secret(made.secret);
  made.address = absl::StrCat(
      "otpauth://totp/", UrlEncoded(issuer), ":", UrlEncoded(account.name()),
      "?", FormOf({{"secret", made.secret}, {"issuer", issuer}}),
      "&algorithm=SHA1&digits=6&period=30");
  return made;
}

}  // namespace

absl::StatusOr<config::v1::Accounts> ReadAccounts(const std::string& file) {
  KITH_ASSIGN_OR_RETURN(const std::string text,
                        ReadPrivateFile(file, kMostFileBytes));
  FirstLine fault;
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&fault);
  config::v1::Accounts accounts;
  if (!parser.ParseFromString(text, &accounts)) {
    return Wrong(file, absl::StrCat("line ", fault.first, " cannot be read"));
  }
  if (accounts.account_size() > static_cast<int>(kMostAccounts)) {
    return Wrong(file, "over 500 accounts");
  }
  std::set<std::string> names;
  for (const Account& account : accounts.account()) {
    if (const absl::Status good = CheckAccount(account); !good.ok()) {
      return Wrong(file, absl::StrCat("account ", names.size() + 1, ": ",
                                      good.message()));
    }
    if (!names.insert(account.name()).second) {
      return Wrong(file, "a name stands there twice");
    }
  }
  return accounts;
}

absl::StatusOr<NewAuthenticator> AddAccount(
    const std::string& file, const std::string& name,
    const std::vector<std::string>& roles, const Secret& password,
    const std::string& issuer, Random& random) {
  KITH_RETURN_IF_ERROR(CheckNameAndRoles(name, roles));
  KITH_ASSIGN_OR_RETURN(const FileLock lock, FileLock::Take(file));
  auto accounts = ReadAccounts(file);
  if (absl::IsNotFound(accounts.status())) accounts = config::v1::Accounts();
  if (!accounts.ok()) return accounts.status();
  if (Find(*accounts, name) != nullptr) {
    return absl::AlreadyExistsError(absl::StrCat(
        "there is an account ", name, "; kith account password changes it"));
  }
  if (accounts->account_size() >= static_cast<int>(kMostAccounts)) {
    return absl::ResourceExhaustedError(
        "500 accounts are the most; use your own provider (openid)");
  }
  Account& account = *accounts->add_account();
  account.set_name(name);
  for (const std::string& role : roles) account.add_role(role);
  KITH_ASSIGN_OR_RETURN(NewAuthenticator made,
                        Credentials(account, password, issuer, random));
  KITH_RETURN_IF_ERROR(Write(file, *accounts));
  return made;
}

absl::Status RemoveAccount(const std::string& file, const std::string& name) {
  KITH_ASSIGN_OR_RETURN(const FileLock lock, FileLock::Take(file));
  KITH_ASSIGN_OR_RETURN(config::v1::Accounts accounts, ReadAccounts(file));
  auto& list = *accounts.mutable_account();
  const auto rest = std::remove_if(
      list.begin(), list.end(),
      [&](const Account& account) { return account.name() == name; });
  if (rest == list.end()) return NoSuch(name);
  list.erase(rest, list.end());
  return Write(file, accounts);
}

absl::StatusOr<NewAuthenticator> ChangePassword(const std::string& file,
                                                const std::string& name,
                                                const Secret& password,
                                                const std::string& issuer,
                                                Random& random) {
  KITH_ASSIGN_OR_RETURN(const FileLock lock, FileLock::Take(file));
  KITH_ASSIGN_OR_RETURN(config::v1::Accounts accounts, ReadAccounts(file));
  Account* const account = Find(accounts, name);
  if (account == nullptr) return NoSuch(name);
  KITH_ASSIGN_OR_RETURN(NewAuthenticator made,
                        Credentials(*account, password, issuer, random));
  KITH_RETURN_IF_ERROR(Write(file, accounts));
  return made;
}

absl::StatusOr<Secret> NormalisePassword(absl::string_view password) {
  if (password.size() > kLongestPassword) {
    return absl::InvalidArgumentError("password: at most 256 bytes");
  }
  // As many UTF-16 units as bytes are always enough.
  UChar units[kLongestPassword];
  std::int32_t size = 0;
  UErrorCode fault = U_ZERO_ERROR;
  u_strFromUTF8(units, kLongestPassword, &size, password.data(),
                static_cast<std::int32_t>(password.size()), &fault);
  const icu::Normalizer2* const form = icu::Normalizer2::getNFKCInstance(fault);
  if (U_FAILURE(fault)) {
    return absl::InvalidArgumentError("password: not UTF-8");
  }
  const icu::UnicodeString normal =
      form->normalize(icu::UnicodeString(units, size), fault);
  if (U_FAILURE(fault)) {
    return absl::InvalidArgumentError("password: not text");
  }
  std::string text;
  normal.toUTF8String(text);
  Secret secret = Secret::FromBytes(text);
  WipeString(text);
  return secret;
}

absl::Status CheckPassword(const Secret& normalised, absl::string_view name) {
  const absl::string_view bytes = normalised.Expose();
  const icu::UnicodeString text = icu::UnicodeString::fromUTF8(
      icu::StringPiece(bytes.data(), static_cast<std::int32_t>(bytes.size())));
  if (text.countChar32() < static_cast<std::int32_t>(kShortestPassword)) {
    return absl::InvalidArgumentError(
        "password: at least 12 characters; three or four words do well");
  }
  if (absl::EqualsIgnoreCase(bytes, name)) {
    return absl::InvalidArgumentError(
        "password: it is the name; three or four words do well");
  }
  return absl::OkStatus();
}

}  // namespace kith::console
