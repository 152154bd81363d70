// SPDX-License-Identifier: Apache-2.0
#include "keys/keyholder/share_set.h"

#include "absl/strings/str_cat.h"
#include "keys/base/status_macros.h"
#include "keys/network/epochs.h"
#include "keys/oprf/shares.h"

namespace kith::keyholder {
namespace {

absl::Status NotTheKey(std::uint32_t epoch) {
  return absl::FailedPreconditionError(absl::StrCat(
      "share of epoch ", epoch,
      ": not the key that the network file names for this key holder; check "
      "shares in the configuration"));
}

}  // namespace

absl::Status ShareSet::Add(std::uint32_t epoch, Secret secret,
                           const Network& network) {
  absl::StatusOr<oprf::EvaluationKey> made =
      oprf::EvaluationKey::FromSecret(std::move(secret));
  if (!made.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("share of epoch ", epoch, ": ", made.status().message()));
  }
  const auto key =
      std::make_shared<const oprf::EvaluationKey>(*std::move(made));
  Keys usable;
  const network::v1::Epoch* named = network.FindEpoch(epoch);
  if (named != nullptr) {
    KITH_ASSIGN_OR_RETURN(usable, Weigh(key, *named, network));
  }
  absl::MutexLock lock(&mutex_);
  shares_.insert_or_assign(epoch, Share{key, std::move(usable)});
  return absl::OkStatus();
}

absl::Status ShareSet::Follow(const Network& network) {
  absl::MutexLock lock(&mutex_);
  absl::Status first_wrong;
  for (auto& [number, share] : shares_) {
    const network::v1::Epoch* named = network.FindEpoch(number);
    if (named == nullptr || !share.usable.empty()) continue;
    absl::StatusOr<Keys> usable = Weigh(share.key, *named, network);
    if (usable.ok()) {
      share.usable = *std::move(usable);
    } else {
      first_wrong.Update(usable.status());
    }
  }
  return first_wrong;
}

absl::StatusOr<ShareSet::Keys> ShareSet::Weigh(const Key& key,
                                               const network::v1::Epoch& epoch,
                                               const Network& network) const {
  const network::v1::KeyHolder* self = network.FindKeyHolder(key_holder_);
  if (self == nullptr) {
    return absl::FailedPreconditionError(
        "the network file names no such key holder");
  }
  if (!IsShared(epoch)) {
    if (epoch.public_key() != key->public_key()) {
      return NotTheKey(epoch.number());
    }
    return Keys{{0, key}};
  }
  const std::uint32_t index = self->share_index();
  Keys usable;
  for (const auto& other : epoch.shares()) {
    if (other.index() == index) {
      if (other.public_key() != key->public_key()) {
        return NotTheKey(epoch.number());
      }
      continue;
    }
    KITH_ASSIGN_OR_RETURN(oprf::EvaluationKey weighed,
                          oprf::WeighedShare(*key, index, other.index()));
    if (weighed.public_key() != WeighedKeyOf(epoch, index, other.index())) {
      return NotTheKey(epoch.number());
    }
    usable[other.index()] =
        std::make_shared<const oprf::EvaluationKey>(std::move(weighed));
  }
  return usable;
}

bool ShareSet::Drop(std::uint32_t epoch) {
  absl::MutexLock lock(&mutex_);
  return shares_.erase(epoch) > 0;
}

bool ShareSet::Has(std::uint32_t epoch) const {
  absl::MutexLock lock(&mutex_);
  return shares_.contains(epoch);
}

std::vector<std::uint32_t> ShareSet::Epochs() const {
  absl::MutexLock lock(&mutex_);
  std::vector<std::uint32_t> epochs;
  for (const auto& [epoch, share] : shares_) epochs.push_back(epoch);
  return epochs;
}

std::shared_ptr<const oprf::EvaluationKey> ShareSet::Find(
    std::uint32_t epoch, std::uint32_t with) const {
  absl::MutexLock lock(&mutex_);
  const auto share = shares_.find(epoch);
  if (share == shares_.end()) return nullptr;
  const auto key = share->second.usable.find(with);
  return key == share->second.usable.end() ? nullptr : key->second;
}

std::string ShareSet::PublicKeyOf(std::uint32_t epoch) const {
  absl::MutexLock lock(&mutex_);
  const auto share = shares_.find(epoch);
  return share == shares_.end() ? "" : share->second.key->public_key();
}

}  // namespace kith::keyholder
