// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_IDENTITY_WITHOUT_SPACES_H_
#define KITH_AGENT_IDENTITY_WITHOUT_SPACES_H_

#include <string>

#include "absl/strings/string_view.h"

namespace kith::agent {

// A number without the spaces, no-break spaces (which spreadsheets leave
// between groups) and hyphens in it. Nothing else is dropped.
std::string WithoutSpaces(absl::string_view text);

}  // namespace kith::agent

#endif  // KITH_AGENT_IDENTITY_WITHOUT_SPACES_H_
