// SPDX-License-Identifier: Apache-2.0
// Published rows, and what people are listed as.
#include <string>
#include <utility>
#include <vector>

#include "agent/register/register.h"
#include "keys/base/status_macros.h"

namespace kith::agent {
namespace {

constexpr char kPutRow[] =
    "INSERT INTO published_row VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kRowColumns[] =
    "SELECT number, row_id, token, capsule_key, handle, person, ground, epoch, "
    "kind, strong, state FROM published_row ";

std::string Text(const Statement& row, int column) {
  return std::string(row.Bytes(column));
}

}  // namespace

absl::Status Register::PutRow(const PublishedRow& row) {
  KITH_ASSIGN_OR_RETURN(Statement put, db_.Prepare(kPutRow));
  return put.BindBytes(1, row.row_id)
      .BindBytes(2, row.token)
      .BindBytes(3, row.capsule_key)
      .BindBytes(4, row.handle)
      .BindBytes(5, row.person)
      .BindBytes(6, row.ground)
      .BindInt(7, row.epoch)
      .BindText(8, row.kind)
      .BindInt(9, row.strong)
      .BindInt(10, static_cast<int>(row.state))
      .Run();
}

absl::Status Register::SetRowState(const PublishedRow& row, RowState state) {
  KITH_ASSIGN_OR_RETURN(
      Statement update,
      db_.Prepare("UPDATE published_row SET state = ? WHERE number = ?"));
  return update.BindInt(1, static_cast<int>(state))
      .BindInt(2, row.number)
      .Run();
}

absl::Status Register::DeleteRow(const PublishedRow& row) {
  KITH_ASSIGN_OR_RETURN(
      Statement remove,
      db_.Prepare("DELETE FROM published_row WHERE number = ?"));
  return remove.BindInt(1, row.number).Run();
}

absl::StatusOr<std::vector<PublishedRow>> Register::Rows(Statement statement) {
  std::vector<PublishedRow> rows;
  while (true) {
    KITH_ASSIGN_OR_RETURN(const bool more, statement.Step());
    if (!more) return rows;
    rows.push_back({statement.Int(0), Text(statement, 1), Text(statement, 2),
                    Text(statement, 3), Text(statement, 4), Text(statement, 5),
                    Text(statement, 6),
                    static_cast<std::uint32_t>(statement.Int(7)),
                    Text(statement, 8), statement.Int(9) != 0,
                    static_cast<RowState>(statement.Int(10))});
  }
}

absl::StatusOr<std::vector<PublishedRow>> Register::RowsOf(
    absl::string_view person) {
  KITH_ASSIGN_OR_RETURN(Statement get, db_.Prepare(std::string(kRowColumns) +
                                                   "WHERE person = ?"));
  get.BindBytes(1, person);
  return Rows(std::move(get));
}

absl::StatusOr<std::vector<PublishedRow>> Register::RowsOfHandle(
    absl::string_view handle) {
  KITH_ASSIGN_OR_RETURN(Statement get, db_.Prepare(std::string(kRowColumns) +
                                                   "WHERE handle = ?"));
  get.BindBytes(1, handle);
  return Rows(std::move(get));
}

absl::StatusOr<std::vector<PublishedRow>> Register::RowsInState(
    RowState state, std::int64_t after, std::uint32_t limit) {
  KITH_ASSIGN_OR_RETURN(
      Statement get,
      db_.Prepare(std::string(kRowColumns) +
                  "WHERE state = ? AND number > ? ORDER BY number LIMIT ?"));
  get.BindInt(1, static_cast<int>(state)).BindInt(2, after).BindInt(3, limit);
  return Rows(std::move(get));
}

absl::StatusOr<std::uint64_t> Register::CountRows(RowState state) {
  KITH_ASSIGN_OR_RETURN(
      Statement get,
      db_.Prepare("SELECT count(*) FROM published_row WHERE state = ?"));
  get.BindInt(1, static_cast<int>(state));
  KITH_RETURN_IF_ERROR(get.Step().status());
  return static_cast<std::uint64_t>(get.Int(0));
}

absl::Status Register::SendAllAgain() {
  return db_.Execute(
      "UPDATE published_row SET state = 0 WHERE state IN (1, 2);"
      "UPDATE ground SET known_to_broker = 0 WHERE withdrawn = 0");
}

absl::StatusOr<std::string> Register::ListedAs(absl::string_view person) {
  KITH_ASSIGN_OR_RETURN(
      Statement get, db_.Prepare("SELECT listed_as FROM person WHERE ref = ?"));
  get.BindBytes(1, person);
  KITH_ASSIGN_OR_RETURN(const bool any, get.Step());
  return any ? Text(get, 0) : std::string();
}

absl::Status Register::SetListedAs(absl::string_view person,
                                   absl::string_view fingerprint) {
  KITH_ASSIGN_OR_RETURN(
      Statement update,
      db_.Prepare("UPDATE person SET listed_as = ? WHERE ref = ?"));
  return update.BindBytes(1, fingerprint).BindBytes(2, person).Run();
}

absl::StatusOr<std::vector<std::string>> Register::ListedPeople() {
  KITH_ASSIGN_OR_RETURN(
      Statement get,
      db_.Prepare("SELECT ref FROM person WHERE listed_as <> x''"));
  return Column(std::move(get));
}

}  // namespace kith::agent
