// SPDX-License-Identifier: Apache-2.0
#include "keys/health/database_checks.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "keys/base/status_macros.h"
#include "keys/health/clock_checks.h"
#include "keys/health/time_words.h"
#include "keys/private_file.h"
#include "keys/secret.h"
#include "keys/tlog/leaf.h"

namespace kith::health {
namespace {

// Of entries that are due every hour.
constexpr absl::Duration kLate = absl::Hours(3);
constexpr absl::Duration kShortPatience = absl::Milliseconds(500);

Finding Integrity(SealedDb& db, const DatabaseLook& look) {
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(db.path(), error);
  if (!error && size > look.most_checked) {
    return Good("database",
                "The database opens; it is too large to be read through while "
                "somebody waits.");
  }
  const absl::StatusOr<std::vector<std::string>> faults = db.PageFaults();
  if (faults.ok() && faults->empty()) {
    return Good("database",
                "The database opens, and every page of it is "
                "whole.");
  }
  return Fault("database",
               "The database is damaged: pages of it are not what was "
               "written.",
               "Stop the program, keep the file, and restore the newest "
               "backup: kith restore.");
}

}  // namespace

absl::StatusOr<Secret> DatabaseKey(const Setup& setup) {
  KITH_ASSIGN_OR_RETURN(
      std::string bytes,
      ReadPrivateFile(setup.database_key_path, SealedDb::kKeyBytes));
  Secret key = Secret::FromBytes(bytes);
  WipeString(bytes);
  return key;
}

absl::StatusOr<LogFacts> ReadLogFacts(SealedDb& db) {
  KITH_ASSIGN_OR_RETURN(
      Statement newest,
      db.Prepare("SELECT position, bytes FROM leaf ORDER BY position DESC "
                 "LIMIT 1"));
  KITH_ASSIGN_OR_RETURN(const bool any, newest.Step());
  LogFacts facts;
  if (!any) return facts;
  facts.size = static_cast<std::uint64_t>(newest.Int(0)) + 1;
  KITH_ASSIGN_OR_RETURN(const tlog::Leaf leaf,
                        tlog::ParseLeaf(newest.Bytes(1)));
  facts.newest = leaf.time;
  return facts;
}

Finding LogAge(Program program, const LogFacts& log, absl::Time now) {
  if (!log.newest.has_value()) {
    return Good("log-age", "The log has no entry yet.");
  }
  const std::string words =
      absl::StrCat("The log has ", log.size, " entries, the newest ",
                   InWords(now - *log.newest), " old.");
  if (program != Program::kBroker || now - *log.newest < kLate) {
    return Good("log-age", words);
  }
  return Fault("log-age", words,
               "The broker writes one every hour: is it running, and is its "
               "disk full?");
}

Finding DatabaseUnopened(const Setup& setup, const absl::Status& why) {
  const std::string& path = setup.database_path;
  if (absl::IsNotFound(why)) {
    return Warning("database",
                   absl::StrCat("There is no database at ", path, "."),
                   "The first start makes one; if there was one, restore its "
                   "backup first: kith restore.");
  }
  if (absl::IsUnavailable(why)) {
    return Fault("database",
                 absl::StrCat(path, " is locked by another process."),
                 absl::StrCat("Find it with fuser ", path,
                              " and let it end; no file sync or virus scanner "
                              "may open it."));
  }
  if (absl::IsDataLoss(why)) {
    return Fault("database",
                 absl::StrCat(path,
                              " does not open with this database key, or "
                              "is no database."),
                 "Put the database.key of this database in its place; if it "
                 "is, restore the newest backup.");
  }
  if (absl::StrContains(why.message(), "SQLCipher 4")) {
    return Fault("database", "The SQLCipher that is installed is too old.",
                 "Install 4.6: on Debian 12 from backports, as deploy/setup "
                 "does.");
  }
  return Fault(
      "database",
      absl::StrCat("The database cannot be looked at: ", why.message(), "."),
      "Run kith doctor as the account that the program runs under.");
}

bool IsRunning(const Setup& setup) {
  const int fd = open(absl::StrCat(setup.database_path, ".lock").c_str(),
                      O_RDWR | O_CLOEXEC);
  if (fd < 0) return false;
  const bool runs = flock(fd, LOCK_EX | LOCK_NB) != 0;
  close(fd);
  return runs;
}

Findings Database(const Setup& setup, const DatabaseLook& look,
                  absl::Time now) {
  const absl::StatusOr<Secret> key = DatabaseKey(setup);
  // KeyFiles() says what is wrong with it.
  if (!key.ok()) return {};
  struct stat file;
  if (lstat(setup.database_path.c_str(), &file) != 0) {
    return {DatabaseUnopened(setup, absl::NotFoundError(""))};
  }
  const auto db = SealedDb::OpenToRead(setup.database_path, *key);
  if (!db.ok()) return {DatabaseUnopened(setup, db.status())};
  (*db)->SetPatience(kShortPatience);
  const absl::StatusOr<LogFacts> log = ReadLogFacts(**db);
  if (absl::IsUnavailable(log.status())) {
    return {DatabaseUnopened(setup, log.status())};
  }
  Findings findings = {Integrity(**db, look)};
  if (!log.ok()) return findings;
  findings.push_back(LogAge(setup.program, *log, now));
  findings.push_back(ClockAgainstLog(log->newest, now));
  return findings;
}

}  // namespace kith::health
