// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_SERVICE_REVIEW_SERVICE_H_
#define KITH_AGENT_SERVICE_REVIEW_SERVICE_H_

#include <functional>
#include <utility>

#include "agent/flows/apart_flow.h"
#include "agent/flows/canary_flow.h"
#include "agent/flows/confirm_shields_flow.h"
#include "agent/flows/digest_flow.h"
#include "agent/service/desk_calls.h"
#include "kith/desk/v1/review.grpc.pb.h"

namespace kith::agent {

// ReviewService over the agency's flows.
class ReviewService final : public desk::v1::ReviewService::CallbackService {
 public:
  struct Parts {
    const DeskCalls& calls;
    CanaryFlow& canaries;
    DigestFlow& digest;
    ApartFlow& apart;
    ConfirmShieldsFlow& confirm_shields;
    // The register changed: publish what follows from it.
    std::function<void()> register_changed;
  };
  explicit ReviewService(Parts parts) : parts_(std::move(parts)) {}

  grpc::ServerUnaryReactor* AddCanaries(grpc::CallbackServerContext*,
                                        const desk::v1::AddCanariesRequest*,
                                        desk::v1::AddCanariesReply*) override;
  grpc::ServerUnaryReactor* ListCanaries(grpc::CallbackServerContext*,
                                         const desk::v1::ListCanariesRequest*,
                                         desk::v1::ListCanariesReply*) override;
  grpc::ServerUnaryReactor* RemoveCanaries(
      grpc::CallbackServerContext*, const desk::v1::RemoveCanariesRequest*,
      desk::v1::RemoveCanariesReply*) override;
  grpc::ServerUnaryReactor* GetReviewDigest(
      grpc::CallbackServerContext*, const desk::v1::GetReviewDigestRequest*,
      desk::v1::GetReviewDigestReply*) override;

  grpc::ServerUnaryReactor* WhoOfStaff(grpc::CallbackServerContext*,
                                       const desk::v1::WhoOfStaffRequest*,
                                       desk::v1::WhoOfStaffReply*) override;
  grpc::ServerUnaryReactor* TellApart(grpc::CallbackServerContext*,
                                      const desk::v1::TellApartRequest*,
                                      desk::v1::TellApartReply*) override;
  grpc::ServerUnaryReactor* ConfirmShields(
      grpc::CallbackServerContext*, const desk::v1::ConfirmShieldsRequest*,
      desk::v1::ConfirmShieldsReply*) override;

 private:
  const Parts parts_;
};

}  // namespace kith::agent

#endif  // KITH_AGENT_SERVICE_REVIEW_SERVICE_H_
