// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_DESK_CLIENT_DESK_CLIENT_IMPL_H_
#define KITH_AGENT_DESK_CLIENT_DESK_CLIENT_IMPL_H_

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>

#include "agent/desk_client/desk_client.h"
#include "kith/desk/v1/agreement.grpc.pb.h"
#include "kith/desk/v1/audit.grpc.pb.h"
#include "kith/desk/v1/complaint.grpc.pb.h"
#include "kith/desk/v1/desk.grpc.pb.h"
#include "kith/desk/v1/handover.grpc.pb.h"
#include "kith/desk/v1/list.grpc.pb.h"
#include "kith/desk/v1/review.grpc.pb.h"
#include "kith/desk/v1/urgent.grpc.pb.h"

// Of desk_client's own files alone: the calls themselves.
namespace kith::desk {

inline constexpr int kQuickSeconds = 30;

// What went wrong, as a person can use it.
absl::Status DeskFaultInWords(const grpc::Status& status,
                              const std::string& socket);

void SetDeadline(grpc::ClientContext& context, int seconds_from_now);

struct DeskClient::Impl {
  std::string socket;
  std::unique_ptr<v1::DeskService::Stub> stub;
  std::unique_ptr<v1::AgreementService::Stub> agreements;
  std::unique_ptr<v1::UrgentDeskService::Stub> urgent;
  std::unique_ptr<v1::HandoverDeskService::Stub> handovers;
  std::unique_ptr<v1::ListService::Stub> lists;
  std::unique_ptr<v1::ReviewService::Stub> review;
  std::unique_ptr<v1::AuditService::Stub> audit;
  std::unique_ptr<v1::ComplaintService::Stub> complaints;

  template <typename Reply, typename Request, typename Method>
  absl::StatusOr<Reply> Call(Method method, const Request& request) {
    return CallOn<Reply>(*stub, method, request);
  }
  template <typename Reply, typename Stub, typename Request, typename Method>
  absl::StatusOr<Reply> CallOn(Stub& service, Method method,
                               const Request& request) {
    grpc::ClientContext context;
    SetDeadline(context, kQuickSeconds);
    Reply reply;
    const grpc::Status status = (service.*method)(&context, request, &reply);
    if (!status.ok()) return DeskFaultInWords(status, socket);
    return reply;
  }
};

}  // namespace kith::desk

#endif  // KITH_AGENT_DESK_CLIENT_DESK_CLIENT_IMPL_H_
