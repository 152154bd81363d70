// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/evaluate_batch.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "keys/base/at_once.h"
#include "keys/base/logging.h"
#include "keys/base/run_behind.h"
#include "keys/base/status_macros.h"
#include "keys/network/batch_signature.h"
#include "keys/network/epochs.h"
#include "keys/oprf/shares.h"
#include "keys/oprf/voprf.h"

namespace kith::agent {
namespace {

using evaluate::v1::EvaluateReply;
using evaluate::v1::EvaluateRequest;

// One that does not answer must leave time for the others: of the time there is
// in all, a pair is given one part in so many.
constexpr int kPartsOfTime = 4;
// A key holder that was started again is back in a moment.
constexpr int kRounds = 2;
constexpr absl::Duration kBetweenRounds = absl::Milliseconds(300);

// One key holder's part of a batch.
struct Errand {
  std::uint32_t share = 0;  // 0: it has the key whole.
  std::uint32_t with = 0;
  std::string public_key;  // Pinned: what its proof is checked against.
  std::string name;
};

EvaluateRequest MessageOf(const Parts& parts, const Network& network,
                          const TokenRequest& request,
                          const std::string& blinded, const Errand& errand) {
  EvaluateRequest message;
  message.set_allowance(request.allowance);
  message.set_epoch(request.epoch);
  message.set_blinded(blinded);
  message.set_request_id(request.id);
  message.set_with_share(errand.with);
  message.set_signature(parts.signer.Sign(
      Label::kEvaluate, network.id(),
      SignedBytesOf({.key_holder = errand.name,
                     .allowance = static_cast<std::uint32_t>(request.allowance),
                     .epoch = request.epoch,
                     .with_share = errand.with,
                     .request_id = request.id,
                     .blinded = blinded})));
  return message;
}

// INVARIANT (no tagging): what the pinned key did not give is not used.
absl::StatusOr<std::string> Proved(const Errand& errand,
                                   const std::string& blinded,
                                   EvaluateReply reply) {
  absl::Status proved;
  RunBehind(Behind::kAnswers, [&] {
    proved = oprf::Verify(errand.public_key, blinded, reply.evaluated(),
                          reply.proof());
  });
  if (proved.ok()) return std::move(*reply.mutable_evaluated());
  LogError("key_holder_proof_does_not_hold",
           {{"key_holder", errand.name}, {"why", proved}});
  return absl::PermissionDeniedError(
      absl::StrCat(kProofFailed, " ", errand.name,
                   " does not hold; nothing was asked with what it gave"));
}

absl::StatusOr<std::string> Run(const Parts& parts, const Network& network,
                                const TokenRequest& request,
                                const std::string& blinded,
                                const Errand& errand, KeyHolder* holder) {
  if (holder == nullptr) {
    return absl::UnavailableError("the network file names no such key holder");
  }
  auto reply = holder->Evaluate(
      MessageOf(parts, network, request, blinded, errand), request.timeout);
  if (!reply.ok()) return reply.status();
  return Proved(errand, blinded, *std::move(reply));
}

// Another pair would be told the same. Not so an allowance that is used up: one
// key holder may have an older network file, or a full disk.
bool IsFinal(const absl::Status& status) {
  return absl::IsInvalidArgument(status);
}

std::string NameOfShare(const Network& network, std::uint32_t index) {
  for (const auto& holder : network.file().key_holders()) {
    if (holder.share_index() == index) return holder.id();
  }
  return "";
}

absl::StatusOr<std::string> ByPair(const Parts& parts, const Network& network,
                                   const network::v1::Epoch& epoch,
                                   const TokenRequest& request,
                                   const std::string& blinded,
                                   const SharePair& pair) {
  const std::array<Errand, 2> errands = {
      Errand{pair.first, pair.second,
             WeighedKeyOf(epoch, pair.first, pair.second),
             NameOfShare(network, pair.first)},
      Errand{pair.second, pair.first,
             WeighedKeyOf(epoch, pair.second, pair.first),
             NameOfShare(network, pair.second)}};
  std::array<absl::StatusOr<std::string>, 2> elements;
  // Always OK: what came of each is in `elements`.
  (void)RunAtOnce(errands.size(), 2, [&](std::size_t i) -> absl::Status {
    const std::uint32_t share = errands[i].share;
    elements[i] = Run(parts, network, request, blinded, errands[i],
                      parts.key_holders.WithShare(share).get());
    if (elements[i].ok()) {
      parts.key_holders.Answered(share);
    } else if (absl::IsPermissionDenied(elements[i].status())) {
      parts.key_holders.ProofFailed(share);
    } else if (!IsFinal(elements[i].status())) {
      parts.key_holders.DidNotAnswer(share);
    }
    return absl::OkStatus();
  });
  // A proof that does not hold is said before what the other failed of.
  for (const auto& one : elements) {
    if (absl::IsPermissionDenied(one.status())) return one.status();
  }
  for (const auto& one : elements) KITH_RETURN_IF_ERROR(one.status());
  return oprf::SumOfPair(*elements[0], *elements[1]);
}

// What is left of a time there is in all.
class Patience {
 public:
  Patience(const Clock& clock, absl::Duration in_all)
      : clock_(clock), in_all_(in_all), until_(clock.Monotonic() + in_all) {}

