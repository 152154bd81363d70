// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/publish_flow.h"

#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "broker/flows/all_published_flow.h"
#include "broker/flows/broker_world.h"

namespace kith::broker {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

// Remembers in what order rows went in.
class WatchedInserts : public InterposedTransaction {
 public:
  WatchedInserts(std::unique_ptr<StoreTransaction> real,
                 std::vector<RowToInsert>& inserted)
      : InterposedTransaction(std::move(real)), inserted_(inserted) {}
  absl::StatusOr<std::vector<bool>> InsertRows(
      absl::Span<const RowToInsert> rows, const RowBounds& bounds) override {
    for (const RowToInsert& row : rows) inserted_.push_back(row);
    return InterposedTransaction::InsertRows(rows, bounds);
  }

 private:
  std::vector<RowToInsert>& inserted_;
};

class PublishFlowTest : public BrokerWorld {
 protected:
  PublishFlowTest() {
    Start([this](SealedDb& db) -> std::unique_ptr<StoreTransaction> {
      return std::make_unique<WatchedInserts>(TestBroker::Real(db), inserted_);
    });
  }

  // A person of `agency` with one key; the row's secret is the key again,
  // wherever no other is named.
  absl::Status Publishes(const std::string& agency, const std::string& key,
                         const std::string& ground) {
    return broker_->publish.Publish(agency,
                                    {{.token = TokenOf(key),
                                      .row_hash = HashOf(key),
                                      .row = {.handle = Random16(),
                                              .strong = true,
                                              .ground_ref = ground,
                                              .scope = {.everybody = true},
                                              .expiry_quarter = 9000}}});
  }
  // One row of somebody who has no other.
  PublishFlow::NewRow RowOf(const std::string& key, const std::string& ground) {
    return {.token = TokenOf(key),
            .row_hash = HashOf(key),
            .row = {.handle = Random16(), .ground_ref = ground}};
  }
  std::string GroundOf(const std::string& agency) {
    return Supports({.agency = agency, .keys = {}});
  }
  static std::string HashOf(const std::string& secret) {
    return HashBytes(Sha256(secret));
  }
  bool IsInIndex(const std::string& key) { return IsInIndex(key, key); }
  bool IsInIndex(const std::string& key, const std::string& secret) {
    return FateOf(key, secret) == PublishFlow::Fate::kPresent;
  }
  PublishFlow::Fate FateOf(const std::string& key) { return FateOf(key, key); }
  PublishFlow::Fate FateOf(const std::string& key, const std::string& secret) {
    return (*broker_->publish.Reconcile(
        std::vector<PublishFlow::KnownRow>{{TokenOf(key), HashOf(secret)}}))[0];
  }
  std::uint32_t Removes(const std::string& agency, const std::string& key) {
    return Removes(agency, key, key);
  }
  std::uint32_t Removes(const std::string& agency, const std::string& key,
                        const std::string& secret) {
    absl::StatusOr<std::uint32_t> removed = absl::UnknownError("");
    broker_->publish.Remove(agency, {{TokenOf(key), secret}},
                            [&](auto told) { removed = told; });
    Settle();
    EXPECT_TRUE(removed.ok()) << removed.status();
    return removed.value_or(0);
  }
  void PassPublishInterval() { Pass(absl::Milliseconds(500)); }

  std::vector<RowToInsert> inserted_;
};

// An agency that loses its database may have published no more than that.
TEST_F(PublishFlowTest, ThatItHasBegunIsKept) {
  const auto begun = [this](const std::string& agency) {
    EXPECT_TRUE(AllPublishedFlow(broker_->parts()).Load("").ok());
    return broker_->index_state().HasPublished(agency);
  };
  ASSERT_TRUE(Publishes("clinic", "ash", GroundOf("clinic")).ok());
  EXPECT_FALSE(begun("clinic"));
  PassPublishInterval();
  EXPECT_TRUE(broker_->index_state().HasPublished("clinic"));
  Start();
  EXPECT_FALSE(broker_->index_state().HasPublished("clinic"));
  EXPECT_TRUE(begun("clinic"));
  EXPECT_FALSE(begun("homes"));
}

TEST_F(PublishFlowTest, ARowIsFoundAfterThePublishIntervalAndNotBefore) {
  ASSERT_TRUE(Publishes("clinic", "ash", GroundOf("clinic")).ok());
  Pass(absl::Milliseconds(499));
  EXPECT_FALSE(IsInIndex("ash"));
  Pass(absl::Milliseconds(1));
  EXPECT_TRUE(IsInIndex("ash"));
  EXPECT_TRUE(Holds(AskAndHear({}), "clinic"));
}

TEST_F(PublishFlowTest, RowsOfTwoAgenciesGoInMixedInTheOrderOfTheirLookups) {
  const std::string clinics = GroundOf("clinic");
  const std::string refuges = GroundOf("refuge");
  inserted_.clear();
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(Publishes(i < 50 ? "clinic" : "refuge",
                          absl::StrCat("family ", i),
                          i < 50 ? clinics : refuges)
                    .ok());
  }
  PassPublishInterval();
  ASSERT_THAT(inserted_, SizeIs(100));
  int changes = 0;
  for (std::size_t i = 1; i < inserted_.size(); ++i) {
    EXPECT_LT(inserted_[i - 1].row.lookup, inserted_[i].row.lookup);
    changes += inserted_[i - 1].agency != inserted_[i].agency ? 1 : 0;
  }
  // Sent one agency after the other: 1. By chance 50, and hardly below 20.
  EXPECT_GT(changes, 20);
}

