// SPDX-License-Identifier: Apache-2.0
#include "keys/tlog/restore_log.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"
#include "keys/tlog/leaf.h"
#include "keys/tlog/tiles.h"

namespace kith::tlog {
namespace {

// What a database holds of a log.
struct Own {
  std::uint64_t size = 0;
  Hash root = {};
  Hash root_at = {};  // Of its first entries, as many as were asked for.
};

absl::Status Nothing(const std::string&, absl::string_view) {
  return absl::OkStatus();
}

absl::StatusOr<Own> ReadOwn(SealedDb& db, std::uint64_t of) {
  KITH_ASSIGN_OR_RETURN(
      Statement rows,
      db.Prepare("SELECT position, bytes FROM leaf ORDER BY position"));
  TileMaker tree;
  Own own;
  while (true) {
    if (tree.size() == of) own.root_at = tree.Root();
    KITH_ASSIGN_OR_RETURN(const bool more, rows.Step());
    if (!more) {
      own.size = tree.size();
      own.root = tree.Root();
      return own;
    }
    if (rows.Int(0) != static_cast<std::int64_t>(tree.size())) {
      return absl::DataLossError(
          absl::StrCat("the database's log has no entry ", tree.size()));
    }
    KITH_RETURN_IF_ERROR(tree.Add(rows.Bytes(1), Nothing));
  }
}

absl::Status NothingMissing(std::uint64_t own, std::uint64_t mirror) {
  return absl::AlreadyExistsError(absl::StrCat("the database has ", own,
                                               " log entries and the mirror ",
                                               mirror, ": nothing to recover"));
}

absl::Status Contradict(std::uint64_t own, std::uint64_t mirror) {
  return absl::AbortedError(absl::StrCat(
      "the database and the mirror contradict each other: the ", own,
      " log entries of the database are not the first of the mirror's ",
      mirror));
}

// Adds what is missing; when it was made, the newest of it.
absl::StatusOr<absl::Time> AddLeaves(
    SealedDb& db, const TileFolder& mirror, const Own& own,
    const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
  absl::Time newest = absl::InfinitePast();
  TileMaker beginning;
  const auto begins_alike = [&] {
    return beginning.size() < own.size || beginning.Root() == own.root;
  };
  KITH_RETURN_IF_ERROR(ReadTileFolder(
      mirror,
      [&](std::uint64_t index, absl::string_view bytes) -> absl::Status {
        if (index < own.size) return beginning.Add(bytes, Nothing);
        // Before anything is added: what is beyond fits nothing.
        if (index == own.size && !begins_alike()) {
          return Contradict(own.size, mirror.checkpoint.size);
        }
        KITH_ASSIGN_OR_RETURN(const Leaf leaf, ParseLeaf(bytes));
        newest = std::max(newest, leaf.time);
        return WriteLeaf(db, index, bytes);
      },
      progress));
  return newest;
}

absl::StatusOr<RestoredLog> Restore(
    SealedDb& db, const LogToRestore& from, Random& random,
    const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
  const std::uint64_t end = from.mirror.checkpoint.size;
  KITH_ASSIGN_OR_RETURN(const Own own, ReadOwn(db, end));
  if (own.size >= end) {
    return own.root_at == from.mirror.checkpoint.root
               ? NothingMissing(own.size, end)
               : Contradict(own.size, end);
  }
  KITH_ASSIGN_OR_RETURN(const absl::Time newest,
                        AddLeaves(db, from.mirror, own, progress));
  log::v1::RestoreDetail detail;
  detail.set_first(own.size);
  detail.set_end(end);
  detail.set_checkpoint_sha256(HashBytes(Sha256(from.mirror.note)));
  using Chains = std::map<std::string, AgencyChain>;
  KITH_ASSIGN_OR_RETURN(Chains chains, ReadChains(db));
  RestoredLog restored{.first = own.size, .end = end, .size = end};
  for (const std::string& agency : from.agencies) {
    const EntryPlace place{restored.size, std::max(newest, from.now),
                           from.context};
    KITH_RETURN_IF_ERROR(WriteEntry(db,
                                    {log::v1::EVENT_RESTORE, agency,
                                     detail.SerializeAsString(), ""},
                                    place, chains[agency], random)
                             .status());
    ++restored.size;
  }
  return restored;
}

}  // namespace

absl::StatusOr<RestoredLog> RestoreLog(
    SealedDb& db, const LogToRestore& from, Random& random,
    const std::function<absl::Status(SealedDb&)>& also,
    const std::function<void(std::uint64_t done, std::uint64_t wanted)>&
        progress) {
  RestoredLog restored;
  KITH_RETURN_IF_ERROR(db.InTransaction([&]() -> absl::Status {
    KITH_RETURN_IF_ERROR(CreateLogTables(db));
    KITH_ASSIGN_OR_RETURN(restored, Restore(db, from, random, progress));
    return also(db);
  }));
  return restored;
}

}  // namespace kith::tlog
