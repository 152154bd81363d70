// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_RELEASE_PROOFS_H_
#define KITH_AGENT_FLOWS_RELEASE_PROOFS_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "agent/flows/parts.h"
#include "kith/link/v1/link.pb.h"

namespace kith::agent {

// Waits for the broker to prove what it did with each slot this agency sent.
// What does not hold, and a proof that never comes, is an item for the DPO. The
// proof of an answer that said something is kept: it can be taken back by it.
//
// Thread-safe.
class ReleaseProofs {
 public:
  explicit ReleaseProofs(const Parts& parts) : parts_(parts) {}

  // `slot` answers `route`, which came at `received_at` (monotonic). `ground`
  // is what the person it opened for is published on; empty if it did not open.
  void Await(const link::v1::Route& route, const std::string& slot,
             const std::string& ground, absl::Duration received_at);
  void Take(const link::v1::ReleaseProof& proof);

  struct Counts {
    std::uint64_t missing = 0;  // None within 60 s.
    std::uint64_t wrong = 0;    // One that does not hold.
    std::uint64_t late = 0;     // Ours came after the window.
  };
  Counts counts() const;

 private:
  struct Awaited {
    std::string header;
    std::string slot;
    std::string ground;
  };
  absl::Status CheckGroundEnded(const link::v1::ReleaseProof& proof,
                                const std::string& ground);
  void Keep(const std::string& header, const link::v1::ReleaseProof& proof);
  void Wrong(const absl::Status& why);

  const Parts& parts_;
  mutable absl::Mutex mutex_;
  std::map<std::pair<std::string, std::uint32_t>, Awaited> awaited_
      ABSL_GUARDED_BY(mutex_);
  Counts counts_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_RELEASE_PROOFS_H_
