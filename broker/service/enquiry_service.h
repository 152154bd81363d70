// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_SERVICE_ENQUIRY_SERVICE_H_
#define KITH_BROKER_SERVICE_ENQUIRY_SERVICE_H_

#include "broker/flows/accept_enquiry_flow.h"
#include "broker/flows/parts.h"
#include "kith/enquiry/v1/enquiry.grpc.pb.h"

namespace kith::broker {

// EnquiryService over the enquiry's flows.
class EnquiryService final
    : public enquiry::v1::EnquiryService::CallbackService {
 public:
  EnquiryService(const Parts& parts, AcceptEnquiryFlow& accept)
      : parts_(parts), accept_(accept) {}

  grpc::ServerUnaryReactor* Ask(grpc::CallbackServerContext* context,
                                const enquiry::v1::AskRequest* request,
                                enquiry::v1::AskReply* reply) override;
  grpc::ServerUnaryReactor* Acknowledge(
      grpc::CallbackServerContext* context,
      const enquiry::v1::AcknowledgeRequest* request,
      enquiry::v1::AcknowledgeReply* reply) override;

 private:
  const Parts& parts_;
  AcceptEnquiryFlow& accept_;
};

}  // namespace kith::broker

#endif  // KITH_BROKER_SERVICE_ENQUIRY_SERVICE_H_
