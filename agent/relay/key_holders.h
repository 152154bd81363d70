// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_RELAY_KEY_HOLDERS_H_
#define KITH_AGENT_RELAY_KEY_HOLDERS_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "agent/relay/centre.h"
#include "keys/base/clock.h"
#include "keys/network/epochs.h"
#include "keys/network/network.h"

namespace kith::agent {

// The way to every key holder of the network file, and what this agent has seen
// of them lately. One that was added, or moved, is dialled when it is asked.
//
// Thread-safe.
class KeyHolders {
 public:
  using Dial = std::function<std::shared_ptr<KeyHolder>(
      const network::v1::KeyHolder& holder)>;
  // What is wrong with one.
  struct Trouble {
    std::string id;
    std::string name;
    // Its proof did not hold: what it gave was not used. Else it did not
    // answer.
    bool proof_failed = false;
  };

  // The references must outlive this object.
  KeyHolders(const CurrentNetwork& network, const Clock& clock, Dial dial)
      : network_(network), clock_(clock), dial_(std::move(dial)) {}

  // nullptr if the network file names none, or not that one.
  std::shared_ptr<KeyHolder> First();
  std::shared_ptr<KeyHolder> WithShare(std::uint32_t index);
  std::shared_ptr<KeyHolder> WithId(const std::string& id);

  // Takes the pair to ask next out of `pairs`, which must hold one: each in its
  // turn, those last of whom one failed a short while ago. Turns go on with
  // NextTurn().
  SharePair TakeNext(std::vector<SharePair>& pairs);
  void NextTurn();

  // What came of asking. One that did not answer is avoided for some seconds,
  // one whose proof did not hold for some minutes; both while others can do.
  void Answered(std::uint32_t index);
  void DidNotAnswer(std::uint32_t index);
  void ProofFailed(std::uint32_t index);

  std::vector<Trouble> Troubles() const;

 private:
  struct Line {
    std::string address;
    std::shared_ptr<KeyHolder> holder;
  };
  struct Seen {
    absl::Duration avoid_until;  // On the monotonic clock.
    bool proof_failed = false;
  };
  std::shared_ptr<KeyHolder> LineTo(const network::v1::KeyHolder& holder);
  bool IsAvoided(std::uint32_t index) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Avoid(std::uint32_t index, absl::Duration how_long, bool proof_failed);

  const CurrentNetwork& network_;
  const Clock& clock_;
  const Dial dial_;
  mutable absl::Mutex mutex_;
  std::map<std::string, Line> lines_ ABSL_GUARDED_BY(mutex_);   // By id.
  std::map<std::uint32_t, Seen> seen_ ABSL_GUARDED_BY(mutex_);  // By share.
  std::uint32_t turn_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace kith::agent

#endif  // KITH_AGENT_RELAY_KEY_HOLDERS_H_
