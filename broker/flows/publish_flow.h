// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_FLOWS_PUBLISH_FLOW_H_
#define KITH_BROKER_FLOWS_PUBLISH_FLOW_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/types/span.h"
#include "broker/flows/parts.h"
#include "keys/token.h"

namespace kith::broker {

// The flows behind InvolvementService: rows of all agencies wait together, are
// shuffled and inserted in batches, so that a file says little about who
// published what with what.
//
// Thread-safe.
class PublishFlow {
 public:
  struct NewRow {
    Token token;
    std::string row_hash;
    IndexRow row;  // `agency` is the caller.
  };
  using Removed = std::function<void(absl::StatusOr<std::uint32_t>)>;

  explicit PublishFlow(const Parts& parts) : parts_(parts) {}

  // Takes rows of `caller`; they are inserted within the publish interval.
  // RESOURCE_EXHAUSTED if too many wait. What became of them Reconcile tells.
  absl::Status Publish(const std::string& caller, std::vector<NewRow> rows);

  // Removes rows by their secrets; calls `done` once with how many there were.
  void Remove(const std::string& caller, std::vector<std::string> row_ids,
              Removed done);

  // What became of the row of each hash.
  enum class Fate { kMissing, kWaiting, kPresent };
  absl::StatusOr<std::vector<Fate>> Reconcile(
      absl::Span<const std::string> row_hashes) const;

 private:
  struct Waiting {
    std::string agency;
    std::string ground_ref;
    RowToInsert row;
  };
  bool HasRoomFor(std::size_t rows);
  // How many there were.
  std::uint32_t TakeOutOfWaiting(const std::vector<std::string>& row_hashes);
  absl::Status Uncount(StoreTransaction& transaction,
                       const StoredRow& row) const;
  void InsertWaiting();
  void InsertNextPart();
  void Arrived(const std::vector<std::string>& row_hashes);
  absl::StatusOr<std::vector<tlog::Entry>> Insert(SealedDb& db,
                                                  std::vector<Waiting> batch);

  const Parts& parts_;
  mutable absl::Mutex mutex_;
  std::vector<Waiting> waiting_ ABSL_GUARDED_BY(mutex_);
  // Mixed, and inserted part by part, so that a question in between does not
  // wait for all of them.
  std::deque<Waiting> shuffled_ ABSL_GUARDED_BY(mutex_);
  bool inserting_ ABSL_GUARDED_BY(mutex_) = false;
  // Hashes of the rows that wait, and of those that the log inserts now.
  absl::flat_hash_set<std::string> on_their_way_ ABSL_GUARDED_BY(mutex_);
  bool timer_set_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace kith::broker

#endif  // KITH_BROKER_FLOWS_PUBLISH_FLOW_H_
