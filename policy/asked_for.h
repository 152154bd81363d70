// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_POLICY_ASKED_FOR_H_
#define KITH_POLICY_ASKED_FOR_H_

#include <string>
#include <vector>

#include "policy/sharing_policy.h"
#include "policy/vocabulary.h"

namespace kith::policy {

// On which grounds anybody of the network may ask for `purpose`, with all that
// the rules may want besides. Empty if nobody may: such a purpose is in the
// network file so that a program can say no to it, and no family is to read
// that anybody asks for it.
std::vector<Vocabulary::Word> GroundsOf(const SharingPolicy& policy,
                                        const Vocabulary& vocabulary,
                                        const std::string& purpose);

}  // namespace kith::policy

#endif  // KITH_POLICY_ASKED_FOR_H_
