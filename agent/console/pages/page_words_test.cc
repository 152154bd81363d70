// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "agent/console/web/embedded.h"

// What no practitioner has to read: the words of the trade (docs/terms.md).
namespace kith::console {
namespace {

constexpr absl::string_view kOfTheTrade[] = {
    "subject",    "ground",   "gateway", "lawful basis", "holder", "capsule",
    "token",      "coverage", "profile", "pseudonym",    "shield", "budget",
    "commitment", "epoch",    "quorum",  "witness"};

// What is read of a template: without its tags, its placeholders and what is
// only said to the browser.
std::string Read(absl::string_view page) {
  std::string text;
  while (!page.empty()) {
    if (absl::StartsWith(page, "{{")) {
      page.remove_prefix(std::min(page.size(), page.find("}}") + 2));
      text += ' ';
    } else if (absl::StartsWith(page, "<")) {
      page.remove_prefix(std::min(page.size(), page.find('>') + 1));
      text += ' ';
    } else {
      text += absl::ascii_tolower(static_cast<unsigned char>(page[0]));
      page.remove_prefix(1);
    }
  }
  return text;
}

// Whole words, in the plural too; "background" is none of them.
bool Says(const std::string& text, absl::string_view word) {
  const auto is_letter = [&](std::size_t i) {
    return i < text.size() &&
           absl::ascii_isalpha(static_cast<unsigned char>(text[i]));
  };
  for (const char* ending : {"", "s", "es"}) {
    const std::string form = absl::StrCat(word, ending);
    for (std::size_t at = text.find(form); at != std::string::npos;
         at = text.find(form, at + 1)) {
      if ((at == 0 || !is_letter(at - 1)) && !is_letter(at + form.size())) {
        return true;
      }
    }
  }
  return false;
}

TEST(PageWordsTest, NoPageSaysAWordOfTheTrade) {
  ASSERT_GT(Templates().size(), 20u);
  for (const EmbeddedFile& file : Templates()) {
    const std::string text = Read(file.content);
    for (const absl::string_view word : kOfTheTrade) {
      EXPECT_FALSE(Says(text, word)) << file.name << " says " << word;
    }
  }
}

TEST(PageWordsTest, TheTestFindsAWordAndOverlooksTheBrowsers) {
  EXPECT_TRUE(Says(Read("<p>The <b>Witnesses</b>"), "witness"));
  EXPECT_TRUE(Says(Read("<p>Two grounds.</p>"), "ground"));
  EXPECT_TRUE(Says(Read("<p>Lawful basis</p>"), "lawful basis"));
  EXPECT_FALSE(Says(Read("<p class=\"ground\">{{ground}}</p>"), "ground"));
  EXPECT_FALSE(Says(Read("<p>In the background</p>"), "ground"));
  EXPECT_FALSE(Says(Read("<p>grounded</p>"), "ground"));
}

}  // namespace
}  // namespace kith::console
