// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_SERVICE_DIRECTORY_SERVICE_H_
#define KITH_AGENT_SERVICE_DIRECTORY_SERVICE_H_

#include <functional>

#include "agent/flows/directory_flow.h"
#include "agent/flows/involvement_flow.h"
#include "agent/service/desk_calls.h"
#include "kith/desk/v1/directory.grpc.pb.h"
#include "kith/desk/v1/involvement.grpc.pb.h"

namespace kith::agent {

// The directory's edge: who calls, and back to the caller.
class DirectoryService final
    : public desk::v1::DirectoryService::CallbackService {
 public:
  DirectoryService(const DeskCalls& calls, DirectoryFlow& directory)
      : calls_(calls), directory_(directory) {}

  grpc::ServerUnaryReactor* GetDirectory(grpc::CallbackServerContext*,
                                         const desk::v1::GetDirectoryRequest*,
                                         desk::v1::GetDirectoryReply*) override;

 private:
  const DeskCalls& calls_;
  DirectoryFlow& directory_;
};

// The same, of the families this agency supports.
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

#endif  // KITH_AGENT_SERVICE_DIRECTORY_SERVICE_H_
