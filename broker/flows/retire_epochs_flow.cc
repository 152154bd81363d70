// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/retire_epochs_flow.h"

#include <utility>

#include "absl/strings/str_join.h"
#include "keys/base/logging.h"
#include "keys/base/status_macros.h"
#include "keys/network/epochs.h"

namespace kith::broker {
namespace {

std::vector<std::uint32_t> EpochsInUse(const Network& network) {
  std::vector<std::uint32_t> kept;
  for (const auto& epoch : network.file().epochs()) {
    if (!IsRetired(epoch)) kept.push_back(epoch.number());
  }
  return kept;
}

}  // namespace

void RetireEpochsFlow::Run() {
  auto round = std::make_shared<Round>();
  round->kept = EpochsInUse(*parts_.network.Get());
  {
    absl::MutexLock lock(&mutex_);
    if (newest_ != nullptr && newest_->kept == round->kept) return;
    newest_ = round;
  }
  NextPart(std::move(round));
}

std::uint64_t RetireEpochsFlow::deleted() const {
  absl::MutexLock lock(&mutex_);
  return deleted_;
}

absl::StatusOr<std::uint32_t> RetireEpochsFlow::Step(SealedDb& db,
                                                     Round& round) const {
  const auto transaction = parts_.transaction(db);
  const std::string kept = absl::StrJoin(round.kept, ",");
  if (round.part == 0) {
    KITH_ASSIGN_OR_RETURN(const std::string finished,
                          transaction->GetSetting(kEpochsKeptSetting));
    round.finished_before = finished == kept;
    if (round.finished_before) return 0;
  }
  KITH_ASSIGN_OR_RETURN(const std::uint32_t deleted,
                        transaction->DropOtherEpochs(round.kept, round.part));
  if (round.part + 1 == StoreTransaction::kRowParts) {
    KITH_RETURN_IF_ERROR(transaction->PutSetting(kEpochsKeptSetting, kept));
  }
  return deleted;
}

void RetireEpochsFlow::NextPart(std::shared_ptr<Round> round) {
  auto deleted = std::make_shared<std::uint32_t>(0);
  parts_.log.Submit(
      [this, round,
       deleted](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
        KITH_ASSIGN_OR_RETURN(*deleted, Step(db, *round));
        return std::vector<tlog::Entry>();
      },
      [this, round, deleted](absl::StatusOr<tlog::Committed> committed) {
        // The next start, or the next network file, goes on.
        if (!committed.ok()) {
          LogWarning("rows_of_retired_epochs_kept",
                     {{"why", committed.status()}});
        }
        absl::MutexLock lock(&mutex_);
        if (!committed.ok()) {
          if (newest_ == round) newest_ = nullptr;
          return;
        }
        deleted_ += *deleted;
        if (newest_ != round || round->finished_before) return;
        if (++round->part < StoreTransaction::kRowParts) {
          parts_.executor.Post([this, round] { NextPart(round); });
        } else if (deleted_ > 0) {
          LogInfo("rows_of_retired_epochs_deleted", {{"rows", deleted_}});
        }
      });
}

}  // namespace kith::broker
