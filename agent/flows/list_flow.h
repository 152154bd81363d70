// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_LIST_FLOW_H_
#define KITH_AGENT_FLOWS_LIST_FLOW_H_

#include "absl/status/statusor.h"
#include "agent/flows/agendas.h"
#include "agent/flows/ask_flow.h"
#include "agent/flows/parts.h"
#include "kith/desk/v1/list.pb.h"

namespace kith::agent {

// Asking from a list: a staff member's own open families, or a meeting's
// agenda. The list itself asks nothing; each person on it is an enquiry of
// their own, by Check.
//
// Thread-safe.
class ListFlow {
 public:
  ListFlow(const Parts& parts, AskFlow& ask)
      : parts_(parts), ask_(ask), agendas_(parts.clock) {}

  // INVALID_ARGUMENT for a purpose the network does not know.
  absl::StatusOr<desk::v1::ListOpenFamiliesReply> OpenFamilies(
      const Staff& staff, const desk::v1::ListOpenFamiliesRequest& request);
  // Codes as ListService.
  absl::StatusOr<desk::v1::OpenAgendaReply> OpenAgenda(
      const Staff& staff, const desk::v1::OpenAgendaRequest& request);
  // Codes as AskFlow::Run; FAILED_PRECONDITION for a row of an agenda whose
  // meeting has ended.
  absl::StatusOr<desk::v1::CheckReply> Check(
      const Staff& staff, const desk::v1::CheckRequest& request);

 private:
  const Parts& parts_;
  AskFlow& ask_;
  Agendas agendas_;
};

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_LIST_FLOW_H_
