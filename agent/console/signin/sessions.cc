// SPDX-License-Identifier: Apache-2.0
#include "agent/console/signin/sessions.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "keys/base/status_macros.h"
#include "keys/secret.h"

namespace kith::console {
namespace {

constexpr std::size_t kCookieBytes = 32;
constexpr std::size_t kFormTokenBytes = 32;
// Longer than the provider's six calls of 5 seconds each.
constexpr absl::Duration kClaimLasts = absl::Seconds(60);

absl::Status NotSignedIn() {
  return absl::UnauthenticatedError("you are not signed in; sign in again");
}

absl::Status CheckRoles(const std::vector<std::string>& roles) {
  const bool good = !roles.empty() &&
                    std::all_of(roles.begin(), roles.end(),
                                [](const auto& role) { return IsRole(role); });
  return good ? absl::OkStatus()
              : absl::InvalidArgumentError("no role, or one that is none");
}

}  // namespace

bool FormTokenMatches(const Session& session, absl::string_view submitted) {
  // A session has a token; without one nothing matches.
  return !session.form_token.empty() &&
         EqualInConstantTime(session.form_token, submitted);
}

Sessions::Sessions(const Clock& clock, Random& random, SessionLimits limits)
    : clock_(clock), random_(random), limits_(limits) {}

bool Sessions::HasEnded(const Kept& kept, absl::Duration now) const {
  return now - kept.used >= limits_.idle || now - kept.began >= limits_.longest;
}

void Sessions::Drop(Table::iterator it) {
  ended_.push_back(it->second.number);
  sessions_.erase(it);
}

void Sessions::DropEnded(absl::Duration now) {
  for (auto it = sessions_.begin(); it != sessions_.end();) {
    const auto here = it++;
    if (HasEnded(here->second, now)) Drop(here);
  }
}

void Sessions::MakeRoomFor(absl::string_view staff) {
  std::size_t theirs = 0;
  auto oldest = sessions_.end();
  for (auto it = sessions_.begin(); it != sessions_.end(); ++it) {
    if (it->second.who.staff != staff) continue;
    ++theirs;
    if (oldest == sessions_.end() || it->second.used < oldest->second.used) {
      oldest = it;
    }
  }
  if (theirs >= limits_.most_each && oldest != sessions_.end()) {
    Drop(oldest);
  }
}

std::uint64_t Sessions::NewNumber() {
  while (true) {
    std::uint64_t number = 0;
    random_.Fill(&number, sizeof number);
    number >>= 1;
    const bool taken =
        number == 0 || std::any_of(sessions_.begin(), sessions_.end(),
                                   [number](const auto& entry) {
                                     return entry.second.number == number;
                                   });
    if (!taken) return number;
  }
}

absl::StatusOr<std::string> Sessions::Begin(const Identity& who,
                                            const Tokens& tokens) {
  if (!IsStaffName(who.staff)) {
    return absl::InvalidArgumentError("not a name at the desk");
  }
  KITH_RETURN_IF_ERROR(CheckRoles(who.roles));
  const std::string cookie =
      absl::WebSafeBase64Escape(random_.Bytes(kCookieBytes));
  const absl::Duration now = clock_.Monotonic();
  absl::MutexLock lock(&mutex_);
  DropEnded(now);
  MakeRoomFor(who.staff);
  if (sessions_.size() >= limits_.most) {
    return absl::ResourceExhaustedError(
        "too many people are signed in; try again in a few minutes");
  }
  sessions_.insert_or_assign(Sha256(cookie),
                             Kept{.number = NewNumber(),
                                  .who = who,
                                  .form_token = absl::WebSafeBase64Escape(
                                      random_.Bytes(kFormTokenBytes)),
                                  .tokens = tokens,
                                  .begun = clock_.Now(),
                                  .began = now,
                                  .used = now,
                                  .confirmed = now});
  return cookie;
}

Sessions::Table::iterator Sessions::Lasting(absl::string_view cookie,
                                            absl::Duration now) {
  const auto found = sessions_.find(Sha256(cookie));
  if (found == sessions_.end()) return found;
  if (!HasEnded(found->second, now)) return found;
  Drop(found);
  return sessions_.end();
}

absl::StatusOr<Session> Sessions::Find(absl::string_view cookie) {
  absl::MutexLock lock(&mutex_);
  // Read under the lock, so that `used` never goes back.
  const absl::Duration now = clock_.Monotonic();
  const auto found = Lasting(cookie, now);
  if (found == sessions_.end()) return NotSignedIn();
  Kept& kept = found->second;
  kept.used = now;
  return Session{.number = kept.number,
                 .who = kept.who,
                 .form_token = kept.form_token,
                 .begun = kept.begun,
                 .tokens = kept.tokens,
                 .confirmed_ago = now - kept.confirmed};
}

void Sessions::End(absl::string_view cookie) {
  absl::MutexLock lock(&mutex_);
  const auto found = sessions_.find(Sha256(cookie));
  if (found != sessions_.end()) Drop(found);
}

std::size_t Sessions::EndAllOf(absl::string_view staff) {
  absl::MutexLock lock(&mutex_);
  DropEnded(clock_.Monotonic());
  const std::size_t before = sessions_.size();
  for (auto it = sessions_.begin(); it != sessions_.end();) {
    const auto here = it++;
    if (here->second.who.staff == staff) Drop(here);
  }
  return before - sessions_.size();
}

bool Sessions::ClaimRecheck(absl::string_view cookie, absl::Duration every) {
  absl::MutexLock lock(&mutex_);
  const absl::Duration now = clock_.Monotonic();
  const auto found = Lasting(cookie, now);
  if (found == sessions_.end()) return false;
  Kept& kept = found->second;
  if (now - kept.confirmed < every || now - kept.claimed < kClaimLasts) {
    return false;
  }
  kept.claimed = now;
  return true;
}

absl::Status Sessions::ChangeRoles(absl::string_view cookie,
                                   const std::vector<std::string>& roles,
                                   const Tokens& tokens) {
  absl::MutexLock lock(&mutex_);
  const absl::Duration now = clock_.Monotonic();
  const auto found = Lasting(cookie, now);
  if (found == sessions_.end()) return NotSignedIn();
  if (absl::Status good = CheckRoles(roles); !good.ok()) {
    Drop(found);
    return good;
  }
  Kept& kept = found->second;
  kept.who.roles = roles;
  kept.tokens = tokens;
  kept.confirmed = now;
  kept.claimed = -absl::InfiniteDuration();
  return absl::OkStatus();
}

void Sessions::KeepTokens(absl::string_view cookie, const Tokens& tokens) {
  absl::MutexLock lock(&mutex_);
  const auto found = Lasting(cookie, clock_.Monotonic());
  if (found != sessions_.end()) found->second.tokens = tokens;
}

std::vector<std::uint64_t> Sessions::Sweep() {
  absl::MutexLock lock(&mutex_);
  DropEnded(clock_.Monotonic());
  return std::exchange(ended_, {});
}

std::size_t Sessions::Count() {
  absl::MutexLock lock(&mutex_);
  DropEnded(clock_.Monotonic());
  return sessions_.size();
}

}  // namespace kith::console
