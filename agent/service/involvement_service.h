// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_SERVICE_INVOLVEMENT_SERVICE_H_
#define KITH_AGENT_SERVICE_INVOLVEMENT_SERVICE_H_

#include <functional>
#include <utility>

#include "agent/flows/involvement_flow.h"
#include "agent/service/desk_calls.h"
#include "kith/desk/v1/involvement.grpc.pb.h"

namespace kith::agent {

// The edge of what the desk says of the families this agency supports.
class InvolvementService final
    : public desk::v1::InvolvementService::CallbackService {
 public:
  InvolvementService(const DeskCalls& calls, InvolvementFlow& involvements,
                     std::function<void()> register_changed)
      : calls_(calls),
        involvements_(involvements),
        register_changed_(std::move(register_changed)) {}

  grpc::ServerUnaryReactor* ListSupported(
      grpc::CallbackServerContext*, const desk::v1::ListSupportedRequest*,
      desk::v1::ListSupportedReply*) override;
  grpc::ServerUnaryReactor* ChangeInvolvement(
      grpc::CallbackServerContext*, const desk::v1::ChangeInvolvementRequest*,
      desk::v1::ChangeInvolvementReply*) override;

 private:
  const DeskCalls& calls_;
  InvolvementFlow& involvements_;
  const std::function<void()> register_changed_;
};

}  // namespace kith::agent

#endif  // KITH_AGENT_SERVICE_INVOLVEMENT_SERVICE_H_
