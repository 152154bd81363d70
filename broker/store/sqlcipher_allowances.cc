// SPDX-License-Identifier: Apache-2.0
// The store's part that counts what may be done only so often in a day.
#include "broker/store/sqlcipher_store.h"
#include "keys/base/status_macros.h"

namespace kith::broker {
namespace {

constexpr char kGet[] =
    "SELECT units FROM counted_of_day WHERE day = ? AND agency = ? "
    "AND practitioner = ? AND what = ?";
constexpr char kAdd[] =
    "INSERT INTO counted_of_day (day, agency, practitioner, what, units) "
    "VALUES (?, ?, ?, ?, ?) ON CONFLICT (day, agency, practitioner, what) "
    "DO UPDATE SET units = units + excluded.units";
// Yesterday's stay, for a clock that is set back a little.
constexpr char kForget[] = "DELETE FROM counted_of_day WHERE day < ?";

}  // namespace

absl::StatusOr<bool> SqlcipherTransaction::CountOfDay(const CountedAs& as,
                                                      absl::Time at,
                                                      std::uint64_t units,
                                                      std::uint64_t limit) {
  const std::int64_t day = absl::ToUnixSeconds(at) / (24 * 60 * 60);
  KITH_ASSIGN_OR_RETURN(Statement get, db_.Prepare(kGet));
  get.BindInt(1, day)
      .BindText(2, as.agency)
      .BindBytes(3, as.practitioner)
      .BindText(4, as.what);
  KITH_ASSIGN_OR_RETURN(const bool any, get.Step());
  const std::uint64_t used = any ? static_cast<std::uint64_t>(get.Int(0)) : 0;
  if (used + units > limit) return false;
  KITH_ASSIGN_OR_RETURN(Statement add, db_.Prepare(kAdd));
  KITH_RETURN_IF_ERROR(add.BindInt(1, day)
                           .BindText(2, as.agency)
                           .BindBytes(3, as.practitioner)
                           .BindText(4, as.what)
                           .BindInt(5, static_cast<std::int64_t>(units))
                           .Run());
  KITH_ASSIGN_OR_RETURN(Statement forget, db_.Prepare(kForget));
  KITH_RETURN_IF_ERROR(forget.BindInt(1, day - 1).Run());
  return true;
}

}  // namespace kith::broker
