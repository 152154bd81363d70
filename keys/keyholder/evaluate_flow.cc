// SPDX-License-Identifier: Apache-2.0
#include "keys/keyholder/evaluate_flow.h"

#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "keys/base/run_behind.h"
#include "keys/base/status_macros.h"
#include "keys/network/batch_signature.h"
#include "keys/network/standing.h"
#include "keys/signer.h"
#include "kith/evaluate/v1/evaluate.pb.h"

namespace kith::keyholder {
namespace {

using evaluate::v1::EvaluateRequest;

EvaluateRequest::Allowance AllowanceOf(Use use) {
  return use == Use::kAsk ? EvaluateRequest::ALLOWANCE_ASK
                          : EvaluateRequest::ALLOWANCE_PUBLISH;
}

// A machine that has other work too does that which is due first.
Behind WhatComesBefore(Use use) {
  return use == Use::kAsk ? Behind::kAnswers : Behind::kQuestions;
}

std::uint64_t ElementsIn(const std::string& blinded) {
  return blinded.size() / oprf::kElementBytes;
}

absl::Status CheckBatch(Use use, const std::string& blinded) {
  const std::uint64_t elements = ElementsIn(blinded);
  const bool whole = blinded.size() % oprf::kElementBytes == 0;
  const bool right = use == Use::kAsk
                         ? elements == kSingleBatch || elements == kFamilyBatch
                         : elements == kPublishBatch;
  if (whole && right) return absl::OkStatus();
  return absl::InvalidArgumentError(
      use == Use::kAsk ? "blinded: asking takes exactly 16 or 128 elements"
                       : "blinded: publishing takes exactly 1024 elements");
}

tlog::Entry EvaluatedEntry(const Charge& charge,
                           const EvaluateFlow::Request& request) {
  log::v1::EvaluationDetail detail;
  detail.set_what(charge.use == Use::kAsk ? "ask" : "publish");
  detail.set_count(charge.elements);
  detail.set_request_id(request.request_id);
  detail.set_with_share(request.with);
  return {log::v1::EVENT_EVALUATED, std::string(charge.agency),
          detail.SerializeAsString(), ""};
}

// A question may carry what is published under already: its asker has the newer
// network file.
absl::Status CheckOpen(const EvaluateFlow::Request& request,
                       const Network& network) {
  const network::v1::Epoch* epoch = network.FindEpoch(request.epoch);
  if (epoch == nullptr || (request.use == Use::kPublish && !epoch->publish())) {
    return absl::FailedPreconditionError(absl::StrCat(
        "epoch ", request.epoch, " is not in use; fetch the network file"));
  }
  return absl::OkStatus();
}

}  // namespace

// INVARIANT (no borrowed allowance): of a key in shares nothing is evaluated on
// a certificate alone, which whoever issues certificates could make.
absl::Status EvaluateFlow::CheckSignature(
    const Request& request, const Network& network,
    const network::v1::Agency& agency) const {
  // Agents of before sign nothing; real families' allowances are not theirs.
  if (request.signature.empty() && request.with == 0 &&
      network.file().test_network()) {
    return absl::OkStatus();
  }
  const absl::Status holds = VerifySignature(
      agency.signing_key(), Label::kEvaluate, network.id(),
      SignedBytesOf(
          {.key_holder = parts_.id,
           .allowance = static_cast<std::uint32_t>(AllowanceOf(request.use)),
           .epoch = request.epoch,
           .with_share = request.with,
           .request_id = request.request_id,
           .blinded = request.blinded}),
      request.signature);
  return holds.ok() ? holds
                    : absl::UnauthenticatedError(
                          "the agency has not signed this batch; if its keys "
                          "are new, fetch the network file");
}

absl::StatusOr<Charge> EvaluateFlow::ChargeFor(const Request& request) const {
  const auto network = parts_.network.Get();
  const network::v1::Agency* agency = network->FindAgency(request.agency);
  if (!TakesPart(agency, parts_.clock.Now())) {
    return absl::UnauthenticatedError("not an agency of this network");
  }
  KITH_RETURN_IF_ERROR(CheckOpen(request, *network));
  KITH_RETURN_IF_ERROR(CheckBatch(request.use, request.blinded));
  if (request.request_id.size() != kRequestIdBytes) {
    return absl::InvalidArgumentError(
        "request_id: must be 16 random bytes; an agent of an older version "
        "sends none: bring it up to date");
  }
  KITH_RETURN_IF_ERROR(CheckSignature(request, *network, *agency));
  return Charge{.agency = agency->id(),
                .use = request.use,
                .epoch = request.epoch,
                .at = parts_.clock.Now(),
                .elements = ElementsIn(request.blinded),
                .limit = request.use == Use::kAsk
                             ? agency->ask_elements_per_day()
                             : agency->register_size() * kPublishPerPerson};
}

void EvaluateFlow::Run(Request request, Done done) {
  absl::StatusOr<Charge> charge = ChargeFor(request);
  if (!charge.ok()) return done(charge.status());
  std::shared_ptr<const oprf::EvaluationKey> key =
      parts_.shares.Find(request.epoch, request.with);
  if (key == nullptr) {
    return done(absl::FailedPreconditionError(
        absl::StrCat("this key holder has no share of epoch ", request.epoch,
                     " for that pair; fetch the network file")));
  }
  auto shared = std::make_shared<Request>(std::move(request));
  charge->agency = shared->agency;

  // INVARIANT (charged first): nothing is evaluated before the charge is
  // durable, and a batch that proves unacceptable stays charged.
  parts_.log.Submit(
      [charge = *charge,
       shared](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
        KITH_RETURN_IF_ERROR(Count(db, charge));
        return std::vector<tlog::Entry>{EvaluatedEntry(charge, *shared)};
      },
      [this, shared, key, done](absl::StatusOr<tlog::Committed> committed) {
        if (!committed.ok()) return done(committed.status());
        Executor& on =
            shared->use == Use::kAsk ? parts_.questions : parts_.publishing;
        on.Post([this, shared, key, done] {
          absl::StatusOr<oprf::Evaluation> evaluation;
          RunBehind(WhatComesBefore(shared->use), [&] {
            evaluation = key->Evaluate(shared->blinded, parts_.random);
          });
          done(std::move(evaluation));
        });
      });
}

}  // namespace kith::keyholder
