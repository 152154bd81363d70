// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_RECALL_LIST_H_
#define KITH_AGENT_FLOWS_RECALL_LIST_H_

#include <cstddef>

#include "absl/status/statusor.h"
#include "agent/flows/parts.h"
#include "kith/desk/v1/desk.pb.h"

namespace kith::agent {

// Answers taken back, by this agency and from it, as `staff` reads them. Names
// nobody a question was about: the check and the person's number say it.
absl::StatusOr<desk::v1::ListRecallsReply> ListRecalls(Register& people,
                                                       const Network& network,
                                                       const Staff& staff);

// Puts the references of checks by `staff` into the reply of which an answer
// was taken back and not yet acknowledged.
absl::Status ShowRecalled(Register& people, const Staff& staff,
                          desk::v1::CheckReply& reply);

// Notices to this agency that nobody has acknowledged.
absl::StatusOr<std::size_t> CountUnreadRecalls(Register& people);

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_RECALL_LIST_H_
