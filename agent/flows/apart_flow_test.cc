// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/apart_flow.h"

#include "agent/flows/agent_world.h"
#include "agent/flows/person_keys.h"
#include "agent/flows/recognise.h"

namespace kith::agent {
namespace {

using absl::StatusCode;

// Kit Ashgrove is adopted and is Robin Maplewood from then on; the forename may
// have stayed, the date of birth always does.
const Row kKit{
    .id = "7", .forename = "Kit", .surname = "Ashgrove", .born = "2018-04-12"};
const Row kNow{
    .id = "7", .forename = "Kit", .surname = "Maplewood", .born = "2018-04-12"};
const Row kNowElsewhere{
    .id = "8", .forename = "Kit", .surname = "Maplewood", .born = "2018-04-12"};

class ApartFlowTest : public AgentWorld {
 protected:
  absl::StatusOr<desk::v1::TellApartReply> Apart(const Row& now,
                                                 const Row& before) {
    desk::v1::TellApartRequest request;
    *request.mutable_person() = Described(now);
    *request.mutable_not_person() = Described(before);
    return ApartFlow(*parts_).Run(request);
  }
  // Who of the register a question about this one could be about.
  std::vector<std::string> Found(const Row& asked) {
    const auto network = network_->Get();
    const auto identity = *NormalisePerson(Described(asked), *network);
    std::vector<std::string> ids;
    reader_->With([&](Register& people) {
      const auto known = FindInRegister(people, identity, *network, agency_);
      for (const Known& one : *known) {
        ids.push_back(one.person.source_id);
      }
      return 0;
    });
    return ids;
  }
  Verdict Recognised(const Row& asked, const std::string& id) {
    const auto network = network_->Get();
    const auto identity = *NormalisePerson(Described(asked), *network);
    return reader_->With([&](Register& people) {
      return Recognise(people, identity, *people.FindRecord("cases", id), {},
                       *network, agency_)
          ->verdict;
    });
  }
};

// What it is for: without it a former name finds who they are now.
TEST_F(ApartFlowTest, WithoutItAFormerNameFindsThem) {
  ASSERT_TRUE(Import({kKit}).ok());
  ASSERT_TRUE(Import({kNow}).ok());
  EXPECT_EQ(Recognised(kKit, "7"), Verdict::kMatch);
}

TEST_F(ApartFlowTest, AfterItNeitherFindsTheOther) {
  ASSERT_TRUE(Import({kKit}).ok());
  ASSERT_TRUE(Import({kNow}).ok());
  Publish();
  const std::size_t rows = broker_.rows.size();
  const auto apart = Apart(kNow, kKit);
  ASSERT_TRUE(apart.ok()) << apart.status();
  EXPECT_EQ(apart->people(), 1u);
  EXPECT_EQ(Recognised(kKit, "7"), Verdict::kNo);
  EXPECT_EQ(Recognised(kNow, "7"), Verdict::kMatch);
  EXPECT_TRUE(Found(kKit).empty());
  Publish();
  EXPECT_LT(broker_.rows.size(), rows) << "nothing of Ashgrove is listed";
}

TEST_F(ApartFlowTest, ASlipInTheFormerNameFindsThemNoMore) {
  ASSERT_TRUE(Import({kKit}).ok());
  ASSERT_TRUE(Import({kNow}).ok());
  ASSERT_TRUE(Apart(kNow, kKit).ok());
  Row slip = kKit;
  slip.surname = "Ashgrave";
  EXPECT_EQ(Recognised(slip, "7"), Verdict::kNo);
  slip = kKit;
  slip.born = "2018-04-21";
  EXPECT_EQ(Recognised(slip, "7"), Verdict::kNo);
}

TEST_F(ApartFlowTest, TwoRecordsOfThemAreTwoPeople) {
  ASSERT_TRUE(Import({kKit, kNowElsewhere}).ok());
  ASSERT_TRUE(Apart(kNowElsewhere, kKit).ok());
  EXPECT_THAT(Found(kKit), testing::ElementsAre("7"));
  EXPECT_THAT(Found(kNow), testing::ElementsAre("8"));
  EXPECT_EQ(Recognised(kKit, "8"), Verdict::kNo);
  EXPECT_EQ(Recognised(kNow, "7"), Verdict::kNo);
}

TEST_F(ApartFlowTest, TheNextImportLinksNothing) {
  ASSERT_TRUE(Import({kKit}).ok());
  ASSERT_TRUE(Import({kNow}).ok());
  ASSERT_TRUE(Apart(kNow, kKit).ok());
  ASSERT_TRUE(Import({kNow, sami_}).ok());
  EXPECT_EQ(Recognised(kKit, "7"), Verdict::kNo);
}

TEST_F(ApartFlowTest, WhoIsStillWrittenAsBeforeIsImportedFirst) {
  ASSERT_TRUE(Import({kKit}).ok());
  EXPECT_EQ(Apart(kNow, kKit).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(Apart(kKit, kNow).status().code(), StatusCode::kOk)
      << "whoever the register knows may be told apart from anybody";
}

TEST_F(ApartFlowTest, WhatTheTwoShareTellsNobodyApart) {
  Row now = kNow;
  Row before = kKit;
  ASSERT_TRUE(Import({now}).ok());
  EXPECT_EQ(Apart(now, now).status().code(), StatusCode::kFailedPrecondition);
  before.born = "";
  EXPECT_EQ(Apart(now, before).status().code(), StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace kith::agent
