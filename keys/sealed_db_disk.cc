// SPDX-License-Identifier: Apache-2.0
// What of a database stands on the disk: whether it is whole, synced, copied.
#include <sys/stat.h>
#include <unistd.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "keys/base/status_macros.h"
#include "keys/private_file.h"
#include "keys/sealed_db.h"

namespace kith {

absl::Status SealedDb::CheckIntegrity() {
  KITH_ASSIGN_OR_RETURN(Statement check,
                        Prepare("PRAGMA cipher_integrity_check"));
  KITH_ASSIGN_OR_RETURN(const bool any, check.Step());
  if (!any) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrCat("database: ", check.Bytes(0), "; restore it from a backup"));
}

absl::StatusOr<std::vector<std::string>> SealedDb::PageFaults() {
  // As all readers see them. This finds damage in every page that is in use.
  std::vector<std::string> pragmas{
      absl::StrCat("PRAGMA integrity_check(", kPageFaults, ")")};
  // The file by itself, free pages too. While the write-ahead log holds newer
  // pages, those in the file may be half written, and nobody reads them.
  struct stat wal;
  if (stat(absl::StrCat(path_, "-wal").c_str(), &wal) != 0 ||
      wal.st_size == 0) {
    pragmas.insert(pragmas.begin(), "PRAGMA cipher_integrity_check");
  }
  std::vector<std::string> faults;
  for (const std::string& pragma : pragmas) {
    KITH_ASSIGN_OR_RETURN(Statement check, Prepare(pragma));
    while (faults.size() < kPageFaults) {
      const absl::StatusOr<bool> more = check.Step();
      // Damage that ends the look itself adds nothing to what was found.
      if (!more.ok() && faults.empty()) return more.status();
      if (!more.ok() || !*more) break;
      if (check.Bytes(0) != "ok") faults.emplace_back(check.Bytes(0));
    }
  }
  return faults;
}

absl::Status SealedDb::BackUpTo(const std::string& path) {
  KITH_RETURN_IF_ERROR(CreatePrivateFile(path));
  auto undo = absl::MakeCleanup([&path] { unlink(path.c_str()); });
  // Without a KEY clause SQLCipher attaches the copy under this file's key.
  KITH_ASSIGN_OR_RETURN(Statement copy, Prepare("VACUUM INTO ?"));
  KITH_RETURN_IF_ERROR(copy.BindText(1, path).Run());
  KITH_RETURN_IF_ERROR(SyncFile(path));
  KITH_RETURN_IF_ERROR(SyncFolderOf(path));
  std::move(undo).Cancel();
  return absl::OkStatus();
}

// A process that was killed may have left commits in the write-ahead log which
// the kernel has and the disk does not.
absl::Status SealedDb::SyncWhatIsThere() {
  KITH_ASSIGN_OR_RETURN(Statement move,
                        Prepare("PRAGMA wal_checkpoint(PASSIVE)"));
  const absl::StatusOr<bool> row = move.Step();
  if (!row.ok() && !IsDiskFull(row.status()) &&
      !absl::IsUnavailable(row.status())) {
    return row.status();
  }
  const bool all =
      row.ok() && *row && move.Int(0) == 0 && move.Int(1) == move.Int(2);
  if (all) return absl::OkStatus();
  // No room to move them, or a reader stands in the way: then as they stand.
  // Locks are held on other files, so this one may be opened and closed.
  return SyncFile(absl::StrCat(path_, "-wal"));
}

}  // namespace kith
