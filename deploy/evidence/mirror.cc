// SPDX-License-Identifier: Apache-2.0
#include "deploy/evidence/mirror.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "deploy/evidence/evidence.h"
#include "deploy/evidence/log_folder.h"
#include "deploy/kith/files.h"
#include "keys/base/status_macros.h"
#include "keys/network/administrators.h"
#include "keys/program/load.h"
#include "keys/tlog/note.h"
#include "keys/tlog/tiles.h"

namespace kith::deploy {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostNetworkBytes = 5 << 20;
constexpr std::size_t kMostNoteBytes = 64 << 10;
constexpr std::size_t kMostTileBytes = 64 << 10;
constexpr std::size_t kNameBytes = 8;  // Of a hash: to tell a few apart.

// A folder with `checkpoint` and `tile/...`, and what was signed of it.
struct SignedLog {
  std::string folder;
  std::string note;
  tlog::Checkpoint checkpoint;

  std::uint64_t size() const { return checkpoint.size; }
};

absl::StatusOr<SignedLog> OpenSignedLog(const std::string& folder,
                                        const Network& network) {
  SignedLog log{.folder = folder, .note = {}, .checkpoint = {}};
  KITH_ASSIGN_OR_RETURN(log.note,
                        ReadEvidenceFile(folder, "checkpoint", kMostNoteBytes));
  const auto& broker = network.file().broker();
  const auto checkpoint =
      tlog::OpenCheckpoint(log.note, broker.log_origin(), broker.log_key());
  if (!checkpoint.ok()) {
    return absl::UnauthenticatedError(absl::StrCat(
        folder, "/checkpoint: is not signed by this partnership's broker"));
  }
  log.checkpoint = *checkpoint;
  return log;
}

absl::Status NotAsSigned(const std::string& folder) {
  return absl::InvalidArgumentError(
      absl::StrCat(folder,
                   ": its entries are not those that were signed; "
                   "kith audit verify says which"));
}

// Reads the log through, giving its files to `emit`, and returns the root of
// its first `at` entries. INVALID_ARGUMENT if all of them are not what was
// signed.
absl::StatusOr<Hash> ReadThrough(const SignedLog& log, std::uint64_t at,
                                 const MirrorProgress& progress,
                                 const tlog::TileMaker::Emit& emit) {
  tlog::TileMaker tiles;
  Hash root = tiles.Root();
  for (std::uint64_t index = 0; tiles.size() < log.size(); ++index) {
    const auto width = static_cast<std::size_t>(
        std::min<std::uint64_t>(tlog::kTileWidth, log.size() - tiles.size()));
    const std::string path = tlog::BundlePath(index, width);
    KITH_ASSIGN_OR_RETURN(const std::string bytes,
                          ReadEvidenceFile(log.folder, path, kMostTileBytes));
    KITH_ASSIGN_OR_RETURN(const std::vector<std::string> leaves,
                          ParseBundle(In(log.folder, path), bytes));
    if (leaves.size() != width) return NotAsSigned(log.folder);
    for (const std::string& leaf : leaves) {
      KITH_RETURN_IF_ERROR(tiles.Add(leaf, emit));
      if (tiles.size() == at) root = tiles.Root();
    }
    progress(tiles.size(), log.size());
  }
  KITH_RETURN_IF_ERROR(tiles.EmitPartial(emit));
  if (tiles.Root() != log.checkpoint.root) return NotAsSigned(log.folder);
  return root;
}

absl::Status Nothing(const std::string&, absl::string_view) {
  return absl::OkStatus();
}

// Writes a log's files into a folder that may hold some of them already.
class FolderFiller {
 public:
  explicit FolderFiller(std::string folder) : folder_(std::move(folder)) {}

