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
#include "kith/desk/v1/directory.grpc.pb.h"
#include "kith/desk/v1/handover.grpc.pb.h"
#include "kith/desk/v1/involvement.grpc.pb.h"
#include "kith/desk/v1/list.grpc.pb.h"
#include "kith/desk/v1/review.grpc.pb.h"
#include "kith/desk/v1/urgent.grpc.pb.h"

// Of desk_client's own files alone: the calls themselves.
namespace kith::desk {

inline constexpr int kQuickSeconds = 30;

// What went wrong, as a person can use it.
absl::Status DeskFaultInWords(const grpc::Status& status,
                              const std::string& socket);

struct DeskClient::Impl {
  std::string socket;
  std::shared_ptr<v1::DeskService::Stub> stub;
  std::shared_ptr<v1::AgreementService::Stub> agreements;
  std::shared_ptr<v1::UrgentDeskService::Stub> urgent;
  std::shared_ptr<v1::HandoverDeskService::Stub> handovers;
  std::shared_ptr<v1::ListService::Stub> lists;
  std::shared_ptr<v1::ReviewService::Stub> review;
  std::shared_ptr<v1::AuditService::Stub> audit;
  std::shared_ptr<v1::ComplaintService::Stub> complaints;
  std::shared_ptr<v1::DirectoryService::Stub> directory;
  std::shared_ptr<v1::InvolvementService::Stub> involvements;

  OnBehalf caller;  // Nobody's name: the account's own call.

  // Says when the call ends at the latest, and whom it is for.
  void Prepare(grpc::ClientContext& context, int seconds_from_now) const;

  template <typename Reply, typename Request, typename Method>
  absl::StatusOr<Reply> Call(Method method, const Request& request) {
    return CallOn<Reply>(*stub, method, request);
  }
  template <typename Reply, typename Stub, typename Request, typename Method>
  absl::StatusOr<Reply> CallOn(Stub& service, Method method,
                               const Request& request) {
    grpc::ClientContext context;
    Prepare(context, kQuickSeconds);
    Reply reply;
    const grpc::Status status = (service.*method)(&context, request, &reply);
    if (!status.ok()) return DeskFaultInWords(status, socket);
    return reply;
  }
};

}  // namespace kith::desk

#endif  // KITH_AGENT_DESK_CLIENT_DESK_CLIENT_IMPL_H_
