// SPDX-License-Identifier: Apache-2.0
#include "keys/sealed_db.h"

#include <sqlcipher/sqlite3.h>
#include <sys/stat.h>

#include <cerrno>
#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "keys/base/status_macros.h"
#include "keys/private_file.h"

namespace kith {
namespace {

// Statements kept. Texts are constants; there are not as many.
constexpr std::size_t kMostIdle = 256;

// What could not be synced may be gone: no later sync would say so, and trying
// again does not help, whatever the reason was.
bool IsFailedSync(int sqlite_code) {
  return sqlite_code == SQLITE_IOERR_FSYNC ||
         sqlite_code == SQLITE_IOERR_DIR_FSYNC;
}

absl::StatusCode CodeOf(sqlite3* db, int sqlite_code) {
  if (IsFailedSync(sqlite_code)) return absl::StatusCode::kInternal;
  switch (sqlite_code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return absl::StatusCode::kUnavailable;
    case SQLITE_FULL:
      return absl::StatusCode::kResourceExhausted;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
      return sqlite3_system_errno(db) == ENOSPC
                 ? absl::StatusCode::kResourceExhausted
                 : absl::StatusCode::kInternal;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return absl::StatusCode::kDataLoss;
    case SQLITE_CONSTRAINT:
      return absl::StatusCode::kAlreadyExists;
    default:
      return absl::StatusCode::kInternal;
  }
}

constexpr char kDiskFull[] = "kith/disk-full";

absl::Status ToStatus(sqlite3* db, int sqlite_code,
                      absl::string_view operation) {
  if (sqlite_code == SQLITE_OK) return absl::OkStatus();
  const absl::StatusCode code = CodeOf(db, sqlite_code);
  const std::string message = absl::StrCat(
      "database: ", operation, " failed with SQLite code ", sqlite_code);
  // The database has no other resource to exhaust.
  if (code == absl::StatusCode::kResourceExhausted)
    return DiskFullError(message);
  return absl::Status(code, message);
}

absl::Status MakePrivate(const std::string& path) {
  const absl::Status created = CreatePrivateFile(path);
  if (!absl::IsAlreadyExists(created)) return created;
  struct stat file;
  if (lstat(path.c_str(), &file) != 0 || !S_ISREG(file.st_mode)) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, ": is not a plain file"));
  }
  if ((file.st_mode & 0777) != 0600 && chmod(path.c_str(), 0600) != 0) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, ": belongs to another user; run as its owner"));
  }
  return absl::OkStatus();
}

absl::Status GiveKey(sqlite3* db, const Secret& key) {
  // The raw-key form: these 32 bytes are the key, no passphrase is stretched.
  std::string hex = absl::BytesToHexString(key.Expose());
  std::string form = absl::StrCat("x'", hex, "'");
  const int code =
      sqlite3_key_v2(db, "main", form.data(), static_cast<int>(form.size()));
  WipeString(hex);
  WipeString(form);
  return ToStatus(db, code, "key");
}

// The first column of the only row; empty if the pragma is not known.
absl::StatusOr<std::string> ReadPragma(SealedDb& db, absl::string_view sql) {
  KITH_ASSIGN_OR_RETURN(Statement statement, db.Prepare(sql));
  KITH_ASSIGN_OR_RETURN(const bool found, statement.Step());
  return found ? std::string(statement.Bytes(0)) : std::string();
}

// An unknown pragma is silent, so each is read back.
absl::Status SetPragma(SealedDb& db, absl::string_view name,
                       absl::string_view value) {
  KITH_RETURN_IF_ERROR(
      ReadPragma(db, absl::StrCat("PRAGMA ", name, " = ", value)).status());
  KITH_ASSIGN_OR_RETURN(const std::string now,
                        ReadPragma(db, absl::StrCat("PRAGMA ", name)));
  if (now == value) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("database: ", name, " does not hold"));
}

absl::Status RequireSqlcipher4(SealedDb& db) {
  KITH_ASSIGN_OR_RETURN(const std::string version,
                        ReadPragma(db, "PRAGMA cipher_version"));
  if (absl::StartsWith(version, "4.")) return absl::OkStatus();
  return absl::FailedPreconditionError(
      "database: the library is not SQLCipher 4; install it by deploy/setup");
}

// A page that leaves the cache is decrypted and authenticated again when it is
// read. Negative: KiB, and no more than what is used.
constexpr char kCacheKib[] = "-65536";
// Pages are written twice, less often the more of them come together.
constexpr int kPagesOfOneCheckpoint = 8192;

