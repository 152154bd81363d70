// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/index_state.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "keys/network/standing.h"

namespace kith::broker {
namespace {

constexpr std::size_t kIndexIdBytes = 16;

}  // namespace

void IndexState::Begin(const std::string& index_id) {
  absl::MutexLock lock(&mutex_);
  index_id_ = index_id;
}

bool IndexState::Note(const std::string& agency, const Published& published) {
  absl::MutexLock lock(&mutex_);
  Published& known = published_[agency];
  if (known == published) return false;
  known = published;
  return true;
}

bool IndexState::HasPublished(const std::string& agency) const {
  absl::MutexLock lock(&mutex_);
  return begun_.contains(agency) || published_.contains(agency);
}

bool IndexState::NoteBegun(const std::string& agency) {
  absl::MutexLock lock(&mutex_);
  return begun_.insert(agency).second;
}

bool IndexState::IsRebuilding(const Network& network,
                              const Coverage::Picture& coverage,
                              absl::Time now) const {
  return !WaitsFor(network, coverage, now).empty();
}

std::vector<std::string> IndexState::WaitsFor(const Network& network,
                                              const Coverage::Picture& coverage,
                                              absl::Time now) const {
  const std::vector<std::string>& away = coverage.not_connected;
  absl::MutexLock lock(&mutex_);
  std::vector<std::string> waits_for;
  for (const auto& agency : network.file().agencies()) {
    if (!TakesPart(&agency, now)) continue;
    const auto known = published_.find(agency.id());
    const bool is_known = known != published_.end();
    if (!is_known && std::binary_search(away.begin(), away.end(), agency.id()))
      continue;
    const auto& epochs = network.file().epochs();
    const bool is_found =
        is_known && known->second.index_id == index_id_ &&
        std::any_of(epochs.begin(), epochs.end(), [&](const auto& epoch) {
          return epoch.ask() && known->second.epochs.contains(epoch.number());
        });
    if (!is_found) waits_for.push_back(agency.id());
  }
  return waits_for;
}

std::string StoredForm(const IndexState::Published& published) {
  return absl::StrCat(published.index_id, absl::StrJoin(published.epochs, ","));
}

IndexState::Published FromStored(const std::string& stored) {
  IndexState::Published published;
  published.index_id = stored.substr(0, kIndexIdBytes);
  if (stored.size() <= kIndexIdBytes) return published;
  for (const absl::string_view number :
       absl::StrSplit(stored.substr(kIndexIdBytes), ',')) {
    std::uint32_t epoch = 0;
    if (absl::SimpleAtoi(number, &epoch)) published.epochs.insert(epoch);
  }
  return published;
}

}  // namespace kith::broker
