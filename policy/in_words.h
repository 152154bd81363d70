// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_POLICY_IN_WORDS_H_
#define KITH_POLICY_IN_WORDS_H_

#include <string>
#include <vector>

#include "policy/sharing_policy.h"
#include "policy/vocabulary.h"

namespace kith::policy {

// What one kind of holder says to a question, with the rules that say so.
struct LearnedFrom {
  // "a service the family agreed may tell this asker"
  std::string holder;
  // "who leads, who else helps, how to reach them"; several where it depends
  // on who asks and whether they say so, or on the person, "in some cases"
  // before each.
  std::string learns;
  // "RT-02 AN-05"
  std::string rules;
};

// Questions that are treated alike.
struct Asking {
  std::string ground;
  std::string purposes;
  // Who may; empty if nobody.
  std::string askers;
  // "a gateway, why it is necessary"; empty for nothing more.
  std::string needs;
  std::string rules;
  // For those that may not be asked: why not.
  std::string refused;
  // Empty if nobody may ask.
  std::vector<LearnedFrom> answers;
};

// Who may learn what, from whom, on which ground: found by deciding, not by
// reading the rules. Not every case: questions with all they may need, and
// holders as they commonly stand to one.
std::vector<Asking> WhoMayLearnWhat(const SharingPolicy& policy,
                                    const Vocabulary& vocabulary);

// The same as one table, then each rule's and invariant's own words.
std::string PolicyTable(const SharingPolicy& policy,
                        const Vocabulary& vocabulary);

}  // namespace kith::policy

#endif  // KITH_POLICY_IN_WORDS_H_
