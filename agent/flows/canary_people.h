// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_CANARY_PEOPLE_H_
#define KITH_AGENT_FLOWS_CANARY_PEOPLE_H_

#include <vector>

#include "absl/time/civil_time.h"
#include "keys/base/random.h"
#include "kith/desk/v1/person.pb.h"

namespace kith::agent {

// A family of at most `most` people (4 at most, 1 at least) who do not exist:
// names and dates of birth such as people have, and no number, which could be
// somebody's.
std::vector<desk::v1::Person> InventFamily(int most, absl::CivilDay today,
                                           Random& random);

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_CANARY_PEOPLE_H_
