// SPDX-License-Identifier: Apache-2.0
//
// The tables behind nicknames.h.
#ifndef KITH_AGENT_IDENTITY_NICKNAME_GROUPS_H_
#define KITH_AGENT_IDENTITY_NICKNAME_GROUPS_H_

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace kith::agent {

// Names between single spaces, in [A-Z]; the first stands for its group. No
// name is in two groups.
absl::Span<const absl::string_view> SameNameGroups();

// Names between single spaces of which any two are near; a name may be in
// several groups.
absl::Span<const absl::string_view> NearNameGroups();

}  // namespace kith::agent

#endif  // KITH_AGENT_IDENTITY_NICKNAME_GROUPS_H_
