// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_FLOWS_PUBLISH_FLOW_H_
#define KITH_BROKER_FLOWS_PUBLISH_FLOW_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
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

  // For each hash, whether its row is in the index.
  absl::StatusOr<std::vector<bool>> Reconcile(
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
  void InsertBatch();
  absl::StatusOr<std::vector<tlog::Entry>> Insert(SealedDb& db,
                                                  std::vector<Waiting> batch);

  const Parts& parts_;
  absl::Mutex mutex_;
  std::vector<Waiting> waiting_ ABSL_GUARDED_BY(mutex_);
  bool timer_set_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace kith::broker

#endif  // KITH_BROKER_FLOWS_PUBLISH_FLOW_H_
