// SPDX-License-Identifier: Apache-2.0
#include "tests/scenarios/withdrawal_races.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <optional>
#include <thread>
#include <utility>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "agent/receipts/receipt.h"

namespace kith::tests {
namespace {

// As many calls as an agent's desk works on at a time: none waits for another.
constexpr int kAtOnceOfADesk = 8;
// The receiver's rule: later than this after asking, nothing is accepted.
constexpr absl::Duration kFreshness = absl::Seconds(10);
// Whoever says nothing accepts at any time until just before that.
constexpr absl::Duration kAlmostTooLate = absl::Milliseconds(9'900);
constexpr absl::Duration kABitLater = absl::Milliseconds(400);

// What an asker does with the reply.
enum class Manner {
  kAtOnce,    // Accepts and says so.
  kLater,     // The same a while later.
  kSilently,  // Accepts at some time and never says so.
  kDrops,     // Does not accept, and says so.
};

// The silent ones come in the first half: what waits for them then ends no
// later than the rest.
Manner MannerOf(std::size_t number, std::size_t races,
                WithdrawalRaces::Silence silence) {
  if (number % 16 == 0 && number < races / 2 &&
      silence == WithdrawalRaces::Silence::kSome) {
    return Manner::kSilently;
  }
  if (number % 16 == 8) return Manner::kDrops;
  return number % 2 == 0 ? Manner::kAtOnce : Manner::kLater;
}

}  // namespace

struct WithdrawalRaces::Race {
  Manner manner = Manner::kAtOnce;
  std::optional<agent::SentQuestion> sent;
  absl::Duration sent_at;

  // Of the asker, until `settled`.
  absl::Notification settled;
  bool replied = false;
  bool answered = false;
  std::uint64_t released_index = 0;
  std::optional<absl::Duration> accepted_at;

  // Of the withdrawal.
  absl::Duration called_at;
  std::optional<absl::Duration> ok_at;
  std::uint64_t withdrawn_index = 0;
};

struct WithdrawalRaces::Theirs {
  std::vector<Agreed> people;
  std::atomic<std::size_t> next = 0;
};

WithdrawalRaces::Figures WithdrawalRaces::Run(const std::vector<Agreed>& people,
                                              Silence silence) {
  std::map<std::string, Theirs> by_holder;
  for (const Agreed& agreed : people) {
    by_holder[agreed.holder].people.push_back(agreed);
  }
  Figures figures;
  std::vector<std::thread> threads;
  for (auto& [holder, of_holder] : by_holder) {
    for (int i = 0; i < kAtOnceOfADesk; ++i) {
      threads.emplace_back([this, silence, &figures, theirs = &of_holder] {
        RunThose(*theirs, silence, figures);
      });
    }
  }
  for (std::thread& thread : threads) thread.join();
  return figures;
}

void WithdrawalRaces::RunThose(Theirs& theirs, Silence silence,
                               Figures& figures) {
  const std::size_t races = theirs.people.size();
  for (std::size_t i = theirs.next++; i < races; i = theirs.next++) {
    Race race;
    race.manner = MannerOf(i, races, silence);
    RunOne(theirs.people[i], race);
    Count(race, figures);
  }
}

void WithdrawalRaces::RunOne(const Agreed& agreed, Race& race) {
  const auto subject = world_.asker.MakeSubject(agreed.person);
  if (!subject.ok()) return;
  auto sent = world_.asker.Seal(*subject);
  if (!sent.ok()) return;
  race.sent = *std::move(sent);
  const absl::Duration release = world_.asker.network().release();
  const absl::Duration wait =
      release * 1.6 * (world_.random.Below(10'000) / 10'000.0);
  race.sent_at = world_.clock.Monotonic();
  world_.asker.Ask(*race.sent,
                   [this, &race](absl::StatusOr<enquiry::v1::AskReply> reply) {
                     Take(race, std::move(reply));
                   });
  absl::SleepFor(race.sent_at + wait - world_.clock.Monotonic());
  Withdraw(agreed, race);
  race.settled.WaitForNotification();
}

void WithdrawalRaces::Take(Race& race,
                           absl::StatusOr<enquiry::v1::AskReply> reply) {
  if (reply.ok()) {
    const auto release = world_.asker.Verify(*race.sent, *reply);
    race.replied = release.ok();
    if (release.ok()) {
      race.answered = !release->answers[0].empty();
      race.released_index = release->body.released_index();
    }
  }
  const absl::Duration now = world_.clock.Monotonic();
  absl::Duration most = absl::ZeroDuration();
  if (race.manner == Manner::kLater) most = kABitLater;
  if (race.manner == Manner::kSilently) {
    most = race.sent_at + kAlmostTooLate - now;
  }
  executor_.At(now + most * (world_.random.Below(10'000) / 10'000.0),
               [this, &race] { AcceptOrNot(race); });
}

// INVARIANT (receiver's rule): at most 10 s after asking, by its own clock.
void WithdrawalRaces::AcceptOrNot(Race& race) {
  const absl::Duration now = world_.clock.Monotonic();
  const bool accepts = race.replied && race.manner != Manner::kDrops &&
                       now - race.sent_at <= kFreshness;
  if (accepts) race.accepted_at = now;
  if (race.manner != Manner::kSilently) {
    (void)world_.asker.Acknowledge(*race.sent, accepts);
  }
  race.settled.Notify();
}

void WithdrawalRaces::Withdraw(const Agreed& agreed, Race& race) {
  desk::v1::WithdrawConsentRequest request;
  *request.add_people() = agreed.person;
  race.called_at = world_.clock.Monotonic();
  const auto reply =
      world_.network.desk(agreed.holder).WithdrawConsent(request);
  const absl::Duration ok_at = world_.clock.Monotonic();
  if (!reply.ok() || reply->pending()) return;
  const auto receipt =
      agent::VerifyReceipt(reply->receipt(), world_.asker.network());
  if (!receipt.ok() || !receipt->log_index.has_value()) return;
  race.ok_at = ok_at;
  race.withdrawn_index = *receipt->log_index;
}

void WithdrawalRaces::Count(const Race& race, Figures& figures) {
  absl::MutexLock lock(&mutex_);
  ++figures.races;
  if (race.ok_at.has_value()) {
    figures.withdrawals.push_back(*race.ok_at - race.called_at);
  }
  if (!race.replied || !race.ok_at.has_value()) {
    ++figures.failed;
  } else if (!race.answered) {
    ++figures.blank;
  } else if (!race.accepted_at.has_value()) {
    ++figures.dropped;
  } else if (*race.accepted_at > *race.ok_at) {
    ++figures.accepted_after;
  } else {
    ++figures.accepted_before;
  }
  figures.logged_after += race.replied && race.ok_at.has_value() &&
                          race.answered &&
                          race.released_index > race.withdrawn_index;
}

std::vector<absl::Duration> WithdrawalRaces::WithdrawIdle(
    const std::vector<Agreed>& people) {
  std::vector<absl::Duration> times;
  for (const Agreed& agreed : people) {
    Race race;
    Withdraw(agreed, race);
    if (!race.ok_at.has_value()) return {};
    times.push_back(*race.ok_at - race.called_at);
  }
  return times;
}

absl::Duration Percentile(std::vector<absl::Duration> times, double part) {
  if (times.empty()) return absl::ZeroDuration();
  std::sort(times.begin(), times.end());
  const auto last = static_cast<double>(times.size() - 1);
  return times[static_cast<std::size_t>(last * part)];
}

}  // namespace kith::tests
