// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_FLOWS_RECORD_GROUNDS_FLOW_H_
#define KITH_BROKER_FLOWS_RECORD_GROUNDS_FLOW_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "broker/flows/parts.h"

namespace kith::broker {

// The flow behind GroundService.RecordGrounds: an agency's grounds become
// active. Thread-safe: holds no state of its own.
class RecordGroundsFlow {
 public:
  struct Request {
    std::string caller;
    std::string body;  // A RecordGroundsBody, as signed.
    std::string signature;
  };
  // The position of the CONSENT entry.
  using Done = std::function<void(absl::StatusOr<std::uint64_t>)>;

  explicit RecordGroundsFlow(const Parts& parts) : parts_(parts) {}

  // Calls `done` once. Codes as GroundService.RecordGrounds.
  void Run(const Request& request, Done done);

 private:
  void AlarmOver(const std::string& agency);

  const Parts& parts_;
};

// The agency of the certificate, if it takes part and signed `body` under
// `label`. UNAUTHENTICATED otherwise.
absl::Status CheckSignedByMember(const Network& network, absl::Time now,
                                 const std::string& caller, Label label,
                                 const std::string& body,
                                 const std::string& signature);

}  // namespace kith::broker

#endif  // KITH_BROKER_FLOWS_RECORD_GROUNDS_FLOW_H_
