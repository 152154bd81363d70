// SPDX-License-Identifier: Apache-2.0
//
// Hostile input to the web console, a real kith-console of a real agent. Here:
// what takes time, memory and connections. Beside it: console_request_test.cc
// (what is no request of a browser), console_session_test.cc (forms from
// elsewhere, sessions, signing in) and console_script_test.cc (script in every
// field).
//
// What needs limits smaller than the console's own is in
// agent/console/http/server_test.cc: headers, bodies and handshakes that
// trickle, a page that nobody reads, who makes room when there are too many.
//
// What needs a provider is in agent/console/signin/:
// - another, no or a changed `state`:
// OpenIdTest.AnotherBrowsersAnswerIsRefused,
//   .AnotherOrNoStateIsRefused, .ACookieThatWasChangedIsRefused,
//   .AnAnswerIsGoodOnce, .AnAnswerThatComesTooLateIsRefused;
// - another `nonce` or code: OpenIdTest.ACodeOfAnotherSignInIsRefusedByPkceAnd-
//   ByNonce, IdTokenTest.OneOfAnotherSignInIsRefused;
// - `none`: IdTokenTest.WithoutASignatureNothingHolds;
// - a wrong key: IdTokenTest.AnotherKeySignsNothing, .ThePublicKeyIsNoShared-
//   Secret, .ASharedSecretInTheSetSignsNothing, .KeysThatTheTokenBringsAre-
//   Ignored, .TwoKeysByOneNameAreRefused, .AShortKeyIsRefused,
//   .AKeyOffTheCurveIsRefused, .WhatWasChangedDoesNotHold;
// - another provider, another program: IdTokenTest.AnotherProvidersIsRefused,
//   .OneForAnotherProgramIsRefused, OpenIdTest.AnotherProvidersAnswerIsRefused;
// - JSON that is deep, long, or says a thing twice: StrictJsonTest.WhatTwo-
//   ReadersCouldReadOtherwiseIsRefused, IdTokenTest.ClaimsThatSayItTwiceAre-
//   Refused, OpenIdTest.AnswersThatAreNoneAreUnavailable;
// - somebody taken out of the group: RecheckTest.WhoWasTakenOutOfTheGroupIs-
//   Denied, and in a browser tests/browser/suite/provider.mjs.
#include <iostream>
#include <string>
#include <vector>

#include "tests/adversary/console_test.h"

namespace kith::tests {
namespace {

constexpr std::int64_t kMostGrowthKib = 32 << 10;
constexpr absl::Duration kSoon = absl::Seconds(1);
constexpr std::size_t kMebibyte = 1 << 20;

class ConsoleEnvironment : public testing::Environment {
 public:
  void TearDown() override {
    ConsoleStage::End(testing::UnitTest::GetInstance()->Failed());
  }
};
const auto* const kEnvironment =
    testing::AddGlobalTestEnvironment(new ConsoleEnvironment);

class ConsoleLoadTest : public ConsoleTest {
 protected:
  void SetUp() override {
    ConsoleTest::SetUp();
    if (HasFatalFailure()) return;
    // Of all of them together: what one leaves behind counts for the next.
    static const std::int64_t before = stage().ResidentKib();
    ASSERT_GT(before, 0);
    before_ = before;
  }
  void TearDown() override {
    if (before_ != 0) ExpectLittleMemory();
    ConsoleTest::TearDown();
  }
  // The console took little more than before the first of these tests.
  void ExpectLittleMemory() {
    const std::int64_t growth = stage().ResidentKib() - before_;
    std::cout << "growth: " << growth << " KiB\n";
    EXPECT_LT(growth, kMostGrowthKib);
  }
  // Somebody who is signed in sees their page soon.
  void ExpectServedSoon(Browser& browser) {
    const absl::Duration begun = clock_.Monotonic();
    EXPECT_EQ(browser.Get("/it").status, 200);
    EXPECT_LT(clock_.Monotonic() - begun, kSoon);
  }

  SystemClock clock_;

