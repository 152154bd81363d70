// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_SEALED_DB_H_
#define KITH_KEYS_SEALED_DB_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "keys/secret.h"

struct sqlite3;
struct sqlite3_stmt;

namespace kith {

class SealedDb;

// RESOURCE_EXHAUSTED because the disk is full, and not because of somebody's
// allowance: the two want different things of whoever hears it.
absl::Status DiskFullError(absl::string_view message);
bool IsDiskFull(const absl::Status& status);

// A prepared statement. Parameters count from 1, columns from 0. Not
// thread-safe; must not outlive its SealedDb. Bytes and text bound are copied.
class Statement {
 public:
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  Statement& BindInt(int parameter, std::int64_t value);
  Statement& BindBytes(int parameter, absl::string_view value);
  Statement& BindText(int parameter, absl::string_view value);
  Statement& BindNull(int parameter);

  // True if there is a row to read, false at the end. A bind that failed is
  // reported here. Codes as SealedDb.
  absl::StatusOr<bool> Step();
  // Steps to the end, resets and clears, ready to be bound again.
  absl::Status Run();
  // Ready to be bound again.
  void Reset();

  std::int64_t Int(int column) const;
  // Valid until the next Step, Run or Reset. Empty for NULL.
  absl::string_view Bytes(int column) const;
  bool IsNull(int column) const;

 private:
  friend class SealedDb;
  Statement(SealedDb& db, sqlite3_stmt* statement);
  SealedDb* db_;
  sqlite3_stmt* statement_;
  int bind_error_ = 0;
};

// An SQLCipher 4 database file under a raw 32-byte key: WAL,
// synchronous=FULL, foreign keys on, secure_delete on. The only user of
// sqlite3 in Kith.
//
// One connection; not thread-safe. Several connections to one file may live at
// once: one writes, the others read.
//
// Errors: UNAVAILABLE if the file is busy, RESOURCE_EXHAUSTED (IsDiskFull) if
// the disk is full, DATA_LOSS if it is damaged or the key is wrong,
// ALREADY_EXISTS for a constraint, INTERNAL for the rest, a sync that failed
// among it: then what was committed may be gone. Messages name the
// operation and SQLite's code; never SQL text or values.
class SealedDb {
 public:
  static constexpr std::size_t kKeyBytes = 32;

  // Opens or creates the file with mode 0600. Sets every pragma and reads it
  // back. FAILED_PRECONDITION if the library is not SQLCipher 4, or a pragma
  // does not hold; DATA_LOSS for a wrong key.
  static absl::StatusOr<std::unique_ptr<SealedDb>> Open(const std::string& path,
                                                        const Secret& key);
  // The same, to look at: the file must exist (NOT_FOUND), is never written to,
  // and what stands in its write-ahead log stays there.
  static absl::StatusOr<std::unique_ptr<SealedDb>> OpenToRead(
      const std::string& path, const Secret& key);
  ~SealedDb();
  SealedDb(const SealedDb&) = delete;
  SealedDb& operator=(const SealedDb&) = delete;

  absl::Status Execute(absl::string_view sql);
  // How long a statement waits for other connections; kPatience unless set.
  void SetPatience(absl::Duration patience);
  static constexpr absl::Duration kPatience = absl::Seconds(5);
  // How many pages the write-ahead log gathers before they go to the file.
  void SetPagesOfOneCheckpoint(int pages);
  // What was parsed is kept for the next who prepares the same text.
  absl::StatusOr<Statement> Prepare(absl::string_view sql);

  // Rows that the last INSERT, UPDATE or DELETE changed.
  std::int64_t changes() const;

  // Runs `work` between BEGIN IMMEDIATE and COMMIT; rolls back if it fails.
  // When it returns OK the change is on disk.
  absl::Status InTransaction(const std::function<absl::Status()>& work);
  // Runs `work` inside a SAVEPOINT of the current transaction; undone alone if
  // it fails.
  absl::Status InSavepoint(const std::function<absl::Status()>& work);

  // While it lives, all statements of this connection read the database as the
  // first of them found it, whatever others commit meanwhile; pages that were
  // read stay read. Only for a connection that reads, and not inside another.
  class Snapshot {
   public:
    explicit Snapshot(SealedDb& db);
    ~Snapshot();
    Snapshot(const Snapshot&) = delete;
    Snapshot& operator=(const Snapshot&) = delete;

   private:
    SealedDb& db_;
  };

  // DATA_LOSS if a page's authentication code does not match.
  absl::Status CheckIntegrity();
  // What is wrong with pages and with the tables and indexes in them, at most
  // kPageFaults lines; none if nothing is. They name pages, tables and numbers
  // of rows. Pages that are not in use are looked at only when the write-ahead
  // log is empty: after the last program that used the file ended in order.
  absl::StatusOr<std::vector<std::string>> PageFaults();
  static constexpr int kPageFaults = 100;

  // Whatever can be read is on the disk afterwards, also what a process wrote
  // that ended before it had synced it. Not inside a transaction.
  absl::Status SyncWhatIsThere();

  // Copies the whole database to a new file under the same key, while in use.
  absl::Status BackUpTo(const std::string& path);

  const std::string& path() const { return path_; }

 private:
  friend class Statement;
  SealedDb(sqlite3* db, std::string path);
  // As Execute, of a text that comes again and again.
  absl::Status RunPrepared(absl::string_view sql);
  // Of a statement that nobody uses any more.
  void Keep(sqlite3_stmt* statement);

  sqlite3* db_;
  std::string path_;
  int pages_of_one_checkpoint_ = 0;
  absl::flat_hash_map<std::string, sqlite3_stmt*> idle_;  // By text.
};

}  // namespace kith

#endif  // KITH_KEYS_SEALED_DB_H_
