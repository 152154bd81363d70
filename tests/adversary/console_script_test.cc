// SPDX-License-Identifier: Apache-2.0
//
// Script in every field that another agency, the network file or a form can
// fill: it is shown as the words it is. That each template does so with each of
// its values: agent/console/pages/view_test.cc.
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "agent/console/http/form.h"
#include "agent/console/pages/pages.h"
#include "tests/adversary/console_test.h"

namespace kith::tests {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr char kShownScript[] =
    "&lt;script&gt;alert(&apos;x&apos;)&lt;/script&gt;";
constexpr char kShownBraces[] =
    "{{title}}{{{content}}}{{&gt;layout}}{{#form_token}}";

int Times(const std::string& text, const std::string& what) {
  int times = 0;
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos;
       at += what.size()) {
    ++times;
  }
  return times;
}

// One script, our own; nothing that runs; no way to a place that was typed.
void ExpectHarmless(const Reply& reply, const std::string& where) {
  const std::string& page = reply.body;
  if (!absl::StartsWith(reply.One("Content-Type"), "text/html")) return;
  if (reply.status >= 300 && reply.status < 400) return;
  EXPECT_EQ(Times(page, "<script"), 1) << where;
  EXPECT_THAT(page, HasSubstr("<script src=\"/assets/console.js?v="));
  for (const char* never : {"<img", "<svg", "<iframe", "<style", "\"><img",
                            "href=\"javascript", "\u202e", "<b>"}) {
    EXPECT_THAT(page, Not(HasSubstr(never))) << where;
  }
  EXPECT_EQ(Times(page, "</html>"), 1) << where;
  EXPECT_EQ(Times(page, "</textarea>"), Times(page, "<textarea")) << where;
  const std::regex ring("href=\"tel:([^\"]*)\"");
  for (std::sregex_iterator it(page.begin(), page.end(), ring), end; it != end;
       ++it) {
    EXPECT_TRUE(std::regex_match(it->str(1), std::regex("\\+?[0-9]+")))
        << it->str();
  }
}

// The names of all fields of a page, but for the token.
std::set<std::string> FieldsOf(const std::string& page) {
  std::set<std::string> names;
  const std::regex name(" name=\"([\\w-]+)\"");
  for (std::sregex_iterator it(page.begin(), page.end(), name), end; it != end;
       ++it) {
    names.insert((*it)[1]);
  }
  for (const char* not_a_field : {"form_token", "viewport", "theme-color",
                                  "robots", "format-detection"}) {
    names.erase(not_a_field);
  }
  return names;
}

class ConsoleScriptTest : public ConsoleTest {
 protected:
  // As somebody types it into a form: "5+12+2026".
  static std::string InDays(int days) {
    return absl::FormatTime("%-d+%-m+%Y",
                            SystemClock().Now() + days * absl::Hours(24),
                            absl::LocalTimeZone());
  }
  Reply Look(const std::string& target) {
    Reply reply = Brook().Get(target);
    ExpectHarmless(reply, target);
    return reply;
  }
  // What the page of families calls one of them.
  std::string SomeRef() {
    const std::string page = Look("/families").body;
    std::smatch found;
    EXPECT_TRUE(std::regex_search(
        page, found, std::regex("involvement\\?ref=([\\w.-]+)\"")));
    return found.empty() ? "" : found.str(1);
  }
  // The answer about one of the hostile rows.
  std::string Ask(const std::string& forename, const std::string& born,
                  std::string* address = nullptr) {
    const Reply posted = Brook().Post(
        "/check",
        absl::StrCat("person-1-forename=", forename,
                     "&person-1-surname=Quibbler&person-1-born=", born,
                     "&purpose=considering-referral&ground=family-"
                     "agreed&no_connection=yes&action=check"));
    std::string at = posted.One("Location");
    EXPECT_THAT(at, testing::StartsWith("/check/wait")) << posted.body;
    for (int i = 0; i < 300 && absl::StartsWith(at, "/check/wait"); ++i) {
      const Reply reply = Look(at);
      if (reply.status == 303) at = reply.One("Location");
      absl::SleepFor(absl::Milliseconds(50));
    }
    EXPECT_THAT(at, testing::StartsWith("/check/answer"));
    if (address != nullptr) *address = at;
    return Look(at).body;
  }
};

