// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_SERVICE_INVOLVEMENT_SERVICE_H_
#define KITH_BROKER_SERVICE_INVOLVEMENT_SERVICE_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "broker/flows/parts.h"
#include "broker/flows/publish_flow.h"
#include "broker/flows/remove_all_flow.h"
#include "broker/service/calls_in_hand.h"
#include "keys/base/executor.h"
#include "kith/involvement/v1/involvement.grpc.pb.h"

namespace kith::broker {

// InvolvementService over its flows: messages are bounded and checked here.
class InvolvementService final
    : public involvement::v1::InvolvementService::CallbackService {
 public:
  InvolvementService(const Parts& parts, PublishFlow& publish,
                     RemoveAllFlow& remove_all, Executor& publishing,
                     std::string index_id)
      : parts_(parts),
        publish_(publish),
        remove_all_(remove_all),
        publishing_(publishing),
        index_id_(std::move(index_id)) {}

  grpc::ServerUnaryReactor* Publish(
      grpc::CallbackServerContext* context,
      const involvement::v1::PublishRequest* request,
      involvement::v1::PublishReply* reply) override;
  grpc::ServerUnaryReactor* Remove(
      grpc::CallbackServerContext* context,
      const involvement::v1::RemoveRequest* request,
      involvement::v1::RemoveReply* reply) override;
  grpc::ServerUnaryReactor* RemoveAll(
      grpc::CallbackServerContext* context,
      const involvement::v1::RemoveAllRequest* request,
      involvement::v1::RemoveAllReply* reply) override;
  grpc::ServerUnaryReactor* Reconcile(
      grpc::CallbackServerContext* context,
      const involvement::v1::ReconcileRequest* request,
      involvement::v1::ReconcileReply* reply) override;

 private:
  using Done = std::function<void(const absl::Status&)>;
  using Work = std::function<void(const std::string& caller, Done done)>;

  // Has `work` done for the calling agency on `publishing_`. Codes besides
  // those of `work`: as CallingAgency; RESOURCE_EXHAUSTED if too many of the
  // agency's calls wait.
  grpc::ServerUnaryReactor* AtItsTurn(grpc::CallbackServerContext* context,
                                      Work work);

  const Parts& parts_;
  PublishFlow& publish_;
  RemoveAllFlow& remove_all_;
  // Thousands of rows are sealed and looked for here, and not on gRPC's own
  // threads, which bring the answers. One thread: what came in front of a
  // removal of all has been taken when that begins.
  Executor& publishing_;
  const std::string index_id_;
  CallsInHand in_hand_;
};

}  // namespace kith::broker

#endif  // KITH_BROKER_SERVICE_INVOLVEMENT_SERVICE_H_
