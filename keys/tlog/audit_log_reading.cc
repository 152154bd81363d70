// SPDX-License-Identifier: Apache-2.0
// What stands in a log's database, for whoever checks or exports it.
#include "keys/base/status_macros.h"
#include "keys/sealing.h"
#include "keys/tlog/audit_log.h"

namespace kith::tlog {
namespace {

constexpr char kLeavesFrom[] =
    "SELECT position, bytes FROM leaf WHERE position >= ? ORDER BY position "
    "LIMIT ?";
constexpr char kOpenings[] =
    "SELECT leaf.position, bytes, key, sealed "
    "FROM leaf_detail JOIN leaf USING (position) "
    "WHERE leaf.position >= ? AND leaf.position < ? AND agency = ? "
    "AND key IS NOT NULL ORDER BY leaf.position";
constexpr char kOpening[] =
    "SELECT key, sealed FROM leaf_detail "
    "WHERE position = ? AND key IS NOT NULL";

}  // namespace

absl::StatusOr<std::string> AuditLog::ReadLeaves(SealedDb& db,
                                                 std::uint64_t first,
                                                 std::uint32_t count) {
  KITH_ASSIGN_OR_RETURN(Statement leaves, db.Prepare(kLeavesFrom));
  leaves.BindInt(1, static_cast<std::int64_t>(first)).BindInt(2, count);
  std::string bytes;
  while (true) {
    KITH_ASSIGN_OR_RETURN(const bool more, leaves.Step());
    if (!more) return bytes;
    bytes.append(leaves.Bytes(1).data(), leaves.Bytes(1).size());
  }
}

absl::StatusOr<std::vector<log::v1::LeafOpening>> AuditLog::ReadOpenings(
    SealedDb& db, absl::string_view agency, std::uint64_t first,
    std::uint64_t count) {
  KITH_ASSIGN_OR_RETURN(Statement rows, db.Prepare(kOpenings));
  rows.BindInt(1, static_cast<std::int64_t>(first))
      .BindInt(2, static_cast<std::int64_t>(first + count))
      .BindText(3, agency);
  std::vector<log::v1::LeafOpening> openings;
  while (true) {
    KITH_ASSIGN_OR_RETURN(const bool more, rows.Step());
    if (!more) return openings;
    const auto index = static_cast<std::uint64_t>(rows.Int(0));
    KITH_ASSIGN_OR_RETURN(
        const std::string plain,
        Unseal(rows.Bytes(2), rows.Bytes(3), BigEndian64(index)));
    log::v1::LeafOpening& opening = openings.emplace_back();
    opening.set_index(index);
    opening.set_leaf(rows.Bytes(1).data(), rows.Bytes(1).size());
    opening.set_salt(plain.substr(0, kSaltBytes));
    opening.set_public_part(plain.substr(kSaltBytes, kHashBytes));
    opening.set_opening(plain.substr(kSaltBytes + kHashBytes));
  }
}

absl::StatusOr<log::v1::Opening> AuditLog::ReadOpening(SealedDb& db,
                                                       std::uint64_t index) {
  KITH_ASSIGN_OR_RETURN(Statement row, db.Prepare(kOpening));
  row.BindInt(1, static_cast<std::int64_t>(index));
  KITH_ASSIGN_OR_RETURN(const bool any, row.Step());
  if (!any) return absl::NotFoundError("no such entry, or erased");
  KITH_ASSIGN_OR_RETURN(const std::string plain,
                        Unseal(row.Bytes(0), row.Bytes(1), BigEndian64(index)));
  log::v1::Opening opening;
  if (!opening.ParseFromString(plain.substr(kSaltBytes + kHashBytes))) {
    return absl::DataLossError("an opening cannot be read");
  }
  return opening;
}

}  // namespace kith::tlog
