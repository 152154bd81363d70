// SPDX-License-Identifier: Apache-2.0
#include "broker/recover.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "broker/store/sqlcipher_store.h"
#include "keys/base/clock.h"
#include "keys/base/progress_line.h"
#include "keys/base/random.h"
#include "keys/base/status_macros.h"
#include "keys/network/network.h"
#include "keys/program/config_file.h"
#include "keys/program/load.h"
#include "keys/secret.h"
#include "keys/tlog/restore_log.h"
#include "kith/config/v1/config.pb.h"

namespace kith::broker {
namespace {

constexpr int kRecovered = 0;
constexpr int kContradicts = 1;
constexpr int kNothingDone = 2;
constexpr std::size_t kIndexIdBytes = 16;

// Entries read, on one line that is written over.
class ReadingLine {
 public:
  ReadingLine(bool shows, std::ostream& err) : shows_(shows), err_(err) {}
  ~ReadingLine() {
    if (shows_) err_ << "\r\x1b[K" << std::flush;
  }
  void Show(std::uint64_t done, std::uint64_t wanted) {
    const absl::Duration elapsed = clock_.Monotonic() - started_;
    if (!shows_ || elapsed - shown_at_ < absl::Milliseconds(200)) return;
    shown_at_ = elapsed;
    const Headway headway{
        .done = done, .wanted = wanted, .before = 0, .elapsed = elapsed};
    err_ << "\r\x1b[K" << ProgressBar(headway) << " "
         << ProgressWords("entries", headway) << std::flush;
  }

 private:
  const bool shows_;
  std::ostream& err_;
  SystemClock clock_;
  const absl::Duration started_ = clock_.Monotonic();
  absl::Duration shown_at_ = -absl::InfiniteDuration();
};

struct Work {
  std::shared_ptr<const Network> network;
  std::string database;
  Secret key;
};

absl::StatusOr<Work> Load(const std::string& config_path) {
  config::v1::BrokerConfig config;
  KITH_RETURN_IF_ERROR(ReadConfigFile(config_path, config));
  const auto path = [&](const std::string& given, const char* fallback) {
    return ResolvePath(config_path, given, fallback);
  };
  KITH_ASSIGN_OR_RETURN(
      std::shared_ptr<const Network> network,
      Network::Load(path(config.network_file(), "network.kith")));
  KITH_ASSIGN_OR_RETURN(
      Secret key, Secret::FromFile(path(config.database_key(), "database.key"),
                                   SealedDb::kKeyBytes));
  return Work{std::move(network), path(config.database(), "broker.db"),
              std::move(key)};
}

// An older network file lacks agencies that have come since: they would get no
// RESTORE, and their withdrawals would not be waited for.
absl::Status CheckNetworkFile(const std::string& mirror, const Network& own) {
  KITH_ASSIGN_OR_RETURN(const std::shared_ptr<const Network> theirs,
                        Network::Load(absl::StrCat(mirror, "/network.kith")));
  if (theirs->id() != own.id()) {
    return absl::InvalidArgumentError(
        "the mirror is of another partnership; name the right folder");
  }
  if (theirs->file().version() <= own.file().version()) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      "network.kith is version ", own.file().version(),
      " and the mirror was kept under version ", theirs->file().version(),
      "; put the newest one in its place first (the mirror's folder has one)"));
}

absl::StatusOr<tlog::RestoredLog> RecoverFrom(const std::string& folder,
                                              const Work& work,
                                              const RecoverProgress& progress) {
  KITH_ASSIGN_OR_RETURN(const FileLock lock, FileLock::Take(work.database));
  // Before a database is made where there is none.
  KITH_ASSIGN_OR_RETURN(const tlog::TileFolder mirror,
                        OpenMirror(folder, *work.network));
  KITH_ASSIGN_OR_RETURN(const std::unique_ptr<SealedDb> db,
                        SealedDb::Open(work.database, work.key));
  return RecoverDatabase(*db, *work.network, mirror, progress);
}

int SayWhyNot(const absl::Status& why, std::ostream& out, std::ostream& err) {
  if (absl::IsAborted(why)) {
    out << why.message()
        << "\n  next: change neither. Keep both, with the agency's evidence, "
           "and tell every agency: one of\n        the two was signed and is "
           "not what happened. Recover from a copy that follows, or begin\n"
           "        a new log with a new key\n";
    return kContradicts;
  }
  err << "kith-broker recover: " << why.message()
      << "\n  next: docs/operate/broker.md, \"When the broker is lost\"\n";
  return kNothingDone;
}

}  // namespace

absl::StatusOr<tlog::TileFolder> OpenMirror(const std::string& folder,
                                            const Network& own) {
  const auto& broker = own.file().broker();
  KITH_ASSIGN_OR_RETURN(
      tlog::TileFolder mirror,
      tlog::OpenTileFolder(absl::StrCat(folder, "/log"), broker.log_origin(),
                           broker.log_key()));
  KITH_RETURN_IF_ERROR(CheckNetworkFile(folder, own));
  return mirror;
}

absl::StatusOr<tlog::RestoredLog> RecoverDatabase(
    SealedDb& db, const Network& network, const tlog::TileFolder& mirror,
    const RecoverProgress& progress) {
  SystemClock clock;
  SystemRandom random;
  tlog::LogToRestore from{.mirror = mirror,
                          .agencies = {},
                          .context = {network.hash(), network.policy_hash()},
                          .now = clock.Now()};
  for (const auto& agency : network.file().agencies()) {
    from.agencies.push_back(agency.id());
  }
  KITH_RETURN_IF_ERROR(CreateStoreTables(db));
  return tlog::RestoreLog(
      db, from, random,
      [&](SealedDb& inside) {
        return ForgetWhatMayHaveEnded(inside, random.Bytes(kIndexIdBytes),
                                      from.agencies);
      },
      progress);
}

std::string RecoveredWords(const tlog::RestoredLog& restored) {
  return absl::StrCat(
      "recovered: log entries ", restored.first, " to ", restored.end - 1,
      " from the mirror, as leaves that nothing opens; the log has ",
      restored.size,
      " now\n"
      "The index and the grounds in force are empty, and staff have to "
      "register their keys again.\n"
      "  next: kith-broker fsck, then start the broker; it answers when "
      "every agency has\n        told it again what was withdrawn\n");
}

int Recover(const std::string& config_path, const std::string& mirror,
            bool shows_progress, std::ostream& out, std::ostream& err) {
  absl::StatusOr<tlog::RestoredLog> restored = absl::UnknownError("");
  {
    ReadingLine line(shows_progress, err);
    const absl::StatusOr<Work> work = Load(config_path);
    restored = work.ok()
                   ? RecoverFrom(mirror, *work,
                                 [&](std::uint64_t done, std::uint64_t wanted) {
                                   line.Show(done, wanted);
                                 })
                   : work.status();
  }
  if (!restored.ok()) return SayWhyNot(restored.status(), out, err);
  out << RecoveredWords(*restored);
  return kRecovered;
}

}  // namespace kith::broker