  absl::Status Write(const std::string& path, absl::string_view bytes) {
    const std::string whole = In(folder_, path);
    if (absl::StrContains(path, ".p/")) partial_.insert(whole);
    if (FileExists(whole)) {
      const auto there = ReadFile(whole, kMostTileBytes);
      if (there.ok() && *there == bytes) return absl::OkStatus();
      ++rewritten_;
    }
    std::error_code fault;
    fs::create_directories(fs::path(whole).parent_path(), fault);
    std::ofstream file(whole, std::ios::binary | std::ios::trunc);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    file.close();
    return file ? absl::OkStatus()
                : absl::FailedPreconditionError(absl::StrCat(
                      whole, ": cannot be written; is the disk full?"));
  }

  // INVARIANT (tiles first): a checkpoint is there once everything it covers
  // is on disk. Partial files of earlier sizes go last.
  absl::Status Finish(absl::string_view checkpoint) {
    const int fd = open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool synced = fd >= 0 && syncfs(fd) == 0;
    if (fd >= 0) close(fd);
    if (!synced) {
      return absl::FailedPreconditionError(
          absl::StrCat(folder_, ": cannot be synced; is the disk full?"));
    }
    KITH_RETURN_IF_ERROR(
        ReplaceFile(In(folder_, "checkpoint"), checkpoint, Readers::kOwner));
    RemoveOldPartial();
    return absl::OkStatus();
  }

  std::uint64_t rewritten() const { return rewritten_; }

 private:
  void RemoveOldPartial() const {
    std::vector<fs::path> old;
    std::error_code ignored;
    for (const auto& entry :
         fs::recursive_directory_iterator(In(folder_, "tile"), ignored)) {
      const std::string path = entry.path().string();
      if (!entry.is_directory() && absl::StrContains(path, ".p/") &&
          !partial_.contains(path)) {
        old.push_back(entry.path());
      }
    }
    for (const fs::path& path : old) {
      fs::remove(path, ignored);
      fs::remove(path.parent_path(), ignored);  // If nothing is left in it.
    }
  }

  const std::string folder_;
  std::set<std::string> partial_;
  std::uint64_t rewritten_ = 0;
};

// What both notes say without who signed it.
absl::string_view Text(const SignedLog& log) {
  return absl::string_view(log.note).substr(0, log.note.find("\n\n"));
}

class Mirror {
 public:
  Mirror(std::string folder, const MirrorProgress& progress)
      : folder_(std::move(folder)), progress_(progress) {}

  absl::Status Open(const EvidenceFrame& evidence);
  absl::Status Take(const SignedLog& shown);
  const Network& network() const { return *network_; }
  absl::StatusOr<MirrorReport> Report() &&;

 private:
  absl::Status TakeNetwork(const Network& shown);
  absl::Status CheckNotes() const;
  absl::StatusOr<bool> Contradicts(const SignedLog& shown);
  absl::StatusOr<std::uint64_t> Copy(const SignedLog& shown,
                                     const std::string& to);
  absl::Status Add(const SignedLog& shown);
  absl::Status KeepBoth(const SignedLog& shown);
  std::string Inside(absl::string_view name) const { return In(folder_, name); }

