// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_DIRECTORY_FLOW_H_
#define KITH_AGENT_FLOWS_DIRECTORY_FLOW_H_

#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "agent/flows/parts.h"
#include "kith/desk/v1/directory.pb.h"
#include "policy/sharing_policy.h"

namespace kith::agent {

// What the partnership is, as the network file in force has it.
//
// Thread-safe.
class DirectoryFlow {
 public:
  explicit DirectoryFlow(const Parts& parts) : parts_(parts) {}

  // INVALID_ARGUMENT if rules are asked for and the policy cannot be read.
  absl::StatusOr<desk::v1::GetDirectoryReply> Get(
      const desk::v1::GetDirectoryRequest& request);

 private:
  // The policy's rules in words: found by deciding, some tenths of a second, so
  // those of the policy in force are kept.
  std::string RulesOf(const policy::SharingPolicy& policy,
                      const std::string& text,
                      const desk::v1::GetDirectoryReply& reply);

  const Parts& parts_;
  absl::Mutex mutex_;
  std::string policy_text_ ABSL_GUARDED_BY(mutex_);
  std::string rules_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_DIRECTORY_FLOW_H_
