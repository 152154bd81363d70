// SPDX-License-Identifier: Apache-2.0
#include "keys/backup/restore_backup.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"
#include "keys/network/network.h"
#include "keys/private_file.h"
#include "keys/program/load.h"
#include "keys/tlog/log_tables.h"
#include "keys/tlog/note.h"

namespace kith::backup {
namespace {

namespace fs = std::filesystem;

constexpr char kCause[] = "restored from a backup";

absl::Status CheckWhose(const health::Setup& setup, const Network& network,
                        const Manifest& manifest) {
  if (manifest.program != health::NameOf(setup.program) ||
      manifest.id != setup.id) {
    return absl::InvalidArgumentError(
        absl::StrCat("this is a backup of the ", manifest.program, " ",
                     manifest.id, ", and the configuration is of the ",
                     health::NameOf(setup.program), " ", setup.id));
  }
  if (manifest.network_id == network.id()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("this is a backup of the network ", manifest.network,
                   ", another than the network file's; name the right one"));
}

// A copy of the copy, where the database will be: what is renamed into place
// lies on the same disk, and the backup stays as it is.
absl::Status CopyDatabase(const std::string& folder, const Manifest& manifest,
                          const std::string& to) {
  const std::string from = absl::StrCat(folder, "/", kDatabaseFile);
  std::error_code error;
  fs::remove(to, error);
  KITH_RETURN_IF_ERROR(CreatePrivateFile(to));
  fs::copy_file(from, to, fs::copy_options::overwrite_existing, error);
  if (error) {
    return absl::FailedPreconditionError(absl::StrCat(
        "the copy cannot be put beside the database: ", error.message()));
  }
  fs::permissions(to, fs::perms::owner_read | fs::perms::owner_write, error);
  KITH_ASSIGN_OR_RETURN(const FileHash hash, HashOfFile(to));
  if (hash.sha256 == manifest.database_sha256 &&
      hash.bytes == manifest.database_bytes) {
    return absl::OkStatus();
  }
  return absl::DataLossError(
      "the copy is not what its manifest says: it was changed or cut short; "
      "take an older backup");
}

// What stands there now, if it can be read.
absl::Status CheckAgainstPresent(const health::Setup& setup, const Secret& key,
                                 const Manifest& manifest, SealedDb& copy) {
  std::error_code error;
  if (!fs::exists(setup.database_path, error)) return absl::OkStatus();
  const auto present = SealedDb::OpenToRead(setup.database_path, key);
  if (!present.ok()) return absl::OkStatus();
  const auto head = ReadLogHead(**present, manifest.log_size);
  // Damaged: whatever it had, it is set aside and not lost.
  if (!head.ok()) return absl::OkStatus();
  if (head->size >= manifest.log_size) {
    return head->root_at == manifest.log_root || manifest.log_size == 0
               ? absl::FailedPreconditionError(absl::StrCat(
                     "the database that is there has all of the backup: ",
                     head->size, " log entries, and the backup ",
                     manifest.log_size, "; nothing to restore"))
               : absl::AbortedError(
                     "the database that is there and the backup contradict "
                     "each other: keep both, and tell the data protection "
                     "officer");
  }
  KITH_ASSIGN_OR_RETURN(const LogHead ours, ReadLogHead(copy, head->size));
  return head->size == 0 || ours.root_at == head->root
             ? absl::OkStatus()
             : absl::AbortedError(
                   "the backup does not begin with the log that is there: "
                   "keep both, and tell the data protection officer");
}

std::string LogKey(const health::Setup& setup, const Network& network) {
  if (setup.program == health::Program::kBroker) {
    return network.file().broker().log_key();
  }
  if (setup.program == health::Program::kKeyHolder) {
    const auto* holder = network.FindKeyHolder(setup.id);
    return holder == nullptr ? "" : holder->log_key();
  }
  const auto* agency = network.FindAgency(setup.id);
  return agency == nullptr ? "" : agency->log_key();
}

absl::Status CheckAgainstSeen(const std::string& log_key,
                              const SeenByOthers& seen,
                              const Manifest& manifest, SealedDb& copy) {
  for (const std::string& note : seen.checkpoints) {
    KITH_ASSIGN_OR_RETURN(const tlog::Checkpoint point,
                          tlog::OpenCheckpoint(note, seen.origin, log_key));
    if (point.size > manifest.log_size) {
      if (seen.a_mirror_follows) continue;
      return absl::FailedPreconditionError(absl::StrCat(
          "somebody has seen ", point.size,
          " entries of this log and the "
          "backup has ",
          manifest.log_size,
          ": going on from it would fork the "
          "log; find a newer backup, or begin a new log with a new key"));
    }
    KITH_ASSIGN_OR_RETURN(const LogHead head, ReadLogHead(copy, point.size));
    if (point.size > 0 && head.root_at != HashBytes(point.root)) {
      return absl::AbortedError(
          "the backup contradicts a checkpoint that somebody has seen: keep "
          "both, and tell the data protection officer");
    }
  }
  return absl::OkStatus();
}

// So that nobody takes what is missing for what never was.
absl::Status SayIt(const health::Setup& setup, const Network& network,
                   const LogHead& head, SealedDb& db, absl::Time now,
                   Random& random) {
  if (setup.program == health::Program::kBroker) return absl::OkStatus();
  std::vector<std::string> agencies;
  if (setup.program == health::Program::kAgent) agencies.push_back(setup.id);
  if (setup.program == health::Program::kKeyHolder) {
    for (const auto& agency : network.file().agencies()) {
      agencies.push_back(agency.id());
    }
  }
  log::v1::EnquiryDetail detail;
  detail.set_cause(kCause);
  const tlog::LogContext context{network.hash(), network.policy_hash()};
  return db.InTransaction([&]() -> absl::Status {
    using Chains = std::map<std::string, tlog::AgencyChain>;
    KITH_ASSIGN_OR_RETURN(Chains chains, tlog::ReadChains(db));
    std::uint64_t index = head.size;
    for (const std::string& agency : agencies) {
      KITH_RETURN_IF_ERROR(
          tlog::WriteEntry(
              db,
              {log::v1::EVENT_ALARM, agency, detail.SerializeAsString(), ""},
              {index++, std::max(now, head.newest), context}, chains[agency],
              random)
              .status());
    }
    return absl::OkStatus();
  });
}

// The old one, with what its write-ahead log holds.
absl::StatusOr<std::string> SetAside(const std::string& path, absl::Time now) {
  std::error_code error;
  const std::string aside = absl::StrCat(
      path, ".replaced-",
      absl::FormatTime("%Y%m%dT%H%M%SZ", now, absl::UTCTimeZone()));
  bool any = false;
  for (const char* end : {"-wal", "-shm", ""}) {
    const std::string file = absl::StrCat(path, end);
    if (!fs::exists(file, error)) continue;
    if (std::rename(file.c_str(), absl::StrCat(aside, end).c_str()) != 0) {
      return absl::FailedPreconditionError(
          absl::StrCat(file, ": cannot be set aside"));
    }
    any = true;
  }
  return any ? aside : std::string();
}

}  // namespace

absl::StatusOr<RestoredBackup> RestoreBackup(const health::Setup& setup,
                                             const std::string& folder,
                                             const SeenByOthers& seen,
                                             absl::Time now, Random& random) {
  KITH_ASSIGN_OR_RETURN(const FileLock lock,
                        FileLock::Take(setup.database_path));
  KITH_ASSIGN_OR_RETURN(const auto network, Network::Load(setup.network_path));
  KITH_ASSIGN_OR_RETURN(Manifest manifest, ReadManifest(folder));
  KITH_RETURN_IF_ERROR(CheckWhose(setup, *network, manifest));
  KITH_ASSIGN_OR_RETURN(
      std::string key_bytes,
      ReadPrivateFile(setup.database_key_path, SealedDb::kKeyBytes));
  const Secret key = Secret::FromBytes(key_bytes);
  WipeString(key_bytes);
  const std::string next = setup.database_path + ".restoring";
  auto undo = absl::MakeCleanup([&] {
    for (const char* end : {"", "-wal", "-shm"}) {
      unlink(absl::StrCat(next, end).c_str());
    }
  });
  KITH_RETURN_IF_ERROR(CopyDatabase(folder, manifest, next));
  {
    KITH_ASSIGN_OR_RETURN(const auto copy, SealedDb::Open(next, key));
    KITH_ASSIGN_OR_RETURN(const auto faults, copy->PageFaults());
    KITH_ASSIGN_OR_RETURN(const LogHead head, ReadLogHead(*copy));
    if (!faults.empty() || head.size != manifest.log_size ||
        head.root != manifest.log_root) {
      return absl::DataLossError(
          "the copy's log is not what its manifest says; take an older "
          "backup");
    }
    KITH_RETURN_IF_ERROR(CheckAgainstPresent(setup, key, manifest, *copy));
    KITH_RETURN_IF_ERROR(
        CheckAgainstSeen(LogKey(setup, *network), seen, manifest, *copy));
    KITH_RETURN_IF_ERROR(SayIt(setup, *network, head, *copy, now, random));
  }
  KITH_RETURN_IF_ERROR(SyncFile(next));
  KITH_ASSIGN_OR_RETURN(std::string replaced,
                        SetAside(setup.database_path, now));
  if (std::rename(next.c_str(), setup.database_path.c_str()) != 0) {
    return absl::InternalError("the copy cannot be put in place");
  }
  std::move(undo).Cancel();
  KITH_RETURN_IF_ERROR(SyncFolderOf(setup.database_path));
  return RestoredBackup{std::move(manifest), std::move(replaced)};
}

}  // namespace kith::backup
