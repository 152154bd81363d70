// SPDX-License-Identifier: Apache-2.0
#include "keys/keyholder/evaluate_service.h"

#include <utility>

#include "keys/program/grpc_status.h"
#include "keys/service/peer.h"

namespace kith::keyholder {

using evaluate::v1::EvaluateRequest;

grpc::ServerUnaryReactor* EvaluateService::Evaluate(
    grpc::CallbackServerContext* context, const EvaluateRequest* request,
    evaluate::v1::EvaluateReply* reply) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const std::shared_ptr<const Network> network = network_.Get();
  const auto caller = CallingAgency(*context, *network, clock_.Now());
  if (!caller.ok()) {
    reactor->Finish(ToGrpc(caller.status()));
    return reactor;
  }
  if (request->allowance() == EvaluateRequest::ALLOWANCE_UNSPECIFIED) {
    reactor->Finish({grpc::StatusCode::INVALID_ARGUMENT, "allowance: missing"});
    return reactor;
  }
  const network::v1::KeyHolder* self =
      network->FindKeyHolder(flow_.key_holder());
  const Use use = request->allowance() == EvaluateRequest::ALLOWANCE_ASK
                      ? Use::kAsk
                      : Use::kPublish;
  flow_.Run(
      {*caller, use, request->epoch(), request->blinded(),
       request->request_id(), request->with_share(), request->signature()},
      [reactor, reply, index = self == nullptr ? 0 : self->share_index()](
          absl::StatusOr<oprf::Evaluation> evaluation) {
        if (evaluation.ok()) {
          reply->set_evaluated(std::move(evaluation->elements));
          reply->set_proof(std::move(evaluation->proof));
          reply->set_share_index(index);
        }
        reactor->Finish(ToGrpc(evaluation.status()));
      });
  return reactor;
}

}  // namespace kith::keyholder