// Moves pages from the write-ahead log to the file when there are enough. As
// SQLite's own, but a sync that fails is told to whoever has just committed;
// SQLite would try again in silence. No room or a reader in the way may pass.
int MoveWhenEnough(void* enough, sqlite3* db, const char* name, int pages) {
  if (pages < *static_cast<const int*>(enough)) return SQLITE_OK;
  const int code = sqlite3_wal_checkpoint_v2(
      db, name, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  return IsFailedSync(code) ? code : SQLITE_OK;
}

absl::Status SetPragmas(SealedDb& db) {
  KITH_RETURN_IF_ERROR(SetPragma(db, "journal_mode", "wal"));
  KITH_RETURN_IF_ERROR(SetPragma(db, "synchronous", "2"));  // FULL
  KITH_RETURN_IF_ERROR(SetPragma(db, "foreign_keys", "1"));
  KITH_RETURN_IF_ERROR(SetPragma(db, "secure_delete", "1"));
  KITH_RETURN_IF_ERROR(SetPragma(db, "trusted_schema", "0"));
  KITH_RETURN_IF_ERROR(SetPragma(db, "cell_size_check", "1"));
  KITH_RETURN_IF_ERROR(SetPragma(db, "cache_size", kCacheKib));
  // Sorting must never spill plain text beside the file.
  return SetPragma(db, "temp_store", "2");
}

}  // namespace

absl::Status DiskFullError(absl::string_view message) {
  absl::Status status = absl::ResourceExhaustedError(message);
  status.SetPayload(kDiskFull, absl::Cord());
  return status;
}

bool IsDiskFull(const absl::Status& status) {
  return status.GetPayload(kDiskFull).has_value();
}

Statement::Statement(SealedDb& db, sqlite3_stmt* statement)
    : db_(&db), statement_(statement) {}

Statement::Statement(Statement&& other) noexcept
    : db_(other.db_),
      statement_(std::exchange(other.statement_, nullptr)),
      bind_error_(other.bind_error_) {}

Statement::~Statement() {
  if (statement_ == nullptr) return;
  Reset();
  db_->Keep(statement_);
}

Statement& Statement::BindInt(int parameter, std::int64_t value) {
  const int code = sqlite3_bind_int64(statement_, parameter, value);
  if (code != SQLITE_OK) bind_error_ = code;
  return *this;
}

Statement& Statement::BindBytes(int parameter, absl::string_view value) {
  // A null pointer would bind NULL, and no bytes are not NULL.
  const char* const data = value.empty() ? "" : value.data();
  const int code = sqlite3_bind_blob64(statement_, parameter, data,
                                       value.size(), SQLITE_TRANSIENT);
  if (code != SQLITE_OK) bind_error_ = code;
  return *this;
}

