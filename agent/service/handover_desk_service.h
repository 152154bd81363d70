// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_SERVICE_HANDOVER_DESK_SERVICE_H_
#define KITH_AGENT_SERVICE_HANDOVER_DESK_SERVICE_H_

#include <functional>
#include <utility>

#include "agent/flows/handover_flow.h"
#include "agent/service/desk_calls.h"
#include "kith/desk/v1/handover.grpc.pb.h"

namespace kith::agent {

// HandoverDeskService over the agency's flows.
class HandoverDeskService final
    : public desk::v1::HandoverDeskService::CallbackService {
 public:
  struct Parts {
    const DeskCalls& calls;
    const agent::Parts& agent;
    HandoverFlow& handover;
    // The register changed: publish what follows from it.
    std::function<void()> register_changed;
  };
  explicit HandoverDeskService(Parts parts) : parts_(std::move(parts)) {}

  grpc::ServerUnaryReactor* ProposeHandover(
      grpc::CallbackServerContext*, const desk::v1::ProposeHandoverRequest*,
      desk::v1::HandoverReply*) override;
  grpc::ServerUnaryReactor* AcceptHandover(
      grpc::CallbackServerContext*, const desk::v1::AcceptHandoverRequest*,
      desk::v1::HandoverReply*) override;
  grpc::ServerUnaryReactor* EndHandover(grpc::CallbackServerContext*,
                                        const desk::v1::EndHandoverRequest*,
                                        desk::v1::HandoverReply*) override;
  grpc::ServerUnaryReactor* CloseHandover(grpc::CallbackServerContext*,
                                          const desk::v1::CloseHandoverRequest*,
                                          desk::v1::HandoverReply*) override;
  grpc::ServerUnaryReactor* ListHandovers(
      grpc::CallbackServerContext*, const desk::v1::ListHandoversRequest*,
      desk::v1::ListHandoversReply*) override;
  grpc::ServerUnaryReactor* GetDigest(grpc::CallbackServerContext*,
                                      const desk::v1::GetDigestRequest*,
                                      desk::v1::GetDigestReply*) override;
  grpc::ServerUnaryReactor* AcknowledgeDigest(
      grpc::CallbackServerContext*, const desk::v1::AcknowledgeDigestRequest*,
      desk::v1::AcknowledgeDigestReply*) override;

 private:
  const Parts parts_;
};

}  // namespace kith::agent

#endif  // KITH_AGENT_SERVICE_HANDOVER_DESK_SERVICE_H_
