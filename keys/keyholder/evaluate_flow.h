// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_KEYHOLDER_EVALUATE_FLOW_H_
#define KITH_KEYS_KEYHOLDER_EVALUATE_FLOW_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "keys/base/clock.h"
#include "keys/base/executor.h"
#include "keys/base/random.h"
#include "keys/keyholder/allowance.h"
#include "keys/keyholder/share_set.h"
#include "keys/network/network.h"
#include "keys/oprf/voprf.h"
#include "keys/tlog/audit_log.h"

namespace kith::keyholder {

// What the caller has written down its batch under.
inline constexpr std::size_t kRequestIdBytes = 16;

// The flow behind EvaluateService.Evaluate: charge, then evaluate and prove.
//
// Thread-safe.
class EvaluateFlow {
 public:
  struct Request {
    std::string agency;  // From the client certificate, never from the message.
    Use use;
    std::uint32_t epoch;
    std::string blinded;
    std::string request_id;  // kRequestIdBytes.
    std::uint32_t with = 0;  // The other's share; 0: this key holder alone.
    std::string signature;   // By the agency; needed in a pair.
  };
  using Done = std::function<void(absl::StatusOr<oprf::Evaluation>)>;

  struct Parts {
    std::string id;  // Which key holder this is.
    const CurrentNetwork& network;
    const ShareSet& shares;
    tlog::AuditLog& log;
    Executor& questions;   // Where a question's batch is evaluated.
    Executor& publishing;  // And one to publish: no question waits for it.
    const Clock& clock;
    Random& random;
  };
  // Every part must outlive this object.
  explicit EvaluateFlow(Parts parts) : parts_(std::move(parts)) {}

  const std::string& key_holder() const { return parts_.id; }

  // Calls `done` once, from another thread. Codes as EvaluateService.
  void Run(Request request, Done done);

 private:
  absl::StatusOr<Charge> ChargeFor(const Request& request) const;
  absl::Status CheckSignature(const Request& request, const Network& network,
                              const network::v1::Agency& agency) const;

  Parts parts_;
};

}  // namespace kith::keyholder

#endif  // KITH_KEYS_KEYHOLDER_EVALUATE_FLOW_H_
