// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_LOG_EXPORT_H_
#define KITH_AGENT_FLOWS_LOG_EXPORT_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "agent/flows/parts.h"

namespace kith::agent {

// Writes into the agency's own log that `staff` is about to be given a report
// that can leave the agency: `what` as ExportDetail, `people` by their
// references here. Nothing is given out unless this is OK; codes as AuditLog.
absl::Status LogExport(const Parts& parts, const Staff& staff,
                       const std::string& what,
                       const std::vector<std::string>& people = {});

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_LOG_EXPORT_H_
