// SPDX-License-Identifier: Apache-2.0
// Rows of the index: in, out, and their bounds.
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "broker/store/sqlcipher_store.h"
#include "keys/base/status_macros.h"

namespace kith::broker {
namespace {

constexpr char kRowsBeside[] =
    "SELECT row_hash, agency_tag FROM index_row WHERE lookup = ?";
// Without RETURNING and ON CONFLICT: either keeps a journal for the statement,
// and ending that costs the more the more rows came before it.
constexpr char kInsertRow[] =
    "INSERT INTO index_row "
    "(lookup, row_hash, sealed, agency_tag, purge_quarter, epoch) "
    "VALUES (?, ?, ?, ?, ?, ?)";
constexpr char kCountOf[] = "SELECT rows FROM row_count WHERE counter = ?";
constexpr char kCountRow[] =
    "UPDATE row_count SET rows = rows + 1, "
    "purge_quarter = max(purge_quarter, ?2) WHERE counter = ?1";
constexpr char kCountFirstRow[] =
    "INSERT INTO row_count (counter, rows, purge_quarter, epoch) "
    "VALUES (?1, 1, ?2, ?3)";
constexpr char kRowsBehind[] =
    "SELECT lookup, row_hash, agency_tag FROM index_row "
    "WHERE (lookup, row_hash) > (?, ?) ORDER BY lookup, row_hash LIMIT ?";
constexpr char kRemoveRow[] =
    "DELETE FROM index_row WHERE lookup = ? AND row_hash = ? "
    "RETURNING lookup, row_hash, sealed, agency_tag, purge_quarter, epoch";

// What an insertion works with, prepared once for many rows.
struct Inserting {
  Statement beside;
  Statement count_of;
  Statement insert;
  Statement count;
  Statement count_first;
};

absl::StatusOr<Inserting> Prepare(SealedDb& db) {
  KITH_ASSIGN_OR_RETURN(Statement beside, db.Prepare(kRowsBeside));
  KITH_ASSIGN_OR_RETURN(Statement count_of, db.Prepare(kCountOf));
  KITH_ASSIGN_OR_RETURN(Statement insert, db.Prepare(kInsertRow));
  KITH_ASSIGN_OR_RETURN(Statement count, db.Prepare(kCountRow));
  KITH_ASSIGN_OR_RETURN(Statement count_first, db.Prepare(kCountFirstRow));
  return Inserting{std::move(beside), std::move(count_of), std::move(insert),
                   std::move(count), std::move(count_first)};
}

// Whether the row is not there yet and its agency may have one more here. The
// rows beside it stand on the page that it goes to.
absl::StatusOr<bool> HasRoomBeside(Statement& beside, const RowToInsert& row,
                                   const RowBounds& bounds) {
  beside.BindBytes(1, row.row.lookup);
  std::uint32_t same = 0;
  bool is_there = false;
  while (!is_there && same < bounds.most_of_agency) {
    KITH_ASSIGN_OR_RETURN(const bool more, beside.Step());
    if (!more) break;
    const RowPlace other{row.row.lookup, std::string(beside.Bytes(0))};
    is_there = other.row_hash == row.row.row_hash;
    same += bounds.is_same_agencys(row, other, beside.Bytes(1)) ? 1 : 0;
  }
  beside.Reset();
  return !is_there && same < bounds.most_of_agency;
}

absl::StatusOr<bool> InsertRow(Inserting& with, const RowToInsert& row,
                               const RowBounds& bounds) {
  KITH_ASSIGN_OR_RETURN(const bool beside,
                        HasRoomBeside(with.beside, row, bounds));
  if (!beside) return false;
  with.count_of.BindInt(1, row.counter);
  KITH_ASSIGN_OR_RETURN(const bool counted, with.count_of.Step());
  const bool full = counted && with.count_of.Int(0) >= bounds.most_of_counter;
  with.count_of.Reset();
  if (full) return false;
  KITH_RETURN_IF_ERROR(with.insert.BindBytes(1, row.row.lookup)
                           .BindBytes(2, row.row.row_hash)
                           .BindBytes(3, row.row.sealed)
                           .BindBytes(4, row.row.agency_tag)
                           .BindInt(5, row.row.purge_quarter)
                           .BindInt(6, row.row.epoch)
                           .Run());
  Statement& count = counted ? with.count : with.count_first;
  count.BindInt(1, row.counter).BindInt(2, row.row.purge_quarter);
  // A handle is of one epoch, and so is what counts it.
  if (!counted) count.BindInt(3, row.row.epoch);
  KITH_RETURN_IF_ERROR(count.Run());
  return true;
}

absl::StatusOr<std::uint32_t> CountSteps(Statement& statement) {
  std::uint32_t steps = 0;
  while (true) {
    KITH_ASSIGN_OR_RETURN(const bool more, statement.Step());
    if (!more) return steps;
    ++steps;
  }
}

}  // namespace

StoredRow RowAt(const Statement& statement) {
  return {std::string(statement.Bytes(0)),
          std::string(statement.Bytes(1)),
          std::string(statement.Bytes(2)),
          std::string(statement.Bytes(3)),
          static_cast<std::uint32_t>(statement.Int(4)),
          static_cast<std::uint32_t>(statement.Int(5))};
}

absl::StatusOr<std::vector<bool>> SqlcipherTransaction::InsertRows(
    absl::Span<const RowToInsert> rows, const RowBounds& bounds) {
  KITH_ASSIGN_OR_RETURN(Inserting with, Prepare(db_));
  std::vector<bool> inserted;
  inserted.reserve(rows.size());
  for (const RowToInsert& row : rows) {
    KITH_ASSIGN_OR_RETURN(const bool added, InsertRow(with, row, bounds));
    inserted.push_back(added);
  }
  return inserted;
}

absl::StatusOr<std::vector<StoredRow>> SqlcipherTransaction::RemoveRows(
    absl::Span<const RowPlace> places) {
  KITH_ASSIGN_OR_RETURN(Statement remove, db_.Prepare(kRemoveRow));
  std::vector<StoredRow> removed;
  for (const RowPlace& place : places) {
    remove.BindBytes(1, place.lookup).BindBytes(2, place.row_hash);
    while (true) {
      KITH_ASSIGN_OR_RETURN(const bool more, remove.Step());
      if (!more) break;
      removed.push_back(RowAt(remove));
    }
    remove.Reset();
  }
  return removed;
}

absl::Status SqlcipherTransaction::Uncount(std::int64_t counter) {
  KITH_ASSIGN_OR_RETURN(Statement lower,
                        db_.Prepare("UPDATE row_count SET rows = rows - 1 "
                                    "WHERE counter = ? AND rows > 0"));
  KITH_RETURN_IF_ERROR(lower.BindInt(1, counter).Run());
  KITH_ASSIGN_OR_RETURN(
      Statement forget,
      db_.Prepare("DELETE FROM row_count WHERE counter = ? AND rows = 0"));
  return forget.BindInt(1, counter).Run();
}

absl::StatusOr<std::uint32_t> SqlcipherTransaction::PurgeRowsBefore(
    std::uint32_t quarter) {
  KITH_ASSIGN_OR_RETURN(
      Statement forget,
      db_.Prepare("DELETE FROM row_count WHERE purge_quarter < ?"));
  KITH_RETURN_IF_ERROR(forget.BindInt(1, quarter).Run());
  KITH_ASSIGN_OR_RETURN(
      Statement purge,
      db_.Prepare("DELETE FROM index_row WHERE purge_quarter < ? RETURNING 1"));
  purge.BindInt(1, quarter);
  return CountSteps(purge);
}

absl::StatusOr<std::uint32_t> SqlcipherTransaction::DropOtherEpochs(
    absl::Span<const std::uint32_t> kept, std::uint32_t part) {
  const std::string others =
      absl::StrCat("epoch NOT IN (", absl::StrJoin(kept, ","), ")");
  // Counters last: none may say too few while its rows are there.
  if (part + 1 == kRowParts) {
    KITH_RETURN_IF_ERROR(
        db_.Execute(absl::StrCat("DELETE FROM row_count WHERE ", others)));
  }
  KITH_ASSIGN_OR_RETURN(
      Statement drop,
      db_.Prepare(absl::StrCat("DELETE FROM index_row WHERE lookup >= ? AND "
                               "lookup < ? AND ",
                               others, " RETURNING 1")));
  // Lookups are keyed hashes: evenly spread over their first byte.
  const std::string from(1, static_cast<char>(part));
  const std::string to = part + 1 == kRowParts
                             ? std::string(33, '\xff')
                             : std::string(1, static_cast<char>(part + 1));
  drop.BindBytes(1, from).BindBytes(2, to);
  return CountSteps(drop);
}

absl::StatusOr<RowPlace> SqlcipherTransaction::RemoveTheirRows(
    const RowPlace& after, std::uint32_t limit,
    const std::function<bool(const RowPlace&, absl::string_view tag)>& theirs) {
  KITH_ASSIGN_OR_RETURN(Statement next, db_.Prepare(kRowsBehind));
  next.BindBytes(1, after.lookup)
      .BindBytes(2, after.row_hash)
      .BindInt(3, limit);
  std::vector<RowPlace> found;
  RowPlace last;
  std::uint32_t seen = 0;
  while (true) {
    KITH_ASSIGN_OR_RETURN(const bool more, next.Step());
    if (!more) break;
    ++seen;
    last = {std::string(next.Bytes(0)), std::string(next.Bytes(1))};
    if (theirs(last, next.Bytes(2))) found.push_back(last);
  }
  next.Reset();
  KITH_RETURN_IF_ERROR(RemoveRows(found).status());
  return seen < limit ? RowPlace{} : last;
}

absl::Status SqlcipherTransaction::ForgetCounters() {
  KITH_ASSIGN_OR_RETURN(Statement forget, db_.Prepare("DELETE FROM row_count"));
  KITH_RETURN_IF_ERROR(forget.Run());
  return PutSetting(kCountedAgainSetting, "1");
}

}  // namespace kith::broker
