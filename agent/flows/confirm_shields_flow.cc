// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/confirm_shields_flow.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "keys/base/status_macros.h"
#include "kith/log/v1/log.pb.h"

namespace kith::agent {

absl::StatusOr<desk::v1::ConfirmShieldsReply> ConfirmShieldsFlow::Run(
    const Staff& staff) {
  log::v1::CountDetail detail;
  detail.set_what(
      absl::StrCat("shields confirmed after a loss, by ", staff.name));
  detail.set_count(1);
  const absl::Status status =
      parts_.log
          .Run([&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
            Register people(db);
            KITH_RETURN_IF_ERROR(EndHold(people));
            return std::vector<tlog::Entry>{{log::v1::EVENT_REGISTER,
                                             parts_.agency,
                                             detail.SerializeAsString(), ""}};
          })
          .status();
  if (!status.ok()) return status;
  return desk::v1::ConfirmShieldsReply();
}

std::string HoldWords(const Hold& hold) {
  return absl::StrCat(
      hold.why == Hold::Why::kRestored
          ? absl::StrCat("This agency's database is a copy of ",
                         absl::FormatTime("%-d %B %Y at %H:%M UTC", hold.as_of,
                                          absl::UTCTimeZone()),
                         ", and shields that were set since are not in it")
          : "This agency's database is new, and the broker knows that there "
            "was another: its shields are not in this one",
      "; it answers nobody, publishes nothing and hands nobody over until a "
      "manager or the data protection officer has confirmed them.");
}

}  // namespace kith::agent
