// SPDX-License-Identifier: Apache-2.0
#include "agent/register/held.h"

#include <algorithm>
#include <cstdint>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "keys/base/status_macros.h"

namespace kith::agent {
namespace {

constexpr char kHold[] = "hold";
constexpr char kNew[] = "new";
constexpr char kRestored[] = "restored ";  // Then milliseconds since 1970.
constexpr char kRemoveAll[] = "remove-all";
constexpr char kYes[] = "yes";

bool IsNew(const Hold& hold) { return hold.why == Hold::Why::kNewDatabase; }

// Of which less is known.
Hold Worse(const Hold& a, const Hold& b) {
  if (IsNew(a) || IsNew(b)) return Hold();
  return {Hold::Why::kRestored, std::min(a.as_of, b.as_of)};
}

}  // namespace

absl::Status PutHold(const Hold& hold, Register& people) {
  KITH_ASSIGN_OR_RETURN(const std::optional<Hold> present, GetHold(people));
  const Hold both = present.has_value() ? Worse(hold, *present) : hold;
  KITH_RETURN_IF_ERROR(people.PutSetting(
      kHold, IsNew(both)
                 ? std::string(kNew)
                 : absl::StrCat(kRestored, absl::ToUnixMillis(both.as_of))));
  return people.PutSetting(kRemoveAll, kYes);
}

absl::Status EndHold(Register& people) {
  KITH_ASSIGN_OR_RETURN(const std::optional<Hold> hold, GetHold(people));
  KITH_ASSIGN_OR_RETURN(const std::string index, people.GetSetting(kIndexId));
  if (index.empty()) {
    return absl::FailedPreconditionError(
        "the broker was not reached yet with this database: whether another "
        "was lost is known then; see kith doctor, and confirm afterwards");
  }
  if (!hold.has_value()) {
    return absl::FailedPreconditionError(
        "there is nothing to confirm: this agency's database is no copy, and "
        "none was there before it");
  }
  return people.PutSetting(kHold, "");
}

absl::StatusOr<std::optional<Hold>> GetHold(Register& people) {
  KITH_ASSIGN_OR_RETURN(const std::string stored, people.GetSetting(kHold));
  if (stored.empty()) return std::nullopt;
  Hold hold;
  absl::string_view at = stored;
  std::int64_t millis = 0;
  if (absl::ConsumePrefix(&at, kRestored) && absl::SimpleAtoi(at, &millis)) {
    hold = {Hold::Why::kRestored, absl::FromUnixMillis(millis)};
  }
  return hold;
}

absl::StatusOr<bool> MustRemoveAll(Register& people) {
  KITH_ASSIGN_OR_RETURN(const std::string must, people.GetSetting(kRemoveAll));
  return !must.empty();
}

absl::Status RemovedAll(Register& people) {
  return people.PutSetting(kRemoveAll, "");
}

absl::Status CheckNotHeld(Register& people) {
  KITH_ASSIGN_OR_RETURN(const std::optional<Hold> hold, GetHold(people));
  if (hold.has_value()) {
    return absl::FailedPreconditionError(
        "this agency's database was lost, and nobody has said yet that its "
        "shields are right: a manager or the data protection officer does, by "
        "kith shield confirm");
  }
  KITH_ASSIGN_OR_RETURN(const std::string index, people.GetSetting(kIndexId));
  if (index.empty()) {
    return absl::UnavailableError(
        "the broker was never reached with this database");
  }
  KITH_ASSIGN_OR_RETURN(const bool must_remove, MustRemoveAll(people));
  return must_remove ? absl::UnavailableError(
                           "what was published before the database was lost is "
                           "not out of the index yet")
                     : absl::OkStatus();
}

}  // namespace kith::agent
