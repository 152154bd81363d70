// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/route_enquiry_flow.h"

#include "absl/strings/str_cat.h"
#include "broker/flows/broker_world.h"

namespace kith::broker {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class RouteEnquiryFlowTest : public BrokerWorld {
 protected:
  std::vector<std::string> AgenciesAskedAbout(
      std::vector<std::string> keys, const std::string& asker = "school") {
    Ask({.asker = asker, .subjects = {std::move(keys)}});
    return broker_->relay.Asked();
  }
  void Join(int agencies) {
    network_ = premises_.members.With([&](network::v1::NetworkFile& file) {
      for (int i = 0; i < agencies; ++i) {
        *file.add_agencies() = file.agencies(1);
        file.mutable_agencies(file.agencies_size() - 1)
            ->set_id(absl::StrCat("agency-", i));
      }
    });
    Start();
  }
  void TwoEpochs() {
    network_ = premises_.members.With([](network::v1::NetworkFile& file) {
      *file.add_epochs() = file.epochs(0);
      file.mutable_epochs(1)->set_number(2);
      file.mutable_epochs(1)->set_public_key(std::string(32, 'f'));
    });
    Start();
  }
};

TEST_F(RouteEnquiryFlowTest, OneStrongHitIsPassedOn) {
  Supports({.keys = {"nhs"}, .strong = true});
  EXPECT_THAT(AgenciesAskedAbout({"nhs"}), ElementsAre("clinic"));
}

TEST_F(RouteEnquiryFlowTest, OneWeakHitIsNotPassedOn) {
  Supports({.keys = {"surname", "forename"}, .strong = false});
  EXPECT_THAT(AgenciesAskedAbout({"surname"}), IsEmpty());
}

TEST_F(RouteEnquiryFlowTest, TwoWeakHitsOfOneHandleArePassedOn) {
  Supports({.keys = {"surname", "forename"}, .strong = false});
  EXPECT_THAT(AgenciesAskedAbout({"surname", "forename"}),
              ElementsAre("clinic"));
}

TEST_F(RouteEnquiryFlowTest, WeakHitsOfTwoPeopleAreNotPassedOn) {
  Supports({.keys = {"surname"}, .strong = false});
  Supports({.keys = {"forename"}, .strong = false});
  EXPECT_THAT(AgenciesAskedAbout({"surname", "forename"}), IsEmpty());
}

TEST_F(RouteEnquiryFlowTest, OneWeakKeyInTwoEpochsIsNotTwoHits) {
  TwoEpochs();
  const std::string handle = Random16();
  Supports(
      {.keys = {"surname"}, .strong = false, .handle = handle, .epoch = 1});
  Supports(
      {.keys = {"surname"}, .strong = false, .handle = handle, .epoch = 2});
  EXPECT_THAT(AgenciesAskedAbout({"surname"}), IsEmpty());
}

TEST_F(RouteEnquiryFlowTest, TheAskersOwnRowsAreSkipped) {
  Supports({.agency = "school"});
  Supports({.agency = "clinic"});
  EXPECT_THAT(AgenciesAskedAbout({"ash"}), ElementsAre("clinic"));
}

TEST_F(RouteEnquiryFlowTest, AGroundThatDoesNotCoverTheAskerIsNotPassedOn) {
  Supports({.scope = {.categories = {"health"}}});
  EXPECT_THAT(AgenciesAskedAbout({"ash"}, "school"), IsEmpty());
  EXPECT_THAT(AgenciesAskedAbout({"ash"}, "refuge"), IsEmpty());
}

TEST_F(RouteEnquiryFlowTest, AGroundThatCoversTheAskersCategoryIsPassedOn) {
  Supports({.scope = {.categories = {"education"}}});
  EXPECT_THAT(AgenciesAskedAbout({"ash"}), ElementsAre("clinic"));
}

TEST_F(RouteEnquiryFlowTest, AnExcludedAgencyIsNotServedThoughItsCategoryIs) {
  Supports({.scope = {.everybody = true, .excluded_agencies = {"school"}}});
  EXPECT_THAT(AgenciesAskedAbout({"ash"}), IsEmpty());
}

TEST_F(RouteEnquiryFlowTest, AGroundForAnotherPurposeIsNotPassedOn) {
  Supports({.scope = {.everybody = true, .purposes = {"tenancy-allocation"}}});
  EXPECT_THAT(AgenciesAskedAbout({"ash"}), IsEmpty());
}

TEST_F(RouteEnquiryFlowTest, AnExpiredGroundIsNotPassedOn) {
  Supports({.lasts = absl::Seconds(20)});
  Pass(absl::Seconds(20));
  EXPECT_THAT(AgenciesAskedAbout({"ash"}), IsEmpty());
}

TEST_F(RouteEnquiryFlowTest, AGroundIsPassedOnUntilItsLastMoment) {
  Supports({.lasts = absl::Seconds(20)});
  Pass(absl::Seconds(20) - absl::Milliseconds(1));
  EXPECT_THAT(AgenciesAskedAbout({"ash"}), ElementsAre("clinic"));
}

TEST_F(RouteEnquiryFlowTest, AWithdrawnGroundIsNotPassedOn) {
  const std::string ground = Supports({});
  ASSERT_TRUE(Withdraw("clinic", {ground})->status().ok());
  EXPECT_THAT(AgenciesAskedAbout({"ash"}), IsEmpty());
}

TEST_F(RouteEnquiryFlowTest, OnlySlotsThatHitCarryTheirTokens) {
  Supports({.keys = {"nhs"}});
  const Asked asked = Ask({.subjects = {{"nhs", "elm"}}});
  const auto routes = broker_->relay.Routes("clinic");
  ASSERT_THAT(routes, SizeIs(1));
  ASSERT_EQ(routes[0].wraps_size(), 16);
  const auto& slots = asked.ask.subjects(0).epochs(0);
  EXPECT_EQ(routes[0].wraps(0).token(), slots.tokens().substr(0, 32));
  EXPECT_EQ(routes[0].wraps(0).wrap(), slots.wraps().substr(0, kWrapBytes));
  for (int i = 1; i < 16; ++i) {
    const auto at = static_cast<std::size_t>(i);
    EXPECT_NE(routes[0].wraps(i).token(), slots.tokens().substr(at * 32, 32));
    EXPECT_NE(routes[0].wraps(i).wrap(),
              slots.wraps().substr(at * kWrapBytes, kWrapBytes));
  }
}

TEST_F(RouteEnquiryFlowTest, AShieldedAskerIsVouchedForByItsCategoryOnly) {
  Supports({});
  const Asked asked =
      Ask({.asker = "refuge", .before_headers = [](enquiry::v1::AskBody& ask) {
             ask.set_shielded_asker(true);
           }});
  const auto routes = broker_->relay.Routes("clinic");
  ASSERT_THAT(routes, SizeIs(1));
  EXPECT_EQ(routes[0].shielded_category(),
            "charity" + std::string(64 - 7, '\0'));
  EXPECT_TRUE(VerifySignature(premises_.members.broker().public_key(),
                              Label::kShieldedAsk, network_->id(),
                              JoinFields({routes[0].header(), "charity"}),
                              routes[0].shielded_signature())
                  .ok());
  EXPECT_THAT(routes[0].SerializeAsString(),
              testing::Not(testing::HasSubstr("refuge")));
  Ask({});
  const auto open = broker_->relay.Routes("clinic");
  ASSERT_THAT(open, SizeIs(2));
  EXPECT_EQ(open[1].shielded_category().size(),
            routes[0].shielded_category().size());
  EXPECT_EQ(open[1].shielded_signature().size(),
            routes[0].shielded_signature().size());
}

TEST_F(RouteEnquiryFlowTest, ConsentThatNamesAnAgencyDoesNotCoverItShielded) {
  Supports({.scope = {.agencies = {"refuge"}}});
  const auto hide = [](enquiry::v1::AskBody& ask) {
    ask.set_shielded_asker(true);
  };
  Ask({.asker = "refuge", .before_headers = hide});
  EXPECT_THAT(broker_->relay.Asked(), IsEmpty());
  Ask({.asker = "refuge"});
  EXPECT_THAT(broker_->relay.Asked(), ElementsAre("clinic"));
}

TEST_F(RouteEnquiryFlowTest, TwentyLookAlikesOfOneAgencyDoNotPushAnotherOut) {
  for (int i = 0; i < 20; ++i) Supports({.agency = "homes"});
  Supports({.agency = "clinic"});
  const enquiry::v1::AskReply reply = AskAndHear({});
  EXPECT_TRUE(Holds(reply, "clinic"));
  EXPECT_TRUE(Holds(reply, "homes"));
  EXPECT_THAT(broker_->relay.Routes("homes"), SizeIs(1))
      << "one question an agency";
}

// E-72
TEST_F(RouteEnquiryFlowTest,
       OfSeventeenAgenciesSixteenAreAskedStrongHitsFirst) {
  Join(17);
  for (int i = 0; i < 17; ++i) {
    Supports({.agency = absl::StrCat("agency-", i),
              .keys = {"surname", "forename"},
              .strong = i % 2 == 0});
  }
  const enquiry::v1::AskReply reply =
      AskAndHear({.subjects = {{"surname", "forename"}}});
  EXPECT_THAT(broker_->relay.Asked(), SizeIs(16));
  EXPECT_THAT(SlotsIn(reply), SizeIs(16));
  for (int i = 0; i < 17; i += 2) {
    EXPECT_TRUE(Holds(reply, absl::StrCat("agency-", i)))
        << "it has a strong hit";
  }
}

TEST_F(RouteEnquiryFlowTest, WhoIsLeftOutOfSeventeenCannotBeForeseen) {
  Join(17);
  for (int i = 0; i < 17; ++i) Supports({.agency = absl::StrCat("agency-", i)});
  for (int i = 0; i < 60; ++i) Ask({});
  std::size_t questions = 0;
  int left_out_once = 0;
  for (const std::string& agency : broker_->relay.Asked()) {
    questions += broker_->relay.Routes(agency).size();
    left_out_once += broker_->relay.Routes(agency).size() < 60 ? 1 : 0;
  }
  EXPECT_EQ(questions, 60u * 16);
  EXPECT_GT(left_out_once, 5);
}

// INVARIANT (an error is never an answer)
TEST_F(RouteEnquiryFlowTest, ALookUpThatFailsEndsTheEnquiryAndIsNoNegative) {
  Supports({});
  broker_->reader().fail = true;
  const Asked asked = Ask({});
  EXPECT_EQ(asked.heard->status().code(), absl::StatusCode::kAborted);
  EXPECT_THAT(Events("school"), ElementsAre("EVENT_ACCEPTED", "EVENT_ABORTED"));
}

}  // namespace
}  // namespace kith::broker
