// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_FLOWS_WAITING_ROWS_H_
#define KITH_BROKER_FLOWS_WAITING_ROWS_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/types/span.h"
#include "broker/store/store.h"

namespace kith::broker {

// A row that was published and is not in the index yet.
struct WaitingRow {
  std::string ground_ref;
  RowToInsert row;
};

// The rows on their way into the index: they wait, are due, and are taken part
// by part to be inserted. In memory alone: a restart forgets them.
//
// Not thread-safe.
class WaitingRows {
 public:
  // Whether `agency` may send so many more. Nobody may have more on their way
  // than there is room left, but everybody a full message of 4,096.
  bool HasRoomFor(const std::string& agency, std::size_t rows) const;

  // Left out: what is on its way already, and rows of one agency and token
  // beyond what the index has room for.
  void Add(std::vector<WaitingRow> rows);

  // Whether a full batch waits that is not due yet.
  bool IsBatchFull() const;
  // What waits is due from now on.
  void MakeDue();

  // Takes due rows, some 1,024 in order of lookup: those behind the last part,
  // and after the last the first again. Every row of a lookup goes in one part,
  // so that none waits longer than a round, whatever keeps coming. They are on
  // their way until they have arrived.
  std::vector<WaitingRow> TakePart();
  void Arrived(absl::Span<const std::string> row_hashes);

  // Takes out what waits or is due and stands at one of these places; how many
  // there were.
  std::uint32_t TakeOut(absl::Span<const RowPlace> places);

  // Whether a row of `agency` is on its way.
  bool HasAnyOf(const std::string& agency) const {
    const auto own = of_.find(agency);
    return own != of_.end() && own->second.rows > 0;
  }
  // Whether such a row is on its way.
  bool Contains(const std::string& row_hash) const;

 private:
  struct Whose {
    std::string agency;
    std::string lookup;
  };
  struct OfAgency {
    std::size_t rows = 0;
    absl::flat_hash_map<std::string, std::uint32_t> of_lookup;
  };

  bool SetsOut(const RowToInsert& row);
  // False if it was not on its way.
  bool IsOffItsWay(const std::string& row_hash);

  std::vector<WaitingRow> waiting_;
  // Of all agencies, mixed by lookup, which is a keyed hash.
  std::multimap<std::string, WaitingRow> due_;
  // The lookup that the last part ended with.
  std::string swept_;
  // Of the rows that wait, are due, or were taken and have not arrived.
  absl::flat_hash_map<std::string, Whose> on_their_way_;
  std::map<std::string, OfAgency> of_;
};

}  // namespace kith::broker

#endif  // KITH_BROKER_FLOWS_WAITING_ROWS_H_
