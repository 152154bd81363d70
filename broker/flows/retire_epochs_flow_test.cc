// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/retire_epochs_flow.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "broker/flows/broker_world.h"

namespace kith::broker {
namespace {

class RetireEpochsFlowTest : public BrokerWorld {
 protected:
  RetireEpochsFlowTest() {
    Supports({.agency = "clinic", .keys = {"ash", "birch"}, .epoch = 1});
    Supports({.agency = "homes", .keys = {"ash", "birch"}, .epoch = 2});
  }
  // Epochs 1 and 2, of which these are in use.
  void Use(bool first, bool second) {
    network_ = premises_.members.With([&](network::v1::NetworkFile& file) {
      auto* other = file.add_epochs();
      *other = file.epochs(0);
      other->set_number(2);
      for (const auto& [index, in_use] : {std::pair{0, first}, {1, second}}) {
        file.mutable_epochs(index)->set_publish(in_use);
        file.mutable_epochs(index)->set_ask(in_use);
      }
    });
    Start();
  }
  std::size_t Rows(const std::string& key, std::uint32_t epoch) {
    const std::vector<Token> tokens = {TokenOf(key, epoch)};
    return broker_->index().Find(broker_->reader(), tokens)->size();
  }
  void Retire() {
    flow_ = std::make_unique<RetireEpochsFlow>(broker_->parts());
    flow_->Run();
    Settle();
  }

  std::unique_ptr<RetireEpochsFlow> flow_;
};

TEST_F(RetireEpochsFlowTest, WhatIsInUseStays) {
  Use(true, true);
  Retire();
  EXPECT_EQ(flow_->deleted(), 0u);
  EXPECT_EQ(Rows("ash", 1), 1u);
  EXPECT_EQ(Rows("ash", 2), 1u);
}

TEST_F(RetireEpochsFlowTest, RowsOfARetiredEpochAreDeleted) {
  Use(false, true);
  Retire();
  EXPECT_EQ(flow_->deleted(), 2u);
  EXPECT_EQ(Rows("ash", 1), 0u);
  EXPECT_EQ(Rows("birch", 1), 0u);
  EXPECT_EQ(Rows("ash", 2), 1u);
}

TEST_F(RetireEpochsFlowTest, WhatWasFinishedIsNotLookedAtAgain) {
  Use(false, true);
  Retire();
  Supports({.agency = "clinic", .keys = {"ash"}, .epoch = 1});
  Retire();
  EXPECT_EQ(flow_->deleted(), 0u);
  // Another set of epochs is another matter.
  Use(true, false);
  Retire();
  EXPECT_EQ(flow_->deleted(), 2u);
  EXPECT_EQ(Rows("ash", 1), 1u);
}

}  // namespace
}  // namespace kith::broker
