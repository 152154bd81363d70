// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/log_beside.h"

#include <vector>

#include "keys/base/logging.h"
#include "keys/tlog/audit_log.h"

namespace kith::broker {

void LogBeside(const Parts& parts, log::v1::Event event,
               const std::string& agency,
               const log::v1::EnquiryDetail& detail) {
  parts.log.Submit(
      [event, agency, bytes = detail.SerializeAsString()](
          SealedDb&) -> absl::StatusOr<std::vector<tlog::Entry>> {
        return std::vector<tlog::Entry>{{event, agency, bytes, ""}};
      },
      [](const absl::StatusOr<tlog::Committed>& logged) {
        if (!logged.ok()) {
          LogError("event_not_logged", {{"why", logged.status()}});
        }
      });
}

}  // namespace kith::broker
