// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/waiting_rows.h"

#include <set>
#include <utility>

#include "absl/strings/string_view.h"
#include "broker/index/sealed_index.h"

namespace kith::broker {
namespace {

constexpr std::size_t kBatchRows = 4096;  // As many as one message.
constexpr std::size_t kRowsOfOnePart = 1024;
constexpr std::size_t kMaxRows = 64 * kBatchRows;

}  // namespace

// Where many publish much, each finds less room than the one before; the full
// message is what keeps the last of them going.
bool WaitingRows::HasRoomFor(const std::string& agency,
                             std::size_t rows) const {
  const auto own = of_.find(agency);
  const std::size_t of_agency =
      rows + (own == of_.end() ? 0 : own->second.rows);
  return of_agency <= kBatchRows ||
         of_agency + on_their_way_.size() + rows <= kMaxRows;
}

bool WaitingRows::SetsOut(const RowToInsert& row) {
  const std::string& lookup = row.row.lookup;
  if (on_their_way_.contains(row.row.row_hash)) return false;
  OfAgency& own = of_[row.agency];
  std::uint32_t& beside = own.of_lookup[lookup];
  // They could not all go in, and whoever removes one looks through them.
  if (beside == SealedIndex::kMaxRowsPerAgencyAndToken) return false;
  ++beside;
  ++own.rows;
  on_their_way_.emplace(row.row.row_hash, Whose{row.agency, lookup});
  return true;
}

bool WaitingRows::IsOffItsWay(const std::string& row_hash) {
  const auto row = on_their_way_.find(row_hash);
  if (row == on_their_way_.end()) return false;
  const auto own = of_.find(row->second.agency);
  const auto beside = own->second.of_lookup.find(row->second.lookup);
  if (--beside->second == 0) own->second.of_lookup.erase(beside);
  if (--own->second.rows == 0) of_.erase(own);
  on_their_way_.erase(row);
  return true;
}

void WaitingRows::Add(std::vector<WaitingRow> rows) {
  for (WaitingRow& row : rows) {
    if (SetsOut(row.row)) waiting_.push_back(std::move(row));
  }
}

bool WaitingRows::IsBatchFull() const { return waiting_.size() >= kBatchRows; }

void WaitingRows::MakeDue() {
  for (WaitingRow& row : waiting_) {
    due_.emplace(row.row.row.lookup, std::move(row));
  }
  waiting_.clear();
}

std::vector<WaitingRow> WaitingRows::TakePart() {
  std::vector<WaitingRow> part;
  auto next = due_.upper_bound(swept_);
  const auto is_beside_the_last = [&] {
    return next != due_.end() && next->first == swept_;
  };
  while (!due_.empty() &&
         (part.size() < kRowsOfOnePart || is_beside_the_last())) {
    if (next == due_.end()) next = due_.begin();
    swept_ = next->first;
    part.push_back(std::move(next->second));
    next = due_.erase(next);
  }
  return part;
}

void WaitingRows::Arrived(absl::Span<const std::string> row_hashes) {
  for (const std::string& hash : row_hashes) IsOffItsWay(hash);
}

// By lookup: however often a place is named, what stands there is looked
// through once.
std::uint32_t WaitingRows::TakeOut(absl::Span<const RowPlace> places) {
  std::map<std::string, std::set<absl::string_view>> gone;
  for (const RowPlace& place : places) {
    gone[place.lookup].insert(place.row_hash);
  }
  const auto is_gone = [&](const WaitingRow& waiting) {
    const StoredRow& row = waiting.row.row;
    const auto there = gone.find(row.lookup);
    return there != gone.end() && there->second.contains(row.row_hash) &&
           IsOffItsWay(row.row_hash);
  };
  std::size_t taken = std::erase_if(waiting_, is_gone);
  for (const auto& there : gone) {
    auto [row, end] = due_.equal_range(there.first);
    while (row != end) {
      const bool goes = is_gone(row->second);
      row = goes ? due_.erase(row) : std::next(row);
      taken += goes ? 1 : 0;
    }
  }
  return static_cast<std::uint32_t>(taken);
}

bool WaitingRows::Contains(const std::string& row_hash) const {
  return on_their_way_.contains(row_hash);
}

}  // namespace kith::broker
