// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_INDEX_SEALED_INDEX_H_
#define KITH_BROKER_INDEX_SEALED_INDEX_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "broker/store/store.h"
#include "keys/base/random.h"
#include "keys/secret.h"
#include "keys/token.h"
#include "policy/facts.h"

namespace kith::broker {

// What a row says once its token opens it: one token of one of an agency's
// people. No name, no sensitivity, no shield.
struct IndexRow {
  std::string agency;
  std::string handle;  // 16 bytes: one person in one epoch.
  bool strong = false;
  std::string ground_ref;  // 16 bytes.
  policy::Scope scope;
  std::uint32_t expiry_quarter = 0;
  std::uint32_t epoch = 1;  // Of its token; stands beside what is sealed.
};

// A row that a question's token found.
struct FoundRow {
  std::size_t slot;  // Index into the tokens asked for.
  IndexRow row;
};

// The pseudonymous index. A row is stored under a keyed hash of its token and
// sealed under a key derived from the token, so that whoever takes the file can
// neither search nor read it.
//
// Thread-safe: immutable.
class SealedIndex {
 public:
  // `pepper` is 32 bytes, kept apart from the database and its backups. All
  // references must outlive this object.
  SealedIndex(const Secret& pepper, Random& random)
      : pepper_(pepper), random_(random) {}

  // The stored form of a row. `row_hash` is SHA-256 of its publisher's secret.
  RowToInsert SealRow(const Token& token, const std::string& row_hash,
                      const IndexRow& row) const;

  // What one person needs: kMaxRowsPerHandle rows of a handle,
  // kMaxRowsPerAgencyAndToken of a token. Without the bounds an agency could
  // hear of every question, by rows of all common keys under one handle or of
  // all pairs of them. Not to be used after this object is gone.
  RowBounds Bounds() const;

  // Where a row stands.
  RowPlace PlaceOf(const Token& token, const std::string& row_hash) const;

  // The counter that counted a row of `token` when it was inserted. DATA_LOSS
  // if the row does not open.
  absl::StatusOr<std::int64_t> CounterOf(const Token& token,
                                         const StoredRow& row) const;

  // The rows of these tokens. At most kMaxRowsPerToken of each token are read.
  // A row that does not open was not sealed here and is skipped. Codes as
  // StoreReader.
  absl::StatusOr<std::vector<FoundRow>> Find(
      StoreReader& reader, absl::Span<const Token> tokens) const;

  // Keyed hashes of a ground's owner and of what it rests on.
  std::string OwnerTag(absl::string_view agency, absl::string_view ref) const;
  std::string RootTag(absl::string_view rests_on) const;
  // Whether a row is of `agency`, by its tag.
  bool IsOf(absl::string_view agency, const RowPlace& place,
            absl::string_view tag) const;

  // A keyed order that nobody outside can foresee: for choosing among many.
  std::string OrderTag(absl::string_view enquiry, absl::string_view what) const;

  static constexpr std::uint32_t kMaxRowsPerToken = 256;
  // As many as a question has slots.
  static constexpr std::uint32_t kMaxRowsPerHandle = 16;
  // An agency publishes no key that more of its people share.
  static constexpr std::uint32_t kMaxRowsPerAgencyAndToken = 8;

 private:
  std::string Lookup(const Token& token) const;
  std::string AgencyTag(absl::string_view agency, const RowPlace& place) const;
  std::int64_t CounterOfHandle(absl::string_view agency,
                               absl::string_view handle) const;

  const Secret& pepper_;
  Random& random_;
};

// year * 4 + (month - 1) / 3, UTC.
std::uint32_t QuarterOf(absl::Time time);

}  // namespace kith::broker

#endif  // KITH_BROKER_INDEX_SEALED_INDEX_H_
