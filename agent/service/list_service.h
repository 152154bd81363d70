// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_SERVICE_LIST_SERVICE_H_
#define KITH_AGENT_SERVICE_LIST_SERVICE_H_

#include "agent/flows/list_flow.h"
#include "agent/service/desk_calls.h"
#include "kith/desk/v1/list.grpc.pb.h"

namespace kith::agent {

// ListService over the agency's flows.
class ListService final : public desk::v1::ListService::CallbackService {
 public:
  ListService(const DeskCalls& calls, ListFlow& lists)
      : calls_(calls), lists_(lists) {}

  grpc::ServerUnaryReactor* ListOpenFamilies(
      grpc::CallbackServerContext*, const desk::v1::ListOpenFamiliesRequest*,
      desk::v1::ListOpenFamiliesReply*) override;
  grpc::ServerUnaryReactor* OpenAgenda(grpc::CallbackServerContext*,
                                       const desk::v1::OpenAgendaRequest*,
                                       desk::v1::OpenAgendaReply*) override;

 private:
  const DeskCalls& calls_;
  ListFlow& lists_;
};

}  // namespace kith::agent

#endif  // KITH_AGENT_SERVICE_LIST_SERVICE_H_
