// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_FLOWS_ALL_PUBLISHED_FLOW_H_
#define KITH_BROKER_FLOWS_ALL_PUBLISHED_FLOW_H_

#include <string>

#include "absl/status/status.h"
#include "broker/flows/parts.h"
#include "kith/link/v1/link.pb.h"

namespace kith::broker {

// Keeps what agencies say of their rows: that all are in the index.
//
// Thread-safe: what it knows is in Parts.index_state.
class AllPublishedFlow {
 public:
  explicit AllPublishedFlow(const Parts& parts) : parts_(parts) {}

  // At the start: what was said of the index, before questions are accepted.
  absl::Status Load(const std::string& index_id);

  // From `agency`'s stream. Returns at once.
  void Take(const std::string& agency, const link::v1::AllPublished& said);

 private:
  const Parts& parts_;
};

}  // namespace kith::broker

#endif  // KITH_BROKER_FLOWS_ALL_PUBLISHED_FLOW_H_
