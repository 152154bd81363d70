// SPDX-License-Identifier: Apache-2.0
#include "agent/service/staff_list.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "keys/base/status_macros.h"

namespace kith::agent {
namespace {

constexpr absl::string_view kRoles[] = {
    "practitioner", "front-door", "lead-practitioner", "manager", "dpo", "it"};
constexpr std::size_t kMaxShownBytes = 60;

bool IsRole(absl::string_view word) {
  return std::find(std::begin(kRoles), std::end(kRoles), word) !=
         std::end(kRoles);
}

// The first of `roles` that they have.
absl::StatusOr<Staff> InRole(const config::v1::StaffMember& member,
                             std::initializer_list<absl::string_view> roles) {
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

}  // namespace

absl::StatusOr<StaffList> StaffList::FromConfig(
    const config::v1::AgentConfig& config, bool test_network) {
  StaffList list;
  if (config.has_console_uid()) list.console_uid_ = config.console_uid();
  std::set<std::string> names;
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
    KITH_RETURN_IF_ERROR(list.CheckAccount(member, test_network));
    list.members_.push_back(member);
  }
  return list;
}

absl::Status StaffList::CheckAccount(const config::v1::StaffMember& member,
                                     bool test_network) const {
  const std::string who = absl::StrCat("staff `", member.name(), "`: ");
  if (!member.has_uid()) {
    if (console_uid_) return absl::OkStatus();
    return absl::InvalidArgumentError(absl::StrCat(
        who, "has no uid, and there is no console_uid: they could not call"));
  }
  const bool shared =
      std::any_of(members_.begin(), members_.end(), [&](const auto& other) {
        return other.has_uid() && other.uid() == member.uid();
      });
  if (test_network || (!shared && console_uid_ != member.uid())) {
    return absl::OkStatus();
  }
  return absl::FailedPreconditionError(absl::StrCat(
      who, "several share account ", member.uid(),
      ", which only a test network allows; give each, and the console, an "
      "account"));
}

absl::StatusOr<Staff> StaffList::Identify(
    std::uint32_t uid, absl::string_view as,
    std::initializer_list<absl::string_view> roles) const {
  std::vector<const config::v1::StaffMember*> mine;
  std::vector<std::string> names;
  for (const auto& member : members_) {
    if (!member.has_uid() || member.uid() != uid) continue;
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
  return InRole(*mine[0], roles);
}

absl::Status StaffList::CheckKnown(std::uint32_t uid) const {
  const bool known =
      console_uid_ == uid ||
      std::any_of(members_.begin(), members_.end(), [&](const auto& member) {
        return member.has_uid() && member.uid() == uid;
      });
  if (known) return absl::OkStatus();
  return absl::UnauthenticatedError(
      absl::StrCat("account ", uid, " belongs to no staff member"));
}

absl::StatusOr<Staff> StaffList::IdentifyFor(
    std::uint32_t uid, const OnBehalf& caller,
    std::initializer_list<absl::string_view> roles) const {
  if (console_uid_ != uid) {
    return absl::PermissionDeniedError(
        "only the web console's account may call for somebody else; see "
        "console_uid in the agent's configuration");
  }
  if (caller.session == 0) {
    return absl::UnauthenticatedError("the session has no number");
  }
  const auto found = std::find_if(
      members_.begin(), members_.end(),
      [&](const auto& member) { return member.name() == caller.staff; });
  if (found == members_.end()) {
    return absl::UnauthenticatedError(absl::StrCat(
        "nobody is called `", caller.staff,
        "` at this agency's desk; ask your agency's IT to add you"));
  }
  // What they may do is what both say.
  config::v1::StaffMember bounded = *found;
  bounded.clear_roles();
  for (const std::string& role : found->roles()) {
    if (std::find(caller.roles.begin(), caller.roles.end(), role) !=
        caller.roles.end()) {
      bounded.add_roles(role);
    }
  }
  KITH_ASSIGN_OR_RETURN(Staff staff, InRole(bounded, roles));
  staff.session = caller.session;
  return staff;
}

}  // namespace kith::agent
