// SPDX-License-Identifier: Apache-2.0
// What is taken out of a log's database: openings, never leaves.
#include "absl/strings/str_cat.h"
#include "keys/base/status_macros.h"
#include "keys/tlog/audit_log.h"

namespace kith::tlog {
namespace {

constexpr char kDestroy[] =
    "UPDATE leaf_detail SET key = NULL, sealed = NULL "
    "WHERE position = ? AND agency = ? AND key IS NOT NULL RETURNING 1";
constexpr char kOlder[] =
    "SELECT leaf_detail.position, bytes FROM leaf_detail JOIN leaf "
    "ON leaf.position = leaf_detail.position "
    "WHERE agency = ? AND key IS NOT NULL AND leaf_detail.position >= ? "
    "ORDER BY leaf_detail.position";

// INVARIANT (a gap is explained): what says why others cannot be opened is
// never erased itself.
bool ExplainsOthers(const log::v1::Opening& opening) {
  return opening.event() == log::v1::EVENT_ERASED ||
         opening.event() == log::v1::EVENT_RESTORE;
}

}  // namespace

absl::StatusOr<Entry> AuditLog::Erase(SealedDb& db, const std::string& agency,
                                      const std::vector<std::uint64_t>& indexes,
                                      const std::string& why) {
  if (indexes.empty() || indexes.size() > kMostErasedAtOnce) {
    return absl::InvalidArgumentError("too few or too many entries to erase");
  }
  log::v1::ErasedDetail detail;
  detail.set_why(why);
  for (const std::uint64_t index : indexes) {
    const auto opening = ReadOpening(db, index);
    if (absl::IsNotFound(opening.status())) {
      return absl::NotFoundError(
          absl::StrCat("entry ", index, " is not there, or erased already"));
    }
    KITH_RETURN_IF_ERROR(opening.status());
    if (ExplainsOthers(*opening)) {
      return absl::InvalidArgumentError(absl::StrCat(
          "entry ", index, " says what was erased or lost, and stays"));
    }
    KITH_ASSIGN_OR_RETURN(Statement destroy, db.Prepare(kDestroy));
    destroy.BindInt(1, static_cast<std::int64_t>(index)).BindText(2, agency);
    KITH_ASSIGN_OR_RETURN(const bool destroyed, destroy.Step());
    if (!destroyed) {
      return absl::NotFoundError(
          absl::StrCat("entry ", index, " is another agency's"));
    }
    KITH_RETURN_IF_ERROR(destroy.Step().status());
    detail.add_indexes(index);
  }
  return Entry{log::v1::EVENT_ERASED, agency, detail.SerializeAsString(), ""};
}

absl::StatusOr<std::vector<std::uint64_t>> AuditLog::OpenableBefore(
    SealedDb& db, const std::string& agency, absl::Time before,
    std::uint64_t first, std::size_t most) {
  std::vector<std::uint64_t> indexes;
  KITH_ASSIGN_OR_RETURN(Statement rows, db.Prepare(kOlder));
  rows.BindText(1, agency).BindInt(2, static_cast<std::int64_t>(first));
  while (indexes.size() < most) {
    KITH_ASSIGN_OR_RETURN(const bool more, rows.Step());
    if (!more) break;
    KITH_ASSIGN_OR_RETURN(const Leaf leaf, ParseLeaf(rows.Bytes(1)));
    // Times never run backwards.
    if (leaf.time >= before) break;
    const auto index = static_cast<std::uint64_t>(rows.Int(0));
    KITH_ASSIGN_OR_RETURN(const log::v1::Opening opening,
                          ReadOpening(db, index));
    if (!ExplainsOthers(opening)) indexes.push_back(index);
  }
  return indexes;
}

// What was overwritten in the database still stands in the write-ahead log,
// until it is emptied. A reader in the middle of something keeps it: then after
// the next commit.
absl::Status AuditLog::ScrubWriteAheadLog() {
  // It must not wait for readers: everybody's next change would.
  db_->SetPatience(absl::ZeroDuration());
  absl::StatusOr<bool> row = false;
  {
    absl::StatusOr<Statement> checkpoint =
        db_->Prepare("PRAGMA wal_checkpoint(TRUNCATE)");
    if (checkpoint.ok()) {
      row = checkpoint->Step();
      scrub_ = !row.ok() || !*row || checkpoint->Int(0) != 0;
    }
  }
  db_->SetPatience(SealedDb::kPatience);
  const bool may_pass =
      row.ok() || IsDiskFull(row.status()) || absl::IsUnavailable(row.status());
  return may_pass ? absl::OkStatus() : row.status();
}

}  // namespace kith::tlog
