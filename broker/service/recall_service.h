// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_SERVICE_RECALL_SERVICE_H_
#define KITH_BROKER_SERVICE_RECALL_SERVICE_H_

#include "broker/flows/parts.h"
#include "broker/flows/recall_flow.h"
#include "kith/recall/v1/recall.grpc.pb.h"

namespace kith::broker {

// RecallService over its flow.
class RecallService final : public recall::v1::RecallService::CallbackService {
 public:
  RecallService(const Parts& parts, RecallFlow& recall)
      : parts_(parts), recall_(recall) {}

  grpc::ServerUnaryReactor* Send(grpc::CallbackServerContext* context,
                                 const recall::v1::SendRequest* request,
                                 recall::v1::SendReply* reply) override;
  grpc::ServerUnaryReactor* Acknowledge(
      grpc::CallbackServerContext* context,
      const recall::v1::AcknowledgeRequest* request,
      recall::v1::AcknowledgeReply* reply) override;

 private:
  const Parts& parts_;
  RecallFlow& recall_;
};

}  // namespace kith::broker

#endif  // KITH_BROKER_SERVICE_RECALL_SERVICE_H_
