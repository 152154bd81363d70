// SPDX-License-Identifier: Apache-2.0
// One agency has somebody many times over: another's answer is still shown.
#include "tests/scenarios/scenario_test.h"

namespace kith::tests {
namespace {

constexpr int kQuestions = 8;
const Somebody kWilfred{"Wilfred", "Osterley", "2017-11-26", ""};

class LookAlikesTest : public ScenarioTest {
 protected:
  void SetUp() override { Start({kSchool, kHealthVisiting, kEarlyHelp}); }

  // The most rows one token finds.
  std::int64_t RowsOfOneToken() {
    return Count("broker",
                 "SELECT max(n) FROM "
                 "(SELECT count(*) AS n FROM index_row GROUP BY lookup)");
  }
};

TEST_F(LookAlikesTest, DoNotPushAnotherAgencysAnswerOut) {
  Import(kEarlyHelp, {{.person = kWilfred, .leads = true}});
  // More than the sixteen slots of a subject; and many more.
  for (const int look_alikes : {20, 200}) {
    Import(kHealthVisiting,
           std::vector<Supported>(static_cast<std::size_t>(look_alikes),
                                  {.person = kWilfred}));
    // Of which the broker takes eight of an agency.
    ASSERT_EQ(RowsOfOneToken(), 8 + 1);
    // Which of them is asked is drawn anew for each question.
    for (int i = 0; i < kQuestions; ++i) {
      EXPECT_EQ(Outcome(kWilfred),
                "answered: involved(northshire-early-help leads, "
                "northshire-health-visiting)");
    }
  }
}

}  // namespace
}  // namespace kith::tests
