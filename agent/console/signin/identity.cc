// SPDX-License-Identifier: Apache-2.0
#include "agent/console/signin/identity.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/str_join.h"

namespace kith::console {
namespace {

constexpr std::size_t kLongestName = 64;
constexpr absl::string_view kRoles[] = {
    "practitioner", "front-door", "lead-practitioner", "manager", "dpo", "it"};

bool IsNameByte(unsigned char byte) {
  return absl::ascii_isalnum(byte) || byte == '.' || byte == '_' ||
         byte == '@' || byte == '-';
}

}  // namespace

bool IsStaffName(absl::string_view name) {
  return !name.empty() && name.size() <= kLongestName &&
         std::all_of(name.begin(), name.end(), IsNameByte);
}

bool IsRole(absl::string_view role) {
  return std::find(std::begin(kRoles), std::end(kRoles), role) !=
         std::end(kRoles);
}

std::string RolesInWords() { return absl::StrJoin(kRoles, ", "); }

}  // namespace kith::console
