// SPDX-License-Identifier: Apache-2.0
//
// What people call each other, and how else a name is spelt. Made apart from
// the normaliser's tables, so that these do not mark their own work.
#ifndef KITH_DEPLOY_BENCH_FAMILIES_SPELLINGS_H_
#define KITH_DEPLOY_BENCH_FAMILIES_SPELLINGS_H_

#include <string>

#include "deploy/demonstration/dice.h"

namespace kith::deploy {

// Another name of the same group, or empty if the word is in none. Groups are
// of whole words, compared as they stand.
std::string NicknameOf(const std::string& forename, Dice& dice);
std::string SpellingOf(const std::string& word, Dice& dice);

// The text in Cyrillic letters, as a Ukrainian would write it.
std::string InCyrillic(const std::string& latin);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_BENCH_FAMILIES_SPELLINGS_H_
