// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_SERVICE_STAFF_LIST_H_
#define KITH_AGENT_SERVICE_STAFF_LIST_H_

#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "agent/flows/parts.h"
#include "kith/config/v1/config.pb.h"

namespace kith::agent {

// Who may use the desk, by the account their programs run under. Immutable, so
// thread-safe.
class StaffList {
 public:
  // INVALID_ARGUMENT, naming the member, if a name stands twice, is missing or
  // has no role we know; FAILED_PRECONDITION if several share an account
  // outside a test network.
  static absl::StatusOr<StaffList> FromConfig(
      const config::v1::AgentConfig& config, bool test_network);

  // The member of account `uid`, in a role of `roles`. With several of one
  // account `as` chooses. UNAUTHENTICATED if there is none; PERMISSION_DENIED,
  // naming the roles that may, if they have another.
  absl::StatusOr<Staff> Identify(
      std::uint32_t uid, absl::string_view as,
      std::initializer_list<absl::string_view> roles) const;

 private:
  std::vector<config::v1::StaffMember> members_;
};

}  // namespace kith::agent

#endif  // KITH_AGENT_SERVICE_STAFF_LIST_H_
