// SPDX-License-Identifier: Apache-2.0
// Agreement once: two agencies rest on one agreement. Withdrawn everywhere, at
// either of them, it ends the answers of both; withdrawn only here, of one.
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "tests/scenarios/scenario_test.h"

namespace kith::tests {
namespace {

const Somebody kNell{"Nell", "Hartwhistle", "2020-10-03", ""};
constexpr char kBoth[] =
    "answered: involved(northshire-early-help leads, "
    "northshire-health-visiting)";
constexpr char kGroundsEnded[] =
    "SELECT count(*) FROM ground WHERE withdrawn = 1";

// Early help took the agreement; health visiting relies on it. The desk has no
// question for that, so it is written into the register of the second before
// its agent has told the broker of a ground of its own: until it has tokens, it
// tells nothing.
class AgreementOnceTest : public ScenarioTest {
 protected:
  void SetUp() override {
    Start({kSchool, kHealthVisiting, kEarlyHelp});
    if (HasFatalFailure()) return;
    Import(kEarlyHelp, {{.person = kNell, .leads = true}});
    const std::vector<std::string> taken =
        Column(kEarlyHelp, "SELECT ref FROM ground");
    ASSERT_EQ(taken.size(), 1u);
    network().Pause("keyholder");
    Must(network()
             .Import(ExportOf(kHealthVisiting, {{.person = kNell}}), true)
             .status());
    network().Kill(kHealthVisiting);
    RestOn(taken[0]);
    network().Resume("keyholder");
    Must(network().StartAgent(kHealthVisiting));
    ASSERT_TRUE(Eventually([&] { return Outcome(kNell) == kBoth; }));
  }

  void RestOn(const std::string& receipt) {
    const auto db = network().OpenDatabase(kHealthVisiting);
    ASSERT_TRUE(db.ok()) << db.status();
    Must((*db)->Execute(absl::StrCat("UPDATE ground SET rests_on = x'",
                                     absl::BytesToHexString(receipt), "'")));
  }
  std::uint32_t WithdrawAt(const std::string& agency, bool only_here) {
    desk::v1::WithdrawConsentRequest request;
    *request.add_people() = PersonOf(kNell);
    request.set_only_here(only_here);
    const auto reply = Must(desk(agency).WithdrawConsent(request));
    EXPECT_FALSE(reply.pending());
    return reply.grounds_ended();
  }
  // The other agency was told, and its register says so.
  void ExpectEndedAt(const std::string& agency) {
    EXPECT_TRUE(Eventually([&] { return Count(agency, kGroundsEnded) == 1; }));
  }
};

TEST_F(AgreementOnceTest, WithdrawnEverywhereWhereItWasTakenEndsBothAnswers) {
  EXPECT_EQ(WithdrawAt(kEarlyHelp, /*only_here=*/false), 2u);
  EXPECT_EQ(Outcome(kNell), "answered: none");
  ExpectEndedAt(kHealthVisiting);
}

TEST_F(AgreementOnceTest, WithdrawnEverywhereWhereItIsReliedOnEndsBothAnswers) {
  EXPECT_EQ(WithdrawAt(kHealthVisiting, /*only_here=*/false), 2u);
  EXPECT_EQ(Outcome(kNell), "answered: none");
  ExpectEndedAt(kEarlyHelp);
}

TEST_F(AgreementOnceTest, WithdrawnOnlyHereLeavesTheOthersAnswer) {
  EXPECT_EQ(WithdrawAt(kEarlyHelp, /*only_here=*/true), 1u);
  EXPECT_EQ(Outcome(kNell), "answered: involved(northshire-health-visiting)");
  EXPECT_EQ(Count(kHealthVisiting, kGroundsEnded), 0);
}

}  // namespace
}  // namespace kith::tests
