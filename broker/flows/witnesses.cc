// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/witnesses.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace kith::broker {

void Witnesses::Saw(Word word, absl::Duration now) {
  absl::MutexLock lock(&mutex_);
  std::string agency = word.agency;
  saw_[std::move(agency)] = {now, std::move(word)};
}

std::vector<Witnesses::Seen> Witnesses::Counting(
    const Network& network, const std::string& asker) const {
  std::map<std::string, Seen> by_key;
  {
    absl::MutexLock lock(&mutex_);
    for (const auto& [id, seen] : saw_) {
      const network::v1::Agency* agency = network.FindAgency(id);
      if (agency == nullptr || agency->suspended() || id == asker ||
          id == network.file().broker().operated_by()) {
        continue;
      }
      const auto [it, is_new] = by_key.try_emplace(agency->log_key(), seen);
      if (!is_new && it->second.at < seen.at) it->second = seen;
    }
  }
  std::vector<Seen> counting;
  for (auto& [key, seen] : by_key) counting.push_back(std::move(seen));
  std::stable_sort(counting.begin(), counting.end(),
                   [](const Seen& a, const Seen& b) { return a.at > b.at; });
  return counting;
}

absl::Duration Witnesses::ReleasesFor(const Network& network,
                                      const std::string& asker, bool urgent,
                                      absl::Duration now) const {
  const std::size_t quorum = network.file().quorum();
  if (quorum == 0) return absl::InfiniteDuration();
  const std::vector<Seen> counting = Counting(network, asker);
  if (counting.size() < quorum) return absl::ZeroDuration();
  const absl::Duration until =
      counting[quorum - 1].at + network.WitnessedFor(urgent);
  return std::max(until - now, absl::ZeroDuration());
}

absl::Status Witnesses::MayRelease(const Network& network,
                                   const std::string& asker, bool urgent,
                                   absl::Duration now) const {
  if (network.file().witnesses().only_warns() ||
      ReleasesFor(network, asker, urgent, now) > absl::ZeroDuration()) {
    return absl::OkStatus();
  }
  const absl::Duration most = network.WitnessedFor(urgent);
  const std::vector<Seen> counting = Counting(network, asker);
  const auto fresh =
      std::count_if(counting.begin(), counting.end(),
                    [&](const Seen& seen) { return now - seen.at < most; });
  return absl::UnavailableError(absl::StrCat(
      "not witnessed: ", fresh,
      " other agencies have confirmed this log "
      "in the last ",
      absl::ToInt64Hours(most), " hours, and the partnership demands ",
      network.file().quorum()));
}

std::vector<Witnesses::Word> Witnesses::Words(const Network& network,
                                              const std::string& asker,
                                              bool urgent,
                                              absl::Duration now) const {
  std::vector<Word> words;
  for (Seen& seen : Counting(network, asker)) {
    if (words.size() == network.file().quorum() ||
        now - seen.at >= network.WitnessedFor(urgent)) {
      break;
    }
    words.push_back(std::move(seen.word));
  }
  return words;
}

}  // namespace kith::broker