TEST_F(ConsoleScriptTest, WhatAnotherAgencySaysIsWords) {
  const std::string first = Ask("Zoa", "3+2+2011");
  EXPECT_GE(Times(first, kShownScript), 2);  // Of the service and the agency.
  EXPECT_THAT(first, HasSubstr("&quot;&gt;&lt;img src=x"));
  EXPECT_THAT(first, HasSubstr("javascript:alert(1)"));
  EXPECT_THAT(first, Not(HasSubstr("href=\"tel:")));
  EXPECT_THAT(first, HasSubstr("{{title}}"));  // Of the agency's name.
  const std::string second = Ask("Zob", "3+2+2012");
  EXPECT_THAT(second, HasSubstr(kShownBraces));
  EXPECT_THAT(second, HasSubstr("Pat elpmaxE"));  // Turned by nothing.
  EXPECT_THAT(second, HasSubstr(kShownScript));
  const std::string third = Ask("Zoc", "3+2+2013");
  EXPECT_THAT(third, HasSubstr("&lt;svg onload=alert(1)&gt;"));
  EXPECT_THAT(third, HasSubstr("href=\"tel:01632960101\""));
}

TEST_F(ConsoleScriptTest, WhatTheNetworkFileSaysIsWords) {
  EXPECT_THAT(Look("/agencies").body,
              HasSubstr(absl::StrCat("Trust ", kShownScript, "{{title}}")));
  const Reply anybody = Browser(stage()).Get("/agencies");
  ExpectHarmless(anybody, "/agencies");
}

TEST_F(ConsoleScriptTest, WhatOurOwnRegisterSaysIsWords) {
  const std::string page = Look("/families").body;
  EXPECT_THAT(page, HasSubstr(kShownScript));
  EXPECT_THAT(page, HasSubstr(kShownBraces));
  const std::string ref = SomeRef();
  for (const char* path :
       {"/families/involvement?ref=", "/families/agreement?ref=",
        "/families/withdraw?ref=", "/families/handovers?person="}) {
    EXPECT_EQ(Look(path + ref).status, 200) << path;
  }
}

TEST_F(ConsoleScriptTest, WhatAnAddressSaysIsWords) {
  for (const std::string value :
       {kScript, kImage, kAddress, kBraces, kReversed, "';alert(1)//"}) {
    std::string query;
    for (const char* name :
         {"id",      "ids",          "ref",   "reference", "person", "again",
          "purpose", "left",         "entry", "since",     "name",   "done",
          "changed", "signed",       "ended", "out",       "as",     "for",
          "all",     "practitioner", "staff", "read",      "closed"}) {
      absl::StrAppend(&query, query.empty() ? "?" : "&", name, "=",
                      console::EncodeQueryValue(value));
    }
    for (const console::Page& page : console::AllPages()) {
      if (page.get) Look(page.path + query);
    }
    for (const char* path : {"/sign-in", "/sign-in/done", "/agencies", "/"}) {
      Look(path + query);
    }
  }
}

// Every field of every form, and what is then shown again.
TEST_F(ConsoleScriptTest, WhatAFormSaysIsWords) {
  const std::string ref = SomeRef();
  int said_again = 0;
  for (const std::string value :
       {kScript, kImage, kBraces, kReversed, "</textarea></option></select>"}) {
    const std::string encoded = console::EncodeQueryValue(value);
    for (const console::Page& page : console::AllPages()) {
      if (!page.post) continue;
      std::string form = absl::StrCat("ref=", ref);
      const std::string shown =
          page.get ? Look(absl::StrCat(page.path, "?ref=", ref)).body : "";
      for (const std::string& name : FieldsOf(shown)) {
        absl::StrAppend(&form, "&", name, "=", encoded);
      }
      const Reply reply = Brook().Post(page.path, form);
      ExpectHarmless(reply, page.path);
      said_again +=
          value == kScript && absl::StrContains(reply.body, kShownScript);
    }
    Browser nobody(stage(), "127.0.0.13");
    const Reply reply = nobody.TryToSignIn(encoded, encoded, encoded);
    ExpectHarmless(reply, "/sign-in");
  }
  EXPECT_GE(said_again, 3);
  // What was taken is words wherever it is shown.
  for (const console::Page& page : console::AllPages()) {
    if (page.get) Look(absl::StrCat(page.path, "?all=1&ref=", ref));
  }
}

