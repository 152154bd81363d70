// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_KEYHOLDER_SHARE_FILES_H_
#define KITH_KEYS_KEYHOLDER_SHARE_FILES_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "keys/keyholder/share_set.h"
#include "keys/network/network.h"
#include "kith/config/v1/config.pb.h"

namespace kith::keyholder {

// The files that a configuration names for the shares: read when their epoch
// comes, destroyed a while after it is retired.
//
// Not thread-safe.
class ShareFiles {
 public:
  // Agents that have the older network file may still ask.
  static constexpr absl::Duration kGrace = absl::Seconds(60);
  static constexpr absl::Duration kGraceInTestNetwork = absl::Seconds(5);

  struct Destroyed {
    std::uint32_t epoch;
    std::string public_key;
    // Where the share still lies, for somebody to delete: it came as a
    // credential, which its reader cannot. Empty: it is gone.
    std::string still_at;
  };

  ShareFiles(std::string config_path, ShareSet& shares)
      : config_path_(std::move(config_path)), shares_(shares) {}

  // Reads the configuration again, and the shares in it, and those called
  // epoch-N.key beside it, that are not held yet.
  // Those of retired epochs are read too, to be destroyed. NOT_FOUND, or codes
  // as ReadConfigFile, Secret::FromFile and ShareSet::Add, for the first that
  // cannot be used; the others are. Of one that a hardware token unwraps, as
  // FindHardwareKey and UnwrapInHardware too.
  absl::Status Load(const Network& network);

  // Destroys the shares of epochs that have been retired for the grace: out of
  // memory, and their files overwritten and unlinked. `now` is monotonic.
  std::vector<Destroyed> DestroyRetired(const Network& network,
                                        absl::Duration now);

 private:
  absl::Status LoadOne(const config::v1::EpochShare& share,
                       const Network& network);
  absl::StatusOr<Secret> Unwrap(const config::v1::EpochShare& share,
                                const std::string& path);

  const std::string config_path_;
  ShareSet& shares_;
  std::map<std::uint32_t, std::string> paths_;  // By epoch.
  // What a hardware token was asked to unwrap in vain, by epoch, and why it did
  // not. It counts wrong PINs: the same is not asked again.
  struct AskedInVain {
    std::string what;
    absl::Status why;
  };
  std::map<std::uint32_t, AskedInVain> in_vain_;
  std::map<std::uint32_t, absl::Duration> retired_since_;
};

// Whether `epoch` was in use and is no more. One that the network file does not
// name yet is not.
bool IsOver(const Network& network, std::uint32_t epoch);

}  // namespace kith::keyholder

#endif  // KITH_KEYS_KEYHOLDER_SHARE_FILES_H_
