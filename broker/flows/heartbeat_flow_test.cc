// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/heartbeat_flow.h"

#include "broker/flows/broker_world.h"

namespace kith::broker {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class HeartbeatFlowTest : public BrokerWorld {
 protected:
  void SetUp() override {
    network_ = premises_.members.With([](network::v1::NetworkFile& file) {
      file.mutable_broker()->set_operated_by("clinic");
    });
    Start();
    flow_ = std::make_unique<HeartbeatFlow>(broker_->parts());
    flow_->Start();
  }
  void TearDown() override { flow_.reset(); }
  void Append() {
    const auto done = broker_->log().Run(
        [](SealedDb&) -> absl::StatusOr<std::vector<tlog::Entry>> {
          return std::vector<tlog::Entry>{
              {log::v1::EVENT_PUBLISHED, "school", "", ""}};
        });
    EXPECT_TRUE(done.ok());
  }

  std::unique_ptr<HeartbeatFlow> flow_;
};

TEST_F(HeartbeatFlowTest, ASilentLogGetsOneEntryInTenMinutes) {
  Pass(absl::Minutes(9));
  EXPECT_THAT(Events("clinic"), IsEmpty());
  Pass(absl::Minutes(2));
  EXPECT_THAT(Events("clinic"), ElementsAre("EVENT_HEARTBEAT"));
  log::v1::CountDetail detail;
  ASSERT_TRUE(detail.ParseFromString(Openings("clinic")[0].detail()));
  EXPECT_EQ(detail.count(), 600u);
  Pass(absl::Hours(1));
  // Each look that finds it silent for ten minutes is a minute after one.
  EXPECT_EQ(Events("clinic").size(), 6u);
  EXPECT_THAT(Events("school"), IsEmpty());
}

TEST_F(HeartbeatFlowTest, ALogThatGrowsGetsNone) {
  for (int i = 0; i < 12; ++i) {
    Pass(absl::Minutes(8));
    Append();
  }
  EXPECT_THAT(Events("clinic"), IsEmpty());
}

TEST_F(HeartbeatFlowTest, WithoutAnOperatorThereIsNone) {
  flow_.reset();
  network_ = premises_.members.Get();
  Start();
  flow_ = std::make_unique<HeartbeatFlow>(broker_->parts());
  const std::uint64_t before = broker_->log().size();
  flow_->Start();
  Pass(absl::Hours(1));
  EXPECT_EQ(broker_->log().size(), before);
}

}  // namespace
}  // namespace kith::broker
