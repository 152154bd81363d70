// SPDX-License-Identifier: Apache-2.0
//
// Words in a name field that are no name, or less of one than those beside
// them. All take one folded word in [A-Z0-9].
#ifndef KITH_AGENT_IDENTITY_NAME_WORDS_H_
#define KITH_AGENT_IDENTITY_NAME_WORDS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace kith::agent {

// "MRS", "HAJI", "JNR", "NEE", "AKA".
bool IsTitle(absl::string_view word);

// "VAN", "DE", "AL", "BINT", "AP": part of a surname in one register and left
// out in the next.
bool IsParticle(absl::string_view word);

// Whether the words of a forename or a surname say that it is not known: "BABY
// BOY", "TWIN A", "NOT KNOWN", "TEST", "XXX".
bool SaysNoForename(const std::vector<std::string>& words);
bool SaysNoSurname(const std::vector<std::string>& words);

// A name made from the father's: PETRIVNA, IVANOVICH.
bool IsPatronymic(absl::string_view word);

// What custom puts in front of the name that a child is called by: MOHAMMED in
// any spelling, SYED.
bool IsCustomaryForename(absl::string_view word);

}  // namespace kith::agent

#endif  // KITH_AGENT_IDENTITY_NAME_WORDS_H_
