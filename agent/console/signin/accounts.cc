// SPDX-License-Identifier: Apache-2.0
#include "agent/console/signin/accounts.h"

#include <optional>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/memory/memory.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/synchronization/mutex.h"
#include "agent/console/signin/account_file.h"
#include "agent/console/signin/failures.h"
#include "agent/console/signin/known_browsers.h"
#include "agent/console/signin/totp.h"
#include "agent/console/signin/used_codes.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"
#include "keys/password_hash.h"
#include "keys/secret.h"

namespace kith::console {
namespace {

using config::v1::Account;

constexpr int kFree = 5;
constexpr int kFreeOfStrangers = 50;

absl::Status NotThese() {
  return absl::UnauthenticatedError(
      "the name, the password or the code is not right; a code is good once, "
      "for about a minute");
}

absl::Status TooMany() {
  return absl::UnavailableError(
      "too many people are signing in just now; try again in a minute");
}

// The files' own errors are for who runs the console, not for the page.
absl::Status FilesFail() {
  return absl::UnavailableError(
      "accounts cannot be read or written just now; tell who runs the console");
}

// So many at once; of those who wait, so many.
class Gate {
 public:
  Gate(int at_once, int waiting) : left_(at_once), places_(waiting) {}

  // False if there is no place to wait.
  bool Enter() {
    absl::MutexLock lock(&mutex_);
    if (left_ == 0) {
      if (places_ == 0) return false;
      --places_;
      while (left_ == 0) freed_.Wait(&mutex_);
      ++places_;
    }
    --left_;
    return true;
  }
  void Leave() {
    absl::MutexLock lock(&mutex_);
    ++left_;
    freed_.Signal();
  }

 private:
  absl::Mutex mutex_;
  absl::CondVar freed_;
  int left_ ABSL_GUARDED_BY(mutex_);
  int places_ ABSL_GUARDED_BY(mutex_);
};

const Account* Find(const config::v1::Accounts& accounts,
                    absl::string_view name) {
  for (const Account& account : accounts.account()) {
    if (account.name() == name) return &account;
  }
  return nullptr;
}

}  // namespace

class Accounts::Impl {
 public:
  Impl(std::string file, const Clock& clock, Random& random,
       const AccountLimits& limits, std::unique_ptr<UsedCodes> codes,
       Account nobody)
      : file_(std::move(file)),
        clock_(clock),
        random_(random),
        codes_(std::move(codes)),
        nobody_(std::move(nobody)),
        of_accounts_(clock, limits.most_counts),
        of_no_account_(clock, limits.most_counts),
        strangers_(limits.passwords_at_once, limits.passwords_waiting),
        known_(1, limits.passwords_waiting) {}

  absl::StatusOr<SignedIn> Check(const Attempt& attempt) {
    const auto accounts = ReadAccounts(file_);
    if (!accounts.ok()) return FilesFail();
    const Account* const account = Find(*accounts, attempt.name);
    // A name that nobody has is counted like any other, but not among them, so
    // that made-up names do not push out the counts of real ones.
    Failures& failures = account != nullptr ? of_accounts_ : of_no_account_;
    const Counted counted = CountedBy(account, attempt);
    KITH_RETURN_IF_ERROR(BeginCounting(failures, counted));
    Gate& gate = counted.by_name ? strangers_ : known_;
    if (!gate.Enter()) {
      TakeBack(failures, counted);
      return TooMany();
    }
    const absl::Status right =
        CheckSecrets(account == nullptr ? nobody_ : *account, attempt,
                     account != nullptr, *accounts);
    gate.Leave();
    if (absl::IsUnauthenticated(right)) return right;
    if (!right.ok()) {
      TakeBack(failures, counted);
      return right;
    }
    failures.Clear(counted.by_browser);
    if (counted.by_name) failures.TakeBack(*counted.by_name);
    SignedIn person = Person(*account);
    person.device = NewDevice(codes_->device_key().Expose(), *account,
                              clock_.Now(), random_);
    return person;
  }

  absl::StatusOr<SignedIn> Recheck(const Tokens& tokens) {
    const auto accounts = ReadAccounts(file_);
    if (!accounts.ok()) return FilesFail();
    const Account* const account = Find(*accounts, tokens.staff);
    if (account == nullptr) {
      return absl::UnauthenticatedError("this account is no more");
    }
    SignedIn person = Person(*account);
    if (!EqualInConstantTime(person.tokens.account, tokens.account)) {
      return absl::UnauthenticatedError(
          "this account's password was changed; sign in with the new one");
    }
    return person;
  }

