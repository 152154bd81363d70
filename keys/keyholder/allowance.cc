// SPDX-License-Identifier: Apache-2.0
#include "keys/keyholder/allowance.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "keys/base/status_macros.h"

namespace kith::keyholder {
namespace {

constexpr char kSchema[] = R"sql(
  CREATE TABLE IF NOT EXISTS charge (
    agency   TEXT    NOT NULL,
    use      TEXT    NOT NULL,   -- 'ask' or 'publish'
    epoch    INTEGER NOT NULL,
    day      INTEGER NOT NULL,   -- days since 1970-01-01 UTC; 0 for publish
    elements INTEGER NOT NULL,
    PRIMARY KEY (agency, use, epoch, day)
  ) STRICT)sql";

constexpr char kGet[] =
    "SELECT elements FROM charge "
    "WHERE agency = ? AND use = ? AND epoch = ? AND day = ?";
constexpr char kAdd[] =
    "INSERT INTO charge (agency, use, epoch, day, elements) "
    "VALUES (?, ?, ?, ?, ?) ON CONFLICT (agency, use, epoch, day) "
    "DO UPDATE SET elements = elements + excluded.elements";

}  // namespace

absl::Status CreateChargeTable(SealedDb& db) { return db.Execute(kSchema); }

absl::Status Count(SealedDb& db, const Charge& charge) {
  const bool ask = charge.use == Use::kAsk;
  const absl::string_view use = ask ? "ask" : "publish";
  const std::int64_t day =
      ask ? absl::ToUnixSeconds(charge.at) / (24 * 60 * 60) : 0;
  KITH_ASSIGN_OR_RETURN(Statement get, db.Prepare(kGet));
  get.BindText(1, charge.agency)
      .BindText(2, use)
      .BindInt(3, charge.epoch)
      .BindInt(4, day);
  KITH_ASSIGN_OR_RETURN(const bool any, get.Step());
  const std::uint64_t used = any ? static_cast<std::uint64_t>(get.Int(0)) : 0;
  if (used + charge.elements > charge.limit) {
    return absl::ResourceExhaustedError(absl::StrCat(
        "over the ", use, " allowance of ", charge.limit, " elements ",
        ask ? "a day; it starts anew at midnight UTC"
            : "an epoch; ask the network's administrator to raise the "
              "register's declared size"));
  }
  KITH_ASSIGN_OR_RETURN(Statement add, db.Prepare(kAdd));
  return add.BindText(1, charge.agency)
      .BindText(2, use)
      .BindInt(3, charge.epoch)
      .BindInt(4, day)
      .BindInt(5, static_cast<std::int64_t>(charge.elements))
      .Run();
}

}  // namespace kith::keyholder
