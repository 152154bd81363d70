// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_FLOWS_MEMBERSHIP_FLOW_H_
#define KITH_BROKER_FLOWS_MEMBERSHIP_FLOW_H_

#include "absl/status/status.h"
#include "broker/flows/parts.h"

namespace kith::broker {

// Logs that the broker works under another network file: MEMBERSHIP in the
// chain of each agency of it, the first entries that are made under it. The
// file that a log begins with is not another.
//
// Thread-safe: holds no state of its own.
class MembershipFlow {
 public:
  explicit MembershipFlow(const Parts& parts) : parts_(parts) {}

  // Before anything else is logged after a start, and when the network file was
  // replaced. Nothing is logged if the log knows the present one. Codes as
  // AuditLog; if it fails, it is to be tried again.
  absl::Status Run();

 private:
  const Parts& parts_;
};

}  // namespace kith::broker

#endif  // KITH_BROKER_FLOWS_MEMBERSHIP_FLOW_H_
