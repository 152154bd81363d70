// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_FLOWS_RETIRE_EPOCHS_FLOW_H_
#define KITH_BROKER_FLOWS_RETIRE_EPOCHS_FLOW_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "broker/flows/parts.h"

namespace kith::broker {

// Deletes the rows of epochs that the network file retires, whatever their
// agencies do, part by part between other work. After an alarm this comes
// first: what is deleted nobody can link or enumerate.
//
// Thread-safe. Resumes after a restart.
class RetireEpochsFlow {
 public:
  explicit RetireEpochsFlow(const Parts& parts) : parts_(parts) {}

  // At the start, and when the network file was replaced: begins unless it was
  // finished for these epochs before. Returns at once.
  void Run();

  // Rows it has deleted since the start.
  std::uint64_t deleted() const;

 private:
  struct Round {
    std::vector<std::uint32_t> kept;
    std::uint32_t part = 0;
    bool finished_before = false;
  };
  void NextPart(std::shared_ptr<Round> round);
  absl::StatusOr<std::uint32_t> Step(SealedDb& db, Round& round) const;

  const Parts& parts_;
  mutable absl::Mutex mutex_;
  // The round at work; a newer network file begins another and ends this.
  std::shared_ptr<Round> newest_ ABSL_GUARDED_BY(mutex_);
  std::uint64_t deleted_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace kith::broker

#endif  // KITH_BROKER_FLOWS_RETIRE_EPOCHS_FLOW_H_
