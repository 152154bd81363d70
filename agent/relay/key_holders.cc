// SPDX-License-Identifier: Apache-2.0
#include "agent/relay/key_holders.h"

#include <algorithm>
#include <utility>

namespace kith::agent {
namespace {

constexpr absl::Duration kAvoidSilent = absl::Seconds(10);
// Long enough that a wrong share is looked into, and not asked at every check.
constexpr absl::Duration kAvoidWrong = absl::Minutes(10);

}  // namespace

std::shared_ptr<KeyHolder> KeyHolders::First() {
  const std::shared_ptr<const Network> network = network_.Get();
  const auto& holders = network->file().key_holders();
  return holders.empty() ? nullptr : LineTo(holders[0]);
}

std::shared_ptr<KeyHolder> KeyHolders::WithShare(std::uint32_t index) {
  const std::shared_ptr<const Network> network = network_.Get();
  for (const auto& holder : network->file().key_holders()) {
    if (holder.share_index() == index) return LineTo(holder);
  }
  return nullptr;
}

std::shared_ptr<KeyHolder> KeyHolders::WithId(const std::string& id) {
  const std::shared_ptr<const Network> network = network_.Get();
  const network::v1::KeyHolder* holder = network->FindKeyHolder(id);
  return holder == nullptr ? nullptr : LineTo(*holder);
}

std::shared_ptr<KeyHolder> KeyHolders::LineTo(
    const network::v1::KeyHolder& holder) {
  absl::MutexLock lock(&mutex_);
  Line& line = lines_[holder.id()];
  if (line.holder == nullptr || line.address != holder.address()) {
    line = {holder.address(), dial_(holder)};
  }
  return line.holder;
}

SharePair KeyHolders::TakeNext(std::vector<SharePair>& pairs) {
  absl::MutexLock lock(&mutex_);
  std::size_t best = turn_ % pairs.size();
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const std::size_t at = (turn_ + i) % pairs.size();
    if (IsAvoided(pairs[at].first) || IsAvoided(pairs[at].second)) continue;
    best = at;
    break;
  }
  const SharePair next = pairs[best];
  pairs.erase(pairs.begin() + static_cast<std::ptrdiff_t>(best));
  return next;
}

void KeyHolders::NextTurn() {
  absl::MutexLock lock(&mutex_);
  ++turn_;
}

bool KeyHolders::IsAvoided(std::uint32_t index) const {
  const auto seen = seen_.find(index);
  return seen != seen_.end() && seen->second.avoid_until > clock_.Monotonic();
}

void KeyHolders::Answered(std::uint32_t index) {
  absl::MutexLock lock(&mutex_);
  const auto seen = seen_.find(index);
  // One true proof does not undo a false one.
  if (seen == seen_.end() || (seen->second.proof_failed && IsAvoided(index))) {
    return;
  }
  seen_.erase(seen);
}

void KeyHolders::DidNotAnswer(std::uint32_t index) {
  Avoid(index, kAvoidSilent, /*proof_failed=*/false);
}

void KeyHolders::ProofFailed(std::uint32_t index) {
  Avoid(index, kAvoidWrong, /*proof_failed=*/true);
}

void KeyHolders::Avoid(std::uint32_t index, absl::Duration how_long,
                       bool proof_failed) {
  absl::MutexLock lock(&mutex_);
  Seen& seen = seen_[index];
  seen.avoid_until = std::max(seen.avoid_until, clock_.Monotonic() + how_long);
  seen.proof_failed = seen.proof_failed || proof_failed;
}

std::vector<KeyHolders::Trouble> KeyHolders::Troubles() const {
  const std::shared_ptr<const Network> network = network_.Get();
  std::vector<Trouble> troubles;
  absl::MutexLock lock(&mutex_);
  for (const auto& holder : network->file().key_holders()) {
    const auto seen = seen_.find(holder.share_index());
    if (seen == seen_.end()) continue;
    troubles.push_back({holder.id(), holder.name(), seen->second.proof_failed});
  }
  return troubles;
}

}  // namespace kith::agent
