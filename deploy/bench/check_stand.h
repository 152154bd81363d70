// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_BENCH_CHECK_STAND_H_
#define KITH_DEPLOY_BENCH_CHECK_STAND_H_

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "deploy/bench/direct_check.h"
#include "deploy/demonstration/demo_network.h"
#include "keys/base/clock.h"
#include "keys/base/random.h"

namespace kith::deploy {

// Processor time of each kind of process.
struct CpuByKind {
  absl::Duration broker;
  absl::Duration key_holder;
  absl::Duration asker;    // The asking agency's agent.
  absl::Duration holders;  // The holding agencies' agents, together.

  absl::Duration Sum() const { return broker + key_holder + asker + holders; }
};
CpuByKind operator-(const CpuByKind& a, const CpuByKind& b);

// What whole checks are measured in: a test network made for it, of a broker, a
// key holder and three agents as processes on loopback. Two agencies hold the
// same invented families and publish them; the third holds nobody and asks.
// Allowances are lifted. Not thread-safe, except Check().
class CheckStand {
 public:
  static constexpr std::size_t kPeople = 8;

  // Makes it under `dir`, new or empty, and asks about people until eight were
  // found at both agencies. UNAVAILABLE if the network does not come up or too
  // few are found.
  static absl::StatusOr<std::unique_ptr<CheckStand>> Start(
      const std::string& dir, const std::string& programs, const Clock& clock,
      Random& random);

  // One check about `people` of the eight, 1 or all, `number` saying whom.
  // Empty if every answer is as expected, else what is not: each person
  // involved with both agencies, every agency connected.
  std::string Check(std::size_t people, std::size_t number);

  // UNAVAILABLE if a process has ended.
  absl::StatusOr<CpuByKind> Cpu() const;

  // The same people, for DirectCheck.
  absl::StatusOr<std::vector<DirectCheck::Subject>> Subjects(
      std::size_t people, std::size_t number) const;

  absl::Duration release() const;

 private:
  explicit CheckStand(std::unique_ptr<DemoNetwork> network)
      : network_(std::move(network)) {}
  absl::Status Publish();
  absl::Status ChoosePeople();
  absl::StatusOr<absl::Duration> CpuOf(const std::string& who) const;

  const std::unique_ptr<DemoNetwork> network_;
  std::vector<desk::v1::Person> people_;
};

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_BENCH_CHECK_STAND_H_
