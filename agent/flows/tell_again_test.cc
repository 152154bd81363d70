// SPDX-License-Identifier: Apache-2.0
// The broker lost what it was told: grounds are recorded again, and what was
// withdrawn is withdrawn again.
#include "agent/flows/tell_again.h"

#include "agent/flows/agreement_world.h"

namespace kith::agent {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

const std::string kIndex(16, 'n');

class TellAgainTest : public AgreementFlowsTest {
 protected:
  void Withdraw(const Row& row, bool only_here) {
    desk::v1::WithdrawConsentRequest request;
    *request.add_people() = Described(row);
    request.set_only_here(only_here);
    ASSERT_TRUE(consent_.Withdraw(kNurse, request).ok());
  }
  // A new index: the broker knows nothing any more.
  void LoseBroker() {
    broker_.grounds.clear();
    broker_.withdrawals.clear();
    broker_.rows.clear();
    broker_.told_again.clear();
    ASSERT_TRUE(publish_->SendAllAgain(kIndex).ok());
  }
};

TEST_F(TellAgainTest, WhatIsInForceIsRecordedAndWhatEndedIsEndedAgain) {
  ASSERT_TRUE(Import({sami_, dina_}).ok());
  Publish();
  Withdraw(sami_, /*only_here=*/false);
  const std::string ref = broker_.withdrawals[0].refs(0);
  const std::string receipt = broker_.withdrawals[0].receipt_sha256();
  LoseBroker();
  Publish();
  EXPECT_THAT(broker_.grounds, SizeIs(2));
  ASSERT_THAT(broker_.withdrawals, SizeIs(1));
  EXPECT_EQ(broker_.withdrawals[0].refs(0), ref);
  EXPECT_FALSE(broker_.withdrawals[0].only_here());
  EXPECT_EQ(broker_.withdrawals[0].receipt_sha256(), receipt);
  EXPECT_THAT(broker_.told_again, testing::ElementsAre(kIndex));
  EXPECT_EQ(ListedPeople(), 1u);
}

TEST_F(TellAgainTest, WhatEndedHereAloneIsToldAsThat) {
  ASSERT_TRUE(Import({sami_}).ok());
  Publish();
  Withdraw(sami_, /*only_here=*/true);
  LoseBroker();
  Publish();
  ASSERT_THAT(broker_.withdrawals, SizeIs(1));
  EXPECT_TRUE(broker_.withdrawals[0].only_here());
}

TEST_F(TellAgainTest, WhatEndedWhileTheBrokerWasLostIsToldToo) {
  ASSERT_TRUE(Import({sami_}).ok());
  Publish();
  broker_.down = true;
  Withdraw(sami_, /*only_here=*/false);
  LoseBroker();
  EXPECT_FALSE(publish_->Run().ok());
  EXPECT_THAT(broker_.told_again, IsEmpty());
  broker_.down = false;
  Publish();
  ASSERT_FALSE(broker_.withdrawals.empty());
  EXPECT_FALSE(broker_.withdrawals[0].only_here());
  EXPECT_THAT(broker_.told_again, SizeIs(1));
}

TEST_F(TellAgainTest, WhatTheBrokerKnowsToHaveEndedStopsNothing) {
  ASSERT_TRUE(Import({sami_, dina_}).ok());
  Publish();
  Withdraw(sami_, /*only_here=*/true);
  Withdraw(dina_, /*only_here=*/true);
  const std::string ref = broker_.withdrawals[0].refs(0);
  LoseBroker();
  broker_.ended_roots.insert(ref);
  Publish();
  EXPECT_THAT(broker_.grounds, SizeIs(1));
  EXPECT_THAT(broker_.told_again, SizeIs(1));
}

// Another agency may rest on what this one lists no more.
TEST_F(TellAgainTest, WhatIsWithdrawnEverywhereAfterwardsIsToldAllTheSame) {
  ASSERT_TRUE(Import({sami_}).ok());
  Record(Agreement(sami_, "mother"));
  Publish();
  LoseBroker();
  // Before anything was recorded again.
  Withdraw(sami_, /*only_here=*/false);
  ASSERT_FALSE(broker_.withdrawals.empty());
  for (const auto& withdrawal : broker_.withdrawals) {
    for (const std::string& ref : withdrawal.refs()) {
      EXPECT_TRUE(broker_.grounds.contains(ref));
    }
  }
}

TEST_F(TellAgainTest, ItIsToldOnce) {
  ASSERT_TRUE(Import({sami_}).ok());
  Publish();
  Withdraw(sami_, /*only_here=*/false);
  LoseBroker();
  Publish();
  Publish();
  EXPECT_THAT(broker_.withdrawals, SizeIs(1));
  EXPECT_THAT(broker_.told_again, SizeIs(1));
}

}  // namespace
}  // namespace kith::agent
