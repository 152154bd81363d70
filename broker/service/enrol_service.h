// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_SERVICE_ENROL_SERVICE_H_
#define KITH_BROKER_SERVICE_ENROL_SERVICE_H_

#include "broker/flows/enrol_flow.h"
#include "broker/flows/parts.h"
#include "kith/enrol/v1/enrol.grpc.pb.h"

namespace kith::broker {

// EnrolService over EnrolFlow, for callers without a certificate.
class EnrolService final : public enrol::v1::EnrolService::CallbackService {
 public:
  EnrolService(const EnrolFlow& flow, const RenewFlow& renew)
      : flow_(flow), renew_(renew) {}

  grpc::ServerUnaryReactor* Greet(grpc::CallbackServerContext* context,
                                  const enrol::v1::GreetRequest* request,
                                  enrol::v1::GreetReply* reply) override;
  grpc::ServerUnaryReactor* Enrol(grpc::CallbackServerContext* context,
                                  const enrol::v1::SignedEnrolment* request,
                                  enrol::v1::EnrolReply* reply) override;
  grpc::ServerUnaryReactor* Collect(grpc::CallbackServerContext* context,
                                    const enrol::v1::SignedCollect* request,
                                    enrol::v1::CollectReply* reply) override;
  grpc::ServerUnaryReactor* Reissue(grpc::CallbackServerContext* context,
                                    const enrol::v1::RenewRequest* request,
                                    enrol::v1::RenewReply* reply) override;

 private:
  const EnrolFlow& flow_;
  const RenewFlow& renew_;
};

// RenewalService over RenewFlow, for members.
class RenewalService final : public enrol::v1::RenewalService::CallbackService {
 public:
  RenewalService(const Parts& parts, const RenewFlow& flow)
      : parts_(parts), flow_(flow) {}

  grpc::ServerUnaryReactor* Renew(grpc::CallbackServerContext* context,
                                  const enrol::v1::RenewRequest* request,
                                  enrol::v1::RenewReply* reply) override;

 private:
  const Parts& parts_;
  const RenewFlow& flow_;
};

}  // namespace kith::broker

#endif  // KITH_BROKER_SERVICE_ENROL_SERVICE_H_
