// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_COUNTERSIGN_FLOW_H_
#define KITH_AGENT_FLOWS_COUNTERSIGN_FLOW_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "agent/flows/parts.h"
#include "keys/hash.h"

namespace kith::agent {

// Takes a receipt to the broker: what it withdraws ends there too, and the
// receipt comes back countersigned and is kept. One that could not be taken
// waits in the register, and is taken when the broker can be reached.
//
// Thread-safe. To take a receipt twice does no harm.
class CountersignFlow {
 public:
  explicit CountersignFlow(const Parts& parts) : parts_(parts) {}

  struct Countersigned {
    std::string receipt;
    std::uint32_t grounds_ended = 0;  // Over all agencies.
  };
  // `receipt` is in the register. Codes as the broker's; UNAVAILABLE if it
  // cannot be reached.
  absl::StatusOr<Countersigned> Run(KeptReceipt receipt);
  // All that wait, in the order they were given.
  absl::Status RunWaiting();

 private:
  absl::Status MakeKnown(const std::vector<std::string>& grounds);
  absl::StatusOr<std::vector<std::string>> KnownToBroker(
      const std::vector<std::string>& grounds);
  absl::StatusOr<consent::v1::WithdrawReply> TakeBack(
      const KeptReceipt& receipt, const Hash& hash,
      const std::vector<std::string>& known);
  absl::Status Keep(const KeptReceipt& receipt,
                    const std::vector<std::string>& told);

  const Parts& parts_;
};

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_COUNTERSIGN_FLOW_H_
