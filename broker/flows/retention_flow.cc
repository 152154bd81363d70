// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/retention_flow.h"

#include <utility>
#include <vector>

#include "keys/base/logging.h"
#include "keys/base/status_macros.h"
#include "keys/tlog/audit_log.h"

namespace kith::broker {
namespace {

constexpr absl::Duration kEvery = absl::Hours(1);
// Between two changes, so that questions come in between.
constexpr absl::Duration kPause = absl::Milliseconds(200);
constexpr std::size_t kAtOnce = 256;

}  // namespace

void RetentionFlow::Start() {
  parts_.executor.At(parts_.clock.Monotonic() + kPause, [this] { Look(); });
}

void RetentionFlow::Look() {
  const absl::StatusOr<std::uint64_t> erased = EraseSome();
  if (!erased.ok()) LogError("not_erased", {{"why", erased.status()}});
  const bool more = erased.ok() && *erased > 0;
  parts_.executor.At(parts_.clock.Monotonic() + (more ? kPause : kEvery),
                     [this] { Look(); });
}

absl::StatusOr<std::uint64_t> RetentionFlow::EraseSome() {
  const std::shared_ptr<const Network> network = parts_.network.Get();
  const auto& retention = network->file().retention();
  if (retention.legal_hold() || retention.broker_details() == 0) return 0;
  const absl::Time before =
      parts_.clock.Now() - absl::Hours(24) * retention.broker_details();
  for (const auto& agency : network->file().agencies()) {
    KITH_ASSIGN_OR_RETURN(const std::uint64_t erased,
                          EraseOf(agency.id(), before));
    if (erased > 0) return erased;
  }
  return 0;
}

absl::StatusOr<std::uint64_t> RetentionFlow::EraseOf(const std::string& agency,
                                                     absl::Time before) {
  absl::MutexLock lock(&mutex_);
  std::uint64_t& next = next_[agency];
  std::vector<std::uint64_t> due;
  KITH_RETURN_IF_ERROR(
      parts_.log
          .Run([&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
            KITH_ASSIGN_OR_RETURN(due, tlog::AuditLog::OpenableBefore(
                                           db, agency, before, next, kAtOnce));
            if (due.empty()) return std::vector<tlog::Entry>();
            KITH_ASSIGN_OR_RETURN(
                tlog::Entry erased,
                tlog::AuditLog::Erase(db, agency, due, "retention"));
            return std::vector<tlog::Entry>{std::move(erased)};
          })
          .status());
  if (!due.empty()) next = due.back() + 1;
  return due.size();
}

}  // namespace kith::broker
