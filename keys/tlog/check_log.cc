// SPDX-License-Identifier: Apache-2.0
#include "keys/tlog/check_log.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "keys/base/status_macros.h"
#include "keys/sealing.h"
#include "keys/tlog/audit_log.h"
#include "keys/tlog/leaf.h"
#include "keys/tlog/merkle.h"
#include "keys/tlog/restored_leaves.h"

namespace kith::tlog {
namespace {

constexpr char kEntries[] =
    "SELECT leaf.position, bytes, agency, key, sealed, leaf_detail.position "
    "FROM leaf LEFT JOIN leaf_detail ON leaf_detail.position = leaf.position "
    "ORDER BY leaf.position";
constexpr char kDetailsAlone[] =
    "SELECT position FROM leaf_detail "
    "WHERE position NOT IN (SELECT position FROM leaf)";
constexpr char kChains[] =
    "SELECT agency, sequence, previous FROM agency_chain ORDER BY agency";

constexpr char kRestoreDetail[] =
    "keep this file; take the entry's opening from the agency's evidence";

std::string LeafAt(std::uint64_t position) {
  return absl::StrCat("leaf ", position);
}
std::string DetailAt(std::uint64_t position) {
  return absl::StrCat("leaf_detail ", position);
}

// One pass over a log, in order of position.
class LogCheck {
 public:
  LogCheck(SealedDb& db, const std::function<void(const FoundEntry&)>& visit,
           Faults& faults)
      : db_(db), visit_(visit), faults_(faults) {}

  absl::Status ReadEntries();
  absl::Status CompareChains();
  void CompareErased();
  // Leaves alone are those that were taken from a mirror, and no others.
  void CompareRestored() { result_.restored = restored_.Compare(faults_); }
  // Of a checkpoint whose signature holds.
  void CompareHead(const Checkpoint& seen);
  CheckedLog Result(const std::string& origin) {
    result_.leaves = tree_.size();
    result_.head = {origin, tree_.size(), tree_.Root()};
    return result_;
  }

 private:
  struct Chain {
    std::uint64_t sequence = 0;
    std::string previous = NoPublicPart();
  };

  void ReadEntry(const Statement& row);
  void CheckPosition(std::int64_t position);
  // nullopt if the leaf cannot be read.
  std::optional<Leaf> CheckLeaf(std::uint64_t position,
                                absl::string_view bytes);
  void CheckDetail(const Statement& row, std::uint64_t position,
                   const std::optional<Leaf>& leaf, const Hash& leaf_hash);
  void CheckOpening(const log::v1::Opening& opening, std::uint64_t position,
                    Chain& chain);
  void CheckErasing(const log::v1::Opening& opening, std::uint64_t position);

