// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_FLOWS_WELCOME_FLOW_H_
#define KITH_BROKER_FLOWS_WELCOME_FLOW_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "broker/flows/parts.h"
#include "keys/network/history.h"

namespace kith::broker {

// What an agent's HELLO is answered with, or why it is turned away: another
// normaliser would match nothing and look like "nobody is involved".
//
// Thread-safe: holds no state of its own.
class WelcomeFlow {
 public:
  WelcomeFlow(const Parts& parts, const NetworkHistory& history,
              std::string index_id)
      : parts_(parts), history_(history), index_id_(std::move(index_id)) {}

  // The messages to send first to this agency. FAILED_PRECONDITION, in words, if the agent's
  // normaliser or clock does not agree; INVALID_ARGUMENT if its checkpoint is
  // not of this log; DATA_LOSS if it has seen a larger log than there is.
  absl::StatusOr<std::vector<link::v1::ToAgent>> Run(
      const std::string& agency, const link::v1::Hello& hello) const;

 private:
  absl::Status CheckAgrees(const link::v1::Hello& hello,
                           const Network& network) const;

  const Parts& parts_;
  const NetworkHistory& history_;
  const std::string index_id_;
};

}  // namespace kith::broker

#endif  // KITH_BROKER_FLOWS_WELCOME_FLOW_H_
