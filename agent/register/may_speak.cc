// SPDX-License-Identifier: Apache-2.0
#include "agent/register/may_speak.h"

#include <cstdint>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "keys/base/status_macros.h"

namespace kith::agent {
namespace {

constexpr char kUnsureShields[] = "unsure-shields";
constexpr char kNew[] = "new";
constexpr char kRestored[] = "restored ";  // Then milliseconds since 1970.

}  // namespace

absl::Status DoubtShields(const UnsureShields& unsure, Register& people) {
  return people.PutSetting(
      kUnsureShields,
      unsure.why == UnsureShields::Why::kNewDatabase
          ? std::string(kNew)
          : absl::StrCat(kRestored, absl::ToUnixMillis(unsure.as_of)));
}

absl::Status ConfirmShields(Register& people) {
  KITH_ASSIGN_OR_RETURN(const auto unsure, GetUnsureShields(people));
  if (!unsure.has_value()) {
    return absl::FailedPreconditionError(
        "there is nothing to confirm: this agency's database is no copy, and "
        "none was there before it");
  }
  return people.PutSetting(kUnsureShields, "");
}

absl::StatusOr<std::optional<UnsureShields>> GetUnsureShields(
    Register& people) {
  KITH_ASSIGN_OR_RETURN(const std::string stored,
                        people.GetSetting(kUnsureShields));
  if (stored.empty()) return std::nullopt;
  // What cannot be read is no less in doubt.
  UnsureShields unsure;
  absl::string_view at = stored;
  std::int64_t millis = 0;
  if (absl::ConsumePrefix(&at, kRestored) && absl::SimpleAtoi(at, &millis)) {
    unsure = {UnsureShields::Why::kRestored, absl::FromUnixMillis(millis)};
  }
  return unsure;
}

absl::Status MaySpeak(Register& people) {
  KITH_ASSIGN_OR_RETURN(const auto unsure, GetUnsureShields(people));
  if (unsure.has_value()) {
    return absl::FailedPreconditionError(
        "this agency's database was lost, and nobody has said yet that its "
        "shields are right: a manager or the data protection officer does, by "
        "kith shield confirm");
  }
  KITH_ASSIGN_OR_RETURN(const std::string index, people.GetSetting(kIndexId));
  return index.empty() ? absl::UnavailableError(
                             "the broker was never reached with this database")
                       : absl::OkStatus();
}

}  // namespace kith::agent