  const std::string folder_;
  const MirrorProgress& progress_;
  std::shared_ptr<const Network> network_;
  std::optional<SignedLog> held_;
  MirrorReport report_;
};

// A folder that is a mirror, or is to become one: nobody else's.
absl::StatusOr<FileLock> LockMirror(const std::string& folder) {
  const bool is_new = !FileExists(In(folder, "network.kith")) &&
                      !FileExists(In(folder, "mirror.lock"));
  if (is_new) KITH_RETURN_IF_ERROR(MakeEmptyFolder(folder));
  absl::StatusOr<FileLock> lock = FileLock::Take(In(folder, "mirror"));
  if (lock.ok() || absl::IsPermissionDenied(lock.status())) return lock;
  return absl::FailedPreconditionError(
      absl::StrCat(folder, ": another run works on this mirror; try again"));
}

absl::Status Mirror::Open(const EvidenceFrame& evidence) {
  if (!FileExists(Inside("network.kith"))) {
    report_.begun = true;
    network_ = evidence.network;
    return ReplaceFile(Inside("network.kith"), network_->signed_bytes(),
                       Readers::kOwner);
  }
  KITH_ASSIGN_OR_RETURN(
      const std::string bytes,
      ReadEvidenceFile(folder_, "network.kith", kMostNetworkBytes));
  KITH_ASSIGN_OR_RETURN(network_, Network::FromSigned(bytes));
  KITH_RETURN_IF_ERROR(TakeNetwork(*evidence.network));
  if (FileExists(Inside("log/checkpoint"))) {
    KITH_ASSIGN_OR_RETURN(held_, OpenSignedLog(Inside("log"), *network_));
  }
  return CheckNotes();
}

// INVARIANT (a mirror never goes back): it held whatever it has a note of.
absl::Status Mirror::CheckNotes() const {
  const std::uint64_t held = held_.has_value() ? held_->size() : 0;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(Inside("notes"), none)) {
    std::uint64_t size = 0;
    if (absl::SimpleAtoi(entry.path().filename().string(), &size) &&
        size > held) {
      return absl::DataLossError(absl::StrCat(
          entry.path().string(),
          ": is of a larger log than the mirror holds; "
          "the mirror was changed: keep it as it is, and begin another"));
    }
  }
  return absl::OkStatus();
}

// A later version, if it is one.
absl::Status Mirror::TakeNetwork(const Network& shown) {
  const auto& ours = network_->file().broker();
  const auto& theirs = shown.file().broker();
  if (shown.id() != network_->id() ||
      theirs.log_origin() != ours.log_origin() ||
      theirs.log_key() != ours.log_key()) {
    return absl::UnauthenticatedError(
        "network.kith: names another partnership or another key of the "
        "broker's log than this mirror was begun with; ask the administrator, "
        "by telephone, and begin another mirror if that is right");
  }
  if (shown.file().version() <= network_->file().version()) {
    return absl::OkStatus();
  }
  // Evidence holds no versions between: those who signed the held one vouch.
  network::v1::SignedFile signed_file;
  if (!signed_file.ParseFromString(shown.signed_bytes())) {
    return absl::UnauthenticatedError("network.kith: cannot be read");
  }
  const absl::Status follows = CheckSigned(network_->file(), signed_file);
  if (!follows.ok()) {
    return absl::UnauthenticatedError(
        absl::StrCat("network.kith: by the administrators of the version that "
                     "the mirror holds: ",
                     follows.message()));
  }
  KITH_ASSIGN_OR_RETURN(network_, Network::FromSigned(shown.signed_bytes()));
  return ReplaceFile(Inside("network.kith"), network_->signed_bytes(),
                     Readers::kOwner);
}

// Reads the larger of the two through; the other's root must be in it.
absl::StatusOr<bool> Mirror::Contradicts(const SignedLog& shown) {
  if (!held_.has_value()) {
    KITH_RETURN_IF_ERROR(ReadThrough(shown, 0, progress_, &Nothing).status());
    return false;
  }
  if (shown.size() > held_->size()) {
    KITH_ASSIGN_OR_RETURN(const Hash root, ReadThrough(shown, held_->size(),
                                                       progress_, &Nothing));
    return root != held_->checkpoint.root;
  }
  const auto root = ReadThrough(*held_, shown.size(), progress_, &Nothing);
  if (!root.ok()) {
    return absl::DataLossError(absl::StrCat(
        root.status().message(),
        ". The mirror itself was changed: keep it as it is, and begin "
        "another"));
  }
  return *root != shown.checkpoint.root;
}

absl::Status Mirror::Take(const SignedLog& shown) {
  report_.held = held_.has_value() ? held_->size() : 0;
  report_.shown = shown.size();
  KITH_ASSIGN_OR_RETURN(report_.contradicts, Contradicts(shown));
  if (report_.contradicts) {
    // That it cannot be kept does not make it less true.
    report_.not_kept = std::string(KeepBoth(shown).message());
    return absl::OkStatus();
  }
  if (!held_.has_value() || shown.size() > held_->size()) {
    KITH_RETURN_IF_ERROR(Add(shown));
  }
  KITH_RETURN_IF_ERROR(MakeFolder(Inside("notes")));
  return ReplaceFile(Inside(absl::StrCat("notes/", shown.size())), shown.note,
                     Readers::kOwner);
}

