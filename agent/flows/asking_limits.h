// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_ASKING_LIMITS_H_
#define KITH_AGENT_FLOWS_ASKING_LIMITS_H_

#include "absl/status/status.h"
#include "agent/flows/parts.h"
#include "agent/flows/question.h"
#include "keys/network/network.h"
#include "kith/desk/v1/desk.pb.h"

namespace kith::agent {

// Counts a question against what its staff member may ask in a day, in their
// role or in lists, and against how often the same person may be asked about.
// Durable before anything leaves the building, tokens included, and the same
// whether anybody supports them or not.
//
// In the same durable write it says in the agency's log what the key holder is
// about to be asked for, and puts the ids of that into `question`. An urgent
// one that two people have authorised waits for no allowance of the staff
// member's: of it only that is written.
//
// Writes into `reply` what the staff member should know. RESOURCE_EXHAUSTED, in
// words and with the next step in `reply`, if a limit is passed: then nothing
// is counted, and an ALARM entry says so. Codes as Register.
absl::Status CountQuestion(const Parts& parts, const Network& network,
                           Question& question, desk::v1::CheckReply& reply);

// With the purpose `joining`, when every agency was connected: remembers that
// its people were answered about, so that it is asked once in 28 days. Inside
// the change that logs the answer as shown. Codes as Register.
absl::Status RememberJoined(const Parts& parts, const Network& network,
                            const Question& question, SealedDb& db);

// Puts into words and a next step that the centre or a key holder turned the
// question away for an allowance; false if `status` is something else.
bool SayOverAllowance(const absl::Status& status, desk::v1::CheckReply& reply);

// Forgets whom staff asked about more than seven days ago, and whom the agency
// became involved with more than 28 days ago.
absl::Status ForgetAskedBefore(const Parts& parts);

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_ASKING_LIMITS_H_
