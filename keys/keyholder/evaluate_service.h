// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_KEYHOLDER_EVALUATE_SERVICE_H_
#define KITH_KEYS_KEYHOLDER_EVALUATE_SERVICE_H_

#include <string>

#include "keys/keyholder/evaluate_flow.h"
#include "kith/evaluate/v1/evaluate.grpc.pb.h"

namespace kith::keyholder {

// EvaluateService over EvaluateFlow: certificate -> agency, bytes -> request.
class EvaluateService final
    : public evaluate::v1::EvaluateService::CallbackService {
 public:
  EvaluateService(EvaluateFlow& flow, const CurrentNetwork& network,
                  const Clock& clock)
      : flow_(flow), network_(network), clock_(clock) {}

  grpc::ServerUnaryReactor* Evaluate(
      grpc::CallbackServerContext* context,
      const evaluate::v1::EvaluateRequest* request,
      evaluate::v1::EvaluateReply* reply) override;

 private:
  EvaluateFlow& flow_;
  const CurrentNetwork& network_;
  const Clock& clock_;
};

}  // namespace kith::keyholder

#endif  // KITH_KEYS_KEYHOLDER_EVALUATE_SERVICE_H_
