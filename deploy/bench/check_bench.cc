// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/check_bench.h"

#include <unistd.h>

#include <atomic>
#include <memory>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_format.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "deploy/bench/direct_check.h"
#include "deploy/bench/process_cpu.h"
#include "keys/base/at_once.h"
#include "keys/base/status_macros.h"

namespace kith::deploy {
namespace {

// Acknowledgements and proofs of release follow the reply.
constexpr absl::Duration kFollows = absl::Milliseconds(500);
constexpr std::size_t kEight = CheckStand::kPeople;

// Runs the rounds.
class Rounds {
 public:
  Rounds(const CheckBenchOptions& options, CheckStand& stand,
         const DirectCheck& direct, const Clock& clock, Random& random)
      : options_(options),
        stand_(stand),
        direct_(direct),
        clock_(clock),
        random_(random) {}

  absl::StatusOr<CheckRound> Run() {
    CheckRound round;
    KITH_RETURN_IF_ERROR(Idle(round));
    KITH_ASSIGN_OR_RETURN(round.one, Shape(1, options_.in_flight_of_one));
    KITH_ASSIGN_OR_RETURN(round.eight,
                          Shape(kEight, options_.in_flight_of_eight));
    round.unit = MeasureScalarMultiplication(random_);
    return round;
  }

 private:
  absl::Status Idle(CheckRound& round) {
    const absl::Duration began = clock_.Monotonic();
    KITH_ASSIGN_OR_RETURN(const CpuByKind before, stand_.Cpu());
    absl::SleepFor(options_.counted);
    KITH_ASSIGN_OR_RETURN(const CpuByKind after, stand_.Cpu());
    round.idle_time = clock_.Monotonic() - began;
    round.idle_cpu = after - before;
    return absl::OkStatus();
  }

  absl::StatusOr<ShapeOfRound> Shape(std::size_t people,
                                     std::size_t in_flight) {
    ShapeOfRound shape;
    KITH_ASSIGN_OR_RETURN(shape.whole, Whole(people, in_flight));
    KITH_ASSIGN_OR_RETURN(shape.direct, Direct(people, in_flight));
    return shape;
  }

  // Calls `check` with a number, again and again on each of so many threads.
  absl::Status Repeat(std::size_t in_flight,
                      const std::function<absl::Status(std::size_t)>& check) {
    const absl::Duration until = clock_.Monotonic() + options_.counted;
    std::atomic<std::size_t> next{0};
    return RunAtOnce(in_flight, static_cast<int>(in_flight),
                     [&](std::size_t) -> absl::Status {
                       while (clock_.Monotonic() < until) {
                         KITH_RETURN_IF_ERROR(check(next++));
                       }
                       return absl::OkStatus();
                     });
  }

  absl::StatusOr<WholeArm> Whole(std::size_t people, std::size_t in_flight) {
    WholeArm arm;
    const absl::Duration began = clock_.Monotonic();
    KITH_ASSIGN_OR_RETURN(const CpuByKind before, stand_.Cpu());
    KITH_ASSIGN_OR_RETURN(const absl::Duration desk_before,
                          CpuOfProcess(getpid()));
    absl::Mutex mutex;
    KITH_RETURN_IF_ERROR(Repeat(in_flight, [&](std::size_t number) {
      std::string fault = stand_.Check(people, number);
      absl::MutexLock lock(&mutex);
      ++arm.checks;
      if (fault.empty()) return absl::OkStatus();
      if (arm.wrong++ == 0) arm.first_fault = std::move(fault);
      return absl::OkStatus();
    }));
    absl::SleepFor(kFollows);
    KITH_ASSIGN_OR_RETURN(const CpuByKind after, stand_.Cpu());
    KITH_ASSIGN_OR_RETURN(const absl::Duration desk_after,
                          CpuOfProcess(getpid()));
    arm.time = clock_.Monotonic() - began;
    arm.cpu = after - before;
    arm.desk_cpu = desk_after - desk_before;
    return arm;
  }

  absl::StatusOr<DirectArm> Direct(std::size_t people, std::size_t in_flight) {
    std::vector<std::vector<DirectCheck::Subject>> subjects;
    for (std::size_t i = 0; i < kEight; ++i) {
      KITH_ASSIGN_OR_RETURN(auto of_one, stand_.Subjects(people, i));
      subjects.push_back(std::move(of_one));
    }
    DirectArm arm;
    absl::Mutex mutex;
    KITH_RETURN_IF_ERROR(
        Repeat(in_flight, [&](std::size_t number) -> absl::Status {
          const absl::Duration before = CpuOfThisThread();
          KITH_RETURN_IF_ERROR(direct_.Run(subjects[number % kEight], [&] {
            absl::SleepFor(stand_.release());
          }));
          const absl::Duration took = CpuOfThisThread() - before;
          absl::MutexLock lock(&mutex);
          ++arm.checks;
          arm.cpu += took;
          return absl::OkStatus();
        }));
    return arm;
  }

  const CheckBenchOptions& options_;
  CheckStand& stand_;
  const DirectCheck& direct_;
  const Clock& clock_;
  Random& random_;
};

std::string ShapeInWords(const ShapeOfRound& shape) {
  const double whole = absl::ToDoubleMicroseconds(shape.whole.cpu.Sum()) /
                       static_cast<double>(shape.whole.checks);
  const double direct = absl::ToDoubleMicroseconds(shape.direct.cpu) /
                        static_cast<double>(shape.direct.checks);
  return absl::StrFormat("%d checks %.0f us, direct %.0f us, wrong %d%s%s",
                         shape.whole.checks, whole, direct, shape.whole.wrong,
                         shape.whole.wrong > 0 ? ": " : "",
                         shape.whole.first_fault);
}

}  // namespace

absl::StatusOr<CheckBenchReport> MeasureChecks(
    const CheckBenchOptions& options, const Clock& clock, Random& random,
    const std::function<void(const std::string&)>& say) {
  KITH_ASSIGN_OR_RETURN(
      const std::unique_ptr<CheckStand> stand,
      CheckStand::Start(options.dir, options.programs, clock, random));
  CheckBenchReport report;
  KITH_ASSIGN_OR_RETURN(const auto subjects, stand->Subjects(kEight, 0));
  for (const auto& subject : subjects) {
    report.keys_a_person += static_cast<double>(subject.inputs.size()) / kEight;
  }
  const DirectCheck direct(random);
  Rounds rounds(options, *stand, direct, clock, random);
  for (std::size_t i = 1; i <= options.rounds; ++i) {
    KITH_ASSIGN_OR_RETURN(CheckRound round, rounds.Run());
    say(absl::StrFormat("round %d: shape of 1: %s; of 8: %s", i,
                        ShapeInWords(round.one), ShapeInWords(round.eight)));
    report.rounds.push_back(std::move(round));
  }
  return report;
}

}  // namespace kith::deploy
