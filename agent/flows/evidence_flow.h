// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_EVIDENCE_FLOW_H_
#define KITH_AGENT_FLOWS_EVIDENCE_FLOW_H_

#include <cstdint>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "agent/flows/parts.h"
#include "keys/tlog/note.h"
#include "kith/desk/v1/desk.pb.h"

namespace kith::agent {

// The agency's evidence: both logs, their checkpoints, its own openings and the
// network file, as files that `kith audit verify` checks offline
// (docs/spec/evidence.md).
//
// Thread-safe: holds no state of its own.
class EvidenceFlow {
 public:
  explicit EvidenceFlow(const kith::agent::Parts& parts) : parts_(parts) {}

  // Gives the parts one after another; that they are taken is in the agency's
  // log before the first. Not thread-safe.
  class Parts {
   public:
    // False when there is no more. UNAVAILABLE if the broker cannot be read:
    // what was given before is then not evidence.
    absl::StatusOr<bool> Next(desk::v1::EvidencePart& part);

   private:
    friend class EvidenceFlow;
    Parts(const kith::agent::Parts& parts, Staff staff)
        : parts_(parts), staff_(std::move(staff)) {}
    absl::StatusOr<bool> Small(desk::v1::EvidencePart& part);
    absl::StatusOr<bool> BrokerLeaves(desk::v1::EvidencePart& part);
    absl::StatusOr<bool> BrokerOpenings(desk::v1::EvidencePart& part);
    absl::StatusOr<bool> OwnLeaves(desk::v1::EvidencePart& part);
    absl::StatusOr<bool> OwnOpenings(desk::v1::EvidencePart& part);
    bool FirstOfNone();

    const kith::agent::Parts& parts_;
    const Staff staff_;  // Who takes it.
    int step_ = 0;
    std::uint64_t position_ = 0;
    std::uint64_t broker_size_ = 0;
    std::uint64_t own_size_ = 0;
  };
  Parts Begin(const Staff& staff) const { return {parts_, staff}; }

 private:
  const kith::agent::Parts& parts_;
};

// The origin of an agency's own log.
std::string OwnLogOrigin(const Network& network, const std::string& agency);

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_EVIDENCE_FLOW_H_
