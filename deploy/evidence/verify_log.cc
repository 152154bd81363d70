// SPDX-License-Identifier: Apache-2.0
#include "deploy/evidence/verify_log.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "deploy/evidence/erasures.h"
#include "deploy/evidence/log_folder.h"
#include "deploy/evidence/opening_form.h"
#include "deploy/evidence/said_missing.h"
#include "deploy/kith/files.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"
#include "keys/tlog/leaf.h"
#include "keys/tlog/merkle.h"
#include "keys/tlog/tiles.h"

namespace kith::deploy {
namespace {

namespace fs = std::filesystem;
using log::v1::LeafOpening;
using log::v1::Opening;

constexpr std::size_t kMostFindings = 200;
constexpr std::size_t kMostNoteBytes = 64 << 10;
constexpr std::size_t kMostTileBytes = 64 << 10;
constexpr std::size_t kSaltBytes = 32;

// One pass over a log: leaves, tiles and openings side by side.
class Pass {
 public:
  Pass(const LogToVerify& log, SaidMissing said,
       const std::function<void(const OpenedEntry&)>& visit, Findings& findings)
      : log_(log),
        erased_(std::move(said.erased)),
        erasures_(log, std::move(said.erasures), findings),
        visit_(visit),
        findings_(findings) {
    verified_.restored = std::move(said.restored);
    verified_.erased_why = std::move(said.reasons);
  }

  absl::Status Begin() {
    KITH_ASSIGN_OR_RETURN(openings_, OpeningsReader::Open(log_.folder));
    return NextOpening();
  }
  absl::Status Bundle(std::uint64_t index, std::size_t width);
  absl::Status End(const tlog::Checkpoint& checkpoint);
  const VerifiedLog& verified() const { return verified_; }

 private:
  void Find(absl::string_view what) { findings_.Add(log_.name, what); }
  absl::Status NextOpening() {
    KITH_ASSIGN_OR_RETURN(opening_, openings_->Next());
    return absl::OkStatus();
  }
  absl::Status Tile(const std::string& path, absl::string_view wanted);
  absl::Status Leaf(const std::string& bytes);
  void CheckLeaf(const std::string& bytes);
  void CheckRestored(std::uint64_t index, bool is_there);
  absl::Status Open(const LeafOpening& opening, const std::string& leaf);
  void Follow(const Opening& opening, const std::string& leaf);
  absl::Status CheckNothingElse();

