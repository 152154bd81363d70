// SPDX-License-Identifier: Apache-2.0
#include "keys/tlog/log_tables.h"

#include "absl/strings/str_cat.h"
#include "keys/base/status_macros.h"
#include "keys/sealing.h"
#include "keys/tlog/merkle.h"

namespace kith::tlog {
namespace {

constexpr char kSchema[] = R"sql(
  CREATE TABLE IF NOT EXISTS leaf (
    position INTEGER PRIMARY KEY,  -- from 0, without gaps
    bytes    BLOB NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS leaf_detail (
    position INTEGER PRIMARY KEY,
    agency   TEXT NOT NULL,
    key      BLOB,                 -- NULL once erased
    sealed   BLOB                  -- salt || public part || opening, under key
  ) STRICT;
  CREATE TABLE IF NOT EXISTS agency_chain (
    agency   TEXT PRIMARY KEY,
    sequence INTEGER NOT NULL,
    previous BLOB NOT NULL         -- leaf hash of its newest entry
  ) STRICT)sql";

constexpr char kInsertLeaf[] =
    "INSERT INTO leaf (position, bytes) VALUES (?, ?)";
constexpr char kInsertDetail[] =
    "INSERT INTO leaf_detail (position, agency, key, sealed) "
    "VALUES (?, ?, ?, ?)";
constexpr char kPutChain[] =
    "INSERT INTO agency_chain (agency, sequence, previous) VALUES (?, ?, ?) "
    "ON CONFLICT (agency) DO UPDATE "
    "SET sequence = excluded.sequence, previous = excluded.previous";

absl::Status PutChain(SealedDb& db, const std::string& agency,
                      const AgencyChain& chain) {
  KITH_ASSIGN_OR_RETURN(Statement put, db.Prepare(kPutChain));
  return put.BindText(1, agency)
      .BindInt(2, static_cast<std::int64_t>(chain.sequence))
      .BindBytes(3, chain.previous)
      .Run();
}

}  // namespace

absl::Status CreateLogTables(SealedDb& db) { return db.Execute(kSchema); }

absl::StatusOr<std::map<std::string, AgencyChain>> ReadChains(SealedDb& db) {
  KITH_ASSIGN_OR_RETURN(
      Statement rows,
      db.Prepare("SELECT agency, sequence, previous FROM agency_chain"));
  std::map<std::string, AgencyChain> chains;
  while (true) {
    KITH_ASSIGN_OR_RETURN(const bool more, rows.Step());
    if (!more) return chains;
    chains[std::string(rows.Bytes(0))] = {
        static_cast<std::uint64_t>(rows.Int(1)), std::string(rows.Bytes(2))};
  }
}

absl::StatusOr<Appended> WriteEntry(SealedDb& db, const Entry& entry,
                                    const EntryPlace& place, AgencyChain& chain,
                                    Random& random) {
  log::v1::Opening opening;
  opening.set_event(entry.event);
  opening.set_agency(entry.agency);
  opening.set_agency_sequence(chain.sequence + 1);
  opening.set_agency_previous(chain.previous);
  opening.set_detail(entry.detail);

  Appended appended;
  appended.index = place.index;
  appended.salt = random.Bytes(kSaltBytes);
  appended.opening = opening.SerializeAsString();
  appended.sealed_opening = SealOpening(appended.salt, appended.opening);
  const std::string public_part =
      entry.public_part.empty() ? NoPublicPart() : entry.public_part;
  appended.leaf = LeafBytes({place.index, place.time,
                             Commitment(appended.sealed_opening, public_part),
                             place.context.network_file, place.context.policy});
  chain = {chain.sequence + 1, HashBytes(LeafHash(appended.leaf))};

  const std::string key = random.Bytes(kSealingKeyBytes);
  const std::string sealed =
      Seal(key, absl::StrCat(appended.salt, public_part, appended.opening),
           BigEndian64(place.index), random);
  KITH_RETURN_IF_ERROR(WriteLeaf(db, place.index, appended.leaf));
  KITH_ASSIGN_OR_RETURN(Statement detail, db.Prepare(kInsertDetail));
  KITH_RETURN_IF_ERROR(detail.BindInt(1, static_cast<std::int64_t>(place.index))
                           .BindText(2, entry.agency)
                           .BindBytes(3, key)
                           .BindBytes(4, sealed)
                           .Run());
  KITH_RETURN_IF_ERROR(PutChain(db, entry.agency, chain));
  return appended;
}

absl::Status WriteLeaf(SealedDb& db, std::uint64_t index,
                       absl::string_view leaf) {
  KITH_ASSIGN_OR_RETURN(Statement insert, db.Prepare(kInsertLeaf));
  return insert.BindInt(1, static_cast<std::int64_t>(index))
      .BindBytes(2, leaf)
      .Run();
}

}  // namespace kith::tlog