TEST_F(PublishFlowTest, AFullBatchDoesNotWaitForTheInterval) {
  const std::string ground = GroundOf("clinic");
  std::vector<PublishFlow::NewRow> rows;
  for (int i = 0; i < 4096; ++i) {
    rows.push_back(RowOf(absl::StrCat("family ", i), ground));
  }
  ASSERT_TRUE(broker_->publish.Publish("clinic", std::move(rows)).ok());
  Settle();
  EXPECT_TRUE(IsInIndex("family 0"));
  EXPECT_TRUE(IsInIndex("family 4095"));
}

TEST_F(PublishFlowTest, WhatWaitsGoesInTogetherInOneRoundByPlace) {
  const std::string ground = GroundOf("clinic");
  inserted_.clear();
  std::vector<PublishFlow::NewRow> rows;
  for (int i = 0; i < 4096; ++i) {
    rows.push_back(RowOf(absl::StrCat("family ", i), ground));
  }
  ASSERT_TRUE(broker_->publish.Publish("clinic", std::move(rows)).ok());
  Settle();
  ASSERT_THAT(inserted_, SizeIs(4096));
  int rounds = 0;
  for (std::size_t i = 1; i < inserted_.size(); ++i) {
    rounds += inserted_[i].row.lookup < inserted_[i - 1].row.lookup ? 1 : 0;
  }
  EXPECT_LE(rounds, 1);
}

TEST_F(PublishFlowTest, RowsWithoutARecordedActiveGroundOfTheirOwnAreLeftOut) {
  const std::string active = GroundOf("clinic");
  const std::string withdrawn = GroundOf("clinic");
  const std::string anothers = GroundOf("refuge");
  (void)Withdraw("clinic", {withdrawn});
  Pass(kReleaseLife);
  ASSERT_TRUE(Publishes("clinic", "unknown ground", Random16()).ok());
  ASSERT_TRUE(Publishes("clinic", "withdrawn ground", withdrawn).ok());
  ASSERT_TRUE(Publishes("clinic", "another's ground", anothers).ok());
  ASSERT_TRUE(Publishes("clinic", "good ground", active).ok());
  PassPublishInterval();
  EXPECT_FALSE(IsInIndex("unknown ground"));
  EXPECT_FALSE(IsInIndex("withdrawn ground"));
  EXPECT_FALSE(IsInIndex("another's ground"));
  EXPECT_TRUE(IsInIndex("good ground"));
}

TEST_F(PublishFlowTest, ARowNamesTheAgencyThatPublishedItWhateverItSays) {
  ASSERT_TRUE(broker_->publish
                  .Publish("clinic", {{.token = TokenOf("ash"),
                                       .row_hash = HashOf("ash"),
                                       .row = {.agency = "refuge",
                                               .handle = Random16(),
                                               .strong = true,
                                               .ground_ref = GroundOf("clinic"),
                                               .scope = {.everybody = true}}}})
                  .ok());
  PassPublishInterval();
  EXPECT_TRUE(Holds(AskAndHear({}), "clinic"));
  EXPECT_THAT(broker_->relay.Asked(), ElementsAre("clinic"));
}

