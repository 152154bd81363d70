// SPDX-License-Identifier: Apache-2.0
#include "agent/console/http/gate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace kith::console {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Pair;

constexpr char kOrigin[] = "https://kith.hillview.example";

RawRequest Page(const std::string& target) {
  RawRequest raw;
  raw.method = "GET";
  raw.target = target;
  raw.headers = {{"Host", "kith.hillview.example"}};
  return raw;
}

RawRequest Posted() {
  RawRequest raw = Page("/check");
  raw.method = "POST";
  raw.headers.push_back({"Origin", kOrigin});
  raw.headers.push_back({"Content-Type", "application/x-www-form-urlencoded"});
  raw.body = "a=1";
  return raw;
}

int StatusOf(const RawRequest& raw) {
  const Gate gate = *Gate::For(kOrigin);
  const Gate::Outcome outcome = gate.Look(raw);
  return outcome.refusal ? outcome.refusal->status : 200;
}

TEST(GateTest, LetsPagesAndFormsThrough) {
  const Gate gate = *Gate::For(kOrigin);
  const Gate::Outcome page = gate.Look(Page("/check?id=a%20b"));
  ASSERT_FALSE(page.refusal.has_value());
  EXPECT_EQ(page.request.path, "/check");
  EXPECT_EQ(page.request.query, "id=a%20b");
  const Gate::Outcome form = gate.Look(Posted());
  ASSERT_FALSE(form.refusal.has_value());
  EXPECT_EQ(form.request.body, "a=1");
}

TEST(GateTest, ItsHostHasANameWithoutAPort) {
  EXPECT_EQ(Gate::For(kOrigin)->host_name(), "kith.hillview.example");
  EXPECT_EQ(Gate::For("https://10.1.2.3:8443")->host_name(), "10.1.2.3");
}

TEST(GateTest, ServesPlainPathsOnly) {
  for (const char* target :
       {"/../etc/passwd", "/%2e%2e/etc", "/a//b", "//evil.example/", "\\evil",
        "https://evil.example/", "/assets/../../x", "*", "", "/a b", "/a%00",
        "/check?<script>", "/check?\"x", "/a\nb"}) {
    EXPECT_EQ(StatusOf(Page(target)), 400) << target;
  }
  EXPECT_EQ(StatusOf(Page("/" + std::string(2048, 'a'))), 400);
  EXPECT_EQ(StatusOf(Page("/assets/console.css?v=0a")), 200);
}

TEST(GateTest, KnowsItsOwnNameOnly) {
  for (const char* host : {"evil.example", "kith.hillview.example:444",
                           "kith.hillview.example.", ""}) {
    RawRequest raw = Page("/check");
    raw.headers = {{"Host", host}};
    EXPECT_EQ(StatusOf(raw), 421) << host;
  }
  RawRequest none = Page("/check");
  none.headers.clear();
  EXPECT_EQ(StatusOf(none), 421);
}

TEST(GateTest, RefusesWhatComesTwice) {
  for (const char* name : {"hOST", "Cookie", "Content-Length", "Origin"}) {
    RawRequest raw = Posted();
    raw.headers.push_back({name, "x"});
    raw.headers.push_back({name, "x"});
    EXPECT_EQ(StatusOf(raw), 400) << name;
  }
}

TEST(GateTest, RefusesOtherWaysOfSending) {
  RawRequest raw = Posted();
  raw.headers.push_back({"Transfer-Encoding", "chunked"});
  EXPECT_EQ(StatusOf(raw), 411);
  for (const char* length : {"3, 3", "+3", "-3", " 3", "0x3"}) {
    raw = Posted();
    raw.headers.push_back({"Content-Length", length});
    EXPECT_EQ(StatusOf(raw), 400) << length;
  }
  raw = Posted();
  raw.headers.push_back({"Content-Length", "3"});
  EXPECT_EQ(StatusOf(raw), 200);
  raw = Posted();
  raw.headers.push_back({"Expect", "100-continue"});
  EXPECT_EQ(StatusOf(raw), 417);
  raw = Page("/check");
  raw.version = 10;
  EXPECT_EQ(StatusOf(raw), 505);
  raw = Page("/check");
  raw.body = "a=1";
  EXPECT_EQ(StatusOf(raw), 400);
  for (const char* method : {"PUT", "TRACE", "OPTIONS", "CONNECT", "get"}) {
    raw = Page("/check");
    raw.method = method;
    EXPECT_EQ(StatusOf(raw), 405) << method;
  }
}

TEST(GateTest, TakesFormsFromItsOwnPagesOnly) {
  const auto with = [](const char* origin, const char* site) {
    RawRequest raw = Posted();
    raw.headers[1].second = origin;
    if (*site) raw.headers.push_back({"Sec-Fetch-Site", site});
    return StatusOf(raw);
  };
  EXPECT_EQ(with(kOrigin, "same-origin"), 200);
  EXPECT_EQ(with("https://evil.example", ""), 403);
  EXPECT_EQ(with("null", ""), 403);
  EXPECT_EQ(with("https://kith.hillview.example:8443", ""), 403);
  EXPECT_EQ(with(kOrigin, "cross-site"), 403);
  EXPECT_EQ(with(kOrigin, "same-site"), 403);
  RawRequest silent = Posted();
  silent.headers.erase(silent.headers.begin() + 1);
  EXPECT_EQ(StatusOf(silent), 403);
}

TEST(GateTest, TakesFormsInOneShape) {
  for (const char* type : {"application/json", "text/plain",
                           "multipart/form-data; boundary=x", ""}) {
    RawRequest raw = Posted();
    raw.headers[2].second = type;
    EXPECT_EQ(StatusOf(raw), 415) << type;
  }
}

TEST(GateTest, NeedsAnOriginThatPeopleCanType) {
  for (const char* origin :
       {"http://kith.example", "https://", "https://kith.example/",
        "https://Kith.example", "https://kith.example:443",
        "https://kith.example:0", "https://a:1:2", "kith.example"}) {
    EXPECT_FALSE(Gate::For(origin).ok()) << origin;
  }
  EXPECT_TRUE(Gate::For("https://127.0.0.1:8443").ok());
}

TEST(GateTest, NothingIsKeptAndNothingComesFromElsewhere) {
  HttpResponse page;
  AddSafetyHeaders(page);
  EXPECT_THAT(page.headers, Contains(Pair("Cache-Control", "no-store")));
  EXPECT_THAT(page.headers, Contains(Pair("X-Frame-Options", "DENY")));
  EXPECT_THAT(page.headers, Contains(Pair("Content-Security-Policy",
                                          HasSubstr("default-src 'none'"))));
  HttpResponse asset;
  asset.headers.push_back({"Cache-Control", "max-age=60"});
  AddSafetyHeaders(asset);
  int told = 0;
  for (const auto& header : asset.headers)
    told += header.first == "Cache-Control";
  EXPECT_EQ(told, 1);
}

}  // namespace
}  // namespace kith::console
