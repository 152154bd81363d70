// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_KEYHOLDER_SHARE_SET_H_
#define KITH_KEYS_KEYHOLDER_SHARE_SET_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "keys/network/network.h"
#include "keys/oprf/voprf.h"
#include "keys/secret.h"

namespace kith::keyholder {

// What this key holder has of the token keys: of an epoch with one key holder
// the key, of one in shares its share, weighed for each pair it may be asked
// in.
//
// Thread-safe. A key that was found stays usable while whoever found it holds
// it.
class ShareSet {
 public:
  explicit ShareSet(std::string key_holder)
      : key_holder_(std::move(key_holder)) {}

  // Takes the share (or key) of an epoch, which `network` may not name yet:
  // then it waits. INVALID_ARGUMENT if it is no scalar, FAILED_PRECONDITION if
  // it is not what the network file pins: a share of another network or epoch
  // would make tokens that match nothing.
  absl::Status Add(std::uint32_t epoch, Secret secret, const Network& network);

  // Follows a newer network file: shares that waited become usable. Codes as
  // Add() for the first that is wrong, which is then not usable.
  absl::Status Follow(const Network& network);

  // Forgets an epoch's share, wiped; false if there is none.
  bool Drop(std::uint32_t epoch);

  bool Has(std::uint32_t epoch) const;
  std::vector<std::uint32_t> Epochs() const;

  // What to evaluate under, in a pair with `with`, or alone (0). nullptr if
  // this key holder has nothing for that.
  std::shared_ptr<const oprf::EvaluationKey> Find(std::uint32_t epoch,
                                                  std::uint32_t with) const;
  // Of the share itself, 32 bytes; empty if there is none.
  std::string PublicKeyOf(std::uint32_t epoch) const;

 private:
  using Key = std::shared_ptr<const oprf::EvaluationKey>;
  using Keys = std::map<std::uint32_t, Key>;  // By the other of the pair.
  struct Share {
    Key key;
    Keys usable;
  };
  absl::StatusOr<Keys> Weigh(const Key& key, const network::v1::Epoch& epoch,
                             const Network& network) const;

  const std::string key_holder_;
  mutable absl::Mutex mutex_;
  std::map<std::uint32_t, Share> shares_ ABSL_GUARDED_BY(mutex_);  // By epoch.
};

}  // namespace kith::keyholder

#endif  // KITH_KEYS_KEYHOLDER_SHARE_SET_H_
