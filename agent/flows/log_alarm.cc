// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/log_alarm.h"

#include <vector>

#include "keys/base/logging.h"
#include "keys/tlog/audit_log.h"

namespace kith::agent {

void LogAlarm(const Parts& parts, const log::v1::EnquiryDetail& detail) {
  const absl::Status logged =
      parts.log
          .Run([&](SealedDb&) -> absl::StatusOr<std::vector<tlog::Entry>> {
            return std::vector<tlog::Entry>{{log::v1::EVENT_ALARM, parts.agency,
                                             detail.SerializeAsString(), ""}};
          })
          .status();
  if (!logged.ok()) LogError("alarm_not_logged", {{"why", logged}});
}

}  // namespace kith::agent
