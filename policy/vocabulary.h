// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_POLICY_VOCABULARY_H_
#define KITH_POLICY_VOCABULARY_H_

#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace kith::policy {

// How a fact that is not known is written.
inline constexpr char kUnknown[] = "unknown";

// The words that a fact can be, and how each is said to a person. Purposes and
// categories are the network file's; the others are fixed.
class Vocabulary {
 public:
  struct Word {
    std::string id;
    std::string label;
  };

  Vocabulary(std::vector<Word> purposes, std::vector<Word> categories);

  // Empty for a fact that is true, false or unknown, and for no fact at all.
  const std::vector<Word>& WordsOf(absl::string_view fact) const;
  bool Has(absl::string_view fact, absl::string_view word) const;
  // The id itself if nothing is said of it.
  std::string LabelOf(absl::string_view fact, absl::string_view word) const;

 private:
  std::map<std::string, std::vector<Word>, std::less<>> words_;
};

}  // namespace kith::policy

#endif  // KITH_POLICY_VOCABULARY_H_
