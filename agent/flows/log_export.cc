// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/log_export.h"

namespace kith::agent {

absl::Status LogExport(const Parts& parts, const Staff& staff,
                       const std::string& what,
                       const std::vector<std::string>& people) {
  log::v1::ExportDetail detail;
  detail.set_what(what);
  detail.set_by_staff(staff.name);
  detail.mutable_local_subjects()->Add(people.begin(), people.end());
  return parts.log
      .Run([&](SealedDb&) -> absl::StatusOr<std::vector<tlog::Entry>> {
        return std::vector<tlog::Entry>{{log::v1::EVENT_ADMIN_EXPORT,
                                         parts.agency,
                                         detail.SerializeAsString(), ""}};
      })
      .status();
}

}  // namespace kith::agent
