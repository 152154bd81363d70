// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/publish_flow.h"

#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "keys/base/logging.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"
#include "kith/log/v1/log.pb.h"

namespace kith::broker {
namespace {

constexpr std::size_t kBatchRows = 4096;
constexpr std::size_t kRowsOfOnePart = 1024;
constexpr std::size_t kMaxWaitingRows = 64 * kBatchRows;

absl::Status TooManyWait() {
  return absl::ResourceExhaustedError(
      "too many rows wait to be inserted; send the rest later");
}

}  // namespace

bool PublishFlow::HasRoomFor(std::size_t rows) {
  absl::MutexLock lock(&mutex_);
  return on_their_way_.size() + rows <= kMaxWaitingRows;
}

absl::Status PublishFlow::Publish(const std::string& caller,
                                  std::vector<NewRow> rows) {
  // Before the work of sealing, which whoever sends too much would cost us.
  if (!HasRoomFor(rows.size())) return TooManyWait();
  std::vector<Waiting> sealed;
  sealed.reserve(rows.size());
  for (NewRow& row : rows) {
    row.row.agency = caller;
    sealed.push_back({caller, row.row.ground_ref,
                      parts_.index.SealRow(row.token, row.row_hash, row.row)});
  }
  bool full = false;
  bool set_timer = false;
  {
    absl::MutexLock lock(&mutex_);
    if (on_their_way_.size() + sealed.size() > kMaxWaitingRows) {
      return TooManyWait();
    }
    for (Waiting& row : sealed) {
      if (!on_their_way_.insert(row.row.row.row_hash).second) continue;
      waiting_.push_back(std::move(row));
    }
    full = waiting_.size() >= kBatchRows;
    set_timer = !timer_set_;
    timer_set_ = true;
  }
  if (full) parts_.executor.Post([this] { InsertWaiting(); });
  if (set_timer) {
    const absl::Duration interval = absl::Milliseconds(
        parts_.network.Get()->file().times().publish_interval_ms());
    parts_.executor.At(parts_.clock.Monotonic() + interval, [this] {
      {
        absl::MutexLock lock(&mutex_);
        timer_set_ = false;
      }
      InsertWaiting();
    });
  }
  return absl::OkStatus();
}

void PublishFlow::InsertWaiting() {
  {
    absl::MutexLock lock(&mutex_);
    parts_.random.Shuffle(waiting_);
    shuffled_.insert(shuffled_.end(), std::make_move_iterator(waiting_.begin()),
                     std::make_move_iterator(waiting_.end()));
    waiting_.clear();
    if (inserting_) return;
    inserting_ = true;
  }
  InsertNextPart();
}

// Submitted under the lock: whoever removes a row either finds it here, or
// comes after it in the log's queue.
void PublishFlow::InsertNextPart() {
  absl::MutexLock lock(&mutex_);
  std::vector<Waiting> part;
  std::vector<std::string> hashes;
  while (!shuffled_.empty() && part.size() < kRowsOfOnePart) {
    hashes.push_back(shuffled_.front().row.row.row_hash);
    part.push_back(std::move(shuffled_.front()));
    shuffled_.pop_front();
  }
  inserting_ = !part.empty();
  if (part.empty()) return;
  parts_.log.Submit(
      [this, part = std::move(part)](SealedDb& db) mutable {
        return Insert(db, std::move(part));
      },
      [this, &executor = parts_.executor, hashes = std::move(hashes)](
          absl::StatusOr<tlog::Committed> committed) mutable {
        // The agents will find their rows missing and send them again.
        if (!committed.ok()) {
          LogWarning("rows_not_inserted", {{"why", committed.status()}});
        }
        executor.Post([this, hashes = std::move(hashes)] {
          Arrived(hashes);
          InsertNextPart();
        });
      });
}

void PublishFlow::Arrived(const std::vector<std::string>& row_hashes) {
  absl::MutexLock lock(&mutex_);
  for (const std::string& hash : row_hashes) on_their_way_.erase(hash);
}

// Rows whose ground is unknown, ended or another agency's, and rows beyond the
// index's bounds, are left out: their publisher finds them missing.
absl::StatusOr<std::vector<tlog::Entry>> PublishFlow::Insert(
    SealedDb& db, std::vector<Waiting> batch) {
  const auto transaction = parts_.transaction(db);
  std::set<std::string> refs;
  for (const Waiting& row : batch) refs.insert(row.ground_ref);
  KITH_ASSIGN_OR_RETURN(const std::vector<StoredGround> grounds,
                        transaction->FindGrounds(std::vector<std::string>(
                            refs.begin(), refs.end())));
  std::map<std::string, std::string> active_owner;
  for (const StoredGround& ground : grounds) {
    if (!ground.withdrawn) active_owner[ground.ref] = ground.owner_tag;
  }
  std::vector<RowToInsert> rows;
  std::vector<std::string> agencies;
  for (Waiting& waiting : batch) {
    const auto owner = active_owner.find(waiting.ground_ref);
    if (owner == active_owner.end() ||
        owner->second !=
            parts_.index.OwnerTag(waiting.agency, waiting.ground_ref)) {
      continue;
    }
    agencies.push_back(std::move(waiting.agency));
    rows.push_back(std::move(waiting.row));
  }
  KITH_ASSIGN_OR_RETURN(const std::vector<bool> inserted,
                        transaction->InsertRows(rows));
  std::map<std::string, std::uint64_t> counts;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (inserted[i]) ++counts[agencies[i]];
  }
  std::vector<tlog::Entry> entries;
  for (const auto& [agency, count] : counts) {
    log::v1::CountDetail detail;
    detail.set_what("rows");
    detail.set_count(count);
    entries.push_back(
        {log::v1::EVENT_PUBLISHED, agency, detail.SerializeAsString(), ""});
  }
  return entries;
}

