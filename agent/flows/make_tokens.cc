// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/make_tokens.h"

#include <utility>

#include "agent/flows/evaluate_batch.h"
#include "keys/base/run_behind.h"
#include "keys/base/status_macros.h"
#include "keys/oprf/voprf.h"

namespace kith::agent {
namespace {

using evaluate::v1::EvaluateRequest;

constexpr std::size_t kRequestIdBytes = 16;

struct Blinded {
  std::vector<oprf::Blinding> blindings;  // Of the inputs, in their order.
  std::string batch;                      // What the key holder is shown.
};

absl::StatusOr<Blinded> BlindAll(const Parts& parts,
                                 absl::Span<const std::string> inputs,
                                 std::size_t batch) {
  Blinded blinded;
  for (const std::string& input : inputs) {
    KITH_ASSIGN_OR_RETURN(oprf::Blinding blinding,
                          oprf::Blind(input, parts.random));
    blinded.batch += blinding.element;
    blinded.blindings.push_back(std::move(blinding));
  }
  for (std::size_t i = inputs.size(); i < batch; ++i) {
    blinded.batch += oprf::RandomElement(parts.random);
  }
  return blinded;
}

}  // namespace

std::vector<RequestId> DrawRequestIds(const Parts& parts, std::size_t batches) {
  std::vector<RequestId> ids;
  for (std::size_t i = 0; i < batches; ++i) {
    ids.push_back(parts.random.Bytes(kRequestIdBytes));
  }
  return ids;
}

std::vector<tlog::Entry> EvaluatedEntries(const Parts& parts,
                                          EvaluateRequest::Allowance allowance,
                                          std::size_t elements,
                                          absl::Span<const RequestId> ids) {
  std::vector<tlog::Entry> entries;
  for (const RequestId& id : ids) {
    log::v1::EvaluationDetail detail;
    detail.set_what(allowance == EvaluateRequest::ALLOWANCE_ASK ? "ask"
                                                                : "publish");
    detail.set_count(elements);
    detail.set_request_id(id);
    entries.push_back({log::v1::EVENT_EVALUATED, parts.agency,
                       detail.SerializeAsString(), ""});
  }
  return entries;
}

absl::StatusOr<std::vector<RequestId>> WriteDownBatches(
    const Parts& parts, EvaluateRequest::Allowance allowance,
    std::size_t elements, std::size_t batches) {
  std::vector<RequestId> ids = DrawRequestIds(parts, batches);
  KITH_RETURN_IF_ERROR(
      parts.log
          .Run([&](SealedDb&) -> absl::StatusOr<std::vector<tlog::Entry>> {
            return EvaluatedEntries(parts, allowance, elements, ids);
          })
          .status());
  return ids;
}

absl::StatusOr<std::vector<TokenPair>> MakeTokens(
    const Parts& parts, const TokenRequest& request,
    absl::Span<const std::string> inputs) {
  if (inputs.size() > request.batch) {
    return absl::InvalidArgumentError("more keys than a batch holds");
  }
  if (request.id.size() != kRequestIdBytes) {
    return absl::InvalidArgumentError("a batch that was not written down");
  }
  const std::shared_ptr<const Network> network = parts.network.Get();
  const network::v1::Epoch* epoch = network->FindEpoch(request.epoch);
  if (epoch == nullptr) {
    return absl::FailedPreconditionError("the epoch is not in use");
  }
  absl::StatusOr<Blinded> blinded;
  RunBehind(Behind::kAnswers,
            [&] { blinded = BlindAll(parts, inputs, request.batch); });
  KITH_RETURN_IF_ERROR(blinded.status());

  KITH_ASSIGN_OR_RETURN(const std::string evaluated,
                        EvaluateBatch(parts, *epoch, request, blinded->batch));
  absl::StatusOr<std::vector<std::string>> outputs;
  RunBehind(Behind::kAnswers, [&] {
    outputs = oprf::Finalize(inputs, blinded->blindings,
                             absl::string_view(evaluated).substr(
                                 0, inputs.size() * oprf::kElementBytes));
  });
  KITH_RETURN_IF_ERROR(outputs.status());
  std::vector<TokenPair> pairs;
  pairs.reserve(outputs->size());
  for (std::string& output : *outputs) {
    pairs.push_back(DeriveTokenPair(output, request.epoch));
    WipeString(output);
  }
  return pairs;
}

}  // namespace kith::agent
