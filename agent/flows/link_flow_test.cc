// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/link_flow.h"

#include <memory>
#include <optional>

#include "agent/flows/answer_world.h"
#include "agent/flows/register_change.h"
#include "keys/hash.h"

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
                          .answers = answers_,
                          .answer = *answer_,
                          .proofs = *proofs_,
                          .publish = *publish_,
                          .recall = recall_,
                          .recall_notices = recall_notices_,
                          .register_changed = [] {},
                          .keep_network_file =
                              [this](const std::vector<std::string>& between,
                                     const Network& newest) {
                                if (!disk_.ok()) return disk_;
                                kept_ = between.size() + 1;
                                kept_version_ = newest.file().version();
                                return disk_;
                              }});
  }
  // The next version comes down the stream.
  void TakeNextVersion() {
    const auto before = network_->Get();
    const auto next = members_.With([&](network::v1::NetworkFile& file) {
      file = before->file();
      file.set_version(file.version() + 1);
      file.set_previous_sha256(HashBytes(before->hash()));
    });
    link::v1::ToAgent message;
    message.mutable_network_file()->set_signed_file(
        std::string(next->signed_bytes()));
    link_->Take(message);
    answers_.RunDue();
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

  FakeExecutor answers_{clock_};
  absl::Status disk_;
  std::size_t kept_ = 0;  // Versions.
  std::uint64_t kept_version_ = 0;
  RecallFlow recall_{*parts_};
  RecallNoticeFlow recall_notices_{*parts_};
  std::unique_ptr<LinkFlow> link_;
};

// What the centre keeps waiting keeps no question waiting, nor what a question
// is answered by.
TEST_F(LinkFlowTest, WhatIsDueWaitsForNothingThatWaitsForTheCentre) {
  const std::uint64_t before = network_->Get()->file().version();
  link::v1::ToAgent welcome;
  welcome.mutable_welcome()->set_index_id(kOther);
  link_->Take(welcome);
  TakeNextVersion();
  EXPECT_EQ(network_->Get()->file().version(), before + 1);
  ASSERT_TRUE(executor_.NextDue().has_value()) << "the welcome waits still";
}

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
                                .answers = executor_,
                                .answer = *answer_,
                                .proofs = *proofs_,
                                .publish = *publish_,
                                .recall = recall_,
                                .recall_notices = recall_notices_,
                                .register_changed = {},
                                .keep_network_file = {}});
  EXPECT_NE(next.Hello().process(), link_->Hello().process());
}

// The broker does not send it again.
TEST_F(LinkFlowTest, AVersionThatCouldNotBeKeptIsKeptLater) {
  const std::uint64_t first = network_->Get()->file().version();
  disk_ = absl::ResourceExhaustedError("full");
  TakeNextVersion();
  TakeNextVersion();
  EXPECT_EQ(network_->Get()->file().version(), first + 2);
  EXPECT_EQ(kept_, 0u);
  disk_ = absl::OkStatus();
  executor_.Advance(absl::Seconds(11));
  // With the one between.
  EXPECT_EQ(kept_, 2u);
  EXPECT_EQ(kept_version_, first + 2);
}

TEST_F(LinkFlowTest, WhyItEndedIsKnownThoughItsWelcomeIsStillBeingRead) {
  link::v1::ToAgent message;
  message.mutable_welcome()->set_index_id(kIndex);
  link_->Take(message);
  link_->Ended(absl::FailedPreconditionError("two machines by turns"));
  executor_.RunDue();
  EXPECT_EQ(link_->last_end(), "two machines by turns");
  Welcome(kIndex, /*has_published=*/true);
  EXPECT_EQ(link_->last_end(), "");
}

}  // namespace
}  // namespace kith::agent