TEST_F(PublishFlowTest, ARowIsRemovedByItsSecretOnly) {
  ASSERT_TRUE(Publishes("clinic", "ash", GroundOf("clinic")).ok());
  PassPublishInterval();
  EXPECT_EQ(Removes("clinic", "ash", "guess"), 0u);
  EXPECT_EQ(Removes("clinic", "ash", HashOf("ash")), 0u);
  EXPECT_EQ(Removes("clinic", "elm", "ash"), 0u) << "it stands elsewhere";
  EXPECT_TRUE(IsInIndex("ash"));
  EXPECT_EQ(Removes("clinic", "ash"), 1u);
  EXPECT_FALSE(IsInIndex("ash"));
  EXPECT_EQ(Removes("clinic", "ash"), 0u);
}

TEST_F(PublishFlowTest, ARowThatIsRemovedWhileItWaitsNeverComesIn) {
  const std::string ground = GroundOf("clinic");
  ASSERT_TRUE(Publishes("clinic", "ash", ground).ok());
  EXPECT_EQ(Removes("clinic", "ash"), 1u);
  PassPublishInterval();
  EXPECT_FALSE(IsInIndex("ash"));
  // On its way to the log, too.
  ASSERT_TRUE(Publishes("clinic", "elm", ground).ok());
  executor_->Advance(absl::Milliseconds(500));
  EXPECT_EQ(Removes("clinic", "elm"), 1u);
  EXPECT_FALSE(IsInIndex("elm"));
}

TEST_F(PublishFlowTest, OfOneTokenNoMoreWaitThanGoInAndARowIsRemovedOnce) {
  const std::string ground = GroundOf("clinic");
  std::vector<PublishFlow::NewRow> rows(4096, RowOf("ash", ground));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].row_hash = HashOf(absl::StrCat("row ", i));
    rows[i].row.handle = Random16();
  }
  ASSERT_TRUE(broker_->publish.Publish("clinic", std::move(rows)).ok());
  EXPECT_EQ(FateOf("ash", "row 7"), PublishFlow::Fate::kWaiting);
  EXPECT_EQ(FateOf("ash", "row 8"), PublishFlow::Fate::kMissing);
  std::uint32_t removed = 0;
  broker_->publish.Remove(
      "clinic",
      std::vector<PublishFlow::OwnRow>(4096, {TokenOf("ash"), "row 7"}),
      [&](absl::StatusOr<std::uint32_t> told) { removed = told.value_or(0); });
  Settle();
  EXPECT_EQ(removed, 1u);
  PassPublishInterval();
  EXPECT_TRUE(IsInIndex("ash", "row 6"));
  EXPECT_FALSE(IsInIndex("ash", "row 7"));
}

TEST_F(PublishFlowTest, WhatBecameOfARowIsTold) {
  const std::string ground = GroundOf("clinic");
  using Fate = PublishFlow::Fate;
  EXPECT_EQ(FateOf("ash"), Fate::kMissing);
  ASSERT_TRUE(Publishes("clinic", "ash", ground).ok());
  EXPECT_EQ(FateOf("ash"), Fate::kWaiting);
  // On its way to the log.
  executor_->Advance(absl::Milliseconds(500));
  EXPECT_EQ(FateOf("ash"), Fate::kWaiting);
  Settle();
  EXPECT_EQ(FateOf("ash"), Fate::kPresent);
  EXPECT_EQ(Removes("clinic", "ash"), 1u);
  EXPECT_EQ(FateOf("ash"), Fate::kMissing);
  // Refused, removed while it waits: neither is said to wait.
  ASSERT_TRUE(Publishes("clinic", "elm", Random16()).ok());
  ASSERT_TRUE(Publishes("clinic", "oak", ground).ok());
  EXPECT_EQ(Removes("clinic", "oak"), 1u);
  EXPECT_EQ(FateOf("oak"), Fate::kMissing);
  PassPublishInterval();
  EXPECT_EQ(FateOf("elm"), Fate::kMissing);
}

TEST_F(PublishFlowTest, PublishingAgainChangesNothing) {
  const std::string ground = GroundOf("clinic");
  ASSERT_TRUE(Publishes("clinic", "ash", ground).ok());
  ASSERT_TRUE(Publishes("clinic", "ash", ground).ok());
  PassPublishInterval();
  EXPECT_EQ(Removes("clinic", "ash"), 1u);
}

