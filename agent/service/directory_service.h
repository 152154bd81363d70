// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_SERVICE_DIRECTORY_SERVICE_H_
#define KITH_AGENT_SERVICE_DIRECTORY_SERVICE_H_

#include "agent/flows/directory_flow.h"
#include "agent/service/desk_calls.h"
#include "kith/desk/v1/directory.grpc.pb.h"

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

}  // namespace kith::agent

#endif  // KITH_AGENT_SERVICE_DIRECTORY_SERVICE_H_
