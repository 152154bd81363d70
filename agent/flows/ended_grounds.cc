// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/ended_grounds.h"

#include "agent/flows/ground_messages.h"
#include "agent/flows/register_change.h"
#include "keys/base/status_macros.h"

namespace kith::agent {

absl::Status EndGround(Register& people, Ground ground) {
  ground.withdrawn = true;
  ground.withdrawal_pending = ground.ever_known;
  return people.PutGround(ground);
}

absl::Status TellEndedGrounds(const Parts& parts) {
  KITH_ASSIGN_OR_RETURN(const std::vector<Ground> pending,
                        parts.reader.With([](Register& people) {
                          return people.WithdrawalsPending();
                        }));
  return TellEndedGrounds(parts, pending);
}

absl::Status TellEndedGrounds(const Parts& parts,
                              const std::vector<Ground>& ended) {
  for (const Ground& ground : ended) {
    const auto reply = parts.broker.Withdraw(MakeWithdrawRequest(
        parts, {ground.ref}, OnlyHere::kYes, NoPublicReceipt()));
    // NOT_FOUND: the broker never had it, so there is nothing to end.
    if (!reply.ok() && !absl::IsNotFound(reply.status())) return reply.status();
    KITH_RETURN_IF_ERROR(Change(parts, [&](Register& people) {
      Ground told = ground;
      told.withdrawn = true;
      told.withdrawal_pending = false;
      return people.PutGround(told);
    }));
  }
  return absl::OkStatus();
}

}  // namespace kith::agent
