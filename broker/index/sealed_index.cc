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

constexpr std::size_t kAgencyTagBytes = 8;

std::string RowKey(const Token& token) {
  return HkdfSha256(token.bytes(), "", "kith/v1/row-key", kSealingKeyBytes);
}

// Longer than what nearly every row holds: a file shows no lengths to link by.
constexpr std::size_t kPlainBytes = 256;

// A row's inside is an involvement.v1.Row without the fields stored beside it,
// preceded by the agency it came from, and zeros up to the next kPlainBytes.
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
  std::string plain = JoinFields({row.agency, message.SerializeAsString()});
  plain.resize((plain.size() + kPlainBytes - 1) / kPlainBytes * kPlainBytes);
  return plain;
}

std::int64_t ReadInt64(absl::string_view bytes) {
  std::uint64_t value = 0;
  for (const char byte : bytes.substr(0, 8)) {
    value = value << 8 | static_cast<unsigned char>(byte);
  }
  return static_cast<std::int64_t>(value);
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
  const std::uint32_t length = ReadLength(plain.substr(4 + agency_length));
  if (length > plain.size() - 8 - agency_length) return malformed;
  const absl::string_view rest = plain.substr(8 + agency_length, length);
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

RowPlace SealedIndex::PlaceOf(const Token& token,
                              const std::string& row_hash) const {
  return {Lookup(token), row_hash};
}

// Of the row's secret too: without the pepper no two rows show that they are
// one agency's.
bool SealedIndex::IsOf(absl::string_view agency, const RowPlace& place,
                       absl::string_view tag) const {
  return AgencyTag(agency, place) == tag;
}

std::string SealedIndex::AgencyTag(absl::string_view agency,
                                   const RowPlace& place) const {
  return HmacSha256(
             pepper_.Expose(),
             absl::StrCat("kith/v1/agency-of-row",
                          JoinFields({agency, place.lookup, place.row_hash})))
      .substr(0, kAgencyTagBytes);
}

std::int64_t SealedIndex::CounterOfHandle(absl::string_view agency,
                                          absl::string_view handle) const {
  return ReadInt64(HmacSha256(
      pepper_.Expose(),
      absl::StrCat("kith/v1/rows-of-handle", JoinFields({agency, handle}))));
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
  const RowPlace place = PlaceOf(token, row_hash);
  return {.row = {.lookup = place.lookup,
                  .row_hash = row_hash,
                  .sealed = Seal(RowKey(token), Plain(row),
                                 place.lookup + row_hash, random_),
                  .agency_tag = AgencyTag(row.agency, place),
                  .purge_quarter = row.expiry_quarter,
                  .epoch = row.epoch},
          .agency = row.agency,
          .counter = CounterOfHandle(row.agency, row.handle)};
}

RowBounds SealedIndex::Bounds() const {
  return {
      .most_of_counter = kMaxRowsPerHandle,
      .most_of_agency = kMaxRowsPerAgencyAndToken,
      .is_same_agencys = [this](const RowToInsert& row, const RowPlace& other,
                                absl::string_view other_tag) {
        return AgencyTag(row.agency, other) == other_tag;
      }};
}

absl::StatusOr<std::int64_t> SealedIndex::CounterOf(
    const Token& token, const StoredRow& row) const {
  KITH_ASSIGN_OR_RETURN(
      const std::string plain,
      Unseal(RowKey(token), row.sealed, row.lookup + row.row_hash));
  KITH_ASSIGN_OR_RETURN(const IndexRow opened, ParsePlain(plain));
  return CounterOfHandle(opened.agency, opened.handle);
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