class PublishBoundsTest : public PublishFlowTest {
 protected:
  // Publishes a row of `agency` with this key under this handle; whether it
  // came into the index.
  bool ComesIn(const std::string& agency, const std::string& key,
               const std::string& handle, const std::string& secret) {
    const auto [ground, fresh] = grounds_.try_emplace(agency);
    if (fresh) ground->second = GroundOf(agency);
    EXPECT_TRUE(broker_->publish
                    .Publish(agency, {{.token = TokenOf(key),
                                       .row_hash = HashOf(secret),
                                       .row = {.handle = handle,
                                               .ground_ref = ground->second,
                                               .expiry_quarter = 9000}}})
                    .ok());
    PassPublishInterval();
    return IsInIndex(key, secret);
  }

  std::map<std::string, std::string> grounds_;
};

TEST_F(PublishBoundsTest, AHandleHasSixteenRows) {
  const std::string handle = Random16();
  for (int i = 0; i < 16; ++i) {
    const std::string key = absl::StrCat("key ", i);
    EXPECT_TRUE(ComesIn("clinic", key, handle, key));
  }
  EXPECT_FALSE(ComesIn("clinic", "key 16", handle, "key 16"));
  EXPECT_TRUE(ComesIn("clinic", "key 16", Random16(), "under another"));
  EXPECT_EQ(Removes("clinic", "key 3"), 1u);
  EXPECT_TRUE(ComesIn("clinic", "key 16", handle, "key 16"));
  EXPECT_FALSE(ComesIn("clinic", "key 17", handle, "key 17"));
}

TEST_F(PublishBoundsTest, AnAgencyHasEightRowsOfAToken) {
  for (int i = 0; i < 8; ++i) {
    EXPECT_TRUE(ComesIn("clinic", "ash", Random16(), absl::StrCat("row ", i)));
  }
  EXPECT_FALSE(ComesIn("clinic", "ash", Random16(), "row 8"));
  EXPECT_TRUE(ComesIn("refuge", "ash", Random16(), "refuge's row"));
  EXPECT_EQ(Removes("clinic", "ash", "row 0"), 1u);
  EXPECT_TRUE(ComesIn("clinic", "ash", Random16(), "row 8"));
}

TEST_F(PublishBoundsTest, ARowSentAgainIsCountedOnce) {
  const std::string handle = Random16();
  for (int i = 0; i < 20; ++i) {
    EXPECT_TRUE(ComesIn("clinic", "ash", handle, "row"));
  }
  EXPECT_TRUE(ComesIn("clinic", "elm", handle, "another row"));
}

TEST_F(PublishFlowTest, TheLogTellsHowManyRowsAndNothingElse) {
  const std::string ground = GroundOf("clinic");
  ASSERT_TRUE(Publishes("clinic", "ash", ground).ok());
  ASSERT_TRUE(Publishes("clinic", "elm", ground).ok());
  PassPublishInterval();
  const auto entries = Openings("clinic");
  ASSERT_THAT(entries, SizeIs(1));
  log::v1::CountDetail detail;
  ASSERT_TRUE(detail.ParseFromString(entries[0].detail()));
  EXPECT_EQ(entries[0].event(), log::v1::EVENT_PUBLISHED);
  EXPECT_EQ(detail.what(), "rows");
  EXPECT_EQ(detail.count(), 2u);
}

TEST_F(PublishFlowTest, WhoSendsTooMuchAtOnceIsToldToWait) {
  const std::size_t too_many = 64 * 4096 + 1;
  const PublishFlow::NewRow row{
      .token = TokenOf("ash"), .row_hash = HashOf("ash"), .row = {}};
  EXPECT_EQ(
      broker_->publish.Publish("clinic", std::vector(too_many, row)).code(),
      absl::StatusCode::kResourceExhausted);
}

TEST_F(PublishFlowTest, WhoPublishesMuchDoesNotKeepOthersRowsFromWaiting) {
  const std::string ground = Random16();  // Unknown, so that none goes in.
  constexpr int kAsManyAsThereIsRoomLeft = 32 * 4096;
  std::vector<PublishFlow::NewRow> rows;
  for (int i = 0; i < kAsManyAsThereIsRoomLeft; ++i) {
    rows.push_back(RowOf(absl::StrCat("family ", i), ground));
  }
  ASSERT_TRUE(broker_->publish.Publish("clinic", std::move(rows)).ok());
  EXPECT_TRUE(absl::IsResourceExhausted(Publishes("clinic", "ash", ground)));
  EXPECT_TRUE(Publishes("refuge", "ash", ground).ok());
  // What no longer waits no longer counts.
  Settle();
  EXPECT_TRUE(Publishes("clinic", "elm", ground).ok());
}

}  // namespace
}  // namespace kith::broker