  SealedDb& db_;
  const std::function<void(const FoundEntry&)>& visit_;
  Faults& faults_;
  CheckedLog result_;
  MerkleTree tree_;
  bool whole_ = true;  // No gap so far: positions in the tree are the rows'.
  std::int64_t next_ = 0;
  absl::Time last_time_ = absl::InfinitePast();
  std::map<std::string, Chain> chains_;
  // Whose opening is gone, until an entry says so.
  std::map<std::uint64_t, std::string> unexplained_;
  RestoredLeaves restored_;
};

absl::Status LogCheck::ReadEntries() {
  {
    KITH_ASSIGN_OR_RETURN(Statement rows, db_.Prepare(kEntries));
    while (true) {
      KITH_ASSIGN_OR_RETURN(const bool more, rows.Step());
      if (!more) break;
      ReadEntry(rows);
    }
  }
  KITH_ASSIGN_OR_RETURN(Statement alone, db_.Prepare(kDetailsAlone));
  while (true) {
    KITH_ASSIGN_OR_RETURN(const bool more, alone.Step());
    if (!more) return absl::OkStatus();
    faults_.Add(absl::StrCat("leaf_detail ", alone.Int(0)),
                "stands beside no leaf", kRestoreTheLog);
  }
}

void LogCheck::ReadEntry(const Statement& row) {
  CheckPosition(row.Int(0));
  const auto position = static_cast<std::uint64_t>(row.Int(0));
  const std::optional<Leaf> leaf = CheckLeaf(position, row.Bytes(1));
  const Hash hash = LeafHash(row.Bytes(1));
  tree_.Append(hash);
  if (row.IsNull(5)) {
    restored_.FoundAlone(position);
    return;
  }
  CheckDetail(row, position, leaf, hash);
}

void LogCheck::CheckPosition(std::int64_t position) {
  if (position != next_) {
    whole_ = false;
    const std::int64_t last = position - 1;
    faults_.Add(LeafAt(static_cast<std::uint64_t>(next_)),
                last > next_ ? absl::StrCat("is missing, up to leaf ", last)
                             : "is missing",
                kRestoreTheLog);
  }
  next_ = position + 1;
}

std::optional<Leaf> LogCheck::CheckLeaf(std::uint64_t position,
                                        absl::string_view bytes) {
  const absl::StatusOr<Leaf> leaf = ParseLeaf(bytes);
  if (!leaf.ok()) {
    faults_.Add(LeafAt(position), "is no leaf: a wrong length or version",
                kRestoreTheLog);
    return std::nullopt;
  }
  if (leaf->index != position) {
    faults_.Add(LeafAt(position),
                absl::StrCat("says that it is leaf ", leaf->index),
                kRestoreTheLog);
  }
  if (leaf->time < last_time_) {
    faults_.Add(LeafAt(position), "is older than the leaf before it",
                kRestoreTheLog);
  }
  last_time_ = std::max(last_time_, leaf->time);
  return *leaf;
}

void LogCheck::CheckDetail(const Statement& row, std::uint64_t position,
                           const std::optional<Leaf>& leaf,
                           const Hash& leaf_hash) {
  const std::string agency(row.Bytes(2));
  Chain& chain = chains_[agency];
  FoundEntry found{position, agency, nullptr};
  log::v1::Opening opening;
  if (row.IsNull(3) != row.IsNull(4)) {
    faults_.Add(DetailAt(position), "is half erased: a key without its opening",
                kRestoreDetail);
  } else if (row.IsNull(3)) {
    ++result_.erased;
    unexplained_[position] = agency;
  } else {
    const absl::StatusOr<std::string> plain =
        Unseal(row.Bytes(3), row.Bytes(4), BigEndian64(position));
    if (!plain.ok() || plain->size() < kSaltBytes + kHashBytes ||
        !opening.ParseFromString(plain->substr(kSaltBytes + kHashBytes))) {
      faults_.Add(DetailAt(position), "does not open under its key",
                  kRestoreDetail);
    } else {
      const std::string sealed = SealOpening(
          plain->substr(0, kSaltBytes), plain->substr(kSaltBytes + kHashBytes));
      if (leaf.has_value() &&
          Commitment(sealed, plain->substr(kSaltBytes, kHashBytes)) !=
              leaf->commitment) {
        faults_.Add(DetailAt(position), "is not what its leaf commits to",
                    kRestoreDetail);
      }
      if (opening.agency() != agency) {
        faults_.Add(DetailAt(position),
                    "stands under another agency than it "
                    "was made for",
                    kRestoreDetail);
      }
      ++result_.openings;
      found.opening = &opening;
      CheckOpening(opening, position, chain);
    }
  }
  // After an entry that cannot be read, on from where the next one stands.
  chain.sequence =
      found.opening != nullptr ? opening.agency_sequence() : chain.sequence + 1;
  chain.previous = HashBytes(leaf_hash);
  visit_(found);
}

void LogCheck::CheckOpening(const log::v1::Opening& opening,
                            std::uint64_t position, Chain& chain) {
  if (opening.agency_sequence() != chain.sequence + 1) {
    faults_.Add(
        DetailAt(position),
        absl::StrCat("is its agency's entry ", opening.agency_sequence(),
                     ", where entry ", chain.sequence + 1, " should stand"),
        kRestoreTheLog);
  }
  if (opening.agency_previous() != chain.previous) {
    faults_.Add(DetailAt(position),
                "does not follow its agency's entry before it", kRestoreTheLog);
  }
  if (opening.event() == log::v1::EVENT_ERASED) CheckErasing(opening, position);
  if (opening.event() == log::v1::EVENT_RESTORE) {
    restored_.Said(opening.detail(), position, faults_);
  }
}

void LogCheck::CheckErasing(const log::v1::Opening& opening,
                            std::uint64_t position) {
  log::v1::ErasedDetail detail;
  if (!detail.ParseFromString(opening.detail())) {
    faults_.Add(DetailAt(position), "does not say what was erased",
                kRestoreDetail);
    return;
  }
  for (const std::uint64_t index : detail.indexes()) {
    const auto erased = unexplained_.find(index);
    if (erased == unexplained_.end() || erased->second != opening.agency()) {
      faults_.Add(DetailAt(index),
                  absl::StrCat("is there, though leaf ", position,
                               " says that it was erased"),
                  "erase it again: its key must not come back");
    } else {
      unexplained_.erase(erased);
    }
  }
}

void LogCheck::CompareErased() {
  for (const auto& [position, agency] : unexplained_) {
    faults_.Add(DetailAt(position),
                "is erased, and no later entry of its agency says so",
                kRestoreDetail);
  }
}

absl::Status LogCheck::CompareChains() {
  std::map<std::string, Chain> found = chains_;
  KITH_ASSIGN_OR_RETURN(Statement rows, db_.Prepare(kChains));
  while (true) {
    KITH_ASSIGN_OR_RETURN(const bool more, rows.Step());
    if (!more) break;
    const std::string agency(rows.Bytes(0));
    const auto chain = found.find(agency);
    if (chain == found.end()) {
      faults_.Add(absl::StrCat("agency_chain ", agency),
                  "is of an agency without entries", kRestoreTheLog);
      continue;
    }
    if (static_cast<std::int64_t>(chain->second.sequence) != rows.Int(1) ||
        chain->second.previous != rows.Bytes(2)) {
      faults_.Add(absl::StrCat("agency_chain ", agency),
                  "does not stand at the agency's newest entry",
                  kRestoreTheLog);
    }
    found.erase(chain);
  }
  for (const auto& [agency, chain] : found) {
    faults_.Add(absl::StrCat("agency_chain ", agency), "is missing",
                kRestoreTheLog);
  }
  return absl::OkStatus();
}

void LogCheck::CompareHead(const Checkpoint& seen) {
  if (seen.size > tree_.size()) {
    faults_.Add("leaf",
                absl::StrCat("holds ", tree_.size(), " entries, and ",
                             seen.size, " were signed before"),
                kRestoreTheLog);
  } else if (whole_ && tree_.Root(seen.size) != seen.root) {
    faults_.Add("leaf",
                absl::StrCat("does not begin with the ", seen.size,
                             " entries that were signed before"),
                kRestoreTheLog);
  }
}

}  // namespace

void Faults::Add(std::string where, std::string what, std::string next) {
  ++count_;
  if (kept_.size() == kKept) return;
  kept_.push_back({std::move(where), std::move(what), std::move(next)});
}

absl::StatusOr<CheckedLog> CheckLog(
    SealedDb& db, const LogToCheck& log,
    const std::function<void(const FoundEntry&)>& visit, Faults& faults) {
  std::vector<Checkpoint> seen;
  for (const std::string& note : log.checkpoints) {
    const auto checkpoint = OpenCheckpoint(note, log.origin, log.public_key);
    if (!checkpoint.ok()) {
      return absl::InvalidArgumentError(
          "the checkpoint is not of this log, or its signature does not hold");
    }
    seen.push_back(*checkpoint);
  }
  LogCheck check(db, visit, faults);
  KITH_RETURN_IF_ERROR(check.ReadEntries());
  check.CompareRestored();
  KITH_RETURN_IF_ERROR(check.CompareChains());
  check.CompareErased();
  for (const Checkpoint& checkpoint : seen) check.CompareHead(checkpoint);
  return check.Result(log.origin);
}

}  // namespace kith::tlog
