// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_URGENT_LIST_H_
#define KITH_AGENT_FLOWS_URGENT_LIST_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "agent/flows/parts.h"
#include "kith/desk/v1/urgent.pb.h"
#include "kith/urgent/v1/urgent.pb.h"

namespace kith::agent {

// What the centre knows of urgent access that concerns this agency, put
// together with what is kept here. Whom it is about is shown to whoever
// requested it, to those who may be the second and to the DPO. With the centre
// out of reach: what is kept here, and that it is so. Codes as Register.
absl::StatusOr<desk::v1::ListUrgentReply> ListUrgent(const Parts& parts,
                                                     const Staff& staff);

// Forgets whom requests were about that were never asked and whose 15 minutes
// are over; `never_used` are those that the centre says were not. One whose
// answer was shown here was used, whatever the centre says.
absl::Status ForgetUnusedUrgent(const Parts& parts,
                                const std::vector<std::string>& never_used);

// The newest that has this reference. NOT_FOUND if none concerns this agency;
// UNAVAILABLE if the centre cannot be asked.
absl::StatusOr<urgent::v1::UrgentItem> FindItem(const Parts& parts,
                                                const std::string& reference);

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_URGENT_LIST_H_
