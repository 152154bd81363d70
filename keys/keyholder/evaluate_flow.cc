// SPDX-License-Identifier: Apache-2.0
#include "keys/keyholder/evaluate_flow.h"

#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "keys/base/status_macros.h"
#include "keys/network/standing.h"

namespace kith::keyholder {
namespace {

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
                           const std::string& request_id) {
  log::v1::EvaluationDetail detail;
  detail.set_what(charge.use == Use::kAsk ? "ask" : "publish");
  detail.set_count(charge.elements);
  detail.set_request_id(request_id);
  return {log::v1::EVENT_EVALUATED, std::string(charge.agency),
          detail.SerializeAsString(), ""};
}

}  // namespace

absl::StatusOr<Charge> EvaluateFlow::ChargeFor(const Request& request) const {
  const auto network = parts_.network.Get();
  const network::v1::Agency* agency = network->FindAgency(request.agency);
  if (!TakesPart(agency, parts_.clock.Now())) {
    return absl::UnauthenticatedError("not an agency of this network");
  }
  const network::v1::Epoch* epoch = network->FindEpoch(request.epoch);
  const bool open =
      epoch != nullptr && parts_.keys.contains(request.epoch) &&
      (request.use == Use::kAsk ? epoch->ask() : epoch->publish());
  if (!open) {
    return absl::FailedPreconditionError(absl::StrCat(
        "epoch ", request.epoch, " is not in use; fetch the network file"));
  }
  KITH_RETURN_IF_ERROR(CheckBatch(request.use, request.blinded));
  if (request.request_id.size() != kRequestIdBytes) {
    return absl::InvalidArgumentError(
        "request_id: must be 16 random bytes; an agent of an older version "
        "sends none: bring it up to date");
  }
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
  auto shared = std::make_shared<Request>(std::move(request));
  charge->agency = shared->agency;

  // INVARIANT (charged first): nothing is evaluated before the charge is
  // durable, and a batch that proves unacceptable stays charged.
  parts_.log.Submit(
      [charge = *charge,
       shared](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
        KITH_RETURN_IF_ERROR(Count(db, charge));
        return std::vector<tlog::Entry>{
            EvaluatedEntry(charge, shared->request_id)};
      },
      [this, shared, done](absl::StatusOr<tlog::Committed> committed) {
        if (!committed.ok()) return done(committed.status());
        parts_.executor.Post([this, shared, done] {
          done(parts_.keys.at(shared->epoch)
                   .Evaluate(shared->blinded, parts_.random));
        });
      });
}

}  // namespace kith::keyholder
