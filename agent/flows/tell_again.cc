// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/tell_again.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "agent/flows/ground_messages.h"
#include "agent/flows/register_change.h"
#include "agent/receipts/receipt.h"
#include "keys/base/logging.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"

namespace kith::agent {
namespace {

constexpr char kTellAgain[] = "tell-withdrawn-again";
constexpr std::size_t kGroundsAtOnce = 1024;
// As many as one request may name.
constexpr std::size_t kRefsAtOnce = 64;

// What is to be told: each receipt's hash and the grounds that it ended
// everywhere; under no receipt, those that ended here alone.
using Endings = std::map<std::string, std::vector<std::string>>;

// NOT_FOUND: its root had ended, so that it was not recorded.
absl::Status Withdraw(const Parts& parts, const std::vector<std::string>& refs,
                      OnlyHere only_here, const std::string& receipt) {
  const absl::Status all =
      parts.broker
          .Withdraw(MakeWithdrawRequest(parts, refs, only_here, receipt))
          .status();
  if (!absl::IsNotFound(all)) return all;
  for (const std::string& ref : refs) {
    const absl::Status one =
        parts.broker
            .Withdraw(MakeWithdrawRequest(parts, {ref}, only_here, receipt))
            .status();
    if (!one.ok() && !absl::IsNotFound(one)) return one;
  }
  return absl::OkStatus();
}

absl::StatusOr<Endings> EndingsOf(Register& people,
                                  const std::vector<Ground>& grounds) {
  std::map<std::string, std::string> receipt_of;
  KITH_ASSIGN_OR_RETURN(const std::vector<KeptReceipt> receipts,
                        people.WithdrawalReceipts());
  for (const KeptReceipt& receipt : receipts) {
    if (receipt.only_here) continue;
    KITH_ASSIGN_OR_RETURN(const Hash hash, HashOfReceipt(receipt.text));
    for (const std::string& ref : receipt.grounds) {
      receipt_of[ref] = HashBytes(hash);
    }
  }
  Endings endings;
  for (const Ground& ground : grounds) {
    const auto receipt = receipt_of.find(ground.ref);
    endings[receipt == receipt_of.end() ? "" : receipt->second].push_back(
        ground.ref);
  }
  return endings;
}

absl::Status Tell(const Parts& parts, const std::vector<Ground>& grounds,
                  const Endings& endings) {
  for (std::size_t at = 0; at < grounds.size(); at += kGroundsAtOnce) {
    const std::size_t end = std::min(at + kGroundsAtOnce, grounds.size());
    KITH_RETURN_IF_ERROR(
        RecordEach(parts, {grounds.begin() + static_cast<std::ptrdiff_t>(at),
                           grounds.begin() + static_cast<std::ptrdiff_t>(end)})
            .status());
  }
  for (const auto& [receipt, refs] : endings) {
    for (std::size_t at = 0; at < refs.size(); at += kRefsAtOnce) {
      const std::size_t end = std::min(at + kRefsAtOnce, refs.size());
      KITH_RETURN_IF_ERROR(
          Withdraw(parts,
                   {refs.begin() + static_cast<std::ptrdiff_t>(at),
                    refs.begin() + static_cast<std::ptrdiff_t>(end)},
                   receipt.empty() ? OnlyHere::kYes : OnlyHere::kNo,
                   receipt.empty() ? NoPublicReceipt() : receipt));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status MustTellAgain(Register& people, const std::string& index_id) {
  return people.PutSetting(kTellAgain, index_id);
}

absl::Status TellWithdrawnAgain(const Parts& parts) {
  std::string index_id;
  std::vector<Ground> grounds;
  Endings endings;
  KITH_RETURN_IF_ERROR(parts.reader.With([&](Register& people) -> absl::Status {
    KITH_ASSIGN_OR_RETURN(index_id, people.GetSetting(kTellAgain));
    if (index_id.empty()) return absl::OkStatus();
    KITH_ASSIGN_OR_RETURN(grounds, people.GroundsWithdrawnAndKnown());
    KITH_ASSIGN_OR_RETURN(endings, EndingsOf(people, grounds));
    return absl::OkStatus();
  }));
  if (index_id.empty()) return absl::OkStatus();
  KITH_RETURN_IF_ERROR(Tell(parts, grounds, endings));
  const absl::Status told =
      parts.broker.RecordGrounds(MakeToldAgainRequest(parts, index_id))
          .status();
  // A broker of an earlier version does not wait for that.
  if (!told.ok() && !absl::IsInvalidArgument(told)) return told;
  LogInfo("withdrawn_told_again",
          {{"grounds", static_cast<std::int64_t>(grounds.size())}});
  return Change(parts, [&](Register& people) -> absl::Status {
    // Another index may have come meanwhile.
    KITH_ASSIGN_OR_RETURN(const std::string present,
                          people.GetSetting(kTellAgain));
    return present == index_id ? people.PutSetting(kTellAgain, "")
                               : absl::OkStatus();
  });
}

}  // namespace kith::agent
