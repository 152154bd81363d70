// SPDX-License-Identifier: Apache-2.0
// An absent shield: nothing of the person is published, and nobody is told
// that somebody asked; a silent one says nothing, and its owner hears of it.
#include "tests/scenarios/scenario_test.h"

namespace kith::tests {
namespace {

const Somebody kSable{"Sable", "Thornbury", "1991-10-19", ""};
const Somebody kBystander{"Perrin", "Oakhollow", "1988-06-14", ""};
constexpr char kNamed[] = "answered: involved(harbour-charity)";

class AbsentShieldTest : public ScenarioTest {
 protected:
  void SetUp() override { Start({kSchool, kCharity}); }

  int Touches() {
    return Must(desk(kCharity).ListTouches(desk::v1::ListTouchesRequest()))
        .touches_size();
  }
  // What the charity's own desk knows of her.
  int OwnRecords() {
    return Ask({.asker = kCharity, .people = {kSable}}).own_agency_size();
  }
};

TEST_F(AbsentShieldTest, TakesBackWhatWasPublished) {
  Import(kCharity, {{.person = kBystander}});
  const std::int64_t without_her = RowsInIndex();
  Import(kCharity, {{.person = kBystander}, {.person = kSable}});
  const std::int64_t with_her = RowsInIndex();
  ASSERT_GT(with_her, without_her);
  ASSERT_EQ(Outcome(kSable), kNamed);

  Shield(kCharity, kSable, "absent");

  EXPECT_EQ(RowsInIndex(), without_her);
  EXPECT_EQ(Outcome(kSable), "answered: none");
  EXPECT_EQ(Touches(), 0);
  EXPECT_EQ(OwnRecords(), 1);
  EXPECT_EQ(Outcome(kBystander), kNamed);
}

TEST_F(AbsentShieldTest, HoldsForARecordOfHerThatComesLater) {
  Import(kCharity, {{.person = kBystander}, {.person = kSable}});
  Shield(kCharity, kSable, "absent");
  const std::int64_t without_her = RowsInIndex();

  Import(kCharity,
         {{.person = kBystander}, {.person = kSable}, {.person = kSable}});

  EXPECT_EQ(RowsInIndex(), without_her);
  EXPECT_EQ(Outcome(kSable), "answered: none");
}

TEST_F(AbsentShieldTest, LiftedSheIsFoundAgain) {
  Import(kCharity, {{.person = kSable}});
  const std::int64_t with_her = RowsInIndex();
  Shield(kCharity, kSable, "absent");
  ASSERT_EQ(RowsInIndex(), 0);

  Shield(kCharity, kSable, "none");

  EXPECT_EQ(RowsInIndex(), with_her);
  EXPECT_EQ(Outcome(kSable), kNamed);
}

TEST_F(AbsentShieldTest, FromTheExportOnNothingOfHerEverLeaves) {
  Import(kCharity, {{.person = kSable, .shield = "absent"}});

  EXPECT_EQ(RowsInIndex(), 0);
  EXPECT_EQ(Count("broker", "SELECT count(*) FROM ground"), 0);
  EXPECT_EQ(Outcome(kSable), "answered: none");
  EXPECT_EQ(Touches(), 0);
  EXPECT_EQ(OwnRecords(), 1);
}

// The other kind of shield, for comparison.
TEST_F(AbsentShieldTest, SilentOneIsPublishedAndItsOwnerHearsWhoAsks) {
  Import(kCharity, {{.person = kSable, .shield = "silent"}});

  EXPECT_GT(RowsInIndex(), 0);
  EXPECT_EQ(Outcome(kSable), "answered: none");
  EXPECT_EQ(Touches(), 1);
  EXPECT_EQ(OwnRecords(), 1);
}

}  // namespace
}  // namespace kith::tests
