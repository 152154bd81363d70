// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_RELEASE_PROOFS_H_
#define KITH_AGENT_FLOWS_RELEASE_PROOFS_H_

#include <cstdint>
#include <map>
#include <optional>
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
// What became of an answer that is in the agency's log is logged: PROVED, or
// ALARM for what does not hold and for a proof that never came though the
// stream did not end. Nothing of a probe is logged. The proof of an answer that
// said something is kept: it can be taken back by it.
//
// Thread-safe.
class ReleaseProofs {
 public:
  explicit ReleaseProofs(const Parts& parts) : parts_(parts) {}

  // `slot` answers `route`, which came at `received_at` (monotonic). `ground`
  // is what the person it opened for is published on; empty if it did not open,
  // and then nothing of it is in the log.
  void Await(const link::v1::Route& route, const std::string& slot,
             const std::string& ground, absl::Duration received_at);
  void Take(const link::v1::ReleaseProof& proof);
  // The broker can prove nothing of what was asked down a stream that ended.
  void StreamEnded();

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
  // An enquiry, and which of its subjects.
  using Question = std::pair<std::string, std::uint32_t>;

  void Expire(const Question& question, absl::Duration received_at);
  absl::Status CheckGroundEnded(const link::v1::ReleaseProof& proof,
                                const std::string& ground);
  void Log(const Awaited& awaited, const link::v1::ReleaseProof& proof);
  void Wrong(const std::string& enquiry_id, const Awaited& awaited,
             const char* cause, const absl::Status& why);
  void Alarm(const std::string& enquiry_id, const char* cause);

  const Parts& parts_;
  mutable absl::Mutex mutex_;
  std::map<Question, Awaited> awaited_ ABSL_GUARDED_BY(mutex_);
  Counts counts_ ABSL_GUARDED_BY(mutex_);
  std::optional<absl::Duration> stream_ended_at_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_RELEASE_PROOFS_H_
