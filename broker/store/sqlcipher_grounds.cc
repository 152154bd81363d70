// SPDX-License-Identifier: Apache-2.0
// Grounds, in the one file.
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "broker/store/sqlcipher_store.h"
#include "keys/base/status_macros.h"

namespace kith::broker {
namespace {

constexpr char kColumns[] =
    "ref, root, owner_tag, withdrawn, expires_at, acknowledged_at";
constexpr char kInsertGround[] =
    "INSERT INTO ground (ref, root, owner_tag, withdrawn, expires_at) "
    "VALUES (?, ?, ?, 0, ?) "
    "ON CONFLICT (ref) DO UPDATE SET expires_at = excluded.expires_at";

StoredGround GroundOf(const Statement& row) {
  return {.ref = std::string(row.Bytes(0)),
          .root = std::string(row.Bytes(1)),
          .owner_tag = std::string(row.Bytes(2)),
          .withdrawn = row.Int(3) != 0,
          .expires_at = absl::FromUnixMillis(row.Int(4)),
          .acknowledged_at = row.Int(5) == 0
                                 ? absl::InfinitePast()
                                 : absl::FromUnixMillis(row.Int(5))};
}

absl::StatusOr<std::vector<StoredGround>> All(Statement& get) {
  std::vector<StoredGround> grounds;
  while (true) {
    KITH_ASSIGN_OR_RETURN(const bool more, get.Step());
    if (!more) return grounds;
    grounds.push_back(GroundOf(get));
  }
}

absl::StatusOr<std::vector<StoredGround>> GroundsBy(
    Statement& find, absl::Span<const std::string> refs) {
  std::vector<StoredGround> grounds;
  for (const std::string& ref : refs) {
    find.BindBytes(1, ref);
    KITH_ASSIGN_OR_RETURN(const bool any, find.Step());
    if (any) grounds.push_back(GroundOf(find));
    find.Reset();
  }
  return grounds;
}

}  // namespace

std::string FindGroundSql() {
  return absl::StrCat("SELECT ", kColumns, " FROM ground WHERE ref = ?");
}

absl::StatusOr<std::vector<StoredGround>> SqlcipherReader::FindGrounds(
    absl::Span<const std::string> refs) {
  absl::MutexLock lock(&mutex_);
  return GroundsBy(find_ground_, refs);
}

absl::StatusOr<std::vector<StoredGround>> SqlcipherReader::GroundsToTell() {
  absl::MutexLock lock(&mutex_);
  KITH_ASSIGN_OR_RETURN(
      Statement get,
      db_->Prepare(absl::StrCat("SELECT ", kColumns,
                                " FROM ground WHERE withdrawn = 1 AND "
                                "acknowledged_at = 0")));
  return All(get);
}

absl::StatusOr<std::vector<StoredGround>> SqlcipherReader::GroundsOfRoot(
    const std::string& root) {
  absl::MutexLock lock(&mutex_);
  KITH_ASSIGN_OR_RETURN(
      Statement get, db_->Prepare(absl::StrCat("SELECT ", kColumns,
                                               " FROM ground WHERE root = ?")));
  get.BindBytes(1, root);
  return All(get);
}

absl::Status SqlcipherTransaction::RecordGround(const StoredGround& ground) {
  const std::string ref = ground.ref;
  KITH_ASSIGN_OR_RETURN(const std::vector<StoredGround> known,
                        FindGrounds({&ref, 1}));
  if (!known.empty()) {
    if (known[0].owner_tag != ground.owner_tag ||
        known[0].root != ground.root) {
      return absl::AlreadyExistsError("ground: the reference is in use");
    }
    if (known[0].withdrawn) {
      return absl::FailedPreconditionError(
          "ground: it was withdrawn; record a new one");
    }
  }
  // INVARIANT (ended for good): what was withdrawn everywhere is relied on by
  // nobody later.
  KITH_ASSIGN_OR_RETURN(Statement ended,
                        db_.Prepare("SELECT 1 FROM ended_root WHERE root = ?"));
  KITH_ASSIGN_OR_RETURN(const bool is_ended,
                        ended.BindBytes(1, ground.root).Step());
  if (is_ended) {
    return absl::FailedPreconditionError(
        "ground: what it rests on was withdrawn; ask the family again");
  }
  KITH_ASSIGN_OR_RETURN(Statement insert, db_.Prepare(kInsertGround));
  return insert.BindBytes(1, ground.ref)
      .BindBytes(2, ground.root)
      .BindBytes(3, ground.owner_tag)
      .BindInt(4, absl::ToUnixMillis(ground.expires_at))
      .Run();
}

absl::StatusOr<std::vector<StoredGround>> SqlcipherTransaction::FindGrounds(
    absl::Span<const std::string> refs) {
  KITH_ASSIGN_OR_RETURN(Statement find, db_.Prepare(FindGroundSql()));
  return GroundsBy(find, refs);
}

absl::Status SqlcipherTransaction::WithdrawGround(const std::string& ref) {
  KITH_ASSIGN_OR_RETURN(
      Statement update,
      db_.Prepare("UPDATE ground SET withdrawn = 1 WHERE ref = ?"));
  return update.BindBytes(1, ref).Run();
}

absl::Status SqlcipherTransaction::AcknowledgeGround(const std::string& ref,
                                                     absl::Time at) {
  KITH_ASSIGN_OR_RETURN(
      Statement update,
      db_.Prepare("UPDATE ground SET acknowledged_at = ?2 WHERE ref = ?1 "
                  "AND withdrawn = 1 AND acknowledged_at = 0"));
  return update.BindBytes(1, ref).BindInt(2, absl::ToUnixMillis(at)).Run();
}

absl::StatusOr<std::vector<StoredGround>> SqlcipherTransaction::WithdrawRoot(
    const std::string& root) {
  KITH_ASSIGN_OR_RETURN(
      Statement end,
      db_.Prepare("INSERT OR IGNORE INTO ended_root VALUES (?)"));
  KITH_RETURN_IF_ERROR(end.BindBytes(1, root).Run());
  KITH_ASSIGN_OR_RETURN(
      Statement update,
      db_.Prepare(absl::StrCat("UPDATE ground SET withdrawn = 1 WHERE root = ? "
                               "AND withdrawn = 0 RETURNING ",
                               kColumns)));
  update.BindBytes(1, root);
  return All(update);
}

absl::StatusOr<std::vector<StoredGround>> SqlcipherTransaction::GroundsBehind(
    const std::string& after, std::uint32_t limit) {
  KITH_ASSIGN_OR_RETURN(
      Statement get,
      db_.Prepare(absl::StrCat("SELECT ", kColumns,
                               " FROM ground WHERE ref > ? ORDER BY ref "
                               "LIMIT ?")));
  get.BindBytes(1, after).BindInt(2, limit);
  return All(get);
}

}  // namespace kith::broker
