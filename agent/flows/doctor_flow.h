// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_DOCTOR_FLOW_H_
#define KITH_AGENT_FLOWS_DOCTOR_FLOW_H_

#include <functional>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "agent/flows/link_flow.h"
#include "agent/flows/parts.h"
#include "agent/flows/publish_flow.h"
#include "agent/flows/release_proofs.h"
#include "agent/flows/renew_flow.h"
#include "keys/health/finding.h"
#include "kith/desk/v1/desk.pb.h"

namespace kith::agent {

// What works and what does not, in sentences, each with its next step.
//
// Thread-safe: holds no state of its own.
class DoctorFlow {
 public:
  struct Sources {
    const Uplink& uplink;
    const ReleaseProofs& proofs;
    const PublishFlow& publish;
    // Why the stream ended last; empty if it never did.
    std::function<std::string()> last_end;
    std::function<std::optional<absl::Time>()> taken_over;
    // Whether it goes to another address than the network file names.
    std::function<bool()> broker_has_moved;
    std::function<std::optional<LinkFlow::WitnessedUntil>()> witnessed_until;
    // What the agent's own files, machine and network file show.
    std::function<health::Findings()> look;
    // Empty where nobody renews it.
    std::function<RenewFlow::State()> certificate = {};
  };
  DoctorFlow(const Parts& parts, Sources sources)
      : parts_(parts), sources_(std::move(sources)) {}

  absl::StatusOr<desk::v1::DoctorReply> Run();

 private:
  const Parts& parts_;
  const Sources sources_;
};

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_DOCTOR_FLOW_H_
