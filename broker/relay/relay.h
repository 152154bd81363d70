// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_RELAY_RELAY_H_
#define KITH_BROKER_RELAY_RELAY_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "kith/link/v1/link.pb.h"

namespace kith::broker {

// The way to agents: nobody dials them, they hold a stream open.
//
// Thread-safe. Never blocks: messages wait in a bounded queue; an agent that
// reads too slowly loses its stream.
class Relay {
 public:
  virtual ~Relay() = default;

  // UNAVAILABLE if the agency has no stream. OK promises nothing: only an
  // answer shows that a message arrived.
  virtual absl::Status Send(const std::string& agency,
                            const link::v1::ToAgent& message) = 0;

  // Agencies that hold a stream, in byte order.
  virtual std::vector<std::string> Connected() const = 0;

  // Ends the agency's stream, saying why.
  virtual void Disconnect(const std::string& agency,
                          const absl::Status& why) = 0;
};

}  // namespace kith::broker

#endif  // KITH_BROKER_RELAY_RELAY_H_
