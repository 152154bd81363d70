// SPDX-License-Identifier: Apache-2.0
#include "agent/service/directory_service.h"

namespace kith::agent {

grpc::ServerUnaryReactor* DirectoryService::GetDirectory(
    grpc::CallbackServerContext* context,
    const desk::v1::GetDirectoryRequest* request,
    desk::v1::GetDirectoryReply* reply) {
  return calls_.ServeAnybody(context, [this, request, reply] {
    return Put(directory_.Get(*request), reply);
  });
}

}  // namespace kith::agent
