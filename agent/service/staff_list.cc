// SPDX-License-Identifier: Apache-2.0
#include "agent/service/staff_list.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace kith::agent {
namespace {

constexpr absl::string_view kRoles[] = {
    "practitioner", "front-door", "lead-practitioner", "manager", "dpo", "it"};
constexpr std::size_t kMaxShownBytes = 60;

bool IsRole(absl::string_view word) {
  return std::find(std::begin(kRoles), std::end(kRoles), word) !=
         std::end(kRoles);
}

}  // namespace

absl::StatusOr<StaffList> StaffList::FromConfig(
    const config::v1::AgentConfig& config, bool test_network) {
  StaffList list;
  std::set<std::string> names;
  std::set<std::uint32_t> accounts;
  for (const auto& member : config.staff()) {
    const std::string who = absl::StrCat("staff `", member.name(), "`: ");
    if (member.name().empty() || !names.insert(member.name()).second) {
      return absl::InvalidArgumentError(
          absl::StrCat(who, "the name is missing or stands twice"));
    }
    if (member.shown_as().empty() ||
        member.shown_as().size() > kMaxShownBytes) {
      return absl::InvalidArgumentError(
          absl::StrCat(who, "shown_as must be 1 to 60 bytes"));
    }
    if (member.roles().empty() ||
        !std::all_of(member.roles().begin(), member.roles().end(), IsRole)) {
      return absl::InvalidArgumentError(
          absl::StrCat(who, "roles must be of ", absl::StrJoin(kRoles, ", ")));
    }
    if (!accounts.insert(member.uid()).second && !test_network) {
      return absl::FailedPreconditionError(absl::StrCat(
          who, "several share account ", member.uid(),
          ", which only a test network allows; give each an account"));
    }
    list.members_.push_back(member);
  }
  return list;
}

absl::StatusOr<Staff> StaffList::Identify(
    std::uint32_t uid, absl::string_view as,
    std::initializer_list<absl::string_view> roles) const {
  std::vector<const config::v1::StaffMember*> mine;
  std::vector<std::string> names;
  for (const auto& member : members_) {
    if (member.uid() != uid) continue;
    names.push_back(member.name());
    if (as.empty() || member.name() == as) mine.push_back(&member);
  }
  if (names.empty()) {
    return absl::UnauthenticatedError(absl::StrCat(
        "account ", uid,
        " belongs to no staff member; add it to the agent's configuration"));
  }
  if (mine.size() != 1) {
    return absl::UnauthenticatedError(absl::StrCat(
        "say who you are: --as one of ", absl::StrJoin(names, ", ")));
  }
  const config::v1::StaffMember& member = *mine[0];
  for (const absl::string_view role : roles) {
    if (std::find(member.roles().begin(), member.roles().end(), role) !=
        member.roles().end()) {
      return Staff{member.name(), member.shown_as(), std::string(role)};
    }
  }
  return absl::PermissionDeniedError(absl::StrCat(
      "this needs the role of ", absl::StrJoin(roles, " or "),
      "; ask your agency's IT to give it to you, or somebody who has it"));
}

}  // namespace kith::agent
