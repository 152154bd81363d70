// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_BENCH_EQUALITY_STAND_H_
#define KITH_DEPLOY_BENCH_EQUALITY_STAND_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <future>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "deploy/bench/wire_asker.h"
#include "deploy/demonstration/demo_network.h"
#include "keys/base/clock.h"
#include "keys/base/random.h"

namespace kith::deploy {

// Why an asker is told nothing of somebody. The first is what all others must
// look like.
enum class Negative : std::size_t {
  kUnknown,
  kNoMatch,     // Tokens agree, the question opens, the people differ.
  kSilent,      // A silent shield.
  kExpired,     // The ground has ended; its rows are still there.
  kWithdrawn,   // The same of one that was withdrawn.
  kOutOfScope,  // The family agreed that others be told.
  kSensitive,   // A sensitive service without explicit consent.
};
inline constexpr std::size_t kNegatives = 7;
inline constexpr std::array<const char*, kNegatives> kNegativeWords = {
    "unknown",   "no match",     "silent shield", "expired",
    "withdrawn", "out of scope", "sensitive"};

// What negatives are measured in: a test network made for it, of a broker, a
// key holder and three agents as processes on loopback. One agency asks, from
// this process; a council and a sensitive charity hold who is asked about.
// Allowances are lifted. Not thread-safe, except asker().
class EqualityStand {
 public:
  static constexpr std::size_t kSubjects = 8;  // Of each kind.

  // Makes it under `dir`, new or empty, and tokens for everybody who will be
  // asked about. UNAVAILABLE if the network does not come up.
  static absl::StatusOr<std::unique_ptr<EqualityStand>> Start(
      const std::string& dir, const std::string& programs, const Clock& clock,
      Random& random);

  // How programs end in order takes seconds and is not what is measured.
  ~EqualityStand() { network_->KillAll(); }

  // Waits until what is to have ended has. A broker that has just started lets
  // withdrawals wait for ten seconds; what needs none of them can go on.
  absl::Status WaitUntilEnded();

  WireAsker& asker() { return *asker_; }
  const WireAsker::Subject& subject(Negative kind, std::size_t number) const {
    return subjects_[static_cast<std::size_t>(kind)][number % kSubjects];
  }
  absl::Duration release() const;

  // What the broker has logged of one enquiry of the asker, in order: the
  // events' names, joined by blanks. By enquiry, of all from log position
  // `from` on.
  absl::StatusOr<std::map<std::string, std::string>> EntriesFrom(
      std::uint64_t from) const;
  // LATE entries of the holders from there on.
  absl::StatusOr<std::uint64_t> LateFrom(std::uint64_t from) const;
  absl::StatusOr<std::uint64_t> LogSize() const {
    return network_->LogSize("broker");
  }

  // Questions that reached a holder and were opened there so far.
  struct Reached {
    std::uint64_t no_match = 0;
    std::uint64_t silent = 0;
    std::uint64_t sensitive = 0;
  };
  absl::StatusOr<Reached> ReachedSoFar() const;

 private:
  EqualityStand(std::unique_ptr<DemoNetwork> network, const Clock& clock,
                Random& random)
      : network_(std::move(network)), clock_(clock), random_(random) {}
  absl::Status Import();
  absl::Status MakeSubjects();
  absl::Status PublishEnded();
  absl::StatusOr<std::uint64_t> Touches(const std::string& holder) const;

  const std::unique_ptr<DemoNetwork> network_;
  const Clock& clock_;
  Random& random_;
  std::unique_ptr<WireAsker> asker_;
  std::future<absl::Status> withdrawn_;
  absl::Time expired_at_;
  std::array<std::vector<WireAsker::Subject>, kNegatives> subjects_;
};

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_BENCH_EQUALITY_STAND_H_
