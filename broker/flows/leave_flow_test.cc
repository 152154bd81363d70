// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/leave_flow.h"

#include "broker/flows/broker_world.h"

namespace kith::broker {
namespace {

// The clinic and the refuge support people; one of them leaves.
class LeaveFlowTest : public BrokerWorld {
 protected:
  void SetStanding(const std::string& agency, bool left) {
    network_ = premises_.members.With([&](network::v1::NetworkFile& file) {
      file.set_version(network_->file().version() + 1);
      for (auto& one : *file.mutable_agencies()) {
        if (one.id() != agency) continue;
        one.set_left(left);
        one.set_suspended(left);
      }
    });
    Start();
    flow_ = std::make_unique<LeaveFlow>(broker_->parts());
  }
  std::int64_t Count(const char* sql) {
    const auto db = premises_.OpenDb();
    Statement count = *db->Prepare(sql);
    EXPECT_TRUE(count.Step().ok());
    return count.Int(0);
  }
  std::int64_t Rows() { return Count("SELECT count(*) FROM index_row"); }
  std::int64_t Grounds() {
    return Count("SELECT count(*) FROM ground WHERE withdrawn = 0");
  }

  std::unique_ptr<LeaveFlow> flow_;
};

TEST_F(LeaveFlowTest, WhoTakesPartKeepsEverything) {
  Supports({.agency = "clinic"});
  const std::int64_t rows = Rows();
  ASSERT_GT(rows, 0);
  SetStanding("clinic", false);
  EXPECT_FALSE(*flow_->Run());
  EXPECT_EQ(Rows(), rows);
}

TEST_F(LeaveFlowTest, WhoLeavesIsDeletedAndNobodyElse) {
  Supports({.agency = "homes"});
  const std::int64_t of_homes = Rows();
  Supports({.agency = "clinic"});
  ASSERT_GT(Rows(), of_homes);
  SetStanding("clinic", true);
  EXPECT_TRUE(*flow_->Run());
  EXPECT_EQ(Rows(), of_homes);
  EXPECT_EQ(Grounds(), 1);
  EXPECT_THAT(Events("clinic"), testing::Contains("EVENT_WITHDRAWN"));
}

TEST_F(LeaveFlowTest, WhatWasStillOnItsWayGoesWithASecondLook) {
  Supports({.agency = "clinic"});
  SetStanding("clinic", true);
  EXPECT_TRUE(*flow_->Run());
  EXPECT_FALSE(*flow_->Run());
  clock_.Advance(absl::Minutes(11));
  EXPECT_TRUE(*flow_->Run());
  clock_.Advance(absl::Minutes(11));
  EXPECT_FALSE(*flow_->Run());
}

}  // namespace
}  // namespace kith::broker
