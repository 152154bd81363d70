// SPDX-License-Identifier: Apache-2.0
#include "keys/tlog/retention_flow.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "keys/base/logging.h"
#include "keys/base/status_macros.h"
#include "keys/tlog/audit_log.h"
#include "keys/tlog/leaf.h"

namespace kith::tlog {
namespace {

constexpr absl::Duration kEvery = absl::Hours(1);
// Between two changes, so that questions come in between.
constexpr absl::Duration kPause = absl::Milliseconds(200);
constexpr std::size_t kAtOnce = 256;
constexpr absl::Duration kAfterTheStart = absl::Minutes(5);
// How far beyond the newest entry of the start the clock is believed.
constexpr absl::Duration kBelieved = absl::Hours(24 * 7);

// `now` if there is none: nothing is old. InfinitePast if it cannot be read.
absl::Time NewestEntry(AuditLog& log, absl::Time now) {
  if (log.size() == 0) return now;
  absl::Time newest = absl::InfinitePast();
  (void)log.Run([&](SealedDb& db) -> absl::StatusOr<std::vector<Entry>> {
    KITH_ASSIGN_OR_RETURN(const std::string bytes,
                          AuditLog::ReadLeaves(db, log.size() - 1, 1));
    KITH_ASSIGN_OR_RETURN(const Leaf leaf, ParseLeaf(bytes));
    newest = leaf.time;
    return std::vector<Entry>();
  });
  return newest;
}

}  // namespace

RetentionFlow::RetentionFlow(Parts parts)
    : parts_(std::move(parts)),
      newest_(NewestEntry(parts_.log, parts_.clock.Now())),
      started_(parts_.clock.Monotonic()) {}

absl::Time RetentionFlow::PlausibleNow() {
  const absl::Duration since = parts_.clock.Monotonic() - started_;
  return std::min(parts_.clock.Now(), newest_ + kBelieved + 2 * since);
}

void RetentionFlow::Start() {
  parts_.executor.At(parts_.clock.Monotonic() + kAfterTheStart,
                     [this] { Look(); });
}

void RetentionFlow::Look() {
  const absl::StatusOr<std::uint64_t> erased = EraseSome();
  if (!erased.ok()) LogError("not_erased", {{"why", erased.status()}});
  const bool more = erased.ok() && *erased > 0;
  parts_.executor.At(parts_.clock.Monotonic() + (more ? kPause : kEvery),
                     [this] { Look(); });
}

absl::StatusOr<std::uint64_t> RetentionFlow::EraseSome() {
  const Period period = parts_.period();
  if (period.legal_hold || period.days == 0) return 0;
  const absl::Time before = PlausibleNow() - absl::Hours(24) * period.days;
  absl::Status failed;
  for (const std::string& agency : period.agencies) {
    const absl::StatusOr<std::uint64_t> erased = EraseOf(agency, before);
    // What cannot be erased of one keeps nobody else's.
    failed.Update(erased.status());
    if (erased.ok() && *erased > 0) return erased;
  }
  failed.Update(RemoveBeside(before));
  if (!failed.ok()) return failed;
  return 0;
}

absl::Status RetentionFlow::RemoveBeside(absl::Time before) {
  if (!parts_.remove_beside) return absl::OkStatus();
  return parts_.log
      .Run([&](SealedDb& db) -> absl::StatusOr<std::vector<Entry>> {
        KITH_RETURN_IF_ERROR(parts_.remove_beside(db, before));
        return std::vector<Entry>();
      })
      .status();
}

absl::StatusOr<std::uint64_t> RetentionFlow::EraseOf(const std::string& agency,
                                                     absl::Time before) {
  absl::MutexLock lock(&mutex_);
  std::uint64_t& next = next_[agency];
  std::vector<std::uint64_t> due;
  KITH_RETURN_IF_ERROR(
      parts_.log
          .Run([&](SealedDb& db) -> absl::StatusOr<std::vector<Entry>> {
            KITH_ASSIGN_OR_RETURN(due, AuditLog::OpenableBefore(
                                           db, agency, before, next, kAtOnce));
            if (due.empty()) return std::vector<Entry>();
            KITH_ASSIGN_OR_RETURN(
                Entry erased, AuditLog::Erase(db, agency, due, "retention"));
            return std::vector<Entry>{std::move(erased)};
          })
          .status());
  if (!due.empty()) next = due.back() + 1;
  return due.size();
}

}  // namespace kith::tlog
