// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/remove_all_flow.h"

#include <memory>
#include <optional>

#include "broker/flows/broker_world.h"

namespace kith::broker {
namespace {

const std::string kIndex(16, 'i');

// The clinic has lost its database; the housing association has not.
class RemoveAllFlowTest : public BrokerWorld {
 protected:
  RemoveAllFlowTest() {
    Supports({.agency = "homes"});
    Supports({.agency = "clinic"});
    Start();
    all_published_ = std::make_unique<AllPublishedFlow>(broker_->parts());
    EXPECT_TRUE(all_published_->Load(kIndex).ok());
    flow_ = std::make_unique<RemoveAllFlow>(broker_->parts(), broker_->publish,
                                            *all_published_);
    link::v1::AllPublished said;
    said.set_index_id(kIndex);
    said.add_epochs(1);
    all_published_->Take("clinic", said);
    all_published_->Take("homes", said);
  }
  // nullopt: it has not ended.
  std::optional<absl::Status> RemoveAll(const std::string& agency) {
    const auto told = std::make_shared<std::optional<absl::Status>>();
    flow_->Run(agency, kIndex,
               [told](const absl::Status& status) { *told = status; });
    Settle();
    return *told;
  }
  std::vector<std::string> WaitsFor() {
    return broker_->index_state().WaitsFor(
        *network_, broker_->coverage().Now(*network_, clock_.Now()),
        clock_.Now());
  }
  bool IsAsked(const std::string& agency) {
    return Holds(AskAndHear({}), agency);
  }

  std::unique_ptr<AllPublishedFlow> all_published_;
  std::unique_ptr<RemoveAllFlow> flow_;
};

TEST_F(RemoveAllFlowTest, ItsRowsGoAndNobodyElses) {
  ASSERT_TRUE(IsAsked("clinic"));
  EXPECT_EQ(RemoveAll("clinic"), absl::OkStatus());
  EXPECT_FALSE(IsAsked("clinic"));
  EXPECT_TRUE(IsAsked("homes"));
  EXPECT_THAT(Events("clinic"), testing::Contains("EVENT_PUBLISHED"));
  // Nothing is lost by asking twice.
  EXPECT_EQ(RemoveAll("clinic"), absl::OkStatus());
}

TEST_F(RemoveAllFlowTest, FromThenOnNoNegativeRestsOnIt) {
  EXPECT_THAT(WaitsFor(), testing::IsEmpty());
  EXPECT_EQ(RemoveAll("clinic"), absl::OkStatus());
  EXPECT_THAT(WaitsFor(), testing::ElementsAre("clinic"));
}

// They would come in behind.
TEST_F(RemoveAllFlowTest, WhileRowsAreOnTheirWayItIsAskedAgain) {
  const std::string ground = Supports({.agency = "clinic", .keys = {}});
  ASSERT_TRUE(broker_->publish
                  .Publish("clinic", {{.token = TokenOf("birch"),
                                       .row_hash = std::string(32, 'h'),
                                       .row = {.handle = Random16(),
                                               .strong = true,
                                               .ground_ref = ground,
                                               .scope = {.everybody = true},
                                               .expiry_quarter = 9000}}})
                  .ok());
  EXPECT_TRUE(absl::IsUnavailable(*RemoveAll("clinic")));
  EXPECT_TRUE(IsAsked("clinic"));
  Pass(absl::Milliseconds(600));
  EXPECT_EQ(RemoveAll("clinic"), absl::OkStatus());
}

}  // namespace
}  // namespace kith::broker
