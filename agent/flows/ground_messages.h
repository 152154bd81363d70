// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_GROUND_MESSAGES_H_
#define KITH_AGENT_FLOWS_GROUND_MESSAGES_H_

#include <string>
#include <vector>

#include "agent/flows/parts.h"
#include "agent/register/register.h"
#include "kith/consent/v1/consent.pb.h"

namespace kith::agent {

// Whether a withdrawal ends these grounds only, or all of their roots.
enum class OnlyHere { kYes, kNo };

// Signed requests to the broker about grounds of this agency.
consent::v1::RecordGroundsRequest MakeRecordRequest(
    const Parts& parts, const std::vector<Ground>& grounds);
// That all was told again which was withdrawn, for that index.
// Records them at the broker; those it took. What rests on a root that has
// ended already stays as it is, and keeps no other from being recorded.
absl::StatusOr<std::vector<Ground>> RecordEach(
    const Parts& parts, const std::vector<Ground>& grounds);

consent::v1::RecordGroundsRequest MakeToldAgainRequest(
    const Parts& parts, const std::string& index_id);
consent::v1::WithdrawRequest MakeWithdrawRequest(
    const Parts& parts, const std::vector<std::string>& refs,
    OnlyHere only_here, const std::string& receipt_sha256);

// 32 zero bytes: a ground that ended without anybody to hand a receipt to.
std::string NoPublicReceipt();

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_GROUND_MESSAGES_H_
