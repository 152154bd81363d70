// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/remove_all_flow.h"

#include <utility>
#include <vector>

#include "broker/flows/their_rows.h"
#include "keys/base/logging.h"
#include "keys/base/status_macros.h"
#include "kith/log/v1/log.pb.h"

namespace kith::broker {

void RemoveAllFlow::Run(const std::string& caller, const std::string& index_id,
                        Done done) {
  if (publish_.HasWaiting(caller)) {
    return done(absl::UnavailableError(
        "rows of this agency are on their way into the index; in a moment"));
  }
  bool is_first = false;
  {
    absl::MutexLock lock(&mutex_);
    is_first = at_work_.insert(caller).second;
  }
  if (!is_first) {
    return done(absl::UnavailableError("they are being removed"));
  }
  // First: while they go, no negative rests on this agency.
  link::v1::AllPublished none;
  none.set_index_id(index_id);
  all_published_.Take(caller, none);
  Next(std::make_shared<Work>(Work{caller, {}, std::move(done)}));
}

void RemoveAllFlow::Next(const std::shared_ptr<Work>& work) {
  parts_.log.Submit(
      [this, work](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
        KITH_ASSIGN_OR_RETURN(
            work->after,
            RemoveNextRowsOf(work->agency, work->after, db, parts_));
        if (!work->after.lookup.empty()) return std::vector<tlog::Entry>();
        log::v1::CountDetail detail;
        detail.set_what("all rows removed");
        return std::vector<tlog::Entry>{{log::v1::EVENT_PUBLISHED, work->agency,
                                         detail.SerializeAsString(), ""}};
      },
      [this, work](absl::StatusOr<tlog::Committed> committed) {
        if (!committed.ok()) return Finish(*work, committed.status());
        if (work->after.lookup.empty()) return Finish(*work, absl::OkStatus());
        parts_.executor.Post([this, work] { Next(work); });
      });
}

void RemoveAllFlow::Finish(const Work& work, const absl::Status& status) {
  {
    absl::MutexLock lock(&mutex_);
    at_work_.erase(work.agency);
  }
  LogInfo("all_rows_removed", {{"agency", work.agency}, {"status", status}});
  work.done(status);
}

}  // namespace kith::broker
