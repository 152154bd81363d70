// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_FLOWS_LEAVE_FLOW_H_
#define KITH_BROKER_FLOWS_LEAVE_FLOW_H_

#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "broker/flows/parts.h"

namespace kith::broker {

// Deletes what the broker holds of agencies that have left: their rows, and
// their grounds end. When they leave and after each start; what they had
// published just before and was still waiting to be inserted goes with a second
// look.
//
// Not thread-safe; works in pieces, so that nobody waits for it.
class LeaveFlow {
 public:
  explicit LeaveFlow(const Parts& parts) : parts_(parts) {}

  // Looks for agencies that have left, or are back. Does one at a time; false
  // if there is nothing to do. Codes as AuditLog; to be tried again.
  absl::StatusOr<bool> Run();

 private:
  absl::Status Delete(const std::string& agency);
  absl::Status EndGrounds(const std::string& agency);
  absl::Status DeleteRows(const std::string& agency);

  const Parts& parts_;
  // When an agency's rows were first deleted in this process.
  std::map<std::string, absl::Duration> looked_;
};

}  // namespace kith::broker

#endif  // KITH_BROKER_FLOWS_LEAVE_FLOW_H_
