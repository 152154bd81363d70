// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_THEIRS_H_
#define KITH_AGENT_FLOWS_THEIRS_H_

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "agent/flows/parts.h"
#include "agent/register/records.h"

namespace kith::agent {

// Whether this staff member is the worker of it: "P. Example, family worker" is
// P. Example's; "P. Examples" is not.
inline bool IsTheirs(const Involvement& involvement, const Staff& staff) {
  const absl::string_view worker = involvement.worker;
  if (!absl::StartsWithIgnoreCase(worker, staff.shown_as)) return false;
  return worker.size() == staff.shown_as.size() ||
         !absl::ascii_isalnum(worker[staff.shown_as.size()]);
}

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_THEIRS_H_
