// SPDX-License-Identifier: Apache-2.0
//
// Every template with hostile words in every place: what another agency, the
// network file or whoever typed it may say is shown, and does nothing.
#include "agent/console/pages/view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "agent/console/pages/answer_view.h"
#include "agent/console/web/embedded.h"

namespace kith::console {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr char kHostile[] =
    "\"'><script>alert(1)</script><img src=x onerror=alert(2)>"
    "{{title}}{{{content}}}{{>_field}}{{#x}}{{=<% %>=}}\u202etxet\u2066";
constexpr char kShown[] =
    "&quot;&apos;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x "
    "onerror=alert(2)&gt;{{title}}{{{content}}}{{&gt;_field}}{{#x}}{{=&lt;% "
    "%&gt;=}}txet";
constexpr char kContent[] = "<p>what a page has in its frame</p>";

// What `tag` finds in a template.
void AddNames(const EmbeddedFile& file, const std::regex& tag,
              std::set<std::string>& names) {
  const std::string text(file.content);
  for (std::sregex_iterator it(text.begin(), text.end(), tag), end; it != end;
       ++it) {
    names.insert((*it)[1]);
  }
}

// The names in all templates: values and sections.
const std::set<std::string>& Names() {
  static const auto& all = *[] {
    auto* names = new std::set<std::string>;
    const std::regex tag("\\{\\{[#^]?(\\w+)\\}\\}");
    for (const EmbeddedFile& file : Templates()) AddNames(file, tag, *names);
    return names;
  }();
  return all;
}

std::vector<std::string> AllTemplates() {
  std::vector<std::string> all;
  for (const EmbeddedFile& file : Templates()) {
    all.emplace_back(absl::StripSuffix(file.name, ".mustache"));
  }
  return all;
}

// Each name has these words, but for one that is not there.
View Filled(const std::string& words, const std::string& without) {
  View view;
  for (const std::string& name : Names()) {
    if (name != without) view.set(name, View(words));
  }
  view.set("content", View(kContent));
  return view;
}

void ExpectHarmless(const std::string& page, const std::string& which) {
  // What is left once the words were shown as words is the template's own.
  const std::string own = absl::StrReplaceAll(page, {{kShown, ""}});
  const std::string rest = absl::StrReplaceAll(
      own, {{"<script src=\"\" defer></script>", ""}});  // The frame's.
  EXPECT_THAT(rest, Not(HasSubstr("<script"))) << which;
  EXPECT_THAT(rest, Not(HasSubstr("<img"))) << which;
  EXPECT_THAT(rest, Not(HasSubstr("alert("))) << which;
  EXPECT_THAT(rest, Not(HasSubstr("{{"))) << which;
  EXPECT_THAT(rest, Not(HasSubstr("\u202e"))) << which;
  EXPECT_THAT(rest, Not(HasSubstr("\u2066"))) << which;
}

TEST(ViewTest, HostileWordsAreWordsInEveryTemplate) {
  ASSERT_GT(AllTemplates().size(), 30u);
  int shown = 0;
  for (const std::string& which : AllTemplates()) {
    const std::string page = RenderTemplate(which, Filled(kHostile, ""));
    ExpectHarmless(page, which);
    shown += absl::StrContains(page, kShown);
  }
  EXPECT_GT(shown, 30);
}

// What stands where something is missing, too.
TEST(ViewTest, HostileWordsAreWordsWhateverIsMissing) {
  const std::regex inverted("\\{\\{\\^(\\w+)\\}\\}");
  int rendered = 0;
  for (const EmbeddedFile& file : Templates()) {
    const std::string which(absl::StripSuffix(file.name, ".mustache"));
    std::set<std::string> missing;
    AddNames(file, inverted, missing);
    for (const std::string& name : missing) {
      ExpectHarmless(RenderTemplate(which, Filled(kHostile, name)), which);
      ++rendered;
    }
  }
  EXPECT_GT(rendered, 20);
}

TEST(ViewTest, OnlyTheFramesContentIsNotEscaped) {
  for (const EmbeddedFile& file : Templates()) {
    const std::string text =
        absl::StrReplaceAll(std::string(file.content), {{"{{{content}}}", ""}});
    EXPECT_EQ(file.name == "layout.mustache",
              absl::StrContains(file.content, "{{{content}}}"))
        << file.name;
    EXPECT_THAT(text, Not(HasSubstr("{{{"))) << file.name;
    EXPECT_THAT(text, Not(HasSubstr("{{&"))) << file.name;
    EXPECT_THAT(text, Not(HasSubstr("{{="))) << file.name;
  }
}

// An escaped word is harmless between quotes and in text, and nowhere else.
TEST(ViewTest, ValuesStandInTextOrBetweenQuotes) {
  const std::regex unquoted("\\s[\\w-]+=\\{\\{");
  const std::regex handler(
      "\\son\\w+=|<script(?! src=\"\\{\\{js\\}\\}\")|<style");
  const std::regex address("(?:href|src|action|url)=\"\\{\\{(\\w+)\\}\\}");
  // Addresses that a page writes itself: see pages/visit.h.
  const std::set<std::string> ours = {"href", "css", "js", "icon", "url"};
  for (const EmbeddedFile& file : Templates()) {
    const std::string text(file.content);
    EXPECT_FALSE(std::regex_search(text, unquoted)) << file.name;
    EXPECT_FALSE(std::regex_search(text, handler)) << file.name;
    for (std::sregex_iterator it(text.begin(), text.end(), address), end;
         it != end; ++it) {
      EXPECT_TRUE(ours.contains((*it)[1])) << file.name << ": " << it->str();
    }
  }
}

std::string AnswerWithContact(const std::string& contact) {
  desk::v1::CheckReply reply;
  reply.set_outcome_of_request("answered");
  reply.set_reference(kHostile);
  auto* own = reply.add_own_agency();
  own->set_service(kHostile);
  own->set_worker(kHostile);
  own->set_contact(contact);
  own->set_agency_name(kHostile);
  reply.add_notes(kHostile);
  return RenderTemplate("answer", AnswerView(reply, {}, absl::UTCTimeZone()));
}

TEST(ViewTest, AnAnswerOfAnotherAgencyIsWords) {
  const std::string page = AnswerWithContact(kHostile);
  EXPECT_THAT(page, HasSubstr("&lt;script&gt;"));
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, Not(HasSubstr("<img")));
}

TEST(ViewTest, OnlyANumberCanBeRung) {
  for (const char* contact :
       {"javascript:alert(1)", "tel:01632960101", "01632 960 101 x",
        "01632960101;ext=1", "https://evil.example", "+", "123456",
        "0163\u0662960101", "data:text/html,x"}) {
    EXPECT_THAT(AnswerWithContact(contact), Not(HasSubstr("href=\"tel")))
        << contact;
  }
  EXPECT_THAT(AnswerWithContact("+44 (1632) 960-101"),
              HasSubstr("href=\"tel:+441632960101\""));
}

}  // namespace
}  // namespace kith::console
