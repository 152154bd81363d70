// SPDX-License-Identifier: Apache-2.0
#include "keys/health/clock_checks.h"

#include "absl/strings/str_cat.h"
#include "keys/health/time_words.h"

namespace kith::health {
namespace {

constexpr absl::Duration kRefused = absl::Seconds(120);
constexpr absl::Duration kTooFar = absl::Seconds(30);
constexpr char kSetIt[] =
    "Set this machine's clock by a time service: timedatectl set-ntp true.";

}  // namespace

Finding ClockAgainst(absl::string_view whose, absl::Duration ahead) {
  const absl::Duration off = absl::AbsDuration(ahead);
  if (off <= kTooFar) {
    return Good("clock", absl::StrCat("This machine's clock agrees with ",
                                      whose, "'s."));
  }
  const std::string words = absl::StrCat(
      "This machine's clock is ", InWords(off),
      ahead > absl::ZeroDuration() ? " ahead of " : " behind ", whose, "'s",
      off > kRefused ? ", and an agent more than two minutes off is refused."
                     : ".");
  return off > kRefused ? Fault("clock", words, kSetIt)
                        : Warning("clock", words, kSetIt);
}

Finding ClockAgainstLog(std::optional<absl::Time> newest, absl::Time now) {
  if (!newest.has_value() || *newest <= now + kTooFar) {
    return Good("clock-back", "This machine's clock has not gone back.");
  }
  return Fault(
      "clock-back",
      absl::StrCat("This machine's clock has gone back: the newest entry of "
                   "the log was made ",
                   InWords(*newest - now), " from now."),
      kSetIt);
}

}  // namespace kith::health
