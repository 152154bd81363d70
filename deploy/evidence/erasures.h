// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_EVIDENCE_ERASURES_H_
#define KITH_DEPLOY_EVIDENCE_ERASURES_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "deploy/evidence/verify_log.h"
#include "keys/hash.h"

namespace kith::deploy {

// An entry ERASED of the agency.
struct Erasure {
  std::uint64_t index = 0;
  absl::Time time;
  Hash network_file = {};  // That it was made under.
  std::string why;
};

// Whether what was erased because its time was over was that old, and nothing
// was erased under a legal hold but by an order: check 6 of
// docs/spec/evidence.md. `findings` and what is in `log` have to outlive it.
class Erasures {
 public:
  Erasures(const LogToVerify& log, std::vector<Erasure> erasures,
           Findings& findings);

  // An entry that was made at `time`, and erased by that of the erasures.
  void Erased(std::size_t by, absl::Time time);
  // After the last one.
  void Finish();
  // How many were erased sooner than the network file says, under another one.
  std::uint64_t sooner_under_another() const { return sooner_under_another_; }

 private:
  bool IsUnderThis(const Erasure& erasure) const;

  const LogToVerify& log_;
  const std::vector<Erasure> erasures_;
  Findings& findings_;
  std::vector<std::uint64_t> too_soon_;  // For each of the erasures, how many.
  std::uint64_t sooner_under_another_ = 0;
};

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_EVIDENCE_ERASURES_H_
