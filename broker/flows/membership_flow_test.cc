// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/membership_flow.h"

#include "broker/flows/broker_world.h"
#include "keys/tlog/leaf.h"

namespace kith::broker {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class MembershipFlowTest : public BrokerWorld {
 protected:
  // Another version of the network file; the broker starts again under it.
  void Replace(std::uint64_t version) {
    network_ = premises_.members.With([&](network::v1::NetworkFile& file) {
      file.set_version(version);
      file.set_area(std::to_string(version));
    });
    Start();
  }
  absl::Status Run() { return MembershipFlow(broker_->parts()).Run(); }
  void Append() {
    const auto done = broker_->log().Run(
        [](SealedDb&) -> absl::StatusOr<std::vector<tlog::Entry>> {
          return std::vector<tlog::Entry>{
              {log::v1::EVENT_PUBLISHED, "school", "", ""}};
        });
    EXPECT_TRUE(done.ok());
  }
  // Of the log's entry at that position.
  std::string NetworkFileAt(std::uint64_t index) {
    const auto db = premises_.OpenDb();
    const auto leaf =
        tlog::ParseLeaf(*tlog::AuditLog::ReadLeaves(*db, index, 1));
    return HashBytes(leaf->network_file);
  }
};

TEST_F(MembershipFlowTest, TheFileThatALogBeginsWithIsNoOther) {
  ASSERT_TRUE(Run().ok());
  Append();
  ASSERT_TRUE(Run().ok());
  Start();
  ASSERT_TRUE(Run().ok());
  EXPECT_THAT(Events("clinic"), IsEmpty());
  EXPECT_THAT(Events("school"), ElementsAre("EVENT_PUBLISHED"));
}

TEST_F(MembershipFlowTest, AnotherFileIsSaidToEachAgencyOnce) {
  ASSERT_TRUE(Run().ok());
  Append();
  Replace(7);
  ASSERT_TRUE(Run().ok());
  ASSERT_TRUE(Run().ok());
  for (const char* agency : {"clinic", "refuge", "homes"}) {
    EXPECT_THAT(Events(agency), ElementsAre("EVENT_MEMBERSHIP"));
  }
  EXPECT_THAT(Events("school"),
              ElementsAre("EVENT_PUBLISHED", "EVENT_MEMBERSHIP"));
  log::v1::CountDetail detail;
  ASSERT_TRUE(detail.ParseFromString(Openings("clinic")[0].detail()));
  EXPECT_EQ(detail.count(), 7u);
  EXPECT_EQ(detail.digest(), HashBytes(network_->hash()));
  // They are the first that are made under it.
  EXPECT_NE(NetworkFileAt(0), detail.digest());
  EXPECT_EQ(NetworkFileAt(1), detail.digest());
}

TEST_F(MembershipFlowTest, ALogOfAnEarlierVersionTellsByItsNewestEntry) {
  Append();
  Replace(7);
  ASSERT_TRUE(Run().ok());
  EXPECT_THAT(Events("clinic"), ElementsAre("EVENT_MEMBERSHIP"));
}

TEST_F(MembershipFlowTest, WhatWasNotSaidBeforeACrashIsSaidAfterIt) {
  ASSERT_TRUE(Run().ok());
  Append();
  Replace(7);
  Append();  // Under the new file, before anybody said so.
  Start();
  ASSERT_TRUE(Run().ok());
  EXPECT_THAT(Events("clinic"), ElementsAre("EVENT_MEMBERSHIP"));
}

}  // namespace
}  // namespace kith::broker