 private:
  // What an attempt is counted by.
  struct Counted {
    Hash by_browser;
    std::optional<Hash> by_name;  // Only if the browser is a stranger.
  };

  Counted CountedBy(const Account* account, const Attempt& attempt) const {
    const absl::string_view name = attempt.name;
    const auto device = account == nullptr
                            ? std::nullopt
                            : DeviceOf(codes_->device_key().Expose(), *account,
                                       attempt.device, clock_.Now());
    if (device) return {Sha256(JoinFields({"device", name, *device})), {}};
    return {Sha256(JoinFields({"place", name, PlaceOfPeer(attempt.peer)})),
            Sha256(JoinFields({"name", name}))};
  }

  static absl::Status BeginCounting(Failures& failures,
                                    const Counted& counted) {
    KITH_RETURN_IF_ERROR(failures.Begin(counted.by_browser, kFree));
    if (!counted.by_name) return absl::OkStatus();
    const absl::Status allowed =
        failures.Begin(*counted.by_name, kFreeOfStrangers);
    if (allowed.ok()) return allowed;
    failures.TakeBack(counted.by_browser);
    return absl::ResourceExhaustedError(
        absl::StrCat(allowed.message(),
                     ", or sign in at a browser where you signed in before"));
  }

  static void TakeBack(Failures& failures, const Counted& counted) {
    failures.TakeBack(counted.by_browser);
    if (counted.by_name) failures.TakeBack(*counted.by_name);
  }

  // Password and code, both whatever the other is. UNAUTHENTICATED if one is
  // wrong, or there is no such account.
  absl::Status CheckSecrets(const Account& account, const Attempt& attempt,
                            bool exists, const config::v1::Accounts& all) {
    // One that cannot be a password is wrong, after the same work.
    absl::StatusOr<Secret> password = NormalisePassword(attempt.password);
    const bool text = password.ok();
    if (!text) password = Secret::FromBytes("");
    const absl::Status fits = CheckPasswordHash(account.password(), *password);
    if (absl::IsResourceExhausted(fits)) return TooMany();
    const auto secret = FromBase32(account.totp_secret());
    if (!secret.ok()) return FilesFail();
    const auto step = TotpStep(
        *secret, absl::StrReplaceAll(attempt.code, {{" ", ""}}), clock_.Now());
    if (!exists || !text || !fits.ok() || !step) return NotThese();
    // Used before anybody is signed in by it.
    const absl::Status used = codes_->Use(StampOf(account), *step, all);
    if (absl::IsAlreadyExists(used)) return NotThese();
    return used.ok() ? used : FilesFail();
  }

  static SignedIn Person(const Account& account) {
    SignedIn person;
    person.who = {account.name(),
                  {account.role().begin(), account.role().end()}};
    person.tokens.staff = account.name();
    person.tokens.account = absl::BytesToHexString(HashBytes(StampOf(account)));
    return person;
  }

  const std::string file_;
  const Clock& clock_;
  Random& random_;
  const std::unique_ptr<UsedCodes> codes_;
  const Account nobody_;  // Whose password is checked for a name of nobody's.
  Failures of_accounts_;
  Failures of_no_account_;
  Gate strangers_;
  Gate known_;
};

Accounts::Accounts(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Accounts::~Accounts() = default;

absl::StatusOr<std::unique_ptr<Accounts>> Accounts::Open(
    const std::string& file, const Clock& clock, Random& random,
    AccountLimits limits) {
  KITH_RETURN_IF_ERROR(ReadAccounts(file).status());
  KITH_ASSIGN_OR_RETURN(auto codes, UsedCodes::Open(file, random));
  Account nobody;
  KITH_ASSIGN_OR_RETURN(*nobody.mutable_password(),
                        HashPassword(Secret::Generate(32, random)));
  nobody.set_totp_secret(ToBase32(random.Bytes(kTotpSecretBytes)));
  return absl::WrapUnique(new Accounts(std::make_unique<Impl>(
      file, clock, random, limits, std::move(codes), std::move(nobody))));
}

absl::StatusOr<Accounts::SignedIn> Accounts::Check(const Attempt& attempt) {
  return impl_->Check(attempt);
}

absl::StatusOr<Accounts::SignedIn> Accounts::Recheck(const Tokens& tokens) {
  return impl_->Recheck(tokens);
}

}  // namespace kith::console