std::uint32_t PublishFlow::TakeOutOfWaiting(
    const std::vector<std::string>& row_hashes) {
  const std::set<std::string> gone(row_hashes.begin(), row_hashes.end());
  absl::MutexLock lock(&mutex_);
  const auto is_gone = [&](const Waiting& waiting) {
    const std::string& hash = waiting.row.row.row_hash;
    return gone.contains(hash) && on_their_way_.erase(hash) > 0;
  };
  return static_cast<std::uint32_t>(std::erase_if(waiting_, is_gone) +
                                    std::erase_if(shuffled_, is_gone));
}

// A row whose counters cannot be read goes all the same: then its counters say
// one too many, and none too few.
absl::Status PublishFlow::Uncount(StoreTransaction& transaction,
                                  const StoredRow& row) const {
  const auto counters = parts_.index.CountersOf(row);
  if (!counters.ok()) {
    LogWarning("row_not_uncounted", {{"why", counters.status()}});
    return absl::OkStatus();
  }
  for (const std::string& counter : *counters) {
    KITH_RETURN_IF_ERROR(transaction.Uncount(counter));
  }
  return absl::OkStatus();
}

// What waits is taken out here; what is on its way to the log comes in before
// this is at its turn, and goes with it.
void PublishFlow::Remove(const std::string& caller,
                         std::vector<std::string> row_ids, Removed done) {
  std::vector<std::string> hashes;
  for (const std::string& id : row_ids) hashes.push_back(HashBytes(Sha256(id)));
  auto removed = std::make_shared<std::uint32_t>(TakeOutOfWaiting(hashes));
  parts_.log.SubmitUrgently(
      [this, removed, caller, hashes = std::move(hashes), waited = *removed](
          SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
        const auto transaction = parts_.transaction(db);
        KITH_ASSIGN_OR_RETURN(const std::vector<StoredRow> rows,
                              transaction->RemoveRows(hashes));
        for (const StoredRow& row : rows) {
          KITH_RETURN_IF_ERROR(Uncount(*transaction, row));
        }
        *removed = waited + static_cast<std::uint32_t>(rows.size());
        log::v1::CountDetail detail;
        detail.set_what("rows removed");
        detail.set_count(*removed);
        return std::vector<tlog::Entry>{
            {log::v1::EVENT_PUBLISHED, caller, detail.SerializeAsString(), ""}};
      },
      [removed,
       done = std::move(done)](absl::StatusOr<tlog::Committed> committed) {
        if (!committed.ok()) return done(committed.status());
        done(*removed);
      });
}

// First who waits, then who is there: a row that comes in between is said to
// wait, and is found the next time.
absl::StatusOr<std::vector<PublishFlow::Fate>> PublishFlow::Reconcile(
    absl::Span<const std::string> row_hashes) const {
  std::vector<Fate> fates;
  {
    absl::MutexLock lock(&mutex_);
    for (const std::string& hash : row_hashes) {
      fates.push_back(on_their_way_.contains(hash) ? Fate::kWaiting
                                                   : Fate::kMissing);
    }
  }
  KITH_ASSIGN_OR_RETURN(const std::vector<bool> present,
                        parts_.reader.HasRows(row_hashes));
  for (std::size_t i = 0; i < fates.size(); ++i) {
    if (present[i]) fates[i] = Fate::kPresent;
  }
  return fates;
}

}  // namespace kith::broker
