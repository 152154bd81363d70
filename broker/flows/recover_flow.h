// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_FLOWS_RECOVER_FLOW_H_
#define KITH_BROKER_FLOWS_RECOVER_FLOW_H_

#include <string>

#include "absl/status/statusor.h"
#include "broker/flows/parts.h"

namespace kith::broker {

// What happens before the broker serves: every enquiry that was accepted and
// never ended is ABORTED in the log, rows past their quarter are purged, and
// the index has an id that changes when it is lost.
class RecoverFlow {
 public:
  explicit RecoverFlow(const Parts& parts) : parts_(parts) {}

  // The index's id, 16 bytes. Codes as AuditLog.
  absl::StatusOr<std::string> Run();

 private:
  const Parts& parts_;
};

}  // namespace kith::broker

#endif  // KITH_BROKER_FLOWS_RECOVER_FLOW_H_
