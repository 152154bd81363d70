// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/equality_bench.h"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "deploy/bench/closed_loop.h"
#include "deploy/bench/open_loop.h"
#include "deploy/demonstration/dice.h"
#include "keys/base/executor.h"
#include "keys/base/status_macros.h"

namespace kith::deploy {
namespace {

// Far more than what the release time keeps in flight at capacity.
constexpr std::size_t kInFlight = 384;
constexpr absl::Duration kLeadIn = absl::Milliseconds(600);
constexpr absl::Duration kMostCounted = absl::Seconds(30);
// Until the log has stood still for so long, the run before is not over.
constexpr absl::Duration kStill = absl::Seconds(1);
constexpr int kMostWaits = 30;

using Sent = std::shared_ptr<const agent::SentQuestion>;

Negative KindOf(std::size_t of_class) {
  return of_class == kControl ? Negative::kUnknown
                              : static_cast<Negative>(of_class);
}

absl::StatusOr<Sent> MakeQuestion(EqualityStand& stand, std::size_t of_class,
                                  std::size_t number) {
  KITH_ASSIGN_OR_RETURN(
      agent::SentQuestion sent,
      stand.asker().Seal(stand.subject(KindOf(of_class), number)));
  return std::make_shared<const agent::SentQuestion>(std::move(sent));
}

// Replies a second, when as many as can be are asked for.
absl::StatusOr<double> MeasureCapacity(EqualityStand& stand, std::size_t calls,
                                       const Clock& clock) {
  std::vector<Sent> questions;
  for (std::size_t i = 0; i < calls; ++i) {
    KITH_ASSIGN_OR_RETURN(Sent sent, MakeQuestion(stand, i % kNegatives, i));
    questions.push_back(std::move(sent));
  }
  const ClosedLoop loop{
      .in_flight = kInFlight,
      .lead_in = kLeadIn,
      .counted = kMostCounted,
      .begin =
          [&](std::uint64_t number, std::function<void(bool)> done) {
            if (number >= questions.size()) return false;
            stand.asker().Ask(*questions[number],
                              [done = std::move(done)](
                                  absl::StatusOr<enquiry::v1::AskReply> reply) {
                                done(reply.ok());
                              });
            return true;
          },
      .commits = [] { return std::uint64_t{0}; }};
  return loop.Run(clock).Rate();
}

// Answers of the run before may still be on their way.
absl::StatusOr<std::uint64_t> WaitUntilStill(const EqualityStand& stand) {
  KITH_ASSIGN_OR_RETURN(std::uint64_t size, stand.LogSize());
  for (int i = 0; i < kMostWaits; ++i) {
    absl::SleepFor(kStill);
    KITH_ASSIGN_OR_RETURN(const std::uint64_t now, stand.LogSize());
    if (now == size) return size;
    size = now;
  }
  return absl::UnavailableError("the broker's log does not come to rest");
}

// Every class as often, in random order.
std::vector<std::size_t> Shuffled(std::size_t per_class, Dice& dice) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < per_class * kClasses; ++i) {
    order.push_back(i % kClasses);
  }
  for (std::size_t i = order.size(); i > 1; --i) {
    std::swap(order[i - 1], order[dice.Below(i)]);
  }
  return order;
}

// One run while it lasts. Thread-safe.
class Run {
 public:
  Run(EqualityStand& stand, const EqualityOptions& options, const Clock& clock,
      EqualityReport& report)
      : stand_(stand),
        options_(options),
        clock_(clock),
        report_(report),
        checker_(clock, 1) {}

  OpenLoop::Begin Make(std::size_t of_class, std::size_t number);
  void AddEntries(const std::map<std::string, std::string>& entries);

 private:
  void Take(std::size_t of_class, const Sent& sent, absl::Duration took,
            absl::StatusOr<enquiry::v1::AskReply> reply, OpenLoop::Done done);
  void Fail(const absl::Status& why);
  void Check(std::size_t of_class, const Sent& sent,
             const enquiry::v1::AskReply& reply);

  EqualityStand& stand_;
  const EqualityOptions& options_;
  const Clock& clock_;
  absl::Mutex mutex_;
  EqualityReport& report_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, std::size_t> class_of_ ABSL_GUARDED_BY(mutex_);
  ThreadedExecutor checker_;
};

OpenLoop::Begin Run::Make(std::size_t of_class, std::size_t number) {
  absl::StatusOr<Sent> made = MakeQuestion(stand_, of_class, number);
  if (!made.ok()) {
    return [this, why = made.status()](const OpenLoop::Done& done) {
      Fail(why);
      done();
    };
  }
  {
    absl::MutexLock lock(&mutex_);
    class_of_[(*made)->enquiry_id] = of_class;
  }
  return [this, of_class, sent = *std::move(made)](OpenLoop::Done done) {
    const absl::Duration sent_at = clock_.Monotonic();
    stand_.asker().Ask(
        *sent, [this, of_class, sent, sent_at, done = std::move(done)](
                   absl::StatusOr<enquiry::v1::AskReply> reply) mutable {
          const absl::Duration took = clock_.Monotonic() - sent_at;
          Take(of_class, sent, took, std::move(reply), std::move(done));
        });
  };
}

