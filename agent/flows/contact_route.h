// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_CONTACT_ROUTE_H_
#define KITH_AGENT_FLOWS_CONTACT_ROUTE_H_

#include "absl/strings/string_view.h"

namespace kith::agent {

// What somebody types here goes into answers, so it must be a way to reach a
// service and no words about a family: a telephone number, perhaps with an
// extension ("01632 960 114 ext 3"), an e-mail address, or an https address.
bool IsContactRoute(absl::string_view text);

// A working name and role on one line, that reads as it is written: UTF-8
// without control characters, and without those that turn the direction.
bool IsPlainLine(absl::string_view text);

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_CONTACT_ROUTE_H_
