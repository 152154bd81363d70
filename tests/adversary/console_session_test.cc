// SPDX-License-Identifier: Apache-2.0
//
// Forms from elsewhere, sessions of others, and signing in as somebody else.
#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/time/clock.h"
#include "agent/console/pages/pages.h"
#include "agent/console/signin/account_file.h"
#include "agent/register/held.h"
#include "keys/sealed_db.h"
#include "keys/secret.h"
#include "tests/adversary/console_test.h"

namespace kith::tests {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr char kForm[] = "application/x-www-form-urlencoded";
constexpr char kSession[] = "__Host-kith";

// Every address that a form is sent to.
std::vector<std::string> FormPaths() {
  std::vector<std::string> paths = {"/sign-out"};
  for (const console::Page& page : console::AllPages()) {
    if (page.post) paths.emplace_back(page.path);
  }
  return paths;
}

class ConsoleSessionTest : public ConsoleTest {
 protected:
  // The page on which shields are confirmed.
  bool IsOffered() {
    return absl::StrContains(Brook().Get("/it").body, "/it/hidden");
  }
  void HoldTheSchool() {
    deploy::DemoNetwork& network = stage().network();
    const std::string folder = network.folder(deploy::kSchool);
    network.StopAgent(deploy::kSchool);
    {
      const auto key =
          Secret::FromFile(folder + "/database.key", SealedDb::kKeyBytes);
      ASSERT_TRUE(key.ok()) << key.status();
      const auto db = SealedDb::Open(folder + "/agent.db", *key);
      ASSERT_TRUE(db.ok()) << db.status();
      agent::Register people(**db);
      ASSERT_TRUE(agent::PutHold({agent::Hold::Why::kRestored,
                                  SystemClock().Now() - absl::Hours(20)},
                                 people)
                      .ok());
    }
    ASSERT_TRUE(network.StartAgent(deploy::kSchool).ok());
  }
};

TEST_F(ConsoleSessionTest, AFormThatNamesNoStepDoesNothing) {
  for (const char* path : {"/families/handovers", "/officer/complaints"}) {
    for (const char* action : {"", "action=", "action=everything"}) {
      const Reply reply = Brook().Post(path, absl::StrCat(action,
                                                          "&reference=H-0000-0A"
                                                          "&number=1"));
      EXPECT_EQ(reply.status, 400) << path << " " << action;
      EXPECT_THAT(reply.body, testing::HasSubstr("No such step"));
    }
  }
}

TEST_F(ConsoleSessionTest, AFormFromElsewhereIsRefused) {
  ASSERT_GT(FormPaths().size(), 10u);
  const std::string origin = stage().origin();
  const std::string form =
      absl::StrCat("form_token=", Brook().form_token, "&a=1");
  const std::vector<Headers> elsewhere = {
      {},
      {{"Origin", "https://evil.example"}},
      {{"Origin", "null"}},
      {{"Origin", ""}},
      {{"Origin", origin + ".evil.example"}},
      {{"Origin", absl::StrCat("http", origin.substr(5))}},
      {{"Origin", "https://localhost"}},
      {{"Origin", origin}, {"Sec-Fetch-Site", "cross-site"}},
      {{"Origin", origin}, {"Sec-Fetch-Site", "same-site"}},
      {{"Origin", origin}, {"Sec-Fetch-Site", "none"}},
      {{"Referer", origin + "/check"}}};
  std::vector<std::string> paths = FormPaths();
  paths.emplace_back("/sign-in");
  for (const std::string& path : paths) {
    for (Headers headers : elsewhere) {
      headers.emplace_back("Content-Type", kForm);
      EXPECT_EQ(Brook().PostWith(path, form, headers).status, 403) << path;
    }
  }
  EXPECT_EQ(Brook()
                .PostWith("/sign-out", form,
                          {{"Origin", origin},
                           {"Origin", "https://evil.example"},
                           {"Content-Type", kForm}})
                .status,
            400);
}

TEST_F(ConsoleSessionTest, AFormOfAnotherSessionIsRefused) {
  Browser other(stage(), "127.0.0.3");
  ASSERT_TRUE(other.SignIn(stage(), "finch"));
  const std::string own = Brook().form_token;
  ASSERT_NE(own, other.form_token);
  for (const std::string& path : FormPaths()) {
    for (const std::string& token :
         {std::string(), other.form_token, own + "x", own.substr(1)}) {
      const Reply reply = Brook().PostWith(
          path, absl::StrCat("form_token=", token, "&a=1"),
          {{"Origin", stage().origin()}, {"Content-Type", kForm}});
      EXPECT_EQ(reply.status, 403) << path;
      EXPECT_THAT(reply.body, HasSubstr("belongs to another session"));
    }
    // Behind the '?' it is not looked for; of two the first counts.
    EXPECT_EQ(
        Brook()
            .PostWith(absl::StrCat(path, "?form_token=", own), "a=1",
                      {{"Origin", stage().origin()}, {"Content-Type", kForm}})
            .status,
        403);
    EXPECT_EQ(
        Brook()
            .PostWith(path,
                      absl::StrCat("form_token=", other.form_token,
                                   "&form_token=", own),
                      {{"Origin", stage().origin()}, {"Content-Type", kForm}})
            .status,
        403);
  }
}

TEST_F(ConsoleSessionTest, AnAddressThatTakesFormsOnlyIsNoPage) {
  for (const console::Page& page : console::AllPages()) {
    if (page.get) continue;
    EXPECT_EQ(Brook()
                  .Get(absl::StrCat(page.path, "?form_token=",
                                    Brook().form_token, "&action=leave"))
                  .status,
              404)
        << page.path;
  }
  EXPECT_EQ(Brook().Get("/sign-out").status, 404);
  EXPECT_EQ(Brook().Head("/sign-out").status, 404);
  EXPECT_TRUE(Brook().IsSignedIn());
}

// What one page writes down by a form it does not write down by an address.
TEST_F(ConsoleSessionTest, NoAddressChangesAnything) {
  Brook().Get("/it");  // That a session began is written down once.
  const auto before = stage().network().LogSize(deploy::kSchool).value_or(0);
  for (const console::Page& page : console::AllPages()) {
    if (!page.get || !page.post) continue;
    Brook().Get(absl::StrCat(
        page.path, "?form_token=", Brook().form_token,
        "&action=record&step=rang&entry=1&finding=x&until=1&person-1-forename="
        "Zoa&person-1-surname=Quibbler&person-1-born=3+2+2011&purpose="
        "considering-referral&ground=family-agreed&no_connection=yes"));
  }
  EXPECT_EQ(stage().network().LogSize(deploy::kSchool).value_or(1), before);
}

TEST_F(ConsoleSessionTest, ASessionThatSomebodyElseBeganIsNotGoneOnWith) {
  Browser victim(stage(), "127.0.0.4");
  const std::string planted(43, 'A');
  victim.cookies[kSession] = planted;
  ASSERT_TRUE(victim.SignIn(stage(), "robin"));
  EXPECT_NE(victim.cookies[kSession], planted);
  Browser attacker(stage(), "127.0.0.5");
  attacker.cookies[kSession] = planted;
  EXPECT_FALSE(attacker.IsSignedIn());

  // Not one that was good before, either: signing in again ends it.
  const std::string first = victim.cookies[kSession];
  victim.form_token.clear();
  ASSERT_TRUE(victim.SignIn(stage(), "robin"));
  EXPECT_NE(victim.cookies[kSession], first);
  attacker.cookies[kSession] = first;
  EXPECT_FALSE(attacker.IsSignedIn());

  const std::string second = victim.cookies[kSession];
  EXPECT_EQ(victim.Post("/sign-out", "").status, 303);
  EXPECT_EQ(victim.cookies.count(kSession), 0u);
  attacker.cookies[kSession] = second;
  EXPECT_FALSE(attacker.IsSignedIn());
}

TEST_F(ConsoleSessionTest, ACookieThatIsNoneOfOursIsNobodys) {
  const std::string own = Brook().cookies.at(kSession);
  const auto location = [&](const std::string& cookie) {
    Browser browser(stage());
    return browser.Get("/it", {{"Cookie", cookie}}).One("Location");
  };
  const std::string name = absl::StrCat(kSession, "=");
  ASSERT_EQ(location(name + own), "");  // It is a page.
  for (const std::string& cookie :
       {absl::StrCat(name, own, "; ", name, own),
        absl::StrCat(name, "x; ", name, own),
        absl::StrCat(name, own, "; ", name, "x"), name + own + "x",
        absl::StrCat(name, "\"", own, "\""), name, absl::StrCat("kith=", own),
        absl::StrCat("__host-kith=", own),
        absl::StrCat(name, std::string(10'000, 'a')),
        absl::StrCat("a=", std::string(10'000, 'a'), "; ", name, own)}) {
    EXPECT_TRUE(absl::StartsWith(location(cookie), "/sign-in"))
        << cookie.substr(0, 60);
  }
  Browser browser(stage());
  EXPECT_EQ(browser.Get("/it", {{"Cookie", name + own}, {"Cookie", name + own}})
                .status,
            400);
}

TEST_F(ConsoleSessionTest, NobodySeesAPageWithoutASession) {
  Browser nobody(stage());
  for (const console::Page& page : console::AllPages()) {
    EXPECT_EQ(nobody.Get(page.path).One("Location"), "/sign-in") << page.path;
    EXPECT_EQ(nobody.Post(page.path, "a=1").One("Location"), "/sign-in");
  }
}

TEST_F(ConsoleSessionTest, RolesBoundWhatIsSeen) {
  Browser dove(stage(), "127.0.0.6");
  ASSERT_TRUE(dove.SignIn(stage(), "dove"));
  for (const console::Page& page : console::AllPages()) {
    if (std::find(page.roles.begin(), page.roles.end(), std::string("dpo")) !=
        page.roles.end()) {
      continue;
    }
    EXPECT_EQ(
        (page.get ? dove.Get(page.path) : dove.Post(page.path, "")).status, 403)
        << page.path;
  }
  EXPECT_EQ(dove.Get("/officer").status, 200);
}

TEST_F(ConsoleSessionTest, NothingLeadsElsewhere) {
  Browser nobody(stage());
  for (const char* target :
       {"/?next=https://evil.example/", "/sign-in?next=//evil.example",
        "/sign-in?return_to=https://evil.example&continue=//evil.example",
        "/sign-in/done?next=//evil.example",
        "/sign-in/done?code=x&state=y&redirect_uri=https://evil.example/",
        "/sign-in/done?error=x&error_uri=https://evil.example/",
        "/sign-in/start?next=//evil.example", "/check?url=//evil.example",
        "/sign-out?url=//evil.example", "/check/wait?id=//evil.example"}) {
    for (Browser* browser : {&nobody, &Brook()}) {
      // Where a response leads is looked at in ExpectProtected().
      const Reply reply = browser->Get(target);
      EXPECT_NE(reply.status, 0) << target;
      EXPECT_THAT(reply.One("Location"), Not(HasSubstr("evil"))) << target;
      EXPECT_THAT(reply.body, Not(HasSubstr("evil.example"))) << target;
    }
  }
}

// Whoever guesses waits; who signed in here before does not.
TEST_F(ConsoleSessionTest, AnAttackerLocksNobodyOutAtTheirOwnBrowser) {
  Browser lark(stage(), "127.0.0.7");
  ASSERT_TRUE(lark.SignIn(stage(), "lark"));
  EXPECT_EQ(lark.Post("/sign-out", "").status, 303);
  lark.form_token.clear();
  Browser attacker(stage(), "127.0.0.8");
  Reply reply;
  for (int i = 0; i < 6; ++i) {
    reply = attacker.TryToSignIn("lark", "a wrong password", "000000");
    EXPECT_FALSE(attacker.IsSignedIn());
  }
  EXPECT_THAT(reply.body, HasSubstr("wait"));
  // Not even with the right ones.
  attacker.TryToSignIn("lark", ConsoleStage::kPassword, "000000");
  EXPECT_FALSE(attacker.IsSignedIn());
  EXPECT_TRUE(lark.SignIn(stage(), "lark"));
}

TEST_F(ConsoleSessionTest, ACodeIsNoPasswordAndNoneIsGoodTwice) {
  Browser browser(stage(), "127.0.0.10");
  const std::string code = stage().NewCode("wren");
  browser.TryToSignIn("wren", ConsoleStage::kPassword, "");
  EXPECT_FALSE(browser.IsSignedIn());
  browser.TryToSignIn("wren", "", code);
  EXPECT_FALSE(browser.IsSignedIn());
  EXPECT_EQ(browser.TryToSignIn("wren", ConsoleStage::kPassword, code).status,
            303);
  EXPECT_TRUE(browser.IsSignedIn());
  Browser again(stage(), "127.0.0.11");
  const Reply reply = again.TryToSignIn("wren", ConsoleStage::kPassword, code);
  EXPECT_FALSE(again.IsSignedIn());
  EXPECT_THAT(reply.body, Not(HasSubstr(ConsoleStage::kPassword)));
  EXPECT_THAT(reply.body, Not(HasSubstr(code)));
}

// The agency's database was lost, and is a copy.
TEST_F(ConsoleSessionTest, ShieldsAreConfirmedOnAPageOfTheirOwn) {
  EXPECT_FALSE(IsOffered());
  EXPECT_THAT(Brook().Get("/it/hidden").body,
              HasSubstr("Nothing is to be confirmed"));
  ASSERT_NO_FATAL_FAILURE(HoldTheSchool());
  // The console finds the agent again by itself.
  for (int i = 0; i < 100 && !IsOffered(); ++i) {
    absl::SleepFor(absl::Milliseconds(200));
  }
  ASSERT_TRUE(IsOffered());
  EXPECT_THAT(Brook().Get("/it/hidden").body, HasSubstr("is a copy"));
  // Not by sending the form as it came, and not by whoever is no manager.
  EXPECT_THAT(Brook().Post("/it/hidden", "").body,
              HasSubstr("Say that they are"));
  Browser lark(stage(), "127.0.0.13");
  ASSERT_TRUE(lark.SignIn(stage(), "lark"));
  EXPECT_EQ(lark.Get("/it/hidden").status, 403);
  EXPECT_EQ(lark.Post("/it/hidden", "again=yes").status, 403);
  EXPECT_TRUE(IsOffered());
  // What it had published comes out of the index first.
  Reply reply;
  for (int i = 0; i < 100 && reply.status != 303; ++i) {
    reply = Brook().Post("/it/hidden", "again=yes");
    if (reply.status != 303) absl::SleepFor(absl::Milliseconds(100));
  }
  EXPECT_EQ(reply.status, 303);
  EXPECT_FALSE(IsOffered());
}

// Last of them: the account does not come back.
TEST_F(ConsoleSessionTest, WhoIsRemovedIsOutAtTheNextLook) {
  Browser linnet(stage(), "127.0.0.12");
  ASSERT_TRUE(linnet.SignIn(stage(), "linnet"));
  ASSERT_TRUE(linnet.IsSignedIn());
  ASSERT_TRUE(console::RemoveAccount(stage().accounts(), "linnet").ok());
  // The console looks each second here; see console_folder.cc.
  for (int i = 0; i < 40 && linnet.IsSignedIn(); ++i) {
    absl::SleepFor(absl::Milliseconds(100));
  }
  EXPECT_FALSE(linnet.IsSignedIn());
  linnet.TryToSignIn("linnet", ConsoleStage::kPassword,
                     stage().NewCode("linnet"));
  EXPECT_FALSE(linnet.IsSignedIn());
}

}  // namespace
}  // namespace kith::tests
