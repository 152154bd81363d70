// SPDX-License-Identifier: Apache-2.0
#include "agent/console/signin/signin_begun.h"

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "agent/console/signin/openid.h"
#include "keys/hash.h"

namespace kith::console {
namespace {

constexpr std::size_t kSeedBytes = 24;
constexpr std::size_t kTimeBytes = 8;
constexpr std::size_t kHeadBytes = kSeedBytes + kTimeBytes;
constexpr std::size_t kCookieBytes = kHeadBytes + kHashBytes;

absl::Status BeginAgain(absl::string_view why) {
  return absl::UnauthenticatedError(
      absl::StrCat(why, "; begin again at the sign-in page"));
}

absl::Duration EndOf(absl::string_view head) {
  std::uint64_t milliseconds = 0;
  for (const char byte : head.substr(kSeedBytes)) {
    milliseconds = milliseconds << 8 | static_cast<unsigned char>(byte);
  }
  return absl::Milliseconds(static_cast<std::int64_t>(milliseconds));
}

}  // namespace

std::string SigninBegun::Challenge() const {
  return absl::WebSafeBase64Escape(HashBytes(Sha256(verifier)));
}

SigninsBegun::SigninsBegun(const Clock& clock, Random& random,
                           std::size_t most_used)
    : clock_(clock),
      random_(random),
      most_used_(most_used),
      key_(Secret::Generate(kHashBytes, random)) {}

std::string SigninsBegun::Derive(absl::string_view what,
                                 absl::string_view head) const {
  return HmacSha256(key_.Expose(),
                    JoinFields({"kith/v1/console-signin", what, head}));
}

SigninBegun SigninsBegun::From(absl::string_view head) const {
  return {.cookie = absl::WebSafeBase64Escape(
              absl::StrCat(head, Derive("cookie", head))),
          .state = absl::WebSafeBase64Escape(Derive("state", head)),
          .nonce = absl::WebSafeBase64Escape(Derive("nonce", head)),
          .verifier = absl::WebSafeBase64Escape(Derive("verifier", head))};
}

SigninBegun SigninsBegun::Begin() {
  const auto ends = static_cast<std::uint64_t>(
      absl::ToInt64Milliseconds(clock_.Monotonic() + kSigninLasts));
  return From(absl::StrCat(random_.Bytes(kSeedBytes), BigEndian64(ends)));
}

void SigninsBegun::ForgetOld(absl::Duration now) {
  while (!order_.empty() &&
         (order_.front().first <= now || order_.size() >= most_used_)) {
    used_.erase(order_.front().second);
    order_.pop_front();
  }
}

absl::StatusOr<SigninBegun> SigninsBegun::Take(absl::string_view cookie,
                                               absl::string_view state) {
  std::string bytes;
  if (!absl::WebSafeBase64Unescape(cookie, &bytes) ||
      bytes.size() != kCookieBytes) {
    return BeginAgain("this browser did not begin a sign-in, or too long ago");
  }
  const std::string head = bytes.substr(0, kHeadBytes);
  if (!EqualInConstantTime(bytes.substr(kHeadBytes), Derive("cookie", head))) {
    return BeginAgain("this browser did not begin a sign-in");
  }
  const absl::Duration now = clock_.Monotonic();
  if (EndOf(head) <= now) return BeginAgain("the sign-in took too long");
  SigninBegun begun = From(head);
  if (!EqualInConstantTime(begun.state, state)) {
    return BeginAgain("this is the answer to another sign-in");
  }
  absl::MutexLock lock(&mutex_);
  ForgetOld(now);
  if (!used_.insert(head).second) {
    return BeginAgain("this sign-in was finished before");
  }
  order_.emplace_back(EndOf(head), head);
  return begun;
}

}  // namespace kith::console
