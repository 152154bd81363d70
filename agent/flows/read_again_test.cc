// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/read_again.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "agent/flows/agent_world.h"
#include "agent/flows/register_change.h"
#include "agent/identity/identity.h"
#include "agent/identity/normalise.h"

namespace kith::agent {
namespace {

using testing::IsEmpty;

class ReadAgainTest : public AgentWorld {
 protected:
  ReadAgainTest() : AgentWorld("clinic", "standard") {}

  RegisteredPerson PersonOf(const Row& row) {
    return reader_->With([&](Register& people) {
      const auto everybody = people.PeopleOfSource("cases");
      EXPECT_TRUE(everybody.ok()) << everybody.status();
      for (const RegisteredPerson& person : *everybody) {
        if (person.source_id == row.id) return person;
      }
      ADD_FAILURE() << "nobody has the id " << row.id;
      return RegisteredPerson();
    });
  }
  // The register is as another normaliser left it: it understood the surname
  // otherwise, and made other keys.
  void WasReadByAnother(const Row& row) {
    RegisteredPerson person = PersonOf(row);
    person.identity =
        SerializeForRegister(*Normalise({.forenames = row.forename,
                                         .surname = "Otherwise",
                                         .date_of_birth = row.born},
                                        {.test_network = true}));
    ASSERT_TRUE(
        Change(*parts_, [&](Register& people) {
          EXPECT_TRUE(people.PutPerson(person).ok());
          EXPECT_TRUE(people.PutKeys(person.ref, {{OldKeyOf(row), true}}).ok());
          return people.PutSetting("read-as", "another");
        }).ok());
  }
  static std::string OldKeyOf(const Row& row) { return "old key of " + row.id; }
  std::set<std::string> TokensInIndex() const {
    std::set<std::string> tokens;
    for (const auto& [id, row] : broker_.rows) tokens.insert(row.token());
    return tokens;
  }
  ShieldDecision ShieldOf(const Row& row) {
    const std::string ref = PersonOf(row).ref;
    return reader_->With(
        [&](Register& people) { return *people.StrictestShieldOf(ref); });
  }
};

TEST_F(ReadAgainTest, APublishedRegisterIsPublishedByWhatItIsReadAsNow) {
  ASSERT_TRUE(Import({sami_, dina_}).ok());
  Publish();
  const std::set<std::string> now = TokensInIndex();
  WasReadByAnother(sami_);
  WasReadByAnother(dina_);
  Publish();
  EXPECT_EQ(TokensInIndex(), now);
  const RegisteredPerson before = PersonOf(sami_);
  EXPECT_EQ(before.identity.find("OTHERWISE"), std::string::npos);
}

TEST_F(ReadAgainTest, WithoutAChangeNothingIsReadAgain) {
  ASSERT_TRUE(Import({sami_}).ok());
  Publish();
  const std::uint64_t commits = log_->commits();
  ASSERT_TRUE(ReadRegisterAgain(*parts_).ok());
  EXPECT_EQ(log_->commits(), commits);
}

TEST_F(ReadAgainTest, AShieldHoldsForADuplicateThatComesLater) {
  ASSERT_TRUE(Import({sami_}).ok());
  WasReadByAnother(sami_);
  // By the keys of the other normaliser, as it was set then.
  const std::string ref = PersonOf(sami_).ref;
  ASSERT_TRUE(
      Change(*parts_, [&](Register& people) {
        return people.PutShield(ref, {ShieldKind::kAbsent, "mo", clock_.Now()});
      }).ok());
  Publish();
  EXPECT_THAT(broker_.rows, IsEmpty());
  Row again = sami_;
  again.id = "77";
  ASSERT_TRUE(Import({sami_, again}).ok());
  EXPECT_EQ(ShieldOf(again).kind, ShieldKind::kAbsent);
  EXPECT_EQ(ShieldOf(again).set_by, "mo");
}

TEST_F(ReadAgainTest, WhatAFamilyTookBackStaysSo) {
  ASSERT_TRUE(Import({sami_}).ok());
  WasReadByAnother(sami_);
  const std::string ref = PersonOf(sami_).ref;
  ASSERT_TRUE(Change(*parts_, [&](Register& people) {
                return people.PutTakenBack(ref, clock_.Now());
              }).ok());
  ASSERT_TRUE(ReadRegisterAgain(*parts_).ok());
  Row again = sami_;
  again.id = "77";
  ASSERT_TRUE(Import({sami_, again}).ok());
  const RegisteredPerson duplicate = PersonOf(again);
  reader_->With([&](Register& people) {
    EXPECT_NE(*people.TakenBackBy(duplicate.ref), absl::InfinitePast());
    return 0;
  });
}

}  // namespace
}  // namespace kith::agent
