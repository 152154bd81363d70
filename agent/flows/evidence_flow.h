// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_EVIDENCE_FLOW_H_
#define KITH_AGENT_FLOWS_EVIDENCE_FLOW_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "agent/flows/parts.h"
#include "keys/tlog/note.h"
#include "kith/desk/v1/desk.pb.h"

namespace kith::agent {

// The agency's evidence: its own log, the broker's and the key holder's, their
// checkpoints, its own openings and the network file, as files that `kith audit
// verify` checks offline (docs/spec/evidence.md).
//
// Thread-safe: holds no state of its own.
class EvidenceFlow {
 public:
  explicit EvidenceFlow(const kith::agent::Parts& parts) : parts_(parts) {}

  // Gives the parts one after another; that they are taken is in the agency's
  // log before the first. Not thread-safe.
  class Parts {
   public:
    // False when there is no more. UNAVAILABLE if the broker or the key holder
    // cannot be read, FAILED_PRECONDITION if the network file does not say
    // enough to verify a log by: what was given before is then not evidence.
    absl::StatusOr<bool> Next(desk::v1::EvidencePart& part);

   private:
    // A log, and how much of it the evidence holds.
    struct Log {
      std::string name;  // Of its folder.
      std::string origin;
      std::string public_key;
      LogOfOthers* keeper = nullptr;  // nullptr: the agency's own.
      std::uint64_t size = 0;
    };

    friend class EvidenceFlow;
    Parts(const kith::agent::Parts& parts, Staff staff);
    absl::Status ListLogs();
    absl::StatusOr<bool> Step(desk::v1::EvidencePart& part);
    absl::StatusOr<bool> File(absl::string_view name,
                              const std::string& content,
                              desk::v1::EvidencePart& part);
    absl::StatusOr<bool> Checkpoint(Log& log, desk::v1::EvidencePart& part);
    absl::StatusOr<bool> Leaves(const Log& log, desk::v1::EvidencePart& part);
    absl::StatusOr<bool> Openings(const Log& log, desk::v1::EvidencePart& part);
    absl::StatusOr<std::string> ReadLeaves(const Log& log, std::uint32_t count);
    absl::StatusOr<std::string> ReadOpenings(const Log& log,
                                             std::uint32_t count);
    bool FirstOfNone();

    const kith::agent::Parts& parts_;
    const Staff staff_;  // Who takes it.
    const std::shared_ptr<const Network> network_;
    std::vector<Log> logs_;
    // Kept while their logs are read.
    std::vector<std::shared_ptr<KeyHolder>> lines_;
    std::size_t step_ = 0;
    std::uint64_t position_ = 0;
  };
  Parts Begin(const Staff& staff) const { return {parts_, staff}; }

 private:
  const kith::agent::Parts& parts_;
};

// The origin of an agency's own log, and of a key holder's.
std::string OwnLogOrigin(const Network& network, const std::string& agency);
std::string KeyHolderLogOrigin(const Network& network, const std::string& id);

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_EVIDENCE_FLOW_H_
