// SPDX-License-Identifier: Apache-2.0
// The store's part that keeps handovers.
#include "absl/strings/str_cat.h"
#include "broker/store/sqlcipher_store.h"
#include "keys/base/status_macros.h"

namespace kith::broker {
namespace {

constexpr char kColumns[] =
    "SELECT id, from_agency, to_agency, proposal, signature, step, "
    "newest, newest_signature, proposed_at, stepped_at FROM handover ";

StoredHandover HandoverAt(const Statement& row) {
  const auto text = [&](int column) { return std::string(row.Bytes(column)); };
  return {.id = text(0),
          .from = text(1),
          .to = text(2),
          .proposal = text(3),
          .signature = text(4),
          .step = static_cast<int>(row.Int(5)),
          .newest = text(6),
          .newest_signature = text(7),
          .proposed_at = absl::FromUnixMillis(row.Int(8)),
          .stepped_at = absl::FromUnixMillis(row.Int(9))};
}

}  // namespace

absl::StatusOr<std::vector<StoredHandover>> SqlcipherReader::HandoversOf(
    const std::string& agency) {
  absl::MutexLock lock(&mutex_);
  KITH_ASSIGN_OR_RETURN(
      Statement rows,
      db_->Prepare(absl::StrCat(kColumns,
                                "WHERE from_agency = ?1 OR to_agency = ?1 "
                                "ORDER BY proposed_at, id")));
  rows.BindText(1, agency);
  std::vector<StoredHandover> handovers;
  while (true) {
    KITH_ASSIGN_OR_RETURN(const bool more, rows.Step());
    if (!more) return handovers;
    handovers.push_back(HandoverAt(rows));
  }
}

absl::StatusOr<std::optional<StoredHandover>>
SqlcipherTransaction::FindHandover(const std::string& id) {
  KITH_ASSIGN_OR_RETURN(Statement find,
                        db_.Prepare(absl::StrCat(kColumns, "WHERE id = ?")));
  find.BindBytes(1, id);
  KITH_ASSIGN_OR_RETURN(const bool any, find.Step());
  if (!any) return std::nullopt;
  return HandoverAt(find);
}

absl::Status SqlcipherTransaction::PutHandover(const StoredHandover& handover) {
  KITH_ASSIGN_OR_RETURN(Statement put,
                        db_.Prepare("INSERT OR REPLACE INTO handover "
                                    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"));
  return put.BindBytes(1, handover.id)
      .BindText(2, handover.from)
      .BindText(3, handover.to)
      .BindBytes(4, handover.proposal)
      .BindBytes(5, handover.signature)
      .BindInt(6, handover.step)
      .BindBytes(7, handover.newest)
      .BindBytes(8, handover.newest_signature)
      .BindInt(9, absl::ToUnixMillis(handover.proposed_at))
      .BindInt(10, absl::ToUnixMillis(handover.stepped_at))
      .Run();
}

absl::StatusOr<std::uint32_t> SqlcipherTransaction::CountHandovers(
    const std::string& from, const std::string& to, int step) {
  KITH_ASSIGN_OR_RETURN(
      Statement count,
      db_.Prepare("SELECT count(*) FROM handover "
                  "WHERE from_agency = ? AND to_agency = ? AND step = ?"));
  count.BindText(1, from).BindText(2, to).BindInt(3, step);
  KITH_RETURN_IF_ERROR(count.Step().status());
  return static_cast<std::uint32_t>(count.Int(0));
}

}  // namespace kith::broker
