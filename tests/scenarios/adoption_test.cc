// SPDX-License-Identifier: Apache-2.0
// A child is adopted. Somebody of the first family works at the school, knows
// the name it had and the number it had, and asks. Told with whole programs.
#include "kith/desk/v1/review.pb.h"
#include "tests/scenarios/scenario_test.h"

namespace kith::tests {
namespace {

const Somebody kKit{"Kit", "Ashgrove", "2018-04-12", "9990000018"};
const Somebody kNow{"Kit", "Maplewood", "2018-04-12", ""};
const Somebody kMisspelt{"Kit", "Ashgrave", "2018-04-12", ""};
constexpr char kNamed[] = "answered: involved(northshire-early-help)";
constexpr char kNothing[] = "answered: none";

class AdoptionTest : public ScenarioTest {
 protected:
  void SetUp() override { Start({kSchool, kHealthVisiting, kEarlyHelp}); }

  void TellApart() {
    desk::v1::TellApartRequest request;
    *request.mutable_person() = PersonOf(kNow);
    *request.mutable_not_person() = PersonOf(kKit);
    Must(desk(kEarlyHelp).TellApart(request).status());
    WaitPublished(kEarlyHelp);
  }
};

TEST_F(AdoptionTest, WhoTheyWereFindsNothingOfWhoTheyAre) {
  Import(kEarlyHelp, {{.person = kKit}});
  // The same record, under the new name, as the agency's system writes it.
  Import(kEarlyHelp, {{.person = kNow}});
  ASSERT_EQ(Outcome(kKit), kNamed) << "as it is without the command";

  TellApart();

  for (const Somebody& asked : {kKit, kMisspelt}) {
    EXPECT_EQ(Outcome(asked), kNothing);
    EXPECT_EQ(Outcome({.asker = kHealthVisiting, .people = {asked}}), kNothing);
  }
  EXPECT_EQ(Outcome({.asker = kHealthVisiting, .people = {kNow}}), kNamed)
      << "who helps the family now is found by who needs to know";
  EXPECT_EQ(Ask({.asker = kEarlyHelp, .people = {kKit}}).own_agency_size(), 0);
}

}  // namespace
}  // namespace kith::tests
