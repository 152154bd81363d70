// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/link_flow.h"

#include <memory>
#include <optional>

#include "agent/flows/answer_world.h"
#include "agent/flows/register_change.h"

namespace kith::agent {
namespace {

const std::string kIndex(16, 'i');
const std::string kOther(16, 'o');

class LinkFlowTest : public AnswerWorld {
 protected:
  LinkFlowTest() {
    link_ = std::make_unique<LinkFlow>(
        *parts_,
        LinkFlow::Targets{.uplink = uplink_,
                          .answer = *answer_,
                          .proofs = *proofs_,
                          .publish = *publish_,
                          .recall = recall_,
                          .recall_notices = recall_notices_,
                          .register_changed = [] {},
                          .keep_network_file =
                              [](const std::vector<std::string>&,
                                 const Network&) { return absl::OkStatus(); }});
  }
  // A database that was never connected.
  void ForgetIndex() {
    ASSERT_TRUE(Change(*parts_, [](Register& people) {
                  return people.PutSetting(kIndexId, "");
                }).ok());
  }
  void Welcome(const std::string& index_id, bool has_published) {
    uplink_.sent.clear();
    link::v1::ToAgent message;
    message.mutable_welcome()->set_index_id(index_id);
    message.mutable_welcome()->set_has_published(has_published);
    link_->Take(message);
    executor_.RunDue();
  }
  void End(const absl::Status& why) {
    link_->Ended(why);
    executor_.RunDue();
  }
  std::optional<Hold> TheHold() {
    const auto hold = reader_->With(GetHold);
    EXPECT_TRUE(hold.ok()) << hold.status();
    return hold.ok() ? *hold : std::nullopt;
  }

  RecallFlow recall_{*parts_};
  RecallNoticeFlow recall_notices_{*parts_};
  std::unique_ptr<LinkFlow> link_;
};

TEST_F(LinkFlowTest, AnAgencyThatIsNewHasLostNoShield) {
  ForgetIndex();
  Welcome(kIndex, /*has_published=*/false);
  EXPECT_EQ(TheHold(), std::nullopt);
  EXPECT_TRUE(reader_->With(CheckNotHeld).ok());
}

TEST_F(LinkFlowTest, ANewDatabaseOfAnAgencyThatHasPublishedIsHeld) {
  ForgetIndex();
  Welcome(kIndex, /*has_published=*/true);
  EXPECT_EQ(TheHold(), Hold());
  // It stays so over a reconnection.
  Welcome(kIndex, /*has_published=*/true);
  EXPECT_EQ(TheHold(), Hold());
}

TEST_F(LinkFlowTest, WhoseDatabaseIsTheOneItPublishedFromIsNotHeld) {
  Welcome(kIndex, /*has_published=*/true);
  EXPECT_EQ(TheHold(), std::nullopt);
  // The broker's index was lost, not the agency's register.
  Welcome(kOther, /*has_published=*/true);
  EXPECT_EQ(TheHold(), std::nullopt);
}

// Else it would be quiet until the stream breaks.
TEST_F(LinkFlowTest, WhatCouldNotBeComparedIsComparedAgain) {
  ForgetIndex();
  {
    // Nobody else can write.
    auto other = *SealedDb::Open(folder_ / "agent.db", db_key_);
    ASSERT_TRUE(other->Execute("BEGIN IMMEDIATE").ok());
    Welcome(kIndex, /*has_published=*/true);
    ASSERT_TRUE(other->Execute("ROLLBACK").ok());
  }
  EXPECT_EQ(TheHold(), std::nullopt);
  EXPECT_TRUE(absl::IsUnavailable(reader_->With(CheckNotHeld)));
  executor_.Advance(absl::Seconds(6));
  EXPECT_EQ(TheHold(), Hold());
}

// Its keys are in two places.
TEST_F(LinkFlowTest, AnotherMachineInItsPlaceIsAnAlarm) {
  End(absl::UnavailableError("the broker is stopping"));
  EXPECT_THAT(Alarms(), testing::IsEmpty());
  EXPECT_EQ(link_->taken_over(), std::nullopt);
  End(absl::AbortedError("another machine has connected as this agency"));
  ASSERT_THAT(Alarms(), testing::SizeIs(1));
  EXPECT_EQ(Alarms()[0].cause(), "another machine connected as this agency");
  EXPECT_EQ(link_->taken_over(), clock_.Now());
  // A broker that says it all the time does not fill the log.
  for (int i = 0; i < 10; ++i) End(absl::AbortedError("once more"));
  EXPECT_THAT(Alarms(), testing::SizeIs(1));
  executor_.Advance(absl::Minutes(11));
  End(absl::AbortedError("once more"));
  EXPECT_THAT(Alarms(), testing::SizeIs(2));
  // That the stream is open again takes none of it back.
  Welcome(kIndex, /*has_published=*/true);
  EXPECT_NE(link_->taken_over(), std::nullopt);
}

TEST_F(LinkFlowTest, ItSaysWhichProcessItIs) {
  EXPECT_EQ(link_->Hello().process().size(), 16u);
  EXPECT_EQ(link_->Hello().process(), link_->Hello().process());
  const LinkFlow next(*parts_, {.uplink = uplink_,
                                .answer = *answer_,
                                .proofs = *proofs_,
                                .publish = *publish_,
                                .recall = recall_,
                                .recall_notices = recall_notices_,
                                .register_changed = {},
                                .keep_network_file = {}});
  EXPECT_NE(next.Hello().process(), link_->Hello().process());
}

}  // namespace
}  // namespace kith::agent
