// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/all_published_flow.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "broker/flows/broker_world.h"
#include "broker/flows/welcome_flow.h"

namespace kith::broker {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string kIndex(16, 'i');
const std::string kOther(16, 'o');

class AllPublishedFlowTest : public BrokerWorld {
 protected:
  AllPublishedFlowTest() { Restart(kIndex); }

  void Restart(const std::string& index_id) {
    flow_.reset();
    Start();
    flow_ = std::make_unique<AllPublishedFlow>(broker_->parts());
    ASSERT_TRUE(flow_->Load(index_id).ok());
  }
  void Says(const std::string& agency, const std::string& index_id,
            const std::vector<std::uint32_t>& epochs) {
    link::v1::AllPublished said;
    said.set_index_id(index_id);
    for (const std::uint32_t epoch : epochs) said.add_epochs(epoch);
    flow_->Take(agency, said);
    broker_->AwaitLog();
  }
  std::vector<std::string> WaitsFor() {
    return broker_->index_state().WaitsFor(
        *network_, broker_->coverage().Now(*network_, clock_.Now()),
        clock_.Now());
  }

  std::unique_ptr<AllPublishedFlow> flow_;
};

TEST_F(AllPublishedFlowTest, WhoHasNeverPublishedIsNotWaitedFor) {
  EXPECT_THAT(WaitsFor(), IsEmpty());
  Says("clinic", kIndex, {1});
  EXPECT_THAT(WaitsFor(), IsEmpty());
}

// Of whom a restored broker has not heard, but who is here.
TEST_F(AllPublishedFlowTest, WhoIsConnectedIsWaitedForUntilItHasPublished) {
  broker_->coverage().MarkAble("clinic");
  EXPECT_THAT(WaitsFor(), ElementsAre("clinic"));
  Says("clinic", kOther, {1});
  EXPECT_THAT(WaitsFor(), ElementsAre("clinic"));
  Says("clinic", kIndex, {1});
  EXPECT_THAT(WaitsFor(), IsEmpty());
}

TEST_F(AllPublishedFlowTest, AnotherIndexWaitsForWhoHad) {
  Says("clinic", kIndex, {1});
  Says("homes", kIndex, {1});
  Restart(kOther);
  EXPECT_THAT(WaitsFor(), ElementsAre("clinic", "homes"));
  Says("clinic", kOther, {1});
  // What was said of the index before says nothing of this.
  Says("homes", kIndex, {1});
  EXPECT_THAT(WaitsFor(), ElementsAre("homes"));
  Says("homes", kOther, {1});
  EXPECT_THAT(WaitsFor(), IsEmpty());
}

TEST_F(AllPublishedFlowTest, ARestartRemembers) {
  Says("clinic", kIndex, {1});
  Restart(kIndex);
  EXPECT_THAT(WaitsFor(), IsEmpty());
  Restart(kOther);
  EXPECT_THAT(WaitsFor(), ElementsAre("clinic"));
}

TEST_F(AllPublishedFlowTest, AnEpochThatNobodyAsksByIsNotEnough) {
  Says("clinic", kIndex, {2});
  EXPECT_THAT(WaitsFor(), ElementsAre("clinic"));
  Says("clinic", kIndex, {1, 2});
  EXPECT_THAT(WaitsFor(), IsEmpty());
}

// What opens its rows is lost: they stand in the index, and nobody answers.
TEST_F(AllPublishedFlowTest, WhoTakesItBackIsWaitedForThoughItIsAway) {
  Says("clinic", kIndex, {1});
  Says("clinic", kIndex, {});
  EXPECT_THAT(WaitsFor(), ElementsAre("clinic"));
  Restart(kIndex);
  EXPECT_THAT(WaitsFor(), ElementsAre("clinic"));
  Says("clinic", kIndex, {1});
  EXPECT_THAT(WaitsFor(), IsEmpty());
}

TEST_F(AllPublishedFlowTest, AnAgencyIsToldThatItHadPublished) {
  const auto has_published = [this](const std::string& agency) {
    const NetworkHistory history(testing::TempDir() + "/network.kith");
    link::v1::Hello hello;
    hello.set_normaliser_version(network_->file().normaliser_version());
    hello.set_clock_ms(
        static_cast<std::uint64_t>(absl::ToUnixMillis(clock_.Now())));
    const auto messages =
        WelcomeFlow(broker_->parts(), history, kOther).Run(agency, hello);
    EXPECT_TRUE(messages.ok()) << messages.status();
    return messages->back().welcome().has_published();
  };
  EXPECT_FALSE(has_published("clinic"));
  Says("clinic", kIndex, {1});
  EXPECT_TRUE(has_published("clinic"));
  EXPECT_FALSE(has_published("homes"));
  Restart(kOther);
  EXPECT_TRUE(has_published("clinic"));
}

TEST_F(AllPublishedFlowTest, WhoIsSuspendedIsNotWaitedFor) {
  Says("homes", kOther, {1});
  EXPECT_THAT(WaitsFor(), ElementsAre("homes"));
  network_ = premises_.members.With([](network::v1::NetworkFile& file) {
    for (auto& agency : *file.mutable_agencies()) {
      if (agency.id() == "homes") agency.set_suspended(true);
    }
  });
  EXPECT_THAT(WaitsFor(), IsEmpty());
}

// Practitioners are told by the release itself.
TEST_F(AllPublishedFlowTest, ANegativeSaysThatTheIndexIsBeingRebuilt) {
  const auto rebuilding = [this](const std::function<void()>& meanwhile) {
    const Asked asked = Ask({});
    Settle();
    meanwhile();
    PassToRelease();
    Settle();
    enquiry::v1::ReleaseBody body;
    EXPECT_TRUE(asked.heard->status().ok()) << asked.heard->status();
    EXPECT_TRUE(body.ParseFromString(asked.heard->value().body()));
    return body.index_rebuilding();
  };
  EXPECT_FALSE(rebuilding([] {}));
  Says("clinic", kOther, {1});
  // Too late for a search that is over.
  EXPECT_TRUE(rebuilding([this] { Says("clinic", kIndex, {1}); }));
  EXPECT_FALSE(rebuilding([] {}));
}

}  // namespace
}  // namespace kith::broker