// How many files that were there already had to be written again.
absl::StatusOr<std::uint64_t> Mirror::Copy(const SignedLog& shown,
                                           const std::string& to) {
  KITH_RETURN_IF_ERROR(MakeFolder(to));
  FolderFiller filler(to);
  KITH_RETURN_IF_ERROR(
      ReadThrough(shown, 0, progress_,
                  [&](const std::string& path, absl::string_view bytes) {
                    return filler.Write(path, bytes);
                  })
          .status());
  KITH_RETURN_IF_ERROR(filler.Finish(shown.note));
  return filler.rewritten();
}

absl::Status Mirror::Add(const SignedLog& shown) {
  KITH_ASSIGN_OR_RETURN(report_.rewritten, Copy(shown, Inside("log")));
  return absl::OkStatus();
}

// Two notes of one size speak for themselves. Of two sizes the larger log's
// tiles show that it does not begin with the smaller: the mirror keeps its own.
absl::Status Mirror::KeepBoth(const SignedLog& shown) {
  const Hash both = Sha256(absl::StrCat(Text(*held_), "\n", Text(shown)));
  const std::string kept = Inside(absl::StrCat(
      "contradictions/",
      absl::BytesToHexString(HashView(both).substr(0, kNameBytes))));
  if (FileExists(In(kept, "whole"))) return absl::OkStatus();
  KITH_RETURN_IF_ERROR(MakeFolder(kept));
  KITH_RETURN_IF_ERROR(
      ReplaceFile(In(kept, "shown"), shown.note, Readers::kOwner));
  KITH_RETURN_IF_ERROR(ReplaceFile(In(kept, "network.kith"),
                                   network_->signed_bytes(), Readers::kOwner));
  KITH_RETURN_IF_ERROR(
      ReplaceFile(In(kept, "held"), held_->note, Readers::kOwner));
  if (shown.size() > held_->size()) {
    KITH_RETURN_IF_ERROR(Copy(shown, In(kept, "log")).status());
  }
  // Last: without it the folder is made again.
  return ReplaceFile(In(kept, "whole"), "", Readers::kOwner);
}

absl::StatusOr<MirrorReport> Mirror::Report() && {
  report_.network = network_->file().name();
  report_.network_sha256 = absl::BytesToHexString(HashView(network_->hash()));
  report_.mirror = folder_;
  std::error_code none;
  for (const auto& entry :
       fs::directory_iterator(Inside("contradictions"), none)) {
    report_.contradictions.push_back(entry.path().string());
  }
  std::sort(report_.contradictions.begin(), report_.contradictions.end());
  return std::move(report_);
}

}  // namespace

absl::StatusOr<MirrorReport> TakeIntoMirror(const std::string& mirror,
                                            const std::string& evidence,
                                            const MirrorProgress& progress) {
  KITH_ASSIGN_OR_RETURN(const EvidenceFrame frame, ReadEvidenceFrame(evidence));
  // Before the mirror is begun with it.
  KITH_RETURN_IF_ERROR(
      OpenSignedLog(In(evidence, "broker"), *frame.network).status());
  KITH_ASSIGN_OR_RETURN(const FileLock lock, LockMirror(mirror));
  Mirror taking(mirror, progress);
  KITH_RETURN_IF_ERROR(taking.Open(frame));
  KITH_ASSIGN_OR_RETURN(
      const SignedLog shown,
      OpenSignedLog(In(evidence, "broker"), taking.network()));
  KITH_RETURN_IF_ERROR(taking.Take(shown));
  return std::move(taking).Report();
}

}  // namespace kith::deploy
