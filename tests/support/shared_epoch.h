// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_TESTS_SUPPORT_SHARED_EPOCH_H_
#define KITH_TESTS_SUPPORT_SHARED_EPOCH_H_

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "keys/network/epochs.h"
#include "keys/oprf/shares.h"
#include "kith/network/v1/network.pb.h"

namespace kith::tests {

// Adds an epoch that takes two key holders, published under and not asked by;
// and key holders "kh1", "kh2", ... to the one there is, so that each share of
// `dealt` has one.
inline void AddSharedEpoch(std::uint32_t number, const oprf::Dealt& dealt,
                           network::v1::NetworkFile& file) {
  auto* epoch = file.add_epochs();
  epoch->set_number(number);
  epoch->set_public_key(dealt.public_key);
  epoch->set_publish(true);
  for (std::uint32_t index = 1; index <= dealt.shares.size(); ++index) {
    if (file.key_holders_size() < static_cast<int>(index)) {
      *file.add_key_holders() = file.key_holders(0);
    }
    auto* holder = file.mutable_key_holders(static_cast<int>(index) - 1);
    holder->set_id(absl::StrCat("kh", index));
    holder->set_share_index(index);
    auto* share = epoch->add_shares();
    share->set_index(index);
    share->set_public_key(dealt.shares[index - 1].public_key());
  }
  (void)WeighShares(*epoch);  // What was dealt are keys.
}

}  // namespace kith::tests

#endif  // KITH_TESTS_SUPPORT_SHARED_EPOCH_H_