  const LogToVerify& log_;
  const std::vector<SaidMissing::Erased> erased_;
  Erasures erasures_;
  const std::function<void(const OpenedEntry&)>& visit_;
  Findings& findings_;
  VerifiedLog verified_;
  tlog::TileMaker tiles_;
  std::optional<OpeningsReader> openings_;
  std::optional<LeafOpening> opening_;  // The next one.
  std::size_t next_erased_ = 0;
  std::size_t next_said_ = 0;      // Of the ranges, by whose entry it is.
  std::size_t next_restored_ = 0;  // Of the ranges, by where they end.
  // By how much an entry's number is ahead of its place: said once.
  std::uint64_t ahead_ = 0;
  // Of the agency's entry before.
  std::uint64_t sequence_ = 0;
  std::string previous_ = std::string(kHashBytes, '\0');
};

// The bundle of that width; if it is not there, one of another width is a log
// that is longer or shorter than was signed.
std::string BundleThere(const std::string& folder, std::uint64_t index,
                        std::size_t width) {
  const std::string wanted = tlog::BundlePath(index, width);
  if (FileExists(In(folder, wanted))) return wanted;
  for (std::size_t other = 1; other <= tlog::kTileWidth; ++other) {
    const std::string path = tlog::BundlePath(index, other);
    if (FileExists(In(folder, path))) return path;
  }
  return wanted;
}

absl::Status Pass::Bundle(std::uint64_t index, std::size_t width) {
  const std::string path = BundleThere(log_.folder, index, width);
  KITH_ASSIGN_OR_RETURN(const std::string bytes,
                        ReadEvidenceFile(log_.folder, path, kMostTileBytes));
  KITH_ASSIGN_OR_RETURN(const std::vector<std::string> leaves,
                        ParseBundle(In(log_.folder, path), bytes));
  if (leaves.size() != width) {
    Find(absl::StrCat("its entries from ", index * tlog::kTileWidth, " on are ",
                      leaves.size(), " and should be ", width,
                      ": entries were removed or added"));
  }
  for (const std::string& leaf : leaves) KITH_RETURN_IF_ERROR(Leaf(leaf));
  return absl::OkStatus();
}

// Tiles are made again from the entries: what stands there must be the same.
absl::Status Pass::Tile(const std::string& path, absl::string_view wanted) {
  // A bundle was read already, or could not be.
  if (path.starts_with("tile/entries/")) return absl::OkStatus();
  KITH_ASSIGN_OR_RETURN(const std::string bytes,
                        ReadEvidenceFile(log_.folder, path, kMostTileBytes));
  if (bytes != wanted) {
    Find(absl::StrCat("the hashes in ", path, " are not those of its entries"));
  }
  return absl::OkStatus();
}

absl::Status Pass::Leaf(const std::string& bytes) {
  const std::uint64_t index = tiles_.size();
  CheckLeaf(bytes);
  KITH_RETURN_IF_ERROR(tiles_.Add(
      bytes, [this](const std::string& path, absl::string_view wanted) {
        return Tile(path, wanted);
      }));
  const bool erased =
      next_erased_ < erased_.size() && erased_[next_erased_].index == index;
  if (erased) {
    erasures_.Erased(erased_[next_erased_].by, verified_.newest);
    ++next_erased_;
    ++sequence_;
    previous_ = HashBytes(tlog::LeafHash(bytes));
    verified_.erased.push_back({index, verified_.newest});
  }
  bool opened = false;
  while (opening_.has_value() && opening_->index() <= index) {
    if (opening_->index() < index || opened) {
      Find(absl::StrCat("an opening of entry ", opening_->index(),
                        " is there again or in the wrong place"));
    } else if (erased) {
      Find(absl::StrCat("entry ", index,
                        " is said to be erased and can still be opened"));
    } else {
      opened = true;
      KITH_RETURN_IF_ERROR(Open(*opening_, bytes));
    }
    KITH_RETURN_IF_ERROR(NextOpening());
  }
  CheckRestored(index, opened || erased);
  if (log_.all_its_own && !opened && !erased) {
    Find(absl::StrCat("entry ", index,
                      " cannot be read, and nothing says that it was erased"));
  }
  return absl::OkStatus();
}

// Both what is said and who says so ascend: each is walked once.
void Pass::CheckRestored(std::uint64_t index, bool is_there) {
  std::vector<VerifiedLog::Restored>& restored = verified_.restored;
  if (next_said_ < restored.size() && restored[next_said_].index == index) {
    restored[next_said_++].time = verified_.newest;
  }
  while (next_restored_ < restored.size() &&
         restored[next_restored_].end <= index) {
    ++next_restored_;
  }
  if (is_there && next_restored_ < restored.size() &&
      restored[next_restored_].first <= index) {
    Find(absl::StrCat("entry ", index,
                      " is said to have been taken from a mirror, and is "
                      "known to the broker all the same"));
  }
}

void Pass::CheckLeaf(const std::string& bytes) {
  const std::uint64_t index = tiles_.size();
  const auto leaf = tlog::ParseLeaf(bytes);
  if (!leaf.ok()) {
    Find(absl::StrCat("entry ", index, " cannot be read"));
    return;
  }
  if (leaf->index - index != ahead_) {
    ahead_ = leaf->index - index;
    Find(absl::StrCat("entry ", leaf->index, " stands where entry ", index,
                      " should be: an entry was removed, added or moved"));
  } else if (leaf->time < verified_.newest) {
    Find(absl::StrCat("entry ", index, " is older than the one before"));
  }
  verified_.newest = leaf->time;
  log_.each_leaf(*leaf);
}

// The entry, if the opening is that of its leaf.
absl::Status Pass::Open(const LeafOpening& opening, const std::string& leaf) {
  const std::uint64_t index = opening.index();
  const auto parsed = tlog::ParseLeaf(leaf);
  OpenedEntry entry{.index = index,
                    .time = verified_.newest,
                    .opening = {},
                    .public_part = opening.public_part()};
  if (!parsed.ok() || opening.leaf() != leaf ||
      opening.salt().size() != kSaltBytes ||
      tlog::Commitment(tlog::SealOpening(opening.salt(), opening.opening()),
                       opening.public_part()) != parsed->commitment) {
    Find(absl::StrCat("the opening of entry ", index,
                      " is not what was logged"));
    return absl::OkStatus();
  }
  absl::StatusOr<Opening> read = ReadOpening(opening.opening());
  if (!read.ok()) {
    return absl::InvalidArgumentError(absl::StrCat(
        log_.name, ": entry ", index, " ", read.status().message()));
  }
  entry.opening = *std::move(read);
  if (entry.opening.agency() != log_.agency) {
    Find(absl::StrCat("entry ", index, " is another agency's"));
    return absl::OkStatus();
  }
  Follow(entry.opening, leaf);
  if (entry.opening.event() != log::v1::EVENT_RELEASED &&
      entry.public_part != tlog::NoPublicPart()) {
    Find(absl::StrCat("entry ", index, " says openly what it should not"));
  }
  ++verified_.opened;
  visit_(entry);
  return absl::OkStatus();
}

// That none of the agency's entries is missing: dense numbers, each naming the
// one before.
void Pass::Follow(const Opening& opening, const std::string& leaf) {
  const std::uint64_t index = opening_->index();
  if (opening.agency_sequence() != sequence_ + 1) {
    Find(absl::StrCat("before entry ", index,
                      " an entry of yours is missing (number ", sequence_ + 1,
                      " was expected, ", opening.agency_sequence(),
                      " stands there)"));
  } else if (opening.agency_previous() != previous_) {
    Find(absl::StrCat("entry ", index,
                      " does not follow from your entry before it"));
  }
  sequence_ = opening.agency_sequence();
  previous_ = HashBytes(tlog::LeafHash(leaf));
}

absl::Status Pass::End(const tlog::Checkpoint& checkpoint) {
  for (; opening_.has_value();) {
    Find(absl::StrCat("an opening of entry ", opening_->index(),
                      ", which the log does not hold"));
    KITH_RETURN_IF_ERROR(NextOpening());
  }
  erasures_.Finish();
  verified_.sooner_under_another = erasures_.sooner_under_another();
  verified_.entries = tiles_.size();
  if (tiles_.size() != checkpoint.size) {
    Find(absl::StrCat("it is signed for ", checkpoint.size,
                      " entries and holds ", tiles_.size(),
                      ": entries were removed or added"));
    return absl::OkStatus();
  }
  KITH_RETURN_IF_ERROR(tiles_.EmitPartial(
      [this](const std::string& path, absl::string_view wanted) {
        return Tile(path, wanted);
      }));
  if (tiles_.Root() != checkpoint.root) {
    Find("its entries are not those that were signed: one was changed");
  }
  return CheckNothingElse();
}

// Every file there is one that was looked at.
absl::Status Pass::CheckNothingElse() {
  std::uint64_t files = 0;
  std::error_code fault;
  for (const auto& entry :
       fs::recursive_directory_iterator(log_.folder, fault)) {
    if (!entry.is_directory()) ++files;
  }
  const std::uint64_t wanted = 2 + tlog::TileCount(tiles_.size());
  if (fault || files == wanted) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(log_.folder, ": holds ", files,
                                                 " files and should hold ",
                                                 wanted, "; export it again"));
}

}  // namespace

