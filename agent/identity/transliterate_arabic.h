// SPDX-License-Identifier: Apache-2.0
//
// The Arabic half of transliterate.h: Arabic, Persian and Urdu letters.
#ifndef KITH_AGENT_IDENTITY_TRANSLITERATE_ARABIC_H_
#define KITH_AGENT_IDENTITY_TRANSLITERATE_ARABIC_H_

#include <string>

#include "absl/types/span.h"

namespace kith::agent {

bool IsArabic(char32_t c);

// Appends one word of base letters. An article written as part of the word
// becomes a word of its own ("AL HASSAN"), Abd with the word after it one.
void AppendArabic(absl::Span<const char32_t> word, std::string& out);

}  // namespace kith::agent

#endif  // KITH_AGENT_IDENTITY_TRANSLITERATE_ARABIC_H_