 private:
  std::int64_t before_ = 0;
};

TEST_F(ConsoleLoadTest, AHeaderOf200MebibytesIsCutOff) {
  const auto client = Dial();
  ASSERT_NE(client, nullptr);
  const std::string mebibyte(kMebibyte, 'a');
  int sent = 0;
  ASSERT_TRUE(client->Send("GET /"));
  while (sent < 200 && client->Send(mebibyte)) ++sent;
  EXPECT_LT(sent, 20);
  EXPECT_TRUE(client->IsEnded());
}

TEST_F(ConsoleLoadTest, AHeaderOf17KibibytesIsTooLong) {
  Browser browser(stage());
  EXPECT_EQ(browser.Get("/sign-in", {{"X", std::string(17 << 10, 'a')}}).status,
            431);
  EXPECT_EQ(browser.Get("/sign-in", {{"X", std::string(15 << 10, 'a')}}).status,
            200);
}

TEST_F(ConsoleLoadTest, ABodyOf65KibibytesIsTooLong) {
  Browser browser(stage());
  EXPECT_EQ(browser.Post("/sign-in", std::string(65 << 10, 'a')).status, 413);
  // It is not waited for.
  const std::string head = Bytes(
      "POST /sign-in HTTP/1.1\r\nHost: $HOST\r\nOrigin: $ORIGIN\r\n"
      "Content-Type: application/x-www-form-urlencoded\r\n"
      "Content-Length: 209715200\r\n\r\n");
  const absl::Duration begun = clock_.Monotonic();
  EXPECT_EQ(browser.Send(head).status, 413);
  EXPECT_LT(clock_.Monotonic() - begun, kSoon);
}

TEST_F(ConsoleLoadTest, ABodyOf200MebibytesIsCutOff) {
  const auto client = Dial();
  ASSERT_NE(client, nullptr);
  client->Send(
      Bytes("POST /sign-in HTTP/1.1\r\nHost: $HOST\r\nOrigin: $ORIGIN\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            "Transfer-Encoding: chunked\r\n\r\n"));
  std::string chunk =
      absl::StrCat("100000\r\n", std::string(kMebibyte, 'a'), "\r\n");
  int sent = 0;
  while (sent < 200 && client->Send(chunk)) ++sent;
  EXPECT_LT(sent, 20);
  EXPECT_TRUE(client->IsEnded());
}

// Half of them without a handshake.
TEST_F(ConsoleLoadTest, FiveHundredHeldConnectionsKeepNobodyOut) {
  std::vector<std::unique_ptr<TlsClient>> held;
  for (int i = 0; i < 500; ++i) {
    held.push_back(Dial({.tls = i % 2 == 0}));
  }
  ExpectServedSoon(Brook());
  Browser same_place(stage());
  EXPECT_EQ(same_place.Get("/sign-in").status, 200);
  ExpectLittleMemory();
}

// Each has a header and a form under way, as long as either may be.
TEST_F(ConsoleLoadTest, FiveHundredHeldFormsTakeLittleMemory) {
  const std::string part = absl::StrCat(
      Bytes("POST /sign-in HTTP/1.1\r\nHost: $HOST\r\nOrigin: $ORIGIN\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            "Content-Length: 65536\r\n"),
      "X: ", std::string(14 << 10, 'a'), "\r\n\r\n", std::string(65000, 'a'));
  std::vector<std::unique_ptr<TlsClient>> held;
  for (int i = 0; i < 500; ++i) {
    held.push_back(Dial());
    if (held.back() != nullptr) held.back()->Send(part);
  }
  ExpectServedSoon(Brook());
  ExpectLittleMemory();
}

TEST_F(ConsoleLoadTest, ThousandsComeAndGo) {
  for (int i = 0; i < 3000; ++i) Dial({.tls = false});
  for (int i = 0; i < 300; ++i) {
    const auto client = Dial();
    if (client != nullptr) client->Send("GET / HT");
  }
  ExpectServedSoon(Brook());
}

// Passwords are slow to check. Who is signed in does not wait for them.
TEST_F(ConsoleLoadTest, ACrowdThatSignsInKeepsNobodyFromTheirPages) {
  std::vector<std::unique_ptr<TlsClient>> crowd;
  for (int i = 0; i < 60; ++i) {
    const std::string form =
        absl::StrCat("name=nobody", i, "&password=three+words+do&code=1");
    auto client = Dial({.patience = absl::Seconds(30)});
    ASSERT_NE(client, nullptr);
    client->Send(absl::StrCat(
        Bytes("POST /sign-in HTTP/1.1\r\nHost: $HOST\r\nOrigin: $ORIGIN\r\n"
              "Content-Type: application/x-www-form-urlencoded\r\n"
              "Content-Length: "),
        form.size(), "\r\n\r\n", form));
    crowd.push_back(std::move(client));
  }
  ExpectServedSoon(Brook());
  int sent_away = 0;
  for (const auto& client : crowd) {
    const Reply reply = client->Read();
    EXPECT_EQ(reply.status, 200);
    sent_away += reply.body.find("too many people") != std::string::npos;
  }
  EXPECT_GT(sent_away, 20);
}

}  // namespace
}  // namespace kith::tests
