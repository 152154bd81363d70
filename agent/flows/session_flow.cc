// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/session_flow.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "kith/log/v1/log.pb.h"

namespace kith::agent {

void SessionFlow::Note(const Staff& staff) {
  if (staff.session == 0) return;
  {
    absl::MutexLock lock(&mutex_);
    if (noted_.contains(staff.session)) return;
  }
  log::v1::CountDetail detail;
  detail.set_what(absl::StrCat("console session of ", staff.name));
  detail.set_count(staff.session);
  const auto written = parts_.log.Run(
      [&](SealedDb&) -> absl::StatusOr<std::vector<tlog::Entry>> {
        return std::vector<tlog::Entry>{{log::v1::EVENT_STAFF, parts_.agency,
                                         detail.SerializeAsString(), ""}};
      });
  if (!written.ok()) return;
  absl::MutexLock lock(&mutex_);
  if (noted_.size() >= kMost) noted_.clear();
  noted_.insert(staff.session);
}

}  // namespace kith::agent
