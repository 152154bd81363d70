// SPDX-License-Identifier: Apache-2.0
#include "agent/identity/nicknames.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "agent/identity/nickname_groups.h"

namespace kith::agent {
namespace {

std::vector<std::string> NamesOf(absl::string_view group) {
  return absl::StrSplit(group, ' ');
}

bool IsUpper(const std::string& name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return c >= 'A' && c <= 'Z';
  });
}

TEST(NicknameGroupsTest, EveryNameIsInOneSameNameGroup) {
  std::set<std::string> seen;
  for (const absl::string_view group : SameNameGroups()) {
    const auto names = NamesOf(group);
    EXPECT_GE(names.size(), 2u) << group;
    for (const std::string& name : names) {
      EXPECT_TRUE(IsUpper(name)) << group;
      EXPECT_TRUE(seen.insert(name).second) << name;
      EXPECT_EQ(CanonicalForename(name), names.front());
    }
  }
  EXPECT_GE(SameNameGroups().size(), 115u);
}

TEST(NicknameGroupsTest, NamesOfOneNearGroupAreNearUnlessTheyAreOne) {
  for (const absl::string_view group : NearNameGroups()) {
    const auto names = NamesOf(group);
    EXPECT_GE(names.size(), 2u) << group;
    for (const std::string& a : names) {
      EXPECT_TRUE(IsUpper(a)) << group;
      for (const std::string& b : names) {
        const bool one = CanonicalForename(a) == CanonicalForename(b);
        EXPECT_EQ(AreNearForenames(a, b), !one) << a << " " << b;
      }
    }
  }
}

struct Pair {
  const char* a;
  const char* b;
};

TEST(NicknamesTest, FormsOfOneNameAreOne) {
  for (const Pair& pair : std::vector<Pair>{
           {"BILL", "WILLIAM"},           {"BOB", "ROBERT"},
           {"KATE", "CATHERINE"},         {"KASIA", "KATARZYNA"},
           {"GOSIA", "MALGORZATA"},       {"WOJTEK", "WOJCIECH"},
           {"XUSEEN", "XUSEEN"},          {"HUSSAIN", "HUSSEIN"},
           {"MUHAMMAD", "MOHAMED"},       {"MD", "MOHAMMED"},
           {"ABDIRAHMAN", "ABDULRAHMAN"}, {"ABDIRAHIM", "ABDURRAHIM"},
           {"FADUMO", "FATIMA"},          {"SALEBAN", "SULEIMAN"},
           {"GURDIP", "GURDEEP"},         {"JASPRIT", "JASPREET"},
           {"GRUFFYDD", "GRIFFITH"},      {"OWAIN", "OWEN"},
           {"CIARAN", "KIERAN"},          {"SEERSHA", "SAOIRSE"},
           {"SERHIY", "SERGEY"},          {"OLEH", "OLEG"},
           {"YIANNIS", "IOANNIS"},        {"SAM", "SAMUEL"},
           {"ALFIE", "ALFRED"},           {"JAKE", "JACOB"}}) {
    EXPECT_EQ(CanonicalForename(pair.a), CanonicalForename(pair.b))
        << pair.a << " " << pair.b;
    EXPECT_FALSE(AreNearForenames(pair.a, pair.b)) << pair.a << " " << pair.b;
  }
}

TEST(NicknamesTest, NamesThatTwinsCarryAreNearAndNeverOne) {
  for (const Pair& pair : std::vector<Pair>{{"SEAN", "JOHN"},
                                            {"HENRY", "HARRY"},
                                            {"AMELIA", "MILLIE"},
                                            {"AVA", "EVA"},
                                            {"ELLIE", "ELLA"},
                                            {"IVY", "AVA"},
                                            {"LEWIS", "LOUIS"},
                                            {"SOPHIE", "SOPHIA"},
                                            {"HANNAH", "HANA"},
                                            {"ISABELLA", "ISOBEL"},
                                            {"CHARLOTTE", "CHARLEY"},
                                            {"CHARLOTTE", "CHARLIE"},
                                            {"JACK", "JOHN"},
                                            {"HASSAN", "HUSSAIN"},
                                            {"DANIEL", "DANIELLE"},
                                            {"ALEXANDER", "ALEXANDRA"},
                                            {"OLIVER", "OLIVIA"},
                                            {"MIA", "MAYA"},
                                            {"LILY", "LOLA"},
                                            {"GURPREET", "HARPRIT"},
                                            {"IOAN", "IEUAN"},
                                            {"EWAN", "OWEN"},
                                            {"BETH", "ELIZABETH"},
                                            {"TEDDY", "THEODORE"},
                                            {"KATE", "CAITLIN"},
                                            {"BILL", "LIAM"},
                                            {"ABDIRAHIM", "ABDIRAHMAN"},
                                            {"ALEKSANDAR", "ALEKSANDRA"},
                                            {"NIKOLA", "NIKOLINA"},
                                            {"JOVAN", "JOVANA"},
                                            {"DJORDJE", "DJURADJ"},
                                            {"MILITSA", "MILANA"},
                                            {"JELENA", "JELITSA"}}) {
    EXPECT_NE(CanonicalForename(pair.a), CanonicalForename(pair.b))
        << pair.a << " " << pair.b;
    EXPECT_TRUE(AreNearForenames(pair.a, pair.b)) << pair.a << " " << pair.b;
    EXPECT_TRUE(AreNearForenames(pair.b, pair.a)) << pair.b << " " << pair.a;
  }
}

// One child's, from a record in each alphabet.
TEST(NicknamesTest, ANameInBothSerbianAlphabetsIsNotTwoTwins) {
  EXPECT_FALSE(AreNearForenames("MILITSA", "MILICA"));
  EXPECT_FALSE(AreNearForenames("DJORDJE", "DORDE"));
}

TEST(NicknamesTest, OtherNamesAreNeitherOneNorNear) {
  EXPECT_EQ(CanonicalForename("ZEBEDEE"), "ZEBEDEE");
  EXPECT_FALSE(AreNearForenames("ZEBEDEE", "ZEBEDEE"));
  EXPECT_FALSE(AreNearForenames("WILLIAM", "FATIMA"));
  EXPECT_FALSE(AreNearForenames("ZEBEDEE", "WILLIAM"));
  EXPECT_FALSE(AreNearForenames("", ""));
}

}  // namespace
}  // namespace kith::agent
