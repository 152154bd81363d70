// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/witnesses.h"

#include <set>

#include "absl/strings/str_cat.h"

namespace kith::broker {

void Witnesses::Saw(const std::string& agency, absl::Duration now) {
  absl::MutexLock lock(&mutex_);
  saw_[agency] = now;
}

absl::Status Witnesses::MayRelease(const Network& network,
                                   const std::string& asker, bool urgent,
                                   absl::Duration now) const {
  const auto& file = network.file();
  if (file.quorum() == 0) return absl::OkStatus();
  const absl::Duration most = urgent ? kWitnessedForUrgent : kWitnessedFor;
  std::set<std::string> keys;
  absl::MutexLock lock(&mutex_);
  for (const auto& [id, at] : saw_) {
    const network::v1::Agency* agency = network.FindAgency(id);
    if (agency == nullptr || agency->suspended() || id == asker ||
        id == file.broker().operated_by() || now - at > most) {
      continue;
    }
    keys.insert(agency->log_key());
  }
  if (keys.size() >= file.quorum()) return absl::OkStatus();
  return absl::UnavailableError(
      absl::StrCat("not witnessed: ", keys.size(),
                   " other agencies have confirmed this log "
                   "in the last ",
                   absl::ToInt64Hours(most),
                   " hours, and the partnership demands ", file.quorum()));
}

}  // namespace kith::broker
