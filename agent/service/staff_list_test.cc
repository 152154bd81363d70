// SPDX-License-Identifier: Apache-2.0
#include "agent/service/staff_list.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

namespace kith::agent {
namespace {

using testing::HasSubstr;

config::v1::AgentConfig Config(const char* text) {
  config::v1::AgentConfig config;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &config));
  return config;
}

constexpr char kThree[] = R"pb(
  console_uid: 110
  staff {
    name: "brook"
    shown_as: "J. Brook"
    uid: 1001
    roles: "practitioner"
    roles: "manager"
  }
  staff { name: "dove" shown_as: "A. Dove" roles: "dpo" })pb";

OnBehalf Of(const char* staff, std::vector<std::string> roles) {
  return {.staff = staff, .session = 7, .roles = std::move(roles)};
}

TEST(StaffListTest, AnAccountIsOneStaffMember) {
  const auto list = StaffList::FromConfig(Config(kThree), false);
  ASSERT_TRUE(list.ok()) << list.status();
  const auto brook = list->Identify(1001, "", {"practitioner"});
  ASSERT_TRUE(brook.ok());
  EXPECT_EQ(brook->name, "brook");
  EXPECT_EQ(brook->session, 0u);
  EXPECT_TRUE(absl::IsUnauthenticated(
      list->Identify(1002, "", {"practitioner"}).status()));
  EXPECT_TRUE(
      absl::IsPermissionDenied(list->Identify(1001, "", {"dpo"}).status()));
  // Nobody has no account: not even account 0.
  EXPECT_TRUE(
      absl::IsUnauthenticated(list->Identify(0, "dove", {"dpo"}).status()));
}

TEST(StaffListTest, TheConsoleAloneCallsForOthers) {
  const auto list = StaffList::FromConfig(Config(kThree), false);
  ASSERT_TRUE(list.ok());
  const auto dove = list->IdentifyFor(110, Of("dove", {"dpo"}), {"dpo"});
  ASSERT_TRUE(dove.ok()) << dove.status();
  EXPECT_EQ(dove->shown_as, "A. Dove");
  EXPECT_EQ(dove->session, 7u);
  EXPECT_TRUE(absl::IsPermissionDenied(
      list->IdentifyFor(1001, Of("dove", {"dpo"}), {"dpo"}).status()));
  EXPECT_TRUE(absl::IsUnauthenticated(
      list->IdentifyFor(110, Of("heron", {"dpo"}), {"dpo"}).status()));
  OnBehalf unnumbered = Of("dove", {"dpo"});
  unnumbered.session = 0;
  EXPECT_TRUE(absl::IsUnauthenticated(
      list->IdentifyFor(110, unnumbered, {"dpo"}).status()));
  EXPECT_TRUE(list->CheckKnown(110).ok());
  EXPECT_TRUE(list->CheckKnown(1001).ok());
  EXPECT_TRUE(absl::IsUnauthenticated(list->CheckKnown(0)));
  // The console's own account is nobody.
  EXPECT_TRUE(
      absl::IsUnauthenticated(list->Identify(110, "", {"dpo"}).status()));
}

TEST(StaffListTest, ASessionMayDoWhatBothListsSay) {
  const auto list = StaffList::FromConfig(Config(kThree), false);
  ASSERT_TRUE(list.ok());
  const auto may = [&](std::vector<std::string> session,
                       absl::string_view needed) {
    return list->IdentifyFor(110, Of("brook", std::move(session)), {needed})
        .ok();
  };
  EXPECT_TRUE(may({"practitioner", "manager"}, "manager"));
  EXPECT_FALSE(may({"practitioner"}, "manager"));  // The provider says no more.
  EXPECT_FALSE(may({"dpo"}, "dpo"));               // Not on the agent's list.
  EXPECT_FALSE(may({}, "practitioner"));
}

TEST(StaffListTest, AccountsAreNotShared) {
  EXPECT_TRUE(absl::IsFailedPrecondition(
      StaffList::FromConfig(
          Config(R"pb(
            console_uid: 1001
            staff { name: "brook" shown_as: "B" uid: 1001 roles: "it" })pb"),
          false)
          .status()));
  EXPECT_TRUE(
      StaffList::FromConfig(
          Config(R"pb(
            console_uid: 0
            staff { name: "brook" shown_as: "B" uid: 0 roles: "it" }
            staff { name: "dove" shown_as: "D" uid: 0 roles: "it" })pb"),
          true)
          .ok());
  const auto nowhere = StaffList::FromConfig(
      Config(R"pb(staff { name: "dove" shown_as: "D" roles: "it" })pb"), false);
  EXPECT_TRUE(absl::IsInvalidArgument(nowhere.status()));
  EXPECT_THAT(nowhere.status().message(), HasSubstr("console_uid"));
}

}  // namespace
}  // namespace kith::agent
