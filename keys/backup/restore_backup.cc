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
#include "keys/backup/make_backup.h"
#include "keys/base/status_macros.h"
#include "keys/credential.h"
#include "keys/hash.h"
#include "keys/health/database_checks.h"
#include "keys/network/network.h"
#include "keys/private_file.h"
#include "keys/program/load.h"
#include "keys/tlog/log_tables.h"
#include "keys/tlog/note.h"

namespace kith::backup {
namespace {

namespace fs = std::filesystem;

constexpr char kCause[] = "restored from a backup";
// Of the files of a database.
constexpr const char* kEnds[] = {"", "-wal", "-shm"};

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

void RemoveDatabase(const std::string& path) {
  for (const char* end : kEnds) unlink(absl::StrCat(path, end).c_str());
}

// A copy of the copy, where the database will be: what is renamed into place
// lies on the same disk, and the backup stays as it is.
absl::Status CopyDatabase(const std::string& folder, const Manifest& manifest,
                          const std::string& to) {
  const std::string from = absl::StrCat(folder, "/", kDatabaseFile);
  std::error_code error;
  // What a killed run left; its write-ahead log would be read into this one.
  RemoveDatabase(to);
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
  // Damaged: whatever it had, it is set aside and not lost.
  if (absl::IsDataLoss(present.status())) return absl::OkStatus();
  KITH_RETURN_IF_ERROR(present.status());
  const auto head = ReadLogHead(**present, manifest.log_size);
  if (absl::IsDataLoss(head.status())) return absl::OkStatus();
  KITH_RETURN_IF_ERROR(head.status());
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

// `size`: how many of its entries are those that others may have seen.
absl::Status CheckAgainstSeen(const std::string& log_key,
                              const SeenByOthers& seen, std::uint64_t size,
                              SealedDb& copy) {
  for (const std::string& note : seen.checkpoints) {
    KITH_ASSIGN_OR_RETURN(const tlog::Checkpoint point,
                          tlog::OpenCheckpoint(note, seen.origin, log_key));
    if (point.size > size) {
      const char* what = seen.bring_up ? "mirror" : "backup";
      return absl::FailedPreconditionError(
          absl::StrCat("somebody has seen ", point.size,
                       " entries of this log and the ", what, " has ", size,
                       ": going on from it would fork the log; find a newer ",
                       what, ", or begin a new log with a new key"));
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

// Where each kept key belongs; empty: its file is there. A credential is not
// ours to write.
absl::StatusOr<std::string> PlaceOf(const health::Setup& setup,
                                    const KeptKey& key) {
  std::string path = key.field == "tls_private_key" ? setup.tls_key_path : "";
  for (const auto& secret : setup.secrets) {
    if (secret.field == key.field) path = secret.path;
  }
  std::error_code error;
  if (path.empty() || fs::exists(path, error)) return std::string();
  if (!NamesCredential(path)) return path;
  return absl::FailedPreconditionError(absl::StrCat(
      key.field, " is named ", path,
      ", and a credential is not put back; name a file for it in the "
      "configuration, restore, and encrypt it afterwards "
      "(docs/operate/backup.md)"));
}

absl::Status PutKeysBack(const health::Setup& setup, const std::string& folder,
                         const Secret& passphrase) {
  KITH_ASSIGN_OR_RETURN(const std::vector<KeptKey> kept,
                        OpenKeptKeys(folder, passphrase));
  std::vector<std::string> places;
  for (const KeptKey& key : kept) {
    KITH_ASSIGN_OR_RETURN(std::string place, PlaceOf(setup, key));
    places.push_back(std::move(place));
  }
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (places[i].empty()) continue;
    KITH_RETURN_IF_ERROR(ReplacePrivateFile(places[i], kept[i].bytes.Expose()));
  }
  return absl::OkStatus();
}

// One restoring, once it is known whose backup it is.
struct Work {
  const health::Setup& setup;
  const Network& network;
  const Manifest& manifest;
  const Secret& key;
  const std::string& next;  // The copy that will be put in place.
  absl::Time now;
};

absl::Status CheckWhole(const Manifest& manifest, SealedDb& copy,
                        const LogHead& head) {
  KITH_ASSIGN_OR_RETURN(const auto faults, copy.PageFaults());
  if (faults.empty() && head.size == manifest.log_size &&
      head.root == manifest.log_root) {
    return absl::OkStatus();
  }
  return absl::DataLossError(
      "the copy's log is not what its manifest says; take an older backup");
}

// The copy, made into what may be put in place.
absl::Status MakeReady(const Work& work, const RestoreOptions& options,
                       Random& random) {
  const SeenByOthers& seen = options.seen;
  KITH_ASSIGN_OR_RETURN(const auto copy, SealedDb::Open(work.next, work.key));
  KITH_ASSIGN_OR_RETURN(const LogHead head, ReadLogHead(*copy));
  KITH_RETURN_IF_ERROR(CheckWhole(work.manifest, *copy, head));
  KITH_RETURN_IF_ERROR(
      CheckAgainstPresent(work.setup, work.key, work.manifest, *copy));
  std::uint64_t size = head.size;
  if (seen.bring_up) {
    KITH_ASSIGN_OR_RETURN(size, seen.bring_up(*copy));
  }
  KITH_RETURN_IF_ERROR(
      CheckAgainstSeen(LogKey(work.setup, work.network), seen, size, *copy));
  if (options.mark) KITH_RETURN_IF_ERROR(options.mark(work.manifest, *copy));
  return SayIt(work.setup, work.network, head, *copy, work.now, random);
}

// The last connection that is closed moves what the write-ahead log holds into
// the file. One that cannot be opened keeps its log, and both are set aside.
void FoldWriteAheadLog(const std::string& path, const Secret& key) {
  std::error_code error;
  if (fs::exists(path, error)) SealedDb::Open(path, key).IgnoreError();
}

// The old one gets a second name: it stays in place until the new one takes its
// first.
absl::StatusOr<std::string> SetAside(const std::string& path, absl::Time now) {
  const std::string aside = absl::StrCat(
      path, ".replaced-",
      absl::FormatTime("%Y%m%dT%H%M%SZ", now, absl::UTCTimeZone()));
  bool any = false;
  for (const char* end : kEnds) {
    const std::string file = absl::StrCat(path, end);
    std::error_code error;
    if (!fs::exists(file, error)) continue;
    const std::string name = absl::StrCat(aside, end);
    const bool is_log = *end != 0;
    if ((is_log ? std::rename(file.c_str(), name.c_str())
                : ::link(file.c_str(), name.c_str())) != 0) {
      return absl::FailedPreconditionError(
          absl::StrCat(file, ": cannot be set aside"));
    }
    any = true;
  }
  return any ? aside : std::string();
}

absl::StatusOr<std::string> PutInPlace(const Work& work) {
  const std::string& path = work.setup.database_path;
  std::error_code error;
  if (fs::exists(work.next + "-wal", error)) {
    return absl::ResourceExhaustedError(
        "the copy could not be written to its end; is the disk full?");
  }
  KITH_RETURN_IF_ERROR(SyncFile(work.next));
  FoldWriteAheadLog(path, work.key);
  KITH_ASSIGN_OR_RETURN(std::string replaced, SetAside(path, work.now));
  KITH_RETURN_IF_ERROR(SyncFolderOf(path));
  if (std::rename(work.next.c_str(), path.c_str()) != 0) {
    return absl::InternalError("the copy cannot be put in place");
  }
  KITH_RETURN_IF_ERROR(SyncFolderOf(path));
  return replaced;
}

}  // namespace

absl::StatusOr<RestoredBackup> RestoreBackup(const health::Setup& setup,
                                             const RestoreOptions& options,
                                             absl::Time now, Random& random) {
  const std::string& folder = options.folder;
  KITH_ASSIGN_OR_RETURN(const FileLock lock,
                        FileLock::Take(setup.database_path));
  KITH_ASSIGN_OR_RETURN(const auto network, Network::Load(setup.network_path));
  KITH_ASSIGN_OR_RETURN(Manifest manifest, ReadManifest(folder));
  KITH_RETURN_IF_ERROR(CheckWhose(setup, *network, manifest));
  const std::string next = setup.database_path + ".restoring";
  const absl::Cleanup undo = [&] { RemoveDatabase(next); };
  KITH_RETURN_IF_ERROR(CopyDatabase(folder, manifest, next));
  // Once it is known whose backup it is, and that it is whole.
  if (options.passphrase != nullptr) {
    KITH_RETURN_IF_ERROR(PutKeysBack(setup, folder, *options.passphrase));
  }
  KITH_ASSIGN_OR_RETURN(const Secret key, health::DatabaseKey(setup));
  const Work work{setup, *network, manifest, key, next, now};
  KITH_RETURN_IF_ERROR(MakeReady(work, options, random));
  KITH_ASSIGN_OR_RETURN(std::string replaced, PutInPlace(work));
  return RestoredBackup{std::move(manifest), std::move(replaced)};
}

}  // namespace kith::backup
