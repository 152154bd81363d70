// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_SERVICE_HANDOVER_SERVICE_H_
#define KITH_BROKER_SERVICE_HANDOVER_SERVICE_H_

#include "broker/flows/handover_flow.h"
#include "broker/flows/parts.h"
#include "kith/handover/v1/handover.grpc.pb.h"

namespace kith::broker {

// HandoverService over its flow.
class HandoverService final
    : public handover::v1::HandoverService::CallbackService {
 public:
  HandoverService(const Parts& parts, HandoverFlow& handover)
      : parts_(parts), handover_(handover) {}

  grpc::ServerUnaryReactor* TakeStep(
      grpc::CallbackServerContext* context,
      const handover::v1::SignedStep* request,
      handover::v1::TakeStepReply* reply) override;
  grpc::ServerUnaryReactor* List(grpc::CallbackServerContext* context,
                                 const handover::v1::ListRequest* request,
                                 handover::v1::ListReply* reply) override;

 private:
  const Parts& parts_;
  HandoverFlow& handover_;
};

}  // namespace kith::broker

#endif  // KITH_BROKER_SERVICE_HANDOVER_SERVICE_H_
