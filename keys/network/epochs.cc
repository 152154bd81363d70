// SPDX-License-Identifier: Apache-2.0
#include "keys/network/epochs.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "keys/base/status_macros.h"
#include "keys/oprf/shares.h"
#include "keys/signer.h"

namespace kith {
namespace {

using network::v1::Epoch;
using network::v1::NetworkFile;

constexpr std::uint32_t kThreshold = 2;

absl::Status Wrong(const Epoch& epoch, absl::string_view what) {
  return absl::InvalidArgumentError(
      absl::StrCat("epoch ", epoch.number(), ": ", what));
}

// Each share is one key holder's, and no two are of one index.
absl::Status CheckShares(const NetworkFile& file, const Epoch& epoch) {
  std::set<std::uint32_t> indexes;
  for (const auto& share : epoch.shares()) {
    const auto& holders = file.key_holders();
    if (std::count_if(holders.begin(), holders.end(), [&](const auto& holder) {
          return holder.share_index() == share.index();
        }) != 1) {
      return Wrong(epoch, absl::StrCat("share ", share.index(),
                                       " must be one key holder's"));
    }
    if (!indexes.insert(share.index()).second) {
      return Wrong(epoch,
                   absl::StrCat("share ", share.index(), " stands twice"));
    }
  }
  return indexes.size() < kThreshold ? Wrong(epoch, "fewer than two shares")
                                     : absl::OkStatus();
}

// INVARIANT (pinned shares): what each may evaluate under follows from its
// share, and whichever two are asked, together they are the epoch's key.
absl::Status CheckWeights(const Epoch& epoch) {
  Epoch expected = epoch;
  if (!WeighShares(expected).ok() ||
      expected.weighted_size() != epoch.weighted_size()) {
    return Wrong(epoch, "a share is no key, or a pair is missing");
  }
  for (const auto& weighed : expected.weighted()) {
    if (WeighedKeyOf(epoch, weighed.index(), weighed.with()) !=
        weighed.public_key()) {
      return Wrong(epoch, absl::StrCat("the key of share ", weighed.index(),
                                       " with ", weighed.with(), " is wrong"));
    }
  }
  for (const SharePair& pair : PairsOf(epoch)) {
    const auto sum =
        oprf::SumOfPair(WeighedKeyOf(epoch, pair.first, pair.second),
                        WeighedKeyOf(epoch, pair.second, pair.first));
    if (!sum.ok() || *sum != epoch.public_key()) {
      return Wrong(epoch, absl::StrCat("shares ", pair.first, " and ",
                                       pair.second, " are not of its key"));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckEpoch(const NetworkFile& file, const Epoch& epoch) {
  if (epoch.public_key().size() != kPublicKeyBytes) {
    return Wrong(epoch, "its public key has a wrong length");
  }
  if (epoch.threshold() > kThreshold) {
    return Wrong(epoch, "threshold must be 1 or 2");
  }
  if (!IsShared(epoch)) {
    return epoch.shares().empty() && epoch.weighted().empty()
               ? absl::OkStatus()
               : Wrong(epoch, "has shares and is not shared; set threshold");
  }
  KITH_RETURN_IF_ERROR(CheckShares(file, epoch));
  return CheckWeights(epoch);
}

}  // namespace

absl::Status CheckEpochs(const NetworkFile& file) {
  std::uint32_t newest = 0;
  bool asked = false;
  for (const Epoch& epoch : file.epochs()) {
    if (epoch.number() <= newest) {
      return Wrong(epoch, "epochs must stand in ascending order, once");
    }
    newest = epoch.number();
    asked = asked || epoch.ask();
    KITH_RETURN_IF_ERROR(CheckEpoch(file, epoch));
  }
  return asked ? absl::OkStatus()
               : absl::InvalidArgumentError("no epoch that questions carry");
}

std::vector<SharePair> PairsOf(const Epoch& epoch) {
  std::vector<SharePair> pairs;
  for (const auto& first : epoch.shares()) {
    for (const auto& second : epoch.shares()) {
      if (first.index() < second.index()) {
        pairs.push_back({first.index(), second.index()});
      }
    }
  }
  return pairs;
}

const std::string& WeighedKeyOf(const Epoch& epoch, std::uint32_t index,
                                std::uint32_t with) {
  static const std::string* const none = new std::string();
  for (const auto& weighed : epoch.weighted()) {
    if (weighed.index() == index && weighed.with() == with) {
      return weighed.public_key();
    }
  }
  return *none;
}

absl::Status WeighShares(Epoch& epoch) {
  epoch.set_threshold(kThreshold);
  epoch.clear_weighted();
  for (const auto& share : epoch.shares()) {
    for (const auto& other : epoch.shares()) {
      if (share.index() == other.index()) continue;
      auto* weighed = epoch.add_weighted();
      weighed->set_index(share.index());
      weighed->set_with(other.index());
      KITH_ASSIGN_OR_RETURN(
          *weighed->mutable_public_key(),
          oprf::WeighedPublicKey(share.public_key(), share.index(),
                                 other.index()));
    }
  }
  return absl::OkStatus();
}

}  // namespace kith
