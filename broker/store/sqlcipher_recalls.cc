// SPDX-License-Identifier: Apache-2.0
// The store's part that keeps answers taken back.
#include "broker/store/sqlcipher_store.h"
#include "keys/base/status_macros.h"

namespace kith::broker {
namespace {

constexpr char kWaiting[] =
    "SELECT enquiry_id, subject, holder, asker, asker_hidden, notice, "
    "signature, acknowledgement, acknowledgement_signature FROM recall "
    "WHERE asker = ? AND acknowledgement = x'' ORDER BY id LIMIT ?";
constexpr char kFind[] =
    "SELECT enquiry_id, subject, holder, asker, asker_hidden, notice, "
    "signature, acknowledgement, acknowledgement_signature FROM recall "
    "WHERE enquiry_id = ? AND subject = ? AND holder = ?";
constexpr char kPut[] =
    "INSERT INTO recall (enquiry_id, subject, holder, asker, asker_hidden, "
    "notice, signature, acknowledgement, acknowledgement_signature) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (enquiry_id, subject, holder) DO UPDATE SET "
    "acknowledgement = excluded.acknowledgement, "
    "acknowledgement_signature = excluded.acknowledgement_signature";

StoredRecall RecallOf(const Statement& row) {
  const auto text = [&](int column) { return std::string(row.Bytes(column)); };
  return {.enquiry_id = text(0),
          .subject = static_cast<std::uint32_t>(row.Int(1)),
          .holder = text(2),
          .asker = text(3),
          .asker_hidden = row.Int(4) != 0,
          .notice = text(5),
          .signature = text(6),
          .acknowledgement = text(7),
          .acknowledgement_signature = text(8)};
}

}  // namespace

absl::StatusOr<std::vector<StoredRecall>> SqlcipherReader::RecallsWaitingFor(
    const std::string& asker, std::uint32_t limit) {
  absl::MutexLock lock(&mutex_);
  KITH_ASSIGN_OR_RETURN(Statement rows, db_->Prepare(kWaiting));
  rows.BindText(1, asker).BindInt(2, limit);
  std::vector<StoredRecall> recalls;
  while (true) {
    KITH_ASSIGN_OR_RETURN(const bool more, rows.Step());
    if (!more) return recalls;
    recalls.push_back(RecallOf(rows));
  }
}

absl::StatusOr<std::optional<StoredRecall>> SqlcipherTransaction::FindRecall(
    const std::string& enquiry_id, std::uint32_t subject,
    const std::string& holder) {
  KITH_ASSIGN_OR_RETURN(Statement find, db_.Prepare(kFind));
  find.BindBytes(1, enquiry_id).BindInt(2, subject).BindText(3, holder);
  KITH_ASSIGN_OR_RETURN(const bool any, find.Step());
  if (!any) return std::nullopt;
  return RecallOf(find);
}

absl::Status SqlcipherTransaction::PutRecall(const StoredRecall& recall) {
  KITH_ASSIGN_OR_RETURN(Statement put, db_.Prepare(kPut));
  return put.BindBytes(1, recall.enquiry_id)
      .BindInt(2, recall.subject)
      .BindText(3, recall.holder)
      .BindText(4, recall.asker)
      .BindInt(5, recall.asker_hidden)
      .BindBytes(6, recall.notice)
      .BindBytes(7, recall.signature)
      .BindBytes(8, recall.acknowledgement)
      .BindBytes(9, recall.acknowledgement_signature)
      .Run();
}

}  // namespace kith::broker
