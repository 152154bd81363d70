// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/countersign_flow.h"

#include <algorithm>
#include <utility>

#include "agent/flows/ground_messages.h"
#include "agent/receipts/receipt.h"
#include "keys/base/logging.h"
#include "keys/base/status_macros.h"

namespace kith::agent {
namespace {

using consent::v1::WithdrawReply;

// As many as one request may name.
constexpr std::size_t kRefsAtOnce = 64;

}  // namespace

absl::StatusOr<CountersignFlow::Countersigned> CountersignFlow::Run(
    KeptReceipt receipt) {
  KITH_ASSIGN_OR_RETURN(const Hash hash, HashOfReceipt(receipt.text));
  WithdrawReply reply;
  std::vector<std::string> known;
  if (receipt.withdrawal) {
    if (!receipt.only_here) {
      KITH_RETURN_IF_ERROR(MakeKnown(receipt.grounds));
    }
    KITH_ASSIGN_OR_RETURN(known, KnownToBroker(receipt.grounds));
    KITH_ASSIGN_OR_RETURN(reply, TakeBack(receipt, hash, known));
  }
  // A consent, or a withdrawal of what the broker had never heard of.
  if (!reply.has_countersignature()) {
    consent::v1::CountersignRequest request;
    request.set_receipt_sha256(HashBytes(hash));
    KITH_ASSIGN_OR_RETURN(const auto countersigned,
                          parts_.broker.Countersign(request));
    *reply.mutable_countersignature() = countersigned.countersignature();
  }
  const auto& from = reply.countersignature();
  KITH_ASSIGN_OR_RETURN(
      receipt.text,
      AddCountersignature(
          receipt.text, {from.log_index(), from.time_ms(), from.signature()}));
  receipt.countersigned = true;
  KITH_RETURN_IF_ERROR(Keep(receipt, known));
  return Countersigned{std::move(receipt.text), reply.grounds_ended()};
}

absl::Status CountersignFlow::RunWaiting() {
  KITH_ASSIGN_OR_RETURN(std::vector<KeptReceipt> waiting,
                        parts_.reader.With([](Register& people) {
                          return people.ReceiptsToCountersign();
                        }));
  for (KeptReceipt& receipt : waiting) {
    const absl::Status status = Run(std::move(receipt)).status();
    if (absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status)) {
      return status;
    }
    // One the broker will not take must not keep the others.
    if (!status.ok()) {
      LogError("receipt_not_countersigned", {{"why", status}});
    }
  }
  return absl::OkStatus();
}

// INVARIANT (withdrawn everywhere): another agency may rest on what this one
// never published. The broker hears of it, so that it can end it.
absl::Status CountersignFlow::MakeKnown(
    const std::vector<std::string>& grounds) {
  std::vector<Ground> unknown;
  const absl::Status read =
      parts_.reader.With([&](Register& people) -> absl::Status {
        for (const std::string& ref : grounds) {
          KITH_ASSIGN_OR_RETURN(Ground ground, people.GetGround(ref));
          // By what it knows now: a broker that was lost has to hear again.
          // What an export brought has no receipt that could be shown.
          if (ground.known_to_broker || ground.imported) continue;
          unknown.push_back(std::move(ground));
        }
        return absl::OkStatus();
      });
  if (!read.ok() || unknown.empty()) return read;
  KITH_ASSIGN_OR_RETURN(const std::vector<Ground> recorded,
                        RecordEach(parts_, unknown));
  if (recorded.empty()) return absl::OkStatus();
  return parts_.log
      .Run([&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
        Register people(db);
        for (const Ground& one : recorded) {
          KITH_ASSIGN_OR_RETURN(Ground ground, people.GetGround(one.ref));
          ground.known_to_broker = true;
          ground.withdrawal_pending = ground.withdrawn;
          KITH_RETURN_IF_ERROR(people.PutGround(ground));
        }
        return std::vector<tlog::Entry>();
      })
      .status();
}

absl::StatusOr<std::vector<std::string>> CountersignFlow::KnownToBroker(
    const std::vector<std::string>& grounds) {
  return parts_.reader.With(
      [&](Register& people) -> absl::StatusOr<std::vector<std::string>> {
        std::vector<std::string> known;
        for (const std::string& ref : grounds) {
          KITH_ASSIGN_OR_RETURN(const Ground ground, people.GetGround(ref));
          if (ground.ever_known) known.push_back(ref);
        }
        return known;
      });
}

// No countersignature in the reply: the broker knows none of these grounds.
absl::StatusOr<WithdrawReply> CountersignFlow::TakeBack(
    const KeptReceipt& receipt, const Hash& hash,
    const std::vector<std::string>& known) {
  WithdrawReply all;
  std::size_t at_once = kRefsAtOnce;
  for (std::size_t at = 0; at < known.size();) {
    const std::size_t end = std::min(at + at_once, known.size());
    const auto reply = parts_.broker.Withdraw(MakeWithdrawRequest(
        parts_,
        {known.begin() + static_cast<std::ptrdiff_t>(at),
         known.begin() + static_cast<std::ptrdiff_t>(end)},
        receipt.only_here ? OnlyHere::kYes : OnlyHere::kNo, HashBytes(hash)));
    // One the broker no longer knows must not keep the others.
    if (absl::IsNotFound(reply.status()) && at_once > 1) {
      at_once = 1;
      continue;
    }
    if (!reply.ok() && !absl::IsNotFound(reply.status())) return reply.status();
    if (reply.ok()) {
      all.set_grounds_ended(all.grounds_ended() + reply->grounds_ended());
      *all.mutable_countersignature() = reply->countersignature();
    }
    at = end;
  }
  return all;
}

// A ground that reached the broker only after it was asked for those it knows
// is not among `told` and stays pending.
absl::Status CountersignFlow::Keep(const KeptReceipt& receipt,
                                   const std::vector<std::string>& told) {
  return parts_.log
      .Run([&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
        Register people(db);
        KITH_RETURN_IF_ERROR(people.PutReceipt(receipt));
        for (const std::string& ref : told) {
          KITH_ASSIGN_OR_RETURN(Ground ground, people.GetGround(ref));
          ground.withdrawal_pending = false;
          KITH_RETURN_IF_ERROR(people.PutGround(ground));
        }
        return std::vector<tlog::Entry>();
      })
      .status();
}

}  // namespace kith::agent
