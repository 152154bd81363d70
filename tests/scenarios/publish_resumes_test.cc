// SPDX-License-Identifier: Apache-2.0
// An agent, or the broker, dies while an agency publishes: afterwards the index
// holds exactly what it would have held.
#include "tests/scenarios/scenario_test.h"

namespace kith::tests {
namespace {

// More rows than are sent at once; and so few that the broker lets them wait.
constexpr int kMany = 2400;
constexpr int kFew = 200;
// As long as a scope gets by category: rows of the largest usual size.
constexpr char kEveryCategory[] =
    "education;health;housing;local-authority;charity";
constexpr char kSent[] = "SELECT count(*) FROM published_row WHERE state = 1";
constexpr char kNotPresent[] =
    "SELECT count(*) FROM published_row WHERE state <> 2";

class PublishResumesTest : public ScenarioTest {
 protected:
  void SetUp() override { Start({kSchool, kHealthVisiting, kEarlyHelp}); }

  // Two agencies have one caseload; the first publishes it in peace.
  void PublishUndisturbed(int people) {
    people_ = ManyPeople(people, kEveryCategory);
    Import(kHealthVisiting, people_);
    undisturbed_ = RowsInIndex();
    ASSERT_GT(undisturbed_, people);
  }
  void BeginToPublish() {
    const auto report =
        Must(network().Import(ExportOf(kEarlyHelp, people_), /*accept=*/true));
    EXPECT_TRUE(report.accepted()) << report.file_fault();
  }
  std::int64_t Own(const std::string& sql) { return Count(kEarlyHelp, sql); }
  // True if there still was something to do when the agent died.
  bool KillAgentWhen(const std::function<bool()>& is_time);
  void ExpectWhatAnUndisturbedRunHas();

  std::vector<Supported> people_;
  std::int64_t undisturbed_ = 0;
};

bool PublishResumesTest::KillAgentWhen(const std::function<bool()>& is_time) {
  EXPECT_TRUE(Eventually(is_time));
  network().Kill(kEarlyHelp);
  const bool in_the_middle =
      Own("SELECT count(*) FROM published_row") < undisturbed_ ||
      Own(kNotPresent) > 0;
  Must(network().StartAgent(kEarlyHelp));
  return in_the_middle;
}

void PublishResumesTest::ExpectWhatAnUndisturbedRunHas() {
  Must(network().WaitConnected(network().agencies()));
  WaitPublished(kEarlyHelp);
  EXPECT_EQ(RowsInIndex(), 2 * undisturbed_);
  // Whatever stands under a token stands there for both agencies alike.
  EXPECT_EQ(Count("broker",
                  "SELECT count(*) FROM (SELECT lookup FROM index_row "
                  "GROUP BY lookup HAVING count(*) % 2 <> 0)"),
            0);
  EXPECT_EQ(Own("SELECT count(*) FROM published_row"), undisturbed_);
  EXPECT_EQ(Own(kNotPresent), 0);
  for (const std::size_t i : {std::size_t{0}, people_.size() - 1}) {
    EXPECT_EQ(Outcome(people_[i].person),
              "answered: involved(northshire-early-help, "
              "northshire-health-visiting)");
  }
}

TEST_F(PublishResumesTest, AfterItsAgentWasKilledAtEveryStage) {
  ASSERT_NO_FATAL_FAILURE(PublishUndisturbed(kMany));
  BeginToPublish();
  int in_the_middle = 0;
  in_the_middle += KillAgentWhen(
      [&] { return Own("SELECT count(*) FROM made_token") >= 1024; });
  in_the_middle += KillAgentWhen(
      [&] { return Own("SELECT count(*) FROM published_row") > 0; });
  // Rows are in the index, and their agent does not know it.
  ASSERT_TRUE(Eventually([&] { return Own(kSent) > 0; }));
  network().Pause(kEarlyHelp);
  in_the_middle += KillAgentWhen([&] { return RowsInIndex() > undisturbed_; });
  EXPECT_EQ(in_the_middle, 3);
  ExpectWhatAnUndisturbedRunHas();
  PrintFigures({{"scenario", "publishing agent killed"},
                {"kills_in_the_middle", in_the_middle},
                {"rows_undisturbed", undisturbed_},
                {"rows_after_kills", RowsInIndex() - undisturbed_}});
}

TEST_F(PublishResumesTest, AfterTheBrokerDiedWithRowsItHadNotInserted) {
  ASSERT_NO_FATAL_FAILURE(PublishUndisturbed(kFew));
  BeginToPublish();
  ASSERT_TRUE(Eventually([&] { return Own(kSent) > 0; }));
  network().Kill("broker");
  EXPECT_EQ(RowsInIndex(), undisturbed_);
  Must(network().StartBroker());
  ExpectWhatAnUndisturbedRunHas();
}

}  // namespace
}  // namespace kith::tests
