// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/all_published_flow.h"

#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "keys/base/logging.h"
#include "keys/base/status_macros.h"

namespace kith::broker {
namespace {

// An agent has no reason to name more.
constexpr int kMostEpochs = 16;

std::string SettingOf(const std::string& agency) {
  return absl::StrCat(kPublishedSetting, agency);
}

}  // namespace

absl::Status AllPublishedFlow::Load(const std::string& index_id) {
  parts_.index_state.Begin(index_id);
  const std::shared_ptr<const Network> network = parts_.network.Get();
  return parts_.log
      .Run([&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
        const auto transaction = parts_.transaction(db);
        for (const auto& agency : network->file().agencies()) {
          KITH_ASSIGN_OR_RETURN(
              const std::string stored,
              transaction->GetSetting(SettingOf(agency.id())));
          KITH_ASSIGN_OR_RETURN(const std::string begun,
                                transaction->GetSetting(
                                    absl::StrCat(kBegunSetting, agency.id())));
          if (!begun.empty()) parts_.index_state.NoteBegun(agency.id());
          if (stored.empty()) continue;
          parts_.index_state.Note(agency.id(), FromStored(stored));
        }
        return std::vector<tlog::Entry>();
      })
      .status();
}

void AllPublishedFlow::Take(const std::string& agency,
                            const link::v1::AllPublished& said) {
  if (said.epochs_size() > kMostEpochs) return;
  const IndexState::Published published = {
      said.index_id(), {said.epochs().begin(), said.epochs().end()}};
  if (!parts_.index_state.Note(agency, published)) return;
  parts_.log.Submit(
      [this, agency, stored = StoredForm(published)](
          SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
        KITH_RETURN_IF_ERROR(
            parts_.transaction(db)->PutSetting(SettingOf(agency), stored));
        return std::vector<tlog::Entry>();
      },
      [](absl::StatusOr<tlog::Committed> committed) {
        // After a restart the agency says it again.
        if (!committed.ok()) {
          LogWarning("all_published_not_kept", {{"why", committed.status()}});
        }
      });
}

}  // namespace kith::broker