  bool IsOver() const { return clock_.Monotonic() >= until_; }
  absl::Duration ForOnePair() const {
    return std::min(in_all_ / kPartsOfTime, until_ - clock_.Monotonic());
  }

 private:
  const Clock& clock_;
  const absl::Duration in_all_;
  const absl::Duration until_;
};

// Asks pair after pair until one gives the elements or the time is over.
// `first` is the id that was written down; every further try writes down its
// own.
absl::StatusOr<std::string> ByAnyPair(const Parts& parts,
                                      const Network& network,
                                      const network::v1::Epoch& epoch,
                                      TokenRequest request,
                                      const std::string& blinded, bool first,
                                      const Patience& patience) {
  absl::Status wrong;
  absl::Status last = absl::UnavailableError("no pair of key holders");
  std::vector<SharePair> pairs = PairsOf(epoch);
  while (!pairs.empty() && !patience.IsOver()) {
    const SharePair pair = parts.key_holders.TakeNext(pairs);
    request.timeout = patience.ForOnePair();
    if (!first) {
      KITH_ASSIGN_OR_RETURN(const std::vector<RequestId> ids,
                            WriteDownBatches(parts, request.allowance,
                                             request.batch, /*batches=*/1));
      request.id = ids[0];
    }
    first = false;
    absl::StatusOr<std::string> elements =
        ByPair(parts, network, epoch, request, blinded, pair);
    if (elements.ok() || IsFinal(elements.status())) return elements;
    last = elements.status();
    if (absl::IsPermissionDenied(last)) wrong = last;
  }
  return wrong.ok() ? last : wrong;
}

absl::StatusOr<std::string> ByTwo(const Parts& parts, const Network& network,
                                  const network::v1::Epoch& epoch,
                                  const TokenRequest& request,
                                  const std::string& blinded) {
  parts.key_holders.NextTurn();
  const Patience patience(parts.clock, request.timeout);
  absl::Status wrong;
  absl::Status last = absl::UnavailableError("there was no time to ask one");
  for (int round = 0; round < kRounds; ++round) {
    if (round > 0) absl::SleepFor(kBetweenRounds);
    if (patience.IsOver()) break;
    absl::StatusOr<std::string> elements = ByAnyPair(
        parts, network, epoch, request, blinded, round == 0, patience);
    if (elements.ok() || IsFinal(elements.status())) return elements;
    if (absl::IsResourceExhausted(elements.status())) return elements;
    last = elements.status();
    if (absl::IsPermissionDenied(last)) wrong = last;
  }
  // A proof that does not hold is said, whatever failed after it.
  if (!wrong.ok()) return wrong;
  return absl::UnavailableError(absl::StrCat(
      kKeyHoldersFailed, ": it takes two of the ", epoch.shares_size(),
      " and fewer can be reached (", last.message(), ")"));
}

}  // namespace

absl::StatusOr<std::string> EvaluateBatch(const Parts& parts,
                                          const network::v1::Epoch& epoch,
                                          const TokenRequest& request,
                                          const std::string& blinded) {
  const std::shared_ptr<const Network> network = parts.network.Get();
  if (IsShared(epoch)) return ByTwo(parts, *network, epoch, request, blinded);
  const Errand errand{.share = 0,
                      .with = 0,
                      .public_key = epoch.public_key(),
                      .name = network->file().key_holders(0).id()};
  return Run(parts, *network, request, blinded, errand,
             parts.key_holders.First().get());
}

}  // namespace kith::agent
