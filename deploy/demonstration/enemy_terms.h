// SPDX-License-Identifier: Apache-2.0
//
// What somebody who has stolen the broker's and the key holder's disks would
// look for.
#ifndef KITH_DEPLOY_DEMONSTRATION_ENEMY_TERMS_H_
#define KITH_DEPLOY_DEMONSTRATION_ENEMY_TERMS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "deploy/demonstration/holdings.h"

namespace kith::deploy {

enum class TermKind { kIdentifier, kTelephone, kDateOfBirth, kName, kNamePair };

// "identifier", "telephone", "date of birth", "name", "pair of names".
absl::string_view TermKindName(TermKind kind);

struct EnemyTerm {
  std::string text;  // UTF-8, at least 5 bytes.
  TermKind kind = TermKind::kIdentifier;
  // Whether an export holds it in this very form, so that a search of the
  // exports must find it.
  bool in_exports = false;
};

// From the rows as the agencies wrote them, each term once: every identifier
// and telephone number with and without spaces, every date of birth in five
// written forms (placeholders, which are nobody's, left out), every name part
// of at least 7 letters, and for names shorter than that forename and surname
// in both orders. Sorted by text.
std::vector<EnemyTerm> MakeEnemyTerms(const std::vector<Holding>& holdings);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_DEMONSTRATION_ENEMY_TERMS_H_