// The time is taken; what else is looked at may take its own.
void Run::Take(std::size_t of_class, const Sent& sent, absl::Duration took,
               absl::StatusOr<enquiry::v1::AskReply> reply,
               OpenLoop::Done done) {
  if (!reply.ok()) {
    Fail(reply.status());
    return done();
  }
  const absl::Duration delayed =
      of_class == kControl ? took + options_.control : took;
  {
    absl::MutexLock lock(&mutex_);
    EqualityClass& seen = report_.classes[of_class];
    seen.ms.push_back(absl::ToDoubleMilliseconds(delayed));
    seen.reply_bytes.insert(reply->ByteSizeLong());
  }
  checker_.Post([this, of_class, sent, reply = *std::move(reply),
                 done = std::move(done)] {
    Check(of_class, sent, reply);
    done();
  });
}

void Run::Check(std::size_t of_class, const Sent& sent,
                const enquiry::v1::AskReply& reply) {
  const auto release = stand_.asker().Verify(*sent, reply);
  (void)stand_.asker().Acknowledge(*sent, release.ok());
  if (!release.ok()) return Fail(release.status());
  if (release->answers[0].empty()) return;
  absl::MutexLock lock(&mutex_);
  ++report_.answers;
  if (report_.first_fault.empty()) {
    report_.first_fault = absl::StrCat("something was said of somebody who is ",
                                       kNegativeWords[of_class % kNegatives]);
  }
}

void Run::Fail(const absl::Status& why) {
  absl::MutexLock lock(&mutex_);
  ++report_.failed;
  if (report_.first_fault.empty()) {
    report_.first_fault = std::string(why.message());
  }
}

void Run::AddEntries(const std::map<std::string, std::string>& entries) {
  absl::MutexLock lock(&mutex_);
  for (const auto& [enquiry, of_class] : class_of_) {
    const auto found = entries.find(enquiry);
    report_.classes[of_class].entries.insert(
        found == entries.end() ? "nothing" : found->second);
  }
}

absl::Status RunOpenLoop(EqualityStand& stand, const EqualityOptions& options,
                         const Clock& clock, EqualityReport& report) {
  KITH_ASSIGN_OR_RETURN(const std::uint64_t from, WaitUntilStill(stand));
  KITH_ASSIGN_OR_RETURN(const auto before, stand.ReachedSoFar());
  Dice dice(options.seed);
  const std::vector<std::size_t> order = Shuffled(options.per_class, dice);
  Run run(stand, options, clock, report);
  const OpenLoop loop{
      .times = RandomTimes(order.size(), report.rate, dice),
      .make = [&](std::size_t i) { return run.Make(order[i], i / kClasses); }};
  const OpenLoop::Result result = loop.Run(clock);
  report.time = result.time;
  report.behind = result.behind;
  KITH_RETURN_IF_ERROR(WaitUntilStill(stand).status());
  KITH_ASSIGN_OR_RETURN(const auto entries, stand.EntriesFrom(from));
  run.AddEntries(entries);
  KITH_ASSIGN_OR_RETURN(report.late, stand.LateFrom(from));
  KITH_ASSIGN_OR_RETURN(const auto after, stand.ReachedSoFar());
  report.reached = {.no_match = after.no_match - before.no_match,
                    .silent = after.silent - before.silent,
                    .sensitive = after.sensitive - before.sensitive};
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<EqualityReport> MeasureEquality(
    const EqualityOptions& options, const Clock& clock, Random& random,
    const std::function<void(const std::string&)>& say) {
  say("making a network and its people");
  KITH_ASSIGN_OR_RETURN(
      const std::unique_ptr<EqualityStand> stand,
      EqualityStand::Start(options.dir, options.programs, clock, random));
  EqualityReport report;
  KITH_ASSIGN_OR_RETURN(report.capacity,
                        MeasureCapacity(*stand, options.capacity_calls, clock));
  if (report.capacity <= 0) {
    return absl::UnavailableError("the network gives no replies");
  }
  KITH_RETURN_IF_ERROR(stand->WaitUntilEnded());
  report.rate = report.capacity * options.share;
  const auto questions = static_cast<double>(options.per_class * kClasses);
  say(absl::StrFormat(
      "capacity %.0f replies/s; asking %.0f questions at %.1f/s: %.0f s",
      report.capacity, questions, report.rate, questions / report.rate));
  KITH_RETURN_IF_ERROR(RunOpenLoop(*stand, options, clock, report));
  return report;
}

}  // namespace kith::deploy
