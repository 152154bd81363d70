// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_TESTS_SCENARIOS_WITHDRAWAL_RACES_H_
#define KITH_TESTS_SCENARIOS_WITHDRAWAL_RACES_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "deploy/bench/wire_asker.h"
#include "deploy/demonstration/demo_network.h"
#include "keys/base/clock.h"
#include "keys/base/executor.h"
#include "keys/base/random.h"
#include "kith/desk/v1/desk.pb.h"

namespace kith::tests {

// Races between an answer and the withdrawal of the agreement it rests on. The
// broker, the key holder and the holding agencies are processes of their own;
// asked is from this one, so that the moments of accepting and of OK are read
// from one monotonic clock.
class WithdrawalRaces {
 public:
  struct World {
    deploy::DemoNetwork& network;
    deploy::WireAsker& asker;
    const Clock& clock;
    Random& random;
  };
  // Somebody whose agreement still stands at `holder`.
  struct Agreed {
    std::string holder;
    desk::v1::Person person;
  };

  struct Figures {
    int races = 0;
    int accepted_before = 0;  // An answer was accepted before OK.
    int accepted_after = 0;   // After it: the promise is broken.
    int dropped = 0;  // An answer was there; the asker would not have it.
    int blank = 0;
    int failed = 0;  // No reply, or no OK.
    // Answers whose RELEASED stands behind their WITHDRAWN in the log.
    int logged_after = 0;
    std::vector<absl::Duration> withdrawals;  // From the call to OK.
  };

  explicit WithdrawalRaces(const World& world)
      : world_(world), executor_(world.clock, kAskerThreads) {}
  ~WithdrawalRaces() { executor_.Stop(); }

  // Whether some askers never acknowledge. Behind a fence each of them keeps a
  // withdrawal waiting for ten seconds.
  enum class Silence { kSome, kNone };

  // One race about each of them, as many at a time as the holders' desks serve.
  Figures Run(const std::vector<Agreed>& people, Silence silence);
  // Withdrawals one by one, with no question on its way. Empty: one failed.
  std::vector<absl::Duration> WithdrawIdle(const std::vector<Agreed>& people);

 private:
  struct Race;
  static constexpr int kAskerThreads = 4;

  struct Theirs;  // Those of one holder.

  void RunThose(Theirs& theirs, Silence silence, Figures& figures);
  void RunOne(const Agreed& agreed, Race& race);
  void Take(Race& race, absl::StatusOr<enquiry::v1::AskReply> reply);
  void AcceptOrNot(Race& race);
  void Withdraw(const Agreed& agreed, Race& race);
  void Count(const Race& race, Figures& figures);

  const World world_;
  absl::Mutex mutex_;  // Of the figures while a run lasts.
  ThreadedExecutor executor_;
};

// What all but the slowest 1 - `part` took; zero of none.
absl::Duration Percentile(std::vector<absl::Duration> times, double part);

}  // namespace kith::tests

#endif  // KITH_TESTS_SCENARIOS_WITHDRAWAL_RACES_H_
