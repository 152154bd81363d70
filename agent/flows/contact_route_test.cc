// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/contact_route.h"

#include <gtest/gtest.h>

namespace kith::agent {
namespace {

TEST(ContactRouteTest, IsAWayToReachSomebody) {
  for (const char* route :
       {"01632 960 114", "+44 1632 960114", "(01632) 960-114",
        "01632 960 114 ext 3", "01632 960 114 x 12", "duty@northshire.example",
        "https://northshire.example/duty"}) {
    EXPECT_TRUE(IsContactRoute(route)) << route;
  }
}

TEST(ContactRouteTest, IsNoWordsAboutAFamily) {
  for (const char* words :
       {"", "12345", "Sami lives at 4 Mill Lane", "call father, 01632 960 114",
        "01632 960 114 after the hearing", "a b@c.example", "@c.example",
        "a@b@c.example", "javascript:alert(1)", "http://northshire.example",
        "https://a.example b", "01632\n960114"}) {
    EXPECT_FALSE(IsContactRoute(words)) << words;
  }
}

TEST(ContactRouteTest, ALineReadsAsItIsWritten) {
  EXPECT_TRUE(IsPlainLine("Zo\u00eb O'Hara-Ng, family worker"));
  EXPECT_FALSE(IsPlainLine("A\u202eB"));
  EXPECT_FALSE(IsPlainLine("A\u200fB"));
  EXPECT_FALSE(IsPlainLine("A\nB"));
  EXPECT_FALSE(IsPlainLine("A\xff"));
}

}  // namespace
}  // namespace kith::agent