// What was taken, wherever it is shown later.
TEST_F(ConsoleScriptTest, WhatAFormKeepsIsWords) {
  const std::string script = console::EncodeQueryValue(kScript);
  const std::string ref = SomeRef();
  // A contact is no place for words: it is shown again, and not kept.
  const Reply refused = Brook().Post(
      "/families/involvement",
      absl::StrCat("ref=", ref, "&worker=", script, "&contact=", script,
                   "&level=additional&status=open"));
  ExpectHarmless(refused, "/families/involvement");
  EXPECT_GE(Times(refused.body, absl::StrCat("value=\"", kShownScript, "\"")),
            2);
  EXPECT_EQ(Brook()
                .Post("/families/involvement",
                      absl::StrCat("ref=", ref, "&worker=", script,
                                   "&contact=01632+960+119&level=additional"
                                   "&status=open"))
                .One("Location"),
            "/families");
  EXPECT_GE(Times(Look("/families").body, kShownScript), 1);
  EXPECT_GE(Times(Look(absl::StrCat("/families/involvement?ref=", ref)).body,
                  absl::StrCat("value=\"", kShownScript, "\"")),
            1);

  EXPECT_EQ(Brook()
                .Post("/officer/complaints",
                      absl::StrCat("action=record&received=", InDays(-1),
                                   "&kept_at=", script))
                .One("Location"),
            "/officer/complaints");
  EXPECT_THAT(Look("/officer/complaints").body, HasSubstr(kShownScript));

  const Reply agreed = Brook().Post(
      "/families/agreement",
      absl::StrCat("ref=", ref, "&who=", ref,
                   "&capacity=parent&language=en&recipients=everybody"
                   "&purposes=joining"
                   "&options=paper-is-safe&until=",
                   InDays(90), "&said_by=", script, "&evidence=", script));
  const std::string receipt = agreed.One("Location");
  EXPECT_THAT(receipt, testing::StartsWith("/families/receipt?"))
      << agreed.body;
  Look(receipt);
  Look(receipt + "&for=child");
  const Reply file = Brook().Get(receipt + "&as=file");
  EXPECT_EQ(file.One("Content-Type"), "application/json");
  EXPECT_THAT(file.One("Content-Disposition"),
              testing::StartsWith("attachment"));

  const Reply subject = Brook().Post(
      "/officer/subject",
      "person-1-forename=Zoa&person-1-surname=Quibbler&person-1-born=3+2+2011");
  ExpectHarmless(subject, "/officer/subject");
  EXPECT_THAT(subject.body, HasSubstr("&lt;script&gt;alert("));
}

TEST_F(ConsoleScriptTest, AnAnswerIsOfTheSessionThatAsked) {
  std::string address;
  ASSERT_THAT(Ask("Zoc", "3+2+2013", &address), HasSubstr("01632 960 101"));
  const std::string id = address.substr(address.find('=') + 1);
  Browser finch(stage(), "127.0.0.14");
  ASSERT_TRUE(finch.SignIn(stage(), "finch"));
  Browser brook_elsewhere(stage(), "127.0.0.15");
  ASSERT_TRUE(brook_elsewhere.SignIn(stage(), "brook"));
  for (Browser* other : {&finch, &brook_elsewhere}) {
    EXPECT_EQ(other->Get(address).One("Location"), "/check?left=1");
    EXPECT_EQ(other->Get(absl::StrCat("/check/wait?id=", id)).One("Location"),
              "/check?left=1");
    EXPECT_THAT(other->Get(absl::StrCat("/check?again=", id)).body,
                Not(HasSubstr("Zoc")));
    EXPECT_THAT(other->Get(absl::StrCat("/check/list/answers?ids=", id)).body,
                Not(HasSubstr("Zoc")));
    other->Get(absl::StrCat("/check?left=", id));
    EXPECT_EQ(
        other
            ->Post("/check/next-step", absl::StrCat("id=", id, "&action=leave"))
            .One("Location"),
        "/check?left=1");
  }
  EXPECT_EQ(Brook().Get(address).status, 200);  // It has not left.
}

// Of nobody, and of nothing that was typed.
TEST_F(ConsoleScriptTest, NothingOfItIsLogged) {
  Ask("Zoc", "3+2+2013");
  const std::string logs = stage().Logs();
  for (const char* never : {"Zoc", "Quibbler", "<script", "alert(", "960 101",
                            "{{title}}", "elpmaxE"}) {
    EXPECT_THAT(logs, Not(HasSubstr(never)));
  }
}

}  // namespace
}  // namespace kith::tests
