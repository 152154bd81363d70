// SPDX-License-Identifier: Apache-2.0
//
// A person of the register who is not born yet.
#include <set>
#include <string>
#include <vector>

#include "agent/flows/agent_world.h"
#include "agent/flows/person_keys.h"
#include "agent/flows/touch_flow.h"

namespace kith::agent {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class UnbornTest : public AgentWorld {
 protected:
  UnbornTest() {
    child_ = dina_;
    child_.id = "3";
    child_.expected = "2030-05-02";
    born_ = {.id = "3",
             .forename = "Leila",
             .surname = "Amara",
             .born = "2030-04-28"};
  }
  // Person ids of whom the agency knows by these details.
  std::vector<std::string> Found(const Row& described) {
    return reader_->With([&](Register& people) {
      const auto network = network_->Get();
      const auto known = FindInRegister(
          people, *NormalisePerson(Described(described), *network), *network,
          agency_);
      EXPECT_TRUE(known.ok()) << known.status();
      std::vector<std::string> ids;
      for (const Known& one : *known) ids.push_back(one.person.source_id);
      return ids;
    });
  }
  std::set<std::string> TokensAtBroker() {
    std::set<std::string> tokens;
    for (const auto& [id, row] : broker_.rows) tokens.insert(row.token());
    return tokens;
  }
  static std::set<std::string> InBoth(const std::set<std::string>& a,
                                      const std::set<std::string>& b) {
    std::set<std::string> both;
    for (const std::string& one : a) {
      if (b.contains(one)) both.insert(one);
    }
    return both;
  }
  std::set<std::string> Published(const std::vector<Row>& rows) {
    EXPECT_TRUE(Import(rows).ok());
    Publish();
    return TokensAtBroker();
  }
  void Shield(const Row& row) {
    desk::v1::SetShieldRequest request;
    *request.mutable_person() = Described(row);
    request.set_kind("absent");
    ASSERT_TRUE(TouchFlow(*parts_)
                    .SetShield({.name = "m", .role = "manager"}, request)
                    .ok());
  }

  Row child_;
  Row born_;
};

TEST_F(UnbornTest, MotherAndChildAreFoundEachByTheirOwnQuestion) {
  ASSERT_TRUE(Import({dina_, child_}).ok());
  EXPECT_THAT(Found(child_), ElementsAre("3"));
  EXPECT_THAT(Found(dina_), ElementsAre("2"));
}

TEST_F(UnbornTest, WithoutTheOtherInTheRegisterNeitherIsFound) {
  ASSERT_TRUE(Import({sami_, child_}).ok());
  EXPECT_THAT(Found(dina_), IsEmpty());
  Row unborn_of_sami = sami_;
  unborn_of_sami.expected = "unknown";
  EXPECT_THAT(Found(unborn_of_sami), IsEmpty());
}

TEST_F(UnbornTest, MotherAndChildShareNoToken) {
  const std::set<std::string> hers = Published({dina_});
  const std::set<std::string> both = Published({dina_, child_});
  EXPECT_THAT(hers, Not(IsEmpty()));
  EXPECT_EQ(both.size(), 2 * hers.size());
}

TEST_F(UnbornTest, AtBirthTheOldTokensGoAndTheChildsOwnCome) {
  const std::set<std::string> before = Published({sami_, child_});
  const std::set<std::string> sami = Published({sami_, born_});
  const std::set<std::string> after = TokensAtBroker();
  // What is left of before is Sami's; the child's are those of nobody else.
  const std::set<std::string> kept = InBoth(before, after);
  EXPECT_THAT(Found(born_), ElementsAre("3"));
  EXPECT_THAT(Found(child_), IsEmpty());
  EXPECT_THAT(kept, Not(IsEmpty()));
  EXPECT_LT(kept.size(), before.size());
  EXPECT_LT(kept.size(), after.size());
  // A register that never knew of the unborn child publishes the same.
  EXPECT_EQ(sami, after);
  const std::set<std::string> only_sami = [&] {
    std::vector<Row> rows = {sami_};
    desk::v1::ImportOptions options;
    options.set_map_text(Map());
    options.set_accept_ended(1);
    options.set_accept_digest(DryRun(rows)->digest());
    EXPECT_TRUE(import_->Run(options, Csv(rows)).ok());
    Publish();
    return TokensAtBroker();
  }();
  EXPECT_EQ(kept, only_sami);
}

TEST_F(UnbornTest, AMotherRenamedBeforeTheBirthLeavesNoNameBehind) {
  const auto identities = [this] {
    return reader_->With([](Register& people) {
      const auto all = people.PeopleOfSource("cases");
      EXPECT_TRUE(all.ok());
      const auto known = people.IdentitiesOf(all->at(0).ref);
      EXPECT_TRUE(known.ok());
      return *known;
    });
  };
  Row renamed = child_;
  renamed.surname = "Lund";
  ASSERT_TRUE(Import({child_}).ok());
  ASSERT_TRUE(Import({renamed}).ok());
  EXPECT_THAT(identities(), SizeIs(2)) << "listed under either name";
  ASSERT_TRUE(Import({born_}).ok());
  ASSERT_THAT(identities(), SizeIs(1));
  EXPECT_FALSE(identities()[0].unborn);
}

TEST_F(UnbornTest, AShieldBeforeBirthHoldsAfterIt) {
  ASSERT_TRUE(Import({child_}).ok());
  Shield(child_);
  EXPECT_THAT(Published({born_}), IsEmpty());
}

TEST_F(UnbornTest, TheSampleSaysThatTheDetailsAreTheMothers) {
  const auto report = DryRun({dina_, child_});
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_FALSE(report->sample(0).unborn());
  EXPECT_TRUE(report->sample(1).unborn());
  EXPECT_EQ(report->sample(1).expected_date(), "2030-05-02");
  EXPECT_EQ(report->found_by_name_and_date(), 2u);
  EXPECT_EQ(report->duplicates_certain() + report->duplicates_possible(), 0u);
}

TEST_F(UnbornTest, AnExpectedDateThatIsNoneRefusesTheRow) {
  Row wrong = child_;
  wrong.expected = "31/02/2030";
  const auto report = DryRun({dina_, wrong});
  ASSERT_TRUE(report.ok()) << report.status();
  ASSERT_EQ(report->faults_size(), 1);
  EXPECT_EQ(report->faults(0).column(), "expected");
}

}  // namespace
}  // namespace kith::agent
