// SPDX-License-Identifier: Apache-2.0
//
// What is no request of a browser for a page of the console: paths, hosts, and
// what two readers could read in two ways.
#include <string>
#include <utility>
#include <vector>

#include "tests/adversary/console_test.h"

namespace kith::tests {
namespace {

using testing::HasSubstr;
using testing::Not;

class ConsoleRequestTest : public ConsoleTest {
 protected:
  // The statuses of `count` responses to these bytes; 0 where none came.
  std::vector<int> Statuses(const std::string& text, int count) {
    std::vector<int> statuses;
    const auto client = Dial({.patience = absl::Seconds(2)});
    if (client == nullptr) return statuses;
    client->Send(Bytes(text));
    for (int i = 0; i < count; ++i) {
      const Reply reply = client->Read();
      ExpectProtected(reply);
      statuses.push_back(reply.status);
    }
    return statuses;
  }
  int Status(const std::string& text) { return Statuses(text, 1).at(0); }
};

TEST_F(ConsoleRequestTest, NoPathLeadsOut) {
  for (const char* path : {"/../etc/passwd",
                           "/..%2fetc/passwd",
                           "/%2e%2e/%2e%2e/etc/passwd",
                           "/%252e%252e/etc/passwd",
                           "/assets/../../console.textproto",
                           "/assets/..%2f..%2ftls.key",
                           "/assets/%2e%2e/tls.key",
                           "/assets//etc/passwd",
                           "/assets/....//tls.key",
                           "/assets/..\\tls.key",
                           "/assets/%5c..%5ctls.key",
                           "/\\..\\etc",
                           "/assets/%c0%ae%c0%ae/tls.key",
                           "/assets/\xc0\xae\xc0\xae/tls.key",
                           "/assets/console.css%00.js",
                           "/assets/console.css/..",
                           "//etc/passwd",
                           "/./././etc/passwd%00",
                           "/assets/console.css;x=1",
                           "/sign-in%0d%0aSet-Cookie:%20a=b"}) {
    const Reply reply = Browser(stage()).Get(path);
    EXPECT_EQ(reply.status, 400) << path;
    EXPECT_THAT(reply.body, Not(HasSubstr("root:"))) << path;
  }
  for (const char* path :
       {"/assets/", "/assets/tls.key", "/assets/.", "/assets/console.textproto",
        "/assets/check.mustache", "/assets/sub/console.css"}) {
    EXPECT_EQ(Browser(stage()).Get(path).status, 404) << path;
  }
}

TEST_F(ConsoleRequestTest, ANulIsNoPartOfARequest) {
  using std::string_literals::operator""s;
  EXPECT_EQ(Status("GET /sign-in\0.html HTTP/1.1\r\nHost: $HOST\r\n\r\n"s),
            400);
  EXPECT_EQ(Status("GET /sign-in HTTP/1.1\r\nHost: $HOST\0\r\n\r\n"s), 400);
  EXPECT_EQ(Status("GE\0T /sign-in HTTP/1.1\r\nHost: $HOST\r\n\r\n"s), 400);
}

TEST_F(ConsoleRequestTest, AssetsAreServedWholeAndNothingElseIsKept) {
  Browser browser(stage());
  const Reply whole = browser.Get("/assets/console.css");
  EXPECT_EQ(whole.status, 200);
  EXPECT_THAT(whole.One("Cache-Control"), HasSubstr("immutable"));
  const Reply head = browser.Head("/assets/console.css");
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.One("Content-Length"), absl::StrCat(whole.body.size()));
  for (const char* range : {"bytes=0-1", "bytes=0-,0-,0-,0-", "bytes=-1",
                            "bytes=99999999999999999999-"}) {
    const Reply reply = browser.Get("/assets/console.css", {{"Range", range}});
    EXPECT_EQ(reply.status, 200) << range;
    EXPECT_EQ(reply.body, whole.body) << range;
  }
  EXPECT_EQ(browser.Get("/assets/console.css", {{"If-None-Match", "*"}}).body,
            whole.body);
  EXPECT_EQ(browser.Post("/assets/console.css", "a=1").status, 404);
  for (const char* page : {"/sign-in", "/agencies", "/nowhere", "/%"}) {
    EXPECT_EQ(browser.Get(page).One("Cache-Control"), "no-store") << page;
  }
}

TEST_F(ConsoleRequestTest, AHeadIsAPageWithoutItsWords) {
  Browser browser(stage());
  EXPECT_EQ(browser.Head("/sign-in").status, 200);
  EXPECT_EQ(browser.Head("/check").status, 303);
  EXPECT_EQ(browser.Head("/check/next-step").status, 303);
}

TEST_F(ConsoleRequestTest, OneHostAndOneOnly) {
  const std::pair<const char*, int> cases[] = {
      {"GET /sign-in HTTP/1.1\r\nHost: $HOST\r\n\r\n", 200},
      {"GET /sign-in HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421},
      {"GET /sign-in HTTP/1.1\r\nHost: localhost\r\n\r\n", 421},
      {"GET /sign-in HTTP/1.1\r\nHost: localhost:1\r\n\r\n", 421},
      {"GET /sign-in HTTP/1.1\r\nHost: $HOST@evil.example\r\n\r\n", 421},
      {"GET /sign-in HTTP/1.1\r\nHost: $HOST, evil.example\r\n\r\n", 421},
      {"GET /sign-in HTTP/1.1\r\n\r\n", 421},
      {"GET /sign-in HTTP/1.1\r\nHost:\r\n\r\n", 421},
      {"GET /sign-in HTTP/1.1\r\nHost: $HOST\r\nHost: evil.example\r\n\r\n",
       400},
      {"GET https://evil.example/sign-in HTTP/1.1\r\nHost: $HOST\r\n\r\n", 400},
      {"GET https://$HOST/sign-in HTTP/1.1\r\nHost: $HOST\r\n\r\n", 400},
      {"GET //evil.example/ HTTP/1.1\r\nHost: $HOST\r\n\r\n", 400},
      {"CONNECT evil.example:443 HTTP/1.1\r\nHost: $HOST\r\n\r\n", 405},
      {"OPTIONS * HTTP/1.1\r\nHost: $HOST\r\n\r\n", 405},
      {"TRACE / HTTP/1.1\r\nHost: $HOST\r\n\r\n", 405}};
  for (const auto& [text, status] : cases) {
    EXPECT_EQ(Status(text), status) << text;
  }
  // Where a proxy says it comes from changes nothing.
  const Reply reply =
      Browser(stage()).Get("/check", {{"X-Forwarded-Host", "evil.example"},
                                      {"Forwarded", "host=evil.example"},
                                      {"X-Original-URL", "/it"},
                                      {"X-HTTP-Method-Override", "POST"}});
  EXPECT_EQ(reply.One("Location"), "/sign-in");
}

// A second request is smuggled where two readers differ on where one ends: of
// each nothing but one refusal is answered, and the connection ends.
TEST_F(ConsoleRequestTest, NothingIsSmuggled) {
  const std::string post =
      "POST /sign-in HTTP/1.1\r\nHost: $HOST\r\nOrigin: $ORIGIN\r\n"
      "Content-Type: application/x-www-form-urlencoded\r\n";
  const std::string inner = "GET /smuggled HTTP/1.1\r\nHost: $HOST\r\n\r\n";
  for (const char* framing :
       {"Content-Length: 4\r\nContent-Length: 0\r\n\r\na=1&",
        "Content-Length: 4\r\nContent-Length: 4\r\n\r\na=1&",
        "Content-Length: 4, 4\r\n\r\na=1&",
        "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: identity\r\nContent-Length: 4\r\n\r\na=1&",
        "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        "Content-Length: -1\r\n\r\n", "Content-Length: +4\r\n\r\na=1&",
        "Content-Length: 0x4\r\n\r\na=1&", "Content-Length: 4 4\r\n\r\na=1&",
        "Content-Length: 99999999999999999999999\r\n\r\n",
        "Content-Length: 18446744073709551620\r\n\r\na=1&",
        "Content-Length: 4\nTransfer-Encoding: chunked\r\n\r\na=1&",
        "X: a\r\n\tb\r\nContent-Length: 4\r\nExpect: "
        "100-continue\r\n\r\na=1&"}) {
    const std::vector<int> got = Statuses(post + framing + inner, 2);
    ASSERT_EQ(got.size(), 2u);
    EXPECT_TRUE(got[0] == 0 || (got[0] >= 400 && got[0] < 500))
        << framing << ": " << got[0];
    EXPECT_EQ(got[1], 0) << framing;
  }
  // A page has no form: what follows would be the next request.
  EXPECT_EQ(Statuses("GET /sign-in HTTP/1.1\r\nHost: $HOST\r\n"
                     "Content-Length: 4\r\n\r\na=1&" +
                         inner,
                     2),
            (std::vector<int>{400, 0}));
}

TEST_F(ConsoleRequestTest, RequestsInOnePieceAreAnsweredInOrder) {
  EXPECT_EQ(Statuses("GET /sign-in HTTP/1.1\r\nHost: $HOST\r\n\r\n"
                     "GET /nowhere HTTP/1.1\r\nHost: $HOST\r\n\r\n"
                     "GET /assets/x HTTP/1.1\r\nHost: $HOST\r\n\r\n"
                     "GET /% HTTP/1.1\r\nHost: $HOST\r\n\r\n"
                     "GET /sign-in HTTP/1.1\r\nHost: $HOST\r\n\r\n",
                     5),
            (std::vector<int>{200, 303, 404, 400, 0}));
}

TEST_F(ConsoleRequestTest, OtherHttpIsRefused) {
  const std::pair<const char*, int> cases[] = {
      {"GET /sign-in HTTP/1.0\r\nHost: $HOST\r\n\r\n", 505},
      {"GET /sign-in HTTP/2.0\r\nHost: $HOST\r\n\r\n", 400},
      {"GET /sign-in HTTP/1.1.1\r\nHost: $HOST\r\n\r\n", 400},
      {"GET /sign-in\r\n\r\n", 400},
      {"GET /sign-in\n\n", 400},
      {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400},
      {" GET /sign-in HTTP/1.1\r\nHost: $HOST\r\n\r\n", 400},
      {"\x16\x03\x01\x02", 400},
      {"{\"json\": 1}\r\n\r\n", 400},
      {"GET /sign-in HTTP/1.1\r\nHost $HOST\r\n\r\n", 400},
      {"GET /sign-in HTTP/1.1\r\n: $HOST\r\n\r\n", 400},
      {"GET /sign-in HTTP/1.1\r\nHost: $HOST\r\nX\x01: 1\r\n\r\n", 400},
      {"get /sign-in HTTP/1.1\r\nHost: $HOST\r\n\r\n", 405}};
  for (const auto& [text, status] : cases) {
    EXPECT_EQ(Status(text), status) << text;
  }
}

TEST_F(ConsoleRequestTest, OldTlsAndNoTlsAreRefused) {
  for (const int version : {TLS1_VERSION, TLS1_1_VERSION}) {
    EXPECT_EQ(Dial({.version = version}), nullptr) << version;
  }
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    EXPECT_NE(Dial({.version = version}), nullptr) << version;
  }
  const auto plain = Dial({.tls = false});
  ASSERT_NE(plain, nullptr);
  plain->Send(Bytes("GET /sign-in HTTP/1.1\r\nHost: $HOST\r\n\r\n"));
  EXPECT_EQ(plain->Read().status, 0);
  EXPECT_TRUE(plain->IsEnded());
}

TEST_F(ConsoleRequestTest, AFormIsFlatShortAndText) {
  Browser browser(stage());
  std::string many;
  for (int i = 0; i < 10'000; ++i) many += "a=&";
  std::string nested = "a";
  for (int i = 0; i < 5'000; ++i) nested += "[b]";
  for (const std::string& broken :
       {many, std::string("name=%"), std::string("name=%4"),
        std::string("name=%zz"), std::string("name=%ff%fe"),
        std::string("name=\xff\xfe"), std::string("name=%ed%a0%80"),
        std::string("name=%c0%80"), std::string("name=%f4%90%80%80"),
        absl::StrCat("name=", std::string(2001, 'a'))}) {
    EXPECT_EQ(browser.Post("/sign-in", broken).status, 400)
        << broken.substr(0, 30);
    const int status = browser.Get(absl::StrCat("/sign-in?", broken)).status;
    EXPECT_EQ(status, broken == many ? 431 : 400) << broken.substr(0, 30);
  }
  // Names are names, whatever they look like; of two values one counts.
  EXPECT_EQ(browser.Post("/sign-in", nested + "=1").status, 200);
  const Reply twice = browser.Post("/sign-in", "name=first&name=second");
  EXPECT_THAT(twice.body, HasSubstr("value=\"first\""));
  EXPECT_THAT(twice.body, Not(HasSubstr("second")));
  EXPECT_EQ(browser.Post("/sign-in", "name=a%00b%0d%0aSet-Cookie:+x=y").status,
            200);
  for (const char* type :
       {"application/json", "text/plain", "multipart/form-data; boundary=x",
        "application/x-www-form-urlencodedx"}) {
    EXPECT_EQ(
        browser
            .PostWith("/sign-in", "{\"name\": 1}",
                      {{"Origin", stage().origin()}, {"Content-Type", type}})
            .status,
        415)
        << type;
  }
}

}  // namespace
}  // namespace kith::tests
