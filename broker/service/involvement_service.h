// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_SERVICE_INVOLVEMENT_SERVICE_H_
#define KITH_BROKER_SERVICE_INVOLVEMENT_SERVICE_H_

#include <string>

#include "broker/flows/parts.h"
#include "broker/flows/publish_flow.h"
#include "broker/flows/remove_all_flow.h"
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
  const Parts& parts_;
  PublishFlow& publish_;
  RemoveAllFlow& remove_all_;
  // Thousands of rows are sealed and looked for here, and not on gRPC's own
  // threads, which bring the answers.
  Executor& publishing_;
  const std::string index_id_;
};

}  // namespace kith::broker

#endif  // KITH_BROKER_SERVICE_INVOLVEMENT_SERVICE_H_
