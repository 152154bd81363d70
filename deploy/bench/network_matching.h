// SPDX-License-Identifier: Apache-2.0
//
// The same matching through a real network: import, tokens, capsules, answers.
#ifndef KITH_DEPLOY_BENCH_NETWORK_MATCHING_H_
#define KITH_DEPLOY_BENCH_NETWORK_MATCHING_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "deploy/bench/linkage_people.h"
#include "deploy/bench/tally.h"
#include "keys/base/clock.h"
#include "keys/base/random.h"

namespace kith::deploy {

// What the network said of each person asked about.
struct NetworkAnswers {
  std::vector<Asked> asked;
  std::uint64_t checks = 0;
  std::uint64_t asked_again = 0;  // Checks that were unavailable at first.
  std::uint32_t rows_published = 0;
  absl::Duration starting;
  absl::Duration publishing;
  absl::Duration asking;
};

struct NetworkMatching {
  std::string dir;       // New or empty.
  std::string programs;  // Where kith-broker and the others are.
  std::string profile;   // "standard" or "strict".
  LinkageFile file;
  // Rows the holding agency imports.
  std::string indexed_csv;
  std::vector<LinkagePerson> indexed;
  // People the other agency asks about, eight to a check, four checks at a
  // time.
  std::vector<LinkagePerson> asked;
  TruthRule truth;
};

// Starts a broker, a key holder and two agencies as processes on loopback, lets
// one import and publish and the other ask, and ends them.
//
// An answer names nobody. So that it can be judged, the holding agency's
// workers are named by the truth column; "possible" names not even a worker,
// and counts as said of the person asked about if they are indexed.
//
// INVALID_ARGUMENT if the map has no involvement or ground: then nothing would
// be published. UNAVAILABLE if the network does not come up or answer.
absl::StatusOr<NetworkAnswers> MatchThroughNetwork(
    const NetworkMatching& matching, const Clock& clock, Random& random);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_BENCH_NETWORK_MATCHING_H_
