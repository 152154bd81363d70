// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_FLOWS_PUBLISH_FLOW_H_
#define KITH_BROKER_FLOWS_PUBLISH_FLOW_H_

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/types/span.h"
#include "broker/flows/parts.h"
#include "broker/flows/waiting_rows.h"
#include "keys/token.h"

namespace kith::broker {

// The flows behind InvolvementService: rows of all agencies wait together and
// are inserted in an order that nobody outside can foresee, so that a file says
// little about who published what with what.
//
// Thread-safe.
class PublishFlow {
 public:
  struct NewRow {
    Token token;
    std::string row_hash;
    IndexRow row;  // `agency` is the caller.
  };
  // A row as its publisher knows it.
  struct OwnRow {
    Token token;
    std::string row_id;
  };
  // What others may see of it.
  struct KnownRow {
    Token token;
    std::string row_hash;
  };
  using Removed = std::function<void(absl::StatusOr<std::uint32_t>)>;

  explicit PublishFlow(const Parts& parts) : parts_(parts) {}

  // Takes rows of `caller`; they are inserted within the publish interval.
  // RESOURCE_EXHAUSTED if too many wait, of all or of this agency. What became
  // of them, and which of them were left out, Reconcile tells.
  absl::Status Publish(const std::string& caller, std::vector<NewRow> rows);

  // Removes rows by their secrets; calls `done` once with how many there were.
  void Remove(const std::string& caller, std::vector<OwnRow> rows,
              Removed done);

  // Whether rows of `agency` are on their way into the index.
  bool HasWaiting(const std::string& agency) const;

  // What became of each row.
  enum class Fate { kMissing, kWaiting, kPresent };
  absl::StatusOr<std::vector<Fate>> Reconcile(
      absl::Span<const KnownRow> rows) const;

 private:
  // How many there were.
  std::uint32_t TakeOutOfWaiting(absl::Span<const RowPlace> places);
  absl::StatusOr<std::uint32_t> RemoveFrom(
      SealedDb& db, absl::Span<const RowPlace> places,
      const std::map<std::string, Token>& tokens) const;
  void SetTimer();
  void InsertWaiting();
  void InsertNextPart();
  absl::StatusOr<std::vector<tlog::Entry>> Insert(SealedDb& db,
                                                  std::vector<WaitingRow> batch,
                                                  std::set<std::string>& begun);

  const Parts& parts_;
  mutable absl::Mutex mutex_;
  // Inserted part by part, so that a question in between does not wait for all
  // of them.
  WaitingRows waiting_ ABSL_GUARDED_BY(mutex_);
  bool inserting_ ABSL_GUARDED_BY(mutex_) = false;
  bool timer_set_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace kith::broker

#endif  // KITH_BROKER_FLOWS_PUBLISH_FLOW_H_
