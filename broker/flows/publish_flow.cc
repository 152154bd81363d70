// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/publish_flow.h"

#include <map>
#include <memory>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "keys/base/logging.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"
#include "kith/log/v1/log.pb.h"

namespace kith::broker {
namespace {

absl::Status TooManyWait() {
  return absl::ResourceExhaustedError(
      "too many rows wait to be inserted; send the rest later");
}

}  // namespace

absl::Status PublishFlow::Publish(const std::string& caller,
                                  std::vector<NewRow> rows) {
  {
    // Before the work of sealing, which whoever sends too much would cost us.
    absl::MutexLock lock(&mutex_);
    if (!waiting_.HasRoomFor(caller, rows.size())) return TooManyWait();
  }
  std::vector<WaitingRow> sealed;
  sealed.reserve(rows.size());
  for (NewRow& row : rows) {
    row.row.agency = caller;
    sealed.push_back({row.row.ground_ref,
                      parts_.index.SealRow(row.token, row.row_hash, row.row)});
  }
  bool full = false;
  {
    absl::MutexLock lock(&mutex_);
    if (!waiting_.HasRoomFor(caller, sealed.size())) return TooManyWait();
    waiting_.Add(std::move(sealed));
    full = waiting_.IsBatchFull();
  }
  if (full) parts_.executor.Post([this] { InsertWaiting(); });
  SetTimer();
  return absl::OkStatus();
}

void PublishFlow::SetTimer() {
  {
    absl::MutexLock lock(&mutex_);
    if (timer_set_) return;
    timer_set_ = true;
  }
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

void PublishFlow::InsertWaiting() {
  {
    absl::MutexLock lock(&mutex_);
    waiting_.MakeDue();
    if (inserting_) return;
    inserting_ = true;
  }
  InsertNextPart();
}

// Submitted under the lock: whoever removes a row either finds it here, or
// comes after it in the log's queue.
void PublishFlow::InsertNextPart() {
  absl::MutexLock lock(&mutex_);
  std::vector<WaitingRow> part = waiting_.TakePart();
  inserting_ = !part.empty();
  if (part.empty()) return;
  std::vector<std::string> hashes;
  for (const WaitingRow& row : part) hashes.push_back(row.row.row.row_hash);
  const auto begun = std::make_shared<std::set<std::string>>();
  parts_.log.Submit(
      [this, begun, part = std::move(part)](SealedDb& db) mutable {
        return Insert(db, std::move(part), *begun);
      },
      [this, begun, &executor = parts_.executor, hashes = std::move(hashes)](
          absl::StatusOr<tlog::Committed> committed) mutable {
        // The agents will find their rows missing and send them again.
        if (!committed.ok()) {
          LogWarning("rows_not_inserted", {{"why", committed.status()}});
        } else {
          for (const std::string& agency : *begun) {
            parts_.index_state.NoteBegun(agency);
          }
        }
        executor.Post([this, hashes = std::move(hashes)] {
          {
            absl::MutexLock lock(&mutex_);
            waiting_.Arrived(hashes);
          }
          InsertNextPart();
        });
      });
}

// Rows whose ground is unknown, ended or another agency's, rows of an epoch
// that is not published, and rows beyond the index's bounds, are left out:
// their publisher finds them missing.
absl::StatusOr<std::vector<tlog::Entry>> PublishFlow::Insert(
    SealedDb& db, std::vector<WaitingRow> batch, std::set<std::string>& begun) {
  const auto transaction = parts_.transaction(db);
  std::set<std::string> refs;
  for (const WaitingRow& row : batch) refs.insert(row.ground_ref);
  KITH_ASSIGN_OR_RETURN(const std::vector<StoredGround> grounds,
                        transaction->FindGrounds(std::vector<std::string>(
                            refs.begin(), refs.end())));
  std::map<std::string, std::string> active_owner;
  for (const StoredGround& ground : grounds) {
    if (!ground.withdrawn) active_owner[ground.ref] = ground.owner_tag;
  }
  const std::shared_ptr<const Network> network = parts_.network.Get();
  std::vector<RowToInsert> rows;
  for (WaitingRow& waiting : batch) {
    const network::v1::Epoch* epoch = network->FindEpoch(waiting.row.row.epoch);
    if (epoch == nullptr || !epoch->publish()) continue;
    const auto owner = active_owner.find(waiting.ground_ref);
    if (owner == active_owner.end() ||
        owner->second !=
            parts_.index.OwnerTag(waiting.row.agency, waiting.ground_ref)) {
      continue;
    }
    rows.push_back(std::move(waiting.row));
  }
  KITH_ASSIGN_OR_RETURN(const std::vector<bool> inserted,
                        transaction->InsertRows(rows, parts_.index.Bounds()));
  std::map<std::string, std::uint64_t> counts;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (inserted[i]) ++counts[rows[i].agency];
  }
  std::vector<tlog::Entry> entries;
  for (const auto& [agency, count] : counts) {
    if (!parts_.index_state.HasPublished(agency)) {
      begun.insert(agency);
      KITH_RETURN_IF_ERROR(
          transaction->PutSetting(absl::StrCat(kBegunSetting, agency), "yes"));
    }
    log::v1::CountDetail detail;
    detail.set_what("rows");
    detail.set_count(count);
    entries.push_back(
        {log::v1::EVENT_PUBLISHED, agency, detail.SerializeAsString(), ""});
  }
  return entries;
}

std::uint32_t PublishFlow::TakeOutOfWaiting(absl::Span<const RowPlace> places) {
  absl::MutexLock lock(&mutex_);
  return waiting_.TakeOut(places);
}

// A row that does not open goes all the same: then its counter says one too
// many, and none too few.
absl::StatusOr<std::uint32_t> PublishFlow::RemoveFrom(
    SealedDb& db, absl::Span<const RowPlace> places,
    const std::map<std::string, Token>& tokens) const {
  const auto transaction = parts_.transaction(db);
  KITH_ASSIGN_OR_RETURN(const std::vector<StoredRow> rows,
                        transaction->RemoveRows(places));
  for (const StoredRow& row : rows) {
    const auto counter = parts_.index.CounterOf(tokens.at(row.lookup), row);
    if (counter.ok()) {
      KITH_RETURN_IF_ERROR(transaction->Uncount(*counter));
    } else {
      LogWarning("row_not_uncounted", {{"why", counter.status()}});
    }
  }
  return static_cast<std::uint32_t>(rows.size());
}

// What waits is taken out here; what is on its way to the log comes in before
// this is at its turn, and goes with it.
void PublishFlow::Remove(const std::string& caller, std::vector<OwnRow> rows,
                         Removed done) {
  std::vector<RowPlace> places;
  std::map<std::string, Token> tokens;
  for (const OwnRow& row : rows) {
    places.push_back(
        parts_.index.PlaceOf(row.token, HashBytes(Sha256(row.row_id))));
    tokens.emplace(places.back().lookup, row.token);
  }
  auto removed = std::make_shared<std::uint32_t>(TakeOutOfWaiting(places));
  parts_.log.SubmitUrgently(
      [this, removed, caller, places = std::move(places),
       tokens = std::move(tokens), waited = *removed](
          SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
        KITH_ASSIGN_OR_RETURN(const std::uint32_t there,
                              RemoveFrom(db, places, tokens));
        *removed = waited + there;
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

bool PublishFlow::HasWaiting(const std::string& agency) const {
  absl::MutexLock lock(&mutex_);
  return waiting_.HasAnyOf(agency);
}

// First who waits, then who is there: a row that comes in between is said to
// wait, and is found the next time.
absl::StatusOr<std::vector<PublishFlow::Fate>> PublishFlow::Reconcile(
    absl::Span<const KnownRow> rows) const {
  std::vector<Fate> fates(rows.size(), Fate::kMissing);
  std::vector<std::size_t> not_waiting;
  {
    absl::MutexLock lock(&mutex_);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (waiting_.Contains(rows[i].row_hash)) {
        fates[i] = Fate::kWaiting;
      } else {
        not_waiting.push_back(i);
      }
    }
  }
  std::vector<RowPlace> places;
  for (const std::size_t i : not_waiting) {
    places.push_back(parts_.index.PlaceOf(rows[i].token, rows[i].row_hash));
  }
  KITH_ASSIGN_OR_RETURN(const std::vector<bool> present,
                        parts_.reader.HasRows(places));
  for (std::size_t i = 0; i < present.size(); ++i) {
    if (present[i]) fates[not_waiting[i]] = Fate::kPresent;
  }
  return fates;
}

}  // namespace kith::broker
