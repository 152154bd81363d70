// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/remove_all_flow.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "keys/base/logging.h"
#include "keys/base/status_macros.h"
#include "kith/log/v1/log.pb.h"

namespace kith::broker {
namespace {

absl::Status OnTheirWay() {
  return absl::UnavailableError(
      "rows of this agency are on their way into the index; in a moment");
}

}  // namespace

void RemoveAllFlow::Run(const std::string& caller, const std::string& index_id,
                        Done done) {
  const bool waiting = publish_.HasWaiting(caller);
  std::optional<absl::Status> known;
  {
    absl::MutexLock lock(&mutex_);
    const auto at_work = at_work_.find(caller);
    if (at_work != at_work_.end()) {
      at_work->second.push_back(std::move(done));
      return;
    }
    const auto finished = finished_.find(caller);
    if (waiting) {
      known = OnTheirWay();
    } else if (finished != finished_.end() &&
               parts_.clock.Monotonic() - finished->second.at < kPause) {
      known = finished->second.published_since
                  ? absl::UnavailableError(
                        "all rows were removed just now; in a minute")
                  : absl::OkStatus();
    } else {
      at_work_[caller].push_back(std::move(done));
    }
  }
  if (known.has_value()) return done(*known);
  // First: while they go, no negative rests on this agency.
  parts_.index_state.Note(caller, {index_id, {}});
  Next(std::make_shared<Work>(Work{{.agency = caller}, index_id}));
}

absl::Status RemoveAllFlow::CheckMayPublish(const std::string& caller) {
  absl::MutexLock lock(&mutex_);
  if (at_work_.contains(caller)) {
    return absl::UnavailableError("rows of this agency are being removed");
  }
  const auto finished = finished_.find(caller);
  if (finished != finished_.end()) finished->second.published_since = true;
  return absl::OkStatus();
}

// That nothing is published any more is durable with the first piece, and with
// each: whatever is killed, no removed row was still said to be there.
void RemoveAllFlow::Next(const std::shared_ptr<Work>& work) {
  parts_.log.Submit(
      [this, work](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
        KITH_RETURN_IF_ERROR(parts_.transaction(db)->PutSetting(
            absl::StrCat(kPublishedSetting, work->rows.agency),
            StoredForm({work->index_id, {}})));
        KITH_RETURN_IF_ERROR(RemoveNext(work->rows, db, parts_));
        if (!work->rows.IsDone()) return std::vector<tlog::Entry>();
        log::v1::CountDetail detail;
        detail.set_what("rows removed");
        detail.set_count(work->rows.removed);
        return std::vector<tlog::Entry>{{log::v1::EVENT_PUBLISHED,
                                         work->rows.agency,
                                         detail.SerializeAsString(), ""}};
      },
      [this, work](absl::StatusOr<tlog::Committed> committed) {
        if (!committed.ok()) return Finish(*work, committed.status());
        if (!work->rows.IsDone()) {
          return parts_.executor.Post([this, work] { Next(work); });
        }
        // Sent just before the agency's process ended.
        Finish(*work, publish_.HasWaiting(work->rows.agency)
                          ? OnTheirWay()
                          : absl::OkStatus());
      });
}

void RemoveAllFlow::Finish(const Work& work, const absl::Status& status) {
  const std::string& agency = work.rows.agency;
  std::vector<Done> told;
  {
    absl::MutexLock lock(&mutex_);
    told = std::move(at_work_[agency]);
    at_work_.erase(agency);
    if (status.ok()) finished_[agency] = {.at = parts_.clock.Monotonic()};
  }
  LogInfo("all_rows_removed",
          {{"agency", agency},
           {"rows", static_cast<std::int64_t>(work.rows.removed)},
           {"status", status}});
  for (const Done& done : told) done(status);
}

}  // namespace kith::broker
