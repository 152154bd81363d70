// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_SERVICE_URGENT_SERVICE_H_
#define KITH_BROKER_SERVICE_URGENT_SERVICE_H_

#include "broker/flows/parts.h"
#include "broker/flows/urgent_flow.h"
#include "broker/flows/urgent_review_flow.h"
#include "kith/urgent/v1/urgent.grpc.pb.h"

namespace kith::broker {

// UrgentService over its flows.
class UrgentService final : public urgent::v1::UrgentService::CallbackService {
 public:
  UrgentService(const Parts& parts, UrgentFlow& urgent,
                UrgentReviewFlow& reviews)
      : parts_(parts), urgent_(urgent), reviews_(reviews) {}

  grpc::ServerUnaryReactor* RegisterKey(
      grpc::CallbackServerContext* context,
      const urgent::v1::SignedByBoth* request,
      urgent::v1::RegisterKeyReply* reply) override;
  grpc::ServerUnaryReactor* Request(grpc::CallbackServerContext* context,
                                    const urgent::v1::SignedByBoth* request,
                                    urgent::v1::RequestReply* reply) override;
  grpc::ServerUnaryReactor* Authorise(
      grpc::CallbackServerContext* context,
      const urgent::v1::SignedByBoth* request,
      urgent::v1::AuthoriseReply* reply) override;
  grpc::ServerUnaryReactor* List(grpc::CallbackServerContext* context,
                                 const urgent::v1::ListRequest* request,
                                 urgent::v1::ListReply* reply) override;
  grpc::ServerUnaryReactor* Review(grpc::CallbackServerContext* context,
                                   const urgent::v1::SignedReview* request,
                                   urgent::v1::ReviewReply* reply) override;

 private:
  // Calls `flow` for the calling agency, or finishes with why there is none.
  template <typename Flow>
  grpc::ServerUnaryReactor* Serve(grpc::CallbackServerContext* context,
                                  const Flow& flow);

  const Parts& parts_;
  UrgentFlow& urgent_;
  UrgentReviewFlow& reviews_;
};

}  // namespace kith::broker

#endif  // KITH_BROKER_SERVICE_URGENT_SERVICE_H_
