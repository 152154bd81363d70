// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/link_flow.h"

#include <memory>
#include <optional>
#include <set>

#include "agent/flows/answer_world.h"
#include "agent/flows/register_change.h"

namespace kith::agent {
namespace {

using testing::IsEmpty;

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
  bool IsSilent() {
    return absl::IsFailedPrecondition(
        reader_->With([](Register& people) { return MaySpeak(people); }));
  }
  // The epochs that it said all is published under; nullopt: it said nothing.
  std::optional<std::set<std::uint32_t>> SaidPublished() const {
    for (const link::v1::FromAgent& message : uplink_.sent) {
      if (!message.has_all_published()) continue;
      return std::set<std::uint32_t>(message.all_published().epochs().begin(),
                                     message.all_published().epochs().end());
    }
    return std::nullopt;
  }

  RecallFlow recall_{*parts_};
  RecallNoticeFlow recall_notices_{*parts_};
  std::unique_ptr<LinkFlow> link_;
};

TEST_F(LinkFlowTest, AnAgencyThatIsNewHasLostNoShield) {
  ForgetIndex();
  Welcome(kIndex, /*has_published=*/false);
  EXPECT_FALSE(IsSilent());
  EXPECT_EQ(SaidPublished(), std::nullopt);
}

TEST_F(LinkFlowTest, ANewDatabaseOfAnAgencyThatHasPublishedIsSilent) {
  ForgetIndex();
  Welcome(kIndex, /*has_published=*/true);
  EXPECT_TRUE(IsSilent());
  // Its old rows open with nothing that it has.
  ASSERT_TRUE(SaidPublished().has_value());
  EXPECT_THAT(*SaidPublished(), IsEmpty());
  // It stays so over a reconnection.
  Welcome(kIndex, /*has_published=*/true);
  EXPECT_TRUE(IsSilent());
  EXPECT_TRUE(SaidPublished().has_value());
}

TEST_F(LinkFlowTest, WhoseDatabaseIsTheOneItPublishedFromSpeaksOn) {
  Welcome(kIndex, /*has_published=*/true);
  EXPECT_FALSE(IsSilent());
  // The broker's index was lost, not the agency's register.
  Welcome(kOther, /*has_published=*/true);
  EXPECT_FALSE(IsSilent());
  EXPECT_EQ(SaidPublished(), std::nullopt);
}

TEST_F(LinkFlowTest, ACopyTakesBackThatAllIsPublished) {
  ASSERT_TRUE(Change(*parts_, [this](Register& people) {
                return DoubtShields(
                    {UnsureShields::Why::kRestored, clock_.Now()}, people);
              }).ok());
  Welcome(kIndex, /*has_published=*/true);
  ASSERT_TRUE(SaidPublished().has_value());
  EXPECT_THAT(*SaidPublished(), IsEmpty());
}

}  // namespace
}  // namespace kith::agent