Statement& Statement::BindText(int parameter, absl::string_view value) {
  const char* const data = value.empty() ? "" : value.data();
  const int code = sqlite3_bind_text64(
      statement_, parameter, data, value.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  if (code != SQLITE_OK) bind_error_ = code;
  return *this;
}

Statement& Statement::BindNull(int parameter) {
  const int code = sqlite3_bind_null(statement_, parameter);
  if (code != SQLITE_OK) bind_error_ = code;
  return *this;
}

absl::StatusOr<bool> Statement::Step() {
  if (bind_error_ != SQLITE_OK) return ToStatus(db_->db_, bind_error_, "bind");
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return ToStatus(db_->db_, code, "step");
}

absl::Status Statement::Run() {
  absl::StatusOr<bool> more = true;
  while (more.ok() && *more) more = Step();
  Reset();
  return more.status();
}

void Statement::Reset() {
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
  bind_error_ = SQLITE_OK;
}

std::int64_t Statement::Int(int column) const {
  return sqlite3_column_int64(statement_, column);
}

absl::string_view Statement::Bytes(int column) const {
  const void* const data = sqlite3_column_blob(statement_, column);
  if (data == nullptr) return {};
  return {static_cast<const char*>(data),
          static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

bool Statement::IsNull(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

SealedDb::SealedDb(sqlite3* db, std::string path)
    : db_(db), path_(std::move(path)) {}

SealedDb::~SealedDb() {
  for (const auto& [sql, statement] : idle_) sqlite3_finalize(statement);
  sqlite3_close_v2(db_);
}

void SealedDb::Keep(sqlite3_stmt* statement) {
  if (idle_.size() < kMostIdle &&
      idle_.try_emplace(sqlite3_sql(statement), statement).second) {
    return;
  }
  sqlite3_finalize(statement);
}

absl::StatusOr<std::unique_ptr<SealedDb>> SealedDb::Open(
    const std::string& path, const Secret& key) {
  if (key.size() != kKeyBytes) {
    return absl::InvalidArgumentError("a database key has 32 bytes");
  }
  KITH_RETURN_IF_ERROR(MakePrivate(path));
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(
      path.c_str(), &raw,
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
      nullptr);
  auto db = absl::WrapUnique(new SealedDb(raw, path));
  KITH_RETURN_IF_ERROR(ToStatus(raw, code, "open"));
  db->SetPatience(kPatience);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);

  KITH_RETURN_IF_ERROR(RequireSqlcipher4(*db));
  // SQLCipher writes to standard error otherwise, in words that are not ours.
  KITH_RETURN_IF_ERROR(
      ReadPragma(*db, "PRAGMA cipher_log_level = NONE").status());
  KITH_RETURN_IF_ERROR(GiveKey(raw, key));
  KITH_RETURN_IF_ERROR(
      ReadPragma(*db, "SELECT count(*) FROM sqlite_master").status());
  KITH_RETURN_IF_ERROR(SetPragmas(*db));
  db->SetPagesOfOneCheckpoint(kPagesOfOneCheckpoint);
  return db;
}

absl::StatusOr<std::unique_ptr<SealedDb>> SealedDb::OpenToRead(
    const std::string& path, const Secret& key) {
  struct stat file;
  if (lstat(path.c_str(), &file) != 0) {
    return absl::NotFoundError(absl::StrCat(path, ": no such file"));
  }
  KITH_ASSIGN_OR_RETURN(std::unique_ptr<SealedDb> db, Open(path, key));
  sqlite3_db_config(db->db_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  KITH_RETURN_IF_ERROR(SetPragma(*db, "query_only", "1"));
  return db;
}

void SealedDb::SetPatience(absl::Duration patience) {
  sqlite3_busy_timeout(db_,
                       static_cast<int>(absl::ToInt64Milliseconds(patience)));
}

void SealedDb::SetPagesOfOneCheckpoint(int pages) {
  pages_of_one_checkpoint_ = pages;
  sqlite3_wal_hook(db_, MoveWhenEnough, &pages_of_one_checkpoint_);
}

absl::Status SealedDb::Execute(absl::string_view sql) {
  return ToStatus(
      db_,
      sqlite3_exec(db_, std::string(sql).c_str(), nullptr, nullptr, nullptr),
      "execute");
}

absl::StatusOr<Statement> SealedDb::Prepare(absl::string_view sql) {
  const auto idle = idle_.find(sql);
  if (idle != idle_.end()) {
    Statement statement(*this, idle->second);
    idle_.erase(idle);
    return statement;
  }
  sqlite3_stmt* statement = nullptr;
  KITH_RETURN_IF_ERROR(ToStatus(
      db_,
      sqlite3_prepare_v3(db_, sql.data(), static_cast<int>(sql.size()),
                         SQLITE_PREPARE_PERSISTENT, &statement, nullptr),
      "prepare"));
  return Statement(*this, statement);
}

std::int64_t SealedDb::changes() const { return sqlite3_changes64(db_); }

absl::Status SealedDb::RunPrepared(absl::string_view sql) {
  KITH_ASSIGN_OR_RETURN(Statement statement, Prepare(sql));
  return statement.Run();
}

absl::Status SealedDb::InTransaction(
    const std::function<absl::Status()>& work) {
  KITH_RETURN_IF_ERROR(RunPrepared("BEGIN IMMEDIATE"));
  absl::Status status = work();
  if (status.ok()) status = RunPrepared("COMMIT");
  // After a full disk SQLite has rolled back by itself.
  if (!status.ok() && sqlite3_get_autocommit(db_) == 0) {
    Execute("ROLLBACK").IgnoreError();
  }
  return status;
}

absl::Status SealedDb::InSavepoint(const std::function<absl::Status()>& work) {
  KITH_RETURN_IF_ERROR(RunPrepared("SAVEPOINT kith"));
  const absl::Status status = work();
  if (status.ok()) return RunPrepared("RELEASE kith");
  Execute("ROLLBACK TO kith; RELEASE kith").IgnoreError();
  return status;
}

// Neither touches the file: nothing is locked before the first read, and there
// is nothing to write at the end.
SealedDb::Snapshot::Snapshot(SealedDb& db) : db_(db) {
  db_.RunPrepared("BEGIN").IgnoreError();
}

SealedDb::Snapshot::~Snapshot() { db_.RunPrepared("COMMIT").IgnoreError(); }

}  // namespace kith
