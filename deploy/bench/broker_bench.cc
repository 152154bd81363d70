// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/broker_bench.h"

#include <memory>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_format.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "deploy/bench/broker_stand.h"
#include "keys/base/status_macros.h"

namespace kith::deploy {
namespace {

using enquiry::v1::AskReply;
using enquiry::v1::AskRequest;

constexpr std::size_t kFirstGuessPerSecond = 2'000;
constexpr std::uint64_t kKeepOneIn = 64;
constexpr std::size_t kMostKept = 50;

// How many slots of the reply are one of these.
std::size_t CountSlots(const AskReply& reply,
                       const std::vector<std::string>& slots) {
  std::size_t count = 0;
  const absl::string_view all = reply.slots();
  for (std::size_t at = 0; at + kSlotBytes <= all.size(); at += kSlotBytes) {
    for (const std::string& slot : slots) {
      count += all.substr(at, kSlotBytes) == slot ? 1 : 0;
    }
  }
  return count;
}

// One arm of one round: the questions, what is expected, and some replies.
class Arm {
 public:
  Arm(AskClient& client, const std::vector<AskRequest>& requests,
      std::vector<std::string> slots, std::size_t expected)
      : client_(client),
        requests_(requests),
        slots_(std::move(slots)),
        expected_(expected) {}

  bool Begin(std::uint64_t number, std::function<void(bool)> done) {
    if (number >= requests_.size() && !again_) return false;
    const AskRequest& request = requests_[number % requests_.size()];
    client_.Ask(request, [this, number, &request, done = std::move(done)](
                             absl::StatusOr<AskReply> reply) {
      const bool ok = reply.ok() && reply->slots().size() == 16 * kSlotBytes &&
                      CountSlots(*reply, slots_) == expected_;
      if (ok && number % kKeepOneIn == 0) Keep(request, *std::move(reply));
      done(ok);
    });
    return true;
  }
  // The same questions may be asked over and over: of an echo.
  void AskAgain() { again_ = true; }

  struct Kept {
    const AskRequest* request;
    AskReply reply;
  };
  std::vector<Kept> TakeKept() {
    absl::MutexLock lock(&mutex_);
    return std::exchange(kept_, {});
  }

 private:
  void Keep(const AskRequest& request, AskReply reply) {
    absl::MutexLock lock(&mutex_);
    if (kept_.size() < kMostKept) kept_.push_back({&request, std::move(reply)});
  }

  AskClient& client_;
  const std::vector<AskRequest>& requests_;
  const std::vector<std::string> slots_;
  const std::size_t expected_;
  bool again_ = false;
  absl::Mutex mutex_;
  std::vector<Kept> kept_ ABSL_GUARDED_BY(mutex_);
};

// Runs the rounds. Used once.
class Rounds {
 public:
  Rounds(const BrokerBenchOptions& options, BrokerStand& stand,
         const Clock& clock)
      : options_(options), stand_(stand), clock_(clock) {}

  absl::StatusOr<BrokerRound> Run() {
    BrokerRound round;
    KITH_ASSIGN_OR_RETURN(round.sync, MeasureSync(options_.dir, clock_));
    const auto unknown = Questions({}, guess_nobody_);
    round.echo = Echo(unknown);
    KITH_ASSIGN_OR_RETURN(round.nobody, Ask(unknown, 0));
    const auto known = Questions(stand_.tokens(), guess_two_);
    KITH_ASSIGN_OR_RETURN(round.two, Ask(known, 2));
    guess_nobody_ = std::max(guess_nobody_, round.nobody.Rate());
    guess_two_ = std::max(guess_two_, round.two.Rate());
    return round;
  }
  std::uint64_t verified() const { return verified_; }

 private:
  // Enough for one arm, at the best rate so far and half as much again.
  std::vector<AskRequest> Questions(const std::vector<Token>& tokens,
                                    double rate) {
    const double seconds =
        absl::ToDoubleSeconds(options_.lead_in + options_.counted);
    return stand_.maker().Make(
        static_cast<std::size_t>(1.5 * rate * seconds) + options_.in_flight,
        clock_.Now(), tokens);
  }

  LoopResult Echo(const std::vector<AskRequest>& requests) {
    Arm arm(stand_.echo(), requests, stand_.slots(), 0);
    arm.AskAgain();
    return Loop(arm);
  }

  absl::StatusOr<LoopResult> Ask(const std::vector<AskRequest>& requests,
                                 std::size_t answers) {
    Arm arm(stand_.broker(), requests, stand_.slots(), answers);
    const LoopResult result = Loop(arm);
    for (const Arm::Kept& kept : arm.TakeKept()) {
      KITH_RETURN_IF_ERROR(stand_.maker().Verify(*kept.request, kept.reply));
      ++verified_;
    }
    return result;
  }

  LoopResult Loop(Arm& arm) {
    return ClosedLoop{
        .in_flight = options_.in_flight,
        .lead_in = options_.lead_in,
        .counted = options_.counted,
        .begin =
            [&arm](std::uint64_t number, std::function<void(bool)> done) {
              return arm.Begin(number, std::move(done));
            },
        .commits = [this] { return stand_.commits(); }}
        .Run(clock_);
  }

  const BrokerBenchOptions& options_;
  BrokerStand& stand_;
  const Clock& clock_;
  double guess_nobody_ = kFirstGuessPerSecond;
  double guess_two_ = kFirstGuessPerSecond;
  std::uint64_t verified_ = 0;
};

std::string RoundInWords(std::size_t number, const BrokerRound& round) {
  return absl::StrFormat(
      "round %d: echo %.0f/s, nobody %.0f/s (%.3f), two %.0f/s (%.3f), sync "
      "%.0f us, failed %d",
      number, round.echo.Rate(), round.nobody.Rate(),
      round.nobody.Rate() / round.echo.Rate(), round.two.Rate(),
      round.two.Rate() / round.echo.Rate(),
      absl::ToDoubleMicroseconds(round.sync),
      round.echo.failed + round.nobody.failed + round.two.failed);
}

}  // namespace

absl::StatusOr<BrokerBenchReport> MeasureBroker(
    const BrokerBenchOptions& options, const Clock& clock, Random& random,
    const std::function<void(const std::string&)>& say) {
  KITH_ASSIGN_OR_RETURN(const std::unique_ptr<BrokerStand> stand,
                        BrokerStand::Start(options.dir, clock, random));
  BrokerBenchReport report;
  report.question_bytes = stand->example().ByteSizeLong();
  report.reply_bytes = stand->example_reply().ByteSizeLong();
  Rounds rounds(options, *stand, clock);
  for (std::size_t i = 1; i <= options.rounds; ++i) {
    KITH_ASSIGN_OR_RETURN(BrokerRound round, rounds.Run());
    say(RoundInWords(i, round));
    report.rounds.push_back(std::move(round));
  }
  report.replies_verified = rounds.verified();
  KITH_ASSIGN_OR_RETURN(report.stages,
                        MeasureStages(stand->broker_folder(), stand->network(),
                                      stand->example(), clock, random));
  return report;
}

}  // namespace kith::deploy
