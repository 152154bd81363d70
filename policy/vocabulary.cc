// SPDX-License-Identifier: Apache-2.0
#include "policy/vocabulary.h"

#include <utility>

namespace kith::policy {

Vocabulary::Vocabulary(std::vector<Word> purposes,
                       std::vector<Word> categories) {
  words_["purpose"] = std::move(purposes);
  words_["asker_category"] = categories;
  words_["holder_category"] = std::move(categories);
  words_["asker_role"] = {{"practitioner", "a practitioner"},
                          {"front-door", "the front door"},
                          {"lead-practitioner", "a lead practitioner"},
                          {"manager", "a manager"},
                          {"dpo", "a data protection officer"},
                          {"it", "IT"}};
  words_["ground"] = {{"family-agreed", "the family agreed"},
                      {"safeguarding", "safeguarding, not urgent"},
                      {"urgent-access", "urgent access"}};
  words_["level"] = {{"universal", "universal"},
                     {"additional", "additional"},
                     {"intensive", "intensive"},
                     {"statutory", "statutory"}};
  words_["age_band"] = {{"unborn", "unborn"},
                        {"child", "under 16"},
                        {"young-person", "16 or 17"},
                        {"adult", "an adult"}};
}

const std::vector<Vocabulary::Word>& Vocabulary::WordsOf(
    absl::string_view fact) const {
  static const auto* none = new std::vector<Word>();
  const auto found = words_.find(std::string(fact));
  return found == words_.end() ? *none : found->second;
}

bool Vocabulary::Has(absl::string_view fact, absl::string_view word) const {
  for (const Word& known : WordsOf(fact)) {
    if (known.id == word) return true;
  }
  return false;
}

std::string Vocabulary::LabelOf(absl::string_view fact,
                                absl::string_view word) const {
  for (const Word& known : WordsOf(fact)) {
    if (known.id == word && !known.label.empty()) return known.label;
  }
  return std::string(word);
}

}  // namespace kith::policy
