// SPDX-License-Identifier: Apache-2.0
#include "agent/console/web/embedded.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <kainjow/mustache.hpp>
#include <string>

#include "absl/strings/escaping.h"
#include "keys/hash.h"

namespace kith::console {
namespace {

using ::kainjow::mustache::data;
using ::kainjow::mustache::mustache;
using ::kainjow::mustache::object;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string Rendered(absl::string_view name, const data& values) {
  const EmbeddedFile* file = FindFile(Templates(), name);
  if (file == nullptr) return "no such template";
  mustache page{std::string(file->content)};
  return page.is_valid() ? page.render(values) : page.error_message();
}

data Page() {
  data page{data::type::object};
  page.set("title", "Check");
  page.set("agency", "Hillview Primary");
  page.set("css", "/assets/console.css?v=1");
  page.set("js", "/assets/console.js?v=1");
  page.set("icon", "/assets/favicon.svg?v=1");
  page.set("content", "<h1>Check a family</h1>");
  return page;
}

TEST(EmbeddedTest, TheThreeAssetsAreThere) {
  ASSERT_EQ(Assets().size(), 3u);
  EXPECT_EQ(Assets()[0].name, "console.css");
  EXPECT_EQ(Assets()[1].name, "console.js");
  EXPECT_EQ(Assets()[2].name, "favicon.svg");
  for (const EmbeddedFile& file : Assets())
    EXPECT_GT(file.content.size(), 100u) << file.name;
}

TEST(EmbeddedTest, AnEtagIsTheHashOfTheContent) {
  for (const EmbeddedFile& file : Assets()) {
    EXPECT_EQ(file.etag,
              absl::BytesToHexString(HashBytes(Sha256(file.content))))
        << file.name;
  }
}

TEST(EmbeddedTest, AFileIsFoundByItsWholeNameOnly) {
  EXPECT_NE(FindFile(Assets(), "console.css"), nullptr);
  EXPECT_EQ(FindFile(Assets(), "console"), nullptr);
  EXPECT_EQ(FindFile(Assets(), "./console.css"), nullptr);
  EXPECT_EQ(FindFile(Assets(), ""), nullptr);
}

TEST(EmbeddedTest, NothingOfGovUkAloneIsServed) {
  for (const EmbeddedFile& file : Assets()) {
    for (const char* word : {"crown", "crest", "GDS", "@font-face", "url("}) {
      EXPECT_THAT(std::string(file.content), Not(HasSubstr(word))) << file.name;
    }
  }
}

TEST(EmbeddedTest, EveryTemplateIsOneTheLibraryReads) {
  ASSERT_FALSE(Templates().empty());
  for (const EmbeddedFile& file : Templates()) {
    mustache page{std::string(file.content)};
    EXPECT_TRUE(page.is_valid()) << file.name << ": " << page.error_message();
  }
}

TEST(LayoutTest, APageBeginsWithItsDoctypeAndHasItsContentAsItIs) {
  const std::string html = Rendered("layout.mustache", Page());
  EXPECT_EQ(html.find_first_not_of(" \n"), html.find("<!DOCTYPE html>"));
  EXPECT_THAT(html, HasSubstr("<title>Check - Kith</title>"));
  EXPECT_THAT(html, HasSubstr("lang=\"en\""));
  EXPECT_THAT(html, HasSubstr("<h1>Check a family</h1>"));
}

TEST(LayoutTest, WhatNobodyGaveIsNotThere) {
  const std::string html = Rendered("layout.mustache", Page());
  for (const char* part : {"Sign out", "<nav", "There is a problem",
                           "kith-watermark", "http-equiv", "in danger now"}) {
    EXPECT_THAT(html, Not(HasSubstr(part)));
  }
}

TEST(LayoutTest, EveryOtherValueIsEscaped) {
  data page = Page();
  const std::string script = "\"><script>alert(1)</script>";
  for (const char* name : {"title", "agency", "css", "js", "icon", "lang",
                           "refresh", "danger", "watermark"}) {
    page.set(name, script);
  }
  page.set("signed_in", object{{"name", script}, {"form_token", script}});
  page.set("back", object{{"href", script}, {"text", script}});
  data::type const list = data::type::list;
  data items{list};
  items << data{object{{"href", script}, {"text", script}}};
  page.set("errors", object{{"items", items}});
  data nav{list};
  nav << data{
      object{{"href", script}, {"text", script}, {"current", data{true}}}};
  page.set("nav", nav);
  EXPECT_THAT(Rendered("layout.mustache", page), Not(HasSubstr("<script>")));
}

TEST(LayoutTest, OnlyTheCurrentPageIsMarked) {
  data page = Page();
  page.set("signed_in", object{{"name", "J. Brook"}, {"form_token", "t"}});
  data nav{data::type::list};
  nav << data{
      object{{"href", "/check"}, {"text", "Check"}, {"current", data{true}}}};
  nav << data{object{
      {"href", "/families"}, {"text", "Families"}, {"current", data{false}}}};
  page.set("nav", nav);
  const std::string html = Rendered("layout.mustache", page);
  EXPECT_THAT(html,
              HasSubstr("href=\"/check\" aria-current=\"page\">Check</a>"));
  EXPECT_THAT(html, HasSubstr("href=\"/families\">Families</a>"));
}

}  // namespace
}  // namespace kith::console
