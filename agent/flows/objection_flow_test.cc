// SPDX-License-Identifier: Apache-2.0
// Objections, and decisions not to share.
#include "agent/flows/agreement_world.h"

namespace kith::agent {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

TEST_F(AgreementFlowsTest, AnObjectionStopsAnswersUntilAManagerDecides) {
  ASSERT_TRUE(Import({sami_, dina_}).ok());
  Publish();
  EXPECT_EQ(FactsFor(sami_).objection, false);
  const std::string reference = Object(sami_);
  EXPECT_EQ(FactsFor(sami_).objection, true);
  EXPECT_EQ(FactsFor(dina_).objection, false);
  publish_->RegisterChanged();
  Publish();
  EXPECT_EQ(ListedPeople(), 1u) << "nothing would be said on its rows";
  EXPECT_THAT(WordsDue(), testing::Contains(HasSubstr("somebody objected")));

  EXPECT_EQ(Decide(reference, "share"), absl::OkStatus());
  EXPECT_EQ(FactsFor(sami_).objection, false);
  EXPECT_THAT(WordsDue(), IsEmpty());
  publish_->RegisterChanged();
  Publish();
  EXPECT_EQ(ListedPeople(), 2u);
  EXPECT_EQ(Decide(reference, "withhold").code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(AgreementFlowsTest, AnObjectionThatIsUpheldStands) {
  ASSERT_TRUE(Import({sami_}).ok());
  const std::string reference = Object(sami_);
  EXPECT_EQ(Decide(reference, "withhold"), absl::OkStatus());
  EXPECT_EQ(FactsFor(sami_).objection, true);
  EXPECT_THAT(WordsDue(), IsEmpty());
  EXPECT_THAT(Record(Agreement(sami_, "mother")).notes(),
              testing::Contains(HasSubstr("An objection stands")));
  EXPECT_EQ(Decide(reference, "share"), absl::OkStatus())
      << "the two agree now";
  EXPECT_EQ(FactsFor(sami_).objection, false);
}

TEST_F(AgreementFlowsTest, AnObjectionHoldsForASecondRecordWithAMistypedDate) {
  Row again = sami_;
  again.id = "77";
  again.born = "2015-06-18";
  ASSERT_TRUE(Import({sami_, again}).ok());
  Object(sami_);
  EXPECT_EQ(FactsFor(again).objection, true);
}

TEST_F(AgreementFlowsTest, ADecisionNamesAReasonAndAReferenceThatExists) {
  desk::v1::DecideObjectionRequest request;
  request.set_reference(std::string(32, 'a'));
  request.set_decision("share");
  EXPECT_THAT(
      std::string(objections_.Decide(kManager, request).status().message()),
      HasSubstr("reason"));
  request.set_reason("r");
  EXPECT_EQ(objections_.Decide(kManager, request).status().code(),
            absl::StatusCode::kNotFound);
  request.set_decision("maybe");
  EXPECT_THAT(
      std::string(objections_.Decide(kManager, request).status().message()),
      HasSubstr("decision"));
}

TEST_F(AgreementFlowsTest, AnObjectionGoesWithTheChildToAnotherNumber) {
  ASSERT_TRUE(Import({sami_}).ok());
  Object(sami_);
  Row moved = sami_;
  moved.id = "9";
  const Row stranger{.id = "1",
                     .forename = "Ottoline",
                     .surname = "Vantage",
                     .born = "2011-02-08"};
  ASSERT_TRUE(Import({stranger, moved}).ok());
  EXPECT_EQ(FactsFor(moved).objection, true);
}

TEST_F(AgreementFlowsTest, ADecisionNotToShareNeedsAReasonAndNoAgreement) {
  Row quiet = sami_;
  quiet.agreed = "";
  ASSERT_TRUE(Import({quiet, dina_}).ok());
  desk::v1::RecordNotSharedRequest request;
  *request.add_people() = Described(sami_);
  request.set_said_by("mother");
  request.set_reason("dislikes us");
  EXPECT_EQ(objections_.RecordNotShared(kNurse, request).status().code(),
            absl::StatusCode::kInvalidArgument);
  request.set_reason("family-declined");
  ASSERT_TRUE(objections_.RecordNotShared(kNurse, request).ok());
  const std::string sami = RefOf(sami_);
  const auto kept = *reader_->With(
      [&](Register& people) { return people.NotSharedOf(sami); });
  ASSERT_THAT(kept, SizeIs(1));
  EXPECT_EQ(kept[0].reason, "family-declined");
  // An export that still carries an earlier yes is not believed.
  EXPECT_THAT(Import({sami_, dina_})->agreement_gaps_csv(),
              HasSubstr("taken it back, or declined, since"));
  *request.mutable_people(0) = Described(dina_);
  EXPECT_EQ(objections_.RecordNotShared(kNurse, request).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace kith::agent
