// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_FLOWS_WITNESSES_H_
#define KITH_BROKER_FLOWS_WITNESSES_H_

#include <map>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "keys/network/network.h"

namespace kith::broker {

// Which agencies have cosigned this log since this process started, and when.
// Nothing is kept: after a restart they must show again what they hold, so that
// an older log put in the place of this one releases nothing. Thread-safe.
class Witnesses {
 public:
  // What an agency cosigned: the checkpoint without cosignatures, and its line.
  struct Word {
    std::string agency;
    std::string note;
    std::string line;
  };
  // At `now` on the monotonic clock.
  void Saw(Word word, absl::Duration now);

  // Whether as many as the network file's quorum, neither `asker` nor the
  // agency that operates the broker, have cosigned lately. An agency counts
  // once for its key. UNAVAILABLE, in words, if not; OK all the same where the
  // partnership only warns.
  absl::Status MayRelease(const Network& network, const std::string& asker,
                          bool urgent, absl::Duration now) const;
  // How much longer it may be released to `asker` if nobody cosigns again: zero
  // if it may not, infinite without a quorum.
  absl::Duration ReleasesFor(const Network& network, const std::string& asker,
                             bool urgent, absl::Duration now) const;
  // The words that rests on: the newest that are fresh, as many as the quorum
  // at most.
  std::vector<Word> Words(const Network& network, const std::string& asker,
                          bool urgent, absl::Duration now) const;

 private:
  struct Seen {
    absl::Duration at;
    Word word;
  };
  // One for each key that counts for `asker`, the newest first.
  std::vector<Seen> Counting(const Network& network,
                             const std::string& asker) const;

  mutable absl::Mutex mutex_;
  std::map<std::string, Seen> saw_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace kith::broker

#endif  // KITH_BROKER_FLOWS_WITNESSES_H_
