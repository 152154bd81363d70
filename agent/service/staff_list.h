// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_SERVICE_STAFF_LIST_H_
#define KITH_AGENT_SERVICE_STAFF_LIST_H_

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "agent/flows/parts.h"
#include "kith/config/v1/config.pb.h"

namespace kith::agent {

// Whom the web console calls for: their name at the desk, the number of their
// session and what they may do in it.
struct OnBehalf {
  std::string staff;
  std::uint64_t session = 0;
  std::vector<std::string> roles;
};

// Who may use the desk, by the account their programs run under. Immutable, so
// thread-safe.
class StaffList {
 public:
  // INVALID_ARGUMENT, naming the member, if a name stands twice, is missing or
  // has no role we know, or has no account where there is no console;
  // FAILED_PRECONDITION if several share an account, or one is the console's,
  // outside a test network.
  static absl::StatusOr<StaffList> FromConfig(
      const config::v1::AgentConfig& config, bool test_network);

  // The member of account `uid`, in a role of `roles`. With several of one
  // account `as` chooses. UNAUTHENTICATED if there is none; PERMISSION_DENIED,
  // naming the roles that may, if they have another.
  absl::StatusOr<Staff> Identify(
      std::uint32_t uid, absl::string_view as,
      std::initializer_list<absl::string_view> roles) const;

  // UNAUTHENTICATED if the account is neither a staff member's nor the
  // console's.
  absl::Status CheckKnown(std::uint32_t uid) const;

  // The staff member whom the console names, in a role of `roles` that they
  // have here and in their session. PERMISSION_DENIED if account `uid` is not
  // the console's, or as above; UNAUTHENTICATED if nobody has that name.
  absl::StatusOr<Staff> IdentifyFor(
      std::uint32_t uid, const OnBehalf& caller,
      std::initializer_list<absl::string_view> roles) const;

 private:
  absl::Status CheckAccount(const config::v1::StaffMember& member,
                            bool test_network) const;

  std::optional<std::uint32_t> console_uid_;
  std::vector<config::v1::StaffMember> members_;
};

}  // namespace kith::agent

#endif  // KITH_AGENT_SERVICE_STAFF_LIST_H_