bool VerifiedLog::HasRestored(std::uint64_t first, std::uint64_t end) const {
  const auto at = std::partition_point(
      restored.begin(), restored.end(),
      [&](const Restored& one) { return one.end <= first; });
  return at != restored.end() && at->first < end;
}

bool VerifiedLog::HasErased(std::uint64_t first, std::uint64_t end) const {
  const auto at = std::partition_point(
      erased.begin(), erased.end(),
      [&](const Erased& one) { return one.index < first; });
  return at != erased.end() && at->index < end;
}

void Findings::Add(absl::string_view log, absl::string_view what) {
  ++count_;
  if (said_.size() < kMostFindings) {
    said_.push_back(absl::StrCat(log, log.empty() ? "" : ": ", what));
  }
}

absl::StatusOr<VerifiedLog> VerifyLog(
    const LogToVerify& log,
    const std::function<void(const OpenedEntry&)>& visit,
    const std::function<void(std::uint64_t done, std::uint64_t wanted)>&
        progress,
    Findings& findings) {
  KITH_ASSIGN_OR_RETURN(
      const std::string note,
      ReadEvidenceFile(log.folder, "checkpoint", kMostNoteBytes));
  const auto checkpoint =
      tlog::OpenCheckpoint(note, log.origin, log.public_key);
  if (!checkpoint.ok()) {
    findings.Add(log.name, "its signature does not hold");
    return VerifiedLog();
  }
  KITH_ASSIGN_OR_RETURN(SaidMissing said,
                        ReadSaidMissing(log, checkpoint->size, findings));
  Pass pass(log, std::move(said), visit, findings);
  KITH_RETURN_IF_ERROR(pass.Begin());
  for (std::uint64_t at = 0; at < checkpoint->size; at += tlog::kTileWidth) {
    const auto width = static_cast<std::size_t>(
        std::min<std::uint64_t>(tlog::kTileWidth, checkpoint->size - at));
    KITH_RETURN_IF_ERROR(pass.Bundle(at / tlog::kTileWidth, width));
    progress(at + width, checkpoint->size);
  }
  KITH_RETURN_IF_ERROR(pass.End(*checkpoint));
  VerifiedLog verified = pass.verified();
  const auto cosigned = tlog::OpenCosignatures(note, log.origin, log.cosigners);
  if (cosigned.ok()) {
    verified.cosigned = *cosigned;
  } else {
    findings.Add(log.name, "a signature beside its own does not hold");
  }
  return verified;
}

}  // namespace kith::deploy
