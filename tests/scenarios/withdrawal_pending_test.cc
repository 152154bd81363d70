// SPDX-License-Identifier: Apache-2.0
// An agreement is withdrawn while the broker is down: the holder stops at once,
// and what was said is carried out, as it was said, when the broker is back.
#include <gmock/gmock.h>

#include "agent/receipts/receipt.h"
#include "deploy/demonstration/story_checks.h"
#include "kith/log/v1/log.pb.h"
#include "tests/scenarios/scenario_test.h"

namespace kith::tests {
namespace {

using desk::v1::WithdrawConsentReply;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const Somebody kIvo{"Ivo", "Larkspurn", "2019-06-08", ""};
constexpr int kManyPeople = 5000;
constexpr char kInvolved[] = "answered: involved(northshire-early-help)";

class WithdrawalPendingTest : public ScenarioTest {
 protected:
  void SetUp() override {
    Start({kSchool, kEarlyHelp});
    if (HasFatalFailure()) return;
    Import(kEarlyHelp, {{.person = kIvo}});
    ASSERT_EQ(Outcome(kIvo), kInvolved);
    network().Kill("broker");
  }

  WithdrawConsentReply Withdraw(bool only_here) {
    desk::v1::WithdrawConsentRequest request;
    *request.add_people() = PersonOf(kIvo);
    request.set_only_here(only_here);
    return Must(desk(kEarlyHelp).WithdrawConsent(request));
  }
  bool BrokerKnows() {
    return Count("broker", "SELECT count(*) FROM ground WHERE withdrawn = 1") >
           0;
  }
  // Starts the broker and asks until it has heard of the withdrawal: how often
  // the answer came, in spite of it.
  int AskUntilTheBrokerKnows();
  // What the broker logged of withdrawals, as the agency's own entries.
  std::vector<log::v1::GroundDetail> WithdrawalsLogged();
  void ExpectCarriedOut(const WithdrawConsentReply& reply, bool only_here);
};

int WithdrawalPendingTest::AskUntilTheBrokerKnows() {
  Must(network().StartBroker());
  int answers = 0;
  EXPECT_TRUE(Eventually([&] {
    answers += Outcome(kIvo) == kInvolved;
    return BrokerKnows();
  }));
  return answers;
}

std::vector<log::v1::GroundDetail> WithdrawalPendingTest::WithdrawalsLogged() {
  std::vector<log::v1::GroundDetail> withdrawals;
  for (const auto& leaf : EvidenceOf(kEarlyHelp).broker.openings) {
    log::v1::Opening opening;
    EXPECT_TRUE(opening.ParseFromString(leaf.opening()));
    if (opening.event() != log::v1::EVENT_WITHDRAWN) continue;
    EXPECT_TRUE(withdrawals.emplace_back().ParseFromString(opening.detail()));
  }
  return withdrawals;
}

void WithdrawalPendingTest::ExpectCarriedOut(const WithdrawConsentReply& reply,
                                             bool only_here) {
  EXPECT_TRUE(reply.pending());
  EXPECT_THAT(reply.words(), HasSubstr("has stopped answering now"));
  EXPECT_THAT(reply.words(), HasSubstr("could not be told yet"));
  const auto network =
      Must(Network::Load(this->network().folder(kEarlyHelp) + "/network.kith"));
  const auto receipt = Must(agent::VerifyReceipt(reply.receipt(), *network));
  EXPECT_FALSE(receipt.log_index.has_value());
  EXPECT_EQ(receipt.fields.only_here, only_here);

  EXPECT_EQ(AskUntilTheBrokerKnows(), 0);
  ASSERT_TRUE(Eventually([&] {
    return Count(kEarlyHelp,
                 "SELECT count(*) FROM ground WHERE withdrawal_pending = 1") ==
           0;
  }));
  // INVARIANT (said once): what reaches the broker is what was receipted.
  const auto logged = WithdrawalsLogged();
  ASSERT_THAT(logged, SizeIs(1));
  EXPECT_EQ(logged[0].only_here(), only_here);
  EXPECT_EQ(logged[0].receipt_sha256(),
            HashBytes(Must(agent::HashOfReceipt(reply.receipt()))));
  EXPECT_EQ(Outcome(kIvo), "answered: none");
  EXPECT_THAT(FindingsOf(kEarlyHelp), IsEmpty());
}

TEST_F(WithdrawalPendingTest, EverywhereStopsHereAtOnceAndReachesTheBroker) {
  const WithdrawConsentReply reply = Withdraw(/*only_here=*/false);
  // Before anybody is told, the holder's own copy has ended.
  EXPECT_EQ(
      Count(kEarlyHelp, "SELECT count(*) FROM ground WHERE withdrawn = 1"), 1);
  EXPECT_FALSE(BrokerKnows());
  ExpectCarriedOut(reply, /*only_here=*/false);
}

TEST_F(WithdrawalPendingTest, OnlyHereReachesTheBrokerAsOnlyHere) {
  ExpectCarriedOut(Withdraw(/*only_here=*/true), /*only_here=*/true);
}

// The agent is at work on a large import when the broker comes back, so that
// the withdrawal has to wait: its answers do not.
TEST_F(WithdrawalPendingTest, NothingIsAnsweredWhileTheAgentIsBusyPublishing) {
  std::vector<Supported> caseload = ManyPeople(kManyPeople, "all");
  caseload.insert(caseload.begin(), {.person = kIvo});
  Must(network().Import(ExportOf(kEarlyHelp, caseload), true).status());
  ASSERT_TRUE(Eventually([&] {
    return Count(kEarlyHelp, "SELECT count(*) FROM made_token") >= 1024;
  }));
  EXPECT_TRUE(Withdraw(/*only_here=*/false).pending());
  EXPECT_EQ(AskUntilTheBrokerKnows(), 0);
}

}  // namespace
}  // namespace kith::tests
