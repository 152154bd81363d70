// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_PUBLISH_FLOW_H_
#define KITH_AGENT_FLOWS_PUBLISH_FLOW_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/types/span.h"
#include "agent/flows/countersign_flow.h"
#include "agent/flows/listing.h"
#include "agent/flows/parts.h"
#include "keys/hash.h"

namespace kith::agent {

// Brings the index to what the register says: who should be listed, tokens,
// grounds, rows out, rows in, and a comparison. Every step is durable before
// the next, so a killed run goes on where it was.
//
// Thread-safe; one run at a time.
class PublishFlow {
 public:
  PublishFlow(const Parts& parts, CountersignFlow& countersign)
      : parts_(parts), countersign_(countersign) {}

  struct Progress {
    std::uint64_t wanted = 0;
    std::uint64_t present = 0;
    std::uint64_t people_waiting = 0;
    std::uint64_t people_total = 0;
    // What ListingPlan says is not published.
    std::uint32_t shared_keys = 0;
    std::uint32_t crowded_keys = 0;
    std::uint32_t people_without_keys = 0;
    bool done = false;
    // Under which it was done, the last time.
    std::set<std::uint32_t> epochs;
    std::string waiting_for;
  };

  // One pass. True if nothing is left to do, or nothing may be done until the
  // shields are confirmed, which progress() says; false if rows wait to be
  // compared after the publish interval. UNAVAILABLE until the broker was
  // reached once; codes as the calls it makes.
  absl::StatusOr<bool> Run();

  // The index was lost, or is another, of this id: everything is sent again,
  // and what was withdrawn is told again.
  absl::Status SendAllAgain(const std::string& index_id);

  // There is something to do from now on, and progress() says so.
  void RegisterChanged();
  Progress progress() const;

 private:
  std::uint64_t ChangesSoFar() const;
  // What the register said when it was last read, and that its tokens, rows and
  // grounds are as that wants them.
  struct Prepared {
    std::uint64_t changes = 0;
    absl::Duration at;
    std::shared_ptr<const Network> network;
    ListingPlan plan;
  };
  absl::Status RemoveWhatWasLost();
  bool IsStillRight(const Prepared& prepared) const;
  absl::StatusOr<Prepared> Prepare();
  absl::StatusOr<ListingPlan> Plan();
  absl::Status RemoveUnlisted(const ListingPlan& plan);
  absl::Status SendWithdrawals();
  absl::StatusOr<std::vector<const Listing*>> Changed(const ListingPlan& plan);
  absl::Status ForgetRetiredEpochs();
  // A key by its KeyHash; the input is a listing's.
  struct KeyInput {
    Hash hash = {};
    const std::string* input = nullptr;
    friend bool operator<(const KeyInput& a, const KeyInput& b) {
      return a.hash < b.hash;
    }
  };
  absl::Status MakeTokensFor(const std::vector<const Listing*>& listings);
  absl::StatusOr<std::vector<KeyInput>> NotMadeYet(
      std::uint32_t epoch, absl::Span<const KeyInput> wanted);
  absl::Status MakeBatches(std::uint32_t epoch, absl::Span<const KeyInput> keys,
                           std::size_t people);
  absl::Status MakeBatch(std::uint32_t epoch, absl::Span<const KeyInput> keys);
  absl::Status RecordGrounds(const ListingPlan& plan);
  absl::Status MakeAndSendRows(const ListingPlan& plan,
                               const std::vector<const Listing*>& listings);
  absl::Status MakeRows(absl::Span<const Listing* const> listings);
  absl::Status BringRows(const ListingPlan& plan);
  absl::Status EndRefused(const std::vector<Ground>& grounds);
  absl::Status RemoveRows();
  absl::Status SendRows(const ListingPlan& plan);
  absl::Status Reconcile();
  absl::Status CountRows();
  void Say(const std::string& waiting_for);

  const Parts& parts_;
  CountersignFlow& countersign_;
  absl::Mutex run_mutex_;
  // Kept while rows are on their way.
  std::optional<Prepared> prepared_ ABSL_GUARDED_BY(run_mutex_);
  mutable absl::Mutex mutex_;
  Progress progress_ ABSL_GUARDED_BY(mutex_);
  std::uint64_t changes_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_PUBLISH_FLOW_H_
