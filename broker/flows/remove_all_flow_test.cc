// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/remove_all_flow.h"

#include <memory>
#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "broker/flows/all_published_flow.h"
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
    flow_ = std::make_unique<RemoveAllFlow>(broker_->parts(), broker_->publish);
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
  // Nothing is lost by asking twice, and the index is not read twice.
  const std::uint64_t commits = broker_->parts().log.commits();
  EXPECT_EQ(RemoveAll("clinic"), absl::OkStatus());
  EXPECT_EQ(broker_->parts().log.commits(), commits);
}

TEST_F(RemoveAllFlowTest, WhoAsksMeanwhileIsToldWithTheFirst) {
  std::vector<absl::Status> told;
  for (int i = 0; i < 3; ++i) {
    flow_->Run("clinic", kIndex,
               [&](const absl::Status& status) { told.push_back(status); });
    if (i < 2)
      EXPECT_TRUE(absl::IsUnavailable(flow_->CheckMayPublish("clinic")));
  }
  Settle();
  EXPECT_THAT(told, testing::ElementsAre(absl::OkStatus(), absl::OkStatus(),
                                         absl::OkStatus()));
  EXPECT_TRUE(flow_->CheckMayPublish("clinic").ok());
}

TEST_F(RemoveAllFlowTest, AfterPublishingAgainItIsNotDoneAtOnce) {
  EXPECT_EQ(RemoveAll("clinic"), absl::OkStatus());
  ASSERT_TRUE(flow_->CheckMayPublish("clinic").ok());
  Supports({.agency = "clinic"});
  EXPECT_TRUE(absl::IsUnavailable(*RemoveAll("clinic")));
  clock_.Advance(RemoveAllFlow::kPause);
  EXPECT_EQ(RemoveAll("clinic"), absl::OkStatus());
  EXPECT_FALSE(IsAsked("clinic"));
}

// Each piece looks at 4,096 rows.
TEST_F(RemoveAllFlowTest, AllOfALargeIndexIsLookedThrough) {
  for (int person = 0; person < 260; ++person) {
    std::vector<std::string> keys;
    for (int i = 0; i < 16; ++i) keys.push_back(absl::StrCat(person, "/", i));
    Supports({.agency = "clinic", .keys = keys, .handle = Random16()});
  }
  EXPECT_EQ(RemoveAll("clinic"), absl::OkStatus());
  const auto db = premises_.OpenDb();
  Statement count = *db->Prepare("SELECT count(*) FROM index_row");
  EXPECT_TRUE(count.Step().ok());
  EXPECT_EQ(count.Int(0), 1) << "of the housing association";
}

TEST_F(RemoveAllFlowTest, FromThenOnNoNegativeRestsOnIt) {
  EXPECT_THAT(WaitsFor(), testing::IsEmpty());
  EXPECT_EQ(RemoveAll("clinic"), absl::OkStatus());
  EXPECT_THAT(WaitsFor(), testing::ElementsAre("clinic"));
  // A restart knows it.
  flow_.reset();
  Start();
  EXPECT_TRUE(AllPublishedFlow(broker_->parts()).Load(kIndex).ok());
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
