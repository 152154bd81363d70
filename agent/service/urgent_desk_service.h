// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_SERVICE_URGENT_DESK_SERVICE_H_
#define KITH_AGENT_SERVICE_URGENT_DESK_SERVICE_H_

#include <utility>

#include "agent/flows/staff_key_flow.h"
#include "agent/flows/urgent_flow.h"
#include "agent/service/desk_calls.h"
#include "kith/desk/v1/urgent.grpc.pb.h"

namespace kith::agent {

// UrgentDeskService over the agency's flows.
class UrgentDeskService final
    : public desk::v1::UrgentDeskService::CallbackService {
 public:
  struct Parts {
    const DeskCalls& calls;
    const agent::Parts& agent;
    StaffKeyFlow& keys;
    UrgentFlow& urgent;
  };
  explicit UrgentDeskService(Parts parts) : parts_(parts) {}

  grpc::ServerUnaryReactor* MakeStaffKey(grpc::CallbackServerContext*,
                                         const desk::v1::MakeStaffKeyRequest*,
                                         desk::v1::MakeStaffKeyReply*) override;
  grpc::ServerUnaryReactor* RequestUrgent(
      grpc::CallbackServerContext*, const desk::v1::RequestUrgentRequest*,
      desk::v1::RequestUrgentReply*) override;
  grpc::ServerUnaryReactor* ListUrgent(grpc::CallbackServerContext*,
                                       const desk::v1::ListUrgentRequest*,
                                       desk::v1::ListUrgentReply*) override;
  grpc::ServerUnaryReactor* AuthoriseUrgent(
      grpc::CallbackServerContext*, const desk::v1::AuthoriseUrgentRequest*,
      desk::v1::AuthoriseUrgentReply*) override;
  grpc::ServerUnaryReactor* CheckUrgent(grpc::CallbackServerContext*,
                                        const desk::v1::CheckUrgentRequest*,
                                        desk::v1::CheckReply*) override;
  grpc::ServerUnaryReactor* ReviewUrgent(grpc::CallbackServerContext*,
                                         const desk::v1::ReviewUrgentRequest*,
                                         desk::v1::ReviewUrgentReply*) override;

 private:
  const Parts parts_;
};

}  // namespace kith::agent

#endif  // KITH_AGENT_SERVICE_URGENT_DESK_SERVICE_H_
