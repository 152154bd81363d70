// SPDX-License-Identifier: Apache-2.0
//
// Words of other scripts in the letters that British systems hold them in.
//
// The tables are ours, not a library's: two agencies whose libraries differ by
// a release would write one name in two ways and never meet.
#ifndef KITH_AGENT_IDENTITY_TRANSLITERATE_H_
#define KITH_AGENT_IDENTITY_TRANSLITERATE_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace kith::agent {

// Arabic letters whose mark makes another letter of them: alef with a hamza or
// a madda never begins an article.
inline constexpr char32_t kAlef = 0x0627;
inline constexpr char32_t kAlefHamza = 0x0623;
inline constexpr char32_t kAlefMadda = 0x0622;

// Appends one word of lower-case base letters (no marks) as A-Z. Knows Latin,
// Cyrillic, Greek, Arabic, Persian and Urdu; a letter of any other script gives
// a space. A Latin word with a few look-alikes of another script in it is read
// as it looks.
//
// Written as passports of the language do, but for the vowels that Arabic does
// not write: common names get their usual spelling, others their consonants.
void AppendLatin(absl::Span<const char32_t> word, std::string& out);

// The letters A-Z of Latin letters that Unicode does not decompose (ss for
// sharp s), of ASCII letters themselves; empty for anything else.
absl::string_view LatinLetters(char32_t c);

}  // namespace kith::agent

#endif  // KITH_AGENT_IDENTITY_TRANSLITERATE_H_
