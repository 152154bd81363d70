// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_ANSWER_FLOW_H_
#define KITH_AGENT_FLOWS_ANSWER_FLOW_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "agent/flows/parts.h"
#include "agent/flows/recognise.h"
#include "agent/flows/release_proofs.h"
#include "agent/identity/compare.h"
#include "kith/enquiry/v1/enquiry.pb.h"
#include "kith/link/v1/link.pb.h"
#include "policy/decision.h"

namespace kith::agent {

// The holder's side: a question comes down the stream, and one slot goes up,
// an answer or a blank. Every question costs the same work and one transaction,
// whether it opens or not; what goes out is sent after a random wait. Nothing
// goes out while this agency is held.
//
// Thread-safe.
class AnswerFlow {
 public:
  AnswerFlow(const Parts& parts, const RegisterNames& names, Uplink& uplink,
             ReleaseProofs& proofs)
      : parts_(parts), names_(names), uplink_(uplink), proofs_(proofs) {}

  void Run(const link::v1::Route& route);

 private:
  // A question that opened.
  struct Opened;
  struct Reply;

  absl::StatusOr<enquiry::v1::CapsuleHeader> CheckHeader(
      const link::v1::Route& route, const Network& network) const;
  std::optional<Opened> Open(const link::v1::Route& route,
                             const enquiry::v1::CapsuleHeader& header,
                             const Network& network);
  std::optional<Opened> Unseal(const link::v1::Route& route,
                               const enquiry::v1::CapsuleHeader& header);
  absl::StatusOr<Reply> Decide(const Opened& opened, const Network& network);
  absl::StatusOr<bool> Record(const link::v1::Route& route,
                              const std::optional<Opened>& opened,
                              const Reply& reply, const std::string& slot);
  std::string MakeSlot(const link::v1::Route& route,
                       const std::string& reply_key, const std::string& asker,
                       const Reply& reply, const Network& network);
  void SendLater(const link::v1::Route& route, std::string slot,
                 const std::string& ground, absl::Duration received_at,
                 const Network& network);

  const Parts& parts_;
  const RegisterNames& names_;
  Uplink& uplink_;
  ReleaseProofs& proofs_;
};

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_ANSWER_FLOW_H_
