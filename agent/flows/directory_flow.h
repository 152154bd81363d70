// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_DIRECTORY_FLOW_H_
#define KITH_AGENT_FLOWS_DIRECTORY_FLOW_H_

#include "absl/status/statusor.h"
#include "agent/flows/parts.h"
#include "kith/desk/v1/directory.pb.h"

namespace kith::agent {

// What the partnership is, as the network file in force has it.
//
// Thread-safe: holds no state of its own.
class DirectoryFlow {
 public:
  explicit DirectoryFlow(const Parts& parts) : parts_(parts) {}

  // INVALID_ARGUMENT if rules are asked for and the policy cannot be read.
  absl::StatusOr<desk::v1::GetDirectoryReply> Get(
      const desk::v1::GetDirectoryRequest& request);

 private:
  const Parts& parts_;
};

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_DIRECTORY_FLOW_H_
