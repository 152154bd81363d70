// SPDX-License-Identifier: Apache-2.0
#include "broker/index/sealed_index.h"

#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"
#include "keys/sealing.h"
#include "kith/involvement/v1/involvement.pb.h"

namespace kith::broker {
namespace {

using involvement::v1::Row;

std::string RowKey(const Token& token) {
  return HkdfSha256(token.bytes(), "", "kith/v1/row-key", kSealingKeyBytes);
}

// A row's inside is an involvement.v1.Row without the fields stored beside it,
// preceded by the agency it came from.
std::string Plain(const IndexRow& row) {
  Row message;
  message.set_handle(row.handle);
  message.set_strong(row.strong);
  message.set_ground_ref(row.ground_ref);
  message.set_expiry_quarter(row.expiry_quarter);
  auto* scope = message.mutable_scope();
  scope->set_everybody(row.scope.everybody);
  for (const auto& category : row.scope.categories) {
    scope->add_categories(category);
  }
  for (const auto& agency : row.scope.agencies) scope->add_agencies(agency);
  for (const auto& agency : row.scope.excluded_agencies) {
    scope->add_excluded_agencies(agency);
  }
  for (const auto& purpose : row.scope.purposes) scope->add_purposes(purpose);
  return JoinFields({row.agency, message.SerializeAsString()});
}

std::uint32_t ReadLength(absl::string_view bytes) {
  std::uint32_t length = 0;
  for (const char byte : bytes.substr(0, 4)) {
    length = length << 8 | static_cast<unsigned char>(byte);
  }
  return length;
}

absl::StatusOr<IndexRow> ParsePlain(absl::string_view plain) {
  const absl::Status malformed =
      absl::DataLossError("an index row is malformed");
  if (plain.size() < 8) return malformed;
  const std::uint32_t agency_length = ReadLength(plain);
  if (agency_length > plain.size() - 8) return malformed;
  IndexRow row;
  row.agency = std::string(plain.substr(4, agency_length));
  const absl::string_view rest = plain.substr(8 + agency_length);
  Row message;
  if (!message.ParseFromArray(rest.data(), static_cast<int>(rest.size()))) {
    return malformed;
  }
  row.handle = message.handle();
  row.strong = message.strong();
  row.ground_ref = message.ground_ref();
  row.expiry_quarter = message.expiry_quarter();
  const auto& scope = message.scope();
  row.scope.everybody = scope.everybody();
  row.scope.categories = {scope.categories().begin(), scope.categories().end()};
  row.scope.agencies = {scope.agencies().begin(), scope.agencies().end()};
  row.scope.excluded_agencies = {scope.excluded_agencies().begin(),
                                 scope.excluded_agencies().end()};
  row.scope.purposes = {scope.purposes().begin(), scope.purposes().end()};
  return row;
}

}  // namespace

std::string SealedIndex::Lookup(const Token& token) const {
  return HmacSha256(pepper_.Expose(),
                    absl::StrCat("kith/v1/lookup", token.bytes()));
}

std::string SealedIndex::CounterKey() const {
  return HkdfSha256(pepper_.Expose(), "", "kith/v1/row-counters-key",
                    kSealingKeyBytes);
}

std::string SealedIndex::OwnerTag(absl::string_view agency,
                                  absl::string_view ref) const {
  return HmacSha256(pepper_.Expose(),
                    absl::StrCat("kith/v1/owner", JoinFields({agency, ref})));
}

std::string SealedIndex::RootTag(absl::string_view rests_on) const {
  return HmacSha256(pepper_.Expose(), absl::StrCat("kith/v1/root", rests_on));
}

std::string SealedIndex::OrderTag(absl::string_view enquiry,
                                  absl::string_view what) const {
  return HmacSha256(pepper_.Expose(),
                    absl::StrCat("kith/v1/order", JoinFields({enquiry, what})));
}

RowToInsert SealedIndex::SealRow(const Token& token,
                                 const std::string& row_hash,
                                 const IndexRow& row) const {
  const std::string lookup = Lookup(token);
  const std::string of_handle = HmacSha256(
      pepper_.Expose(), absl::StrCat("kith/v1/rows-of-handle",
                                     JoinFields({row.agency, row.handle})));
  const std::string of_token = HmacSha256(
      pepper_.Expose(),
      absl::StrCat("kith/v1/rows-of-token", JoinFields({row.agency, lookup})));
  return {.row = {.lookup = lookup,
                  .row_hash = row_hash,
                  .sealed = Seal(RowKey(token), Plain(row), lookup + row_hash,
                                 random_),
                  .counted = Seal(CounterKey(), of_handle + of_token,
                                  lookup + row_hash, random_),
                  .purge_quarter = row.expiry_quarter},
          .bounds = {{of_handle, kMaxRowsPerHandle},
                     {of_token, kMaxRowsPerAgencyAndToken}}};
}

// Sealed, so that the file does not show which rows are one person's to who
// lacks the pepper.
absl::StatusOr<std::vector<std::string>> SealedIndex::CountersOf(
    const StoredRow& row) const {
  const auto names =
      Unseal(CounterKey(), row.counted, row.lookup + row.row_hash);
  if (!names.ok() || names->size() != 2 * kHashBytes) {
    return absl::DataLossError("an index row's counters cannot be read");
  }
  return std::vector<std::string>{names->substr(0, kHashBytes),
                                  names->substr(kHashBytes)};
}

absl::StatusOr<std::vector<FoundRow>> SealedIndex::Find(
    StoreReader& reader, absl::Span<const Token> tokens) const {
  std::vector<std::string> lookups;
  absl::flat_hash_map<std::string, std::size_t> slot_of;
  lookups.reserve(tokens.size());
  for (std::size_t slot = 0; slot < tokens.size(); ++slot) {
    lookups.push_back(Lookup(tokens[slot]));
    slot_of.emplace(lookups.back(), slot);
  }
  KITH_ASSIGN_OR_RETURN(const std::vector<StoredRow> stored,
                        reader.FindRows(lookups, kMaxRowsPerToken));
  std::vector<FoundRow> found;
  for (const StoredRow& row : stored) {
    const std::size_t slot = slot_of.at(row.lookup);
    const auto plain =
        Unseal(RowKey(tokens[slot]), row.sealed, row.lookup + row.row_hash);
    if (!plain.ok()) continue;
    KITH_ASSIGN_OR_RETURN(IndexRow opened, ParsePlain(*plain));
    found.push_back({slot, std::move(opened)});
  }
  return found;
}

std::uint32_t QuarterOf(absl::Time time) {
  const absl::CivilMonth month = absl::ToCivilMonth(time, absl::UTCTimeZone());
  return static_cast<std::uint32_t>(month.year() * 4 + (month.month() - 1) / 3);
}

}  // namespace kith::broker
