// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/publish_flow.h"

#include <algorithm>
#include <map>
#include <set>

#include "agent/flows/agent_world.h"
#include "agent/flows/register_change.h"
#include "agent/flows/touch_flow.h"
#include "keys/base/status_macros.h"

namespace kith::agent {
namespace {

using testing::Each;
using testing::IsEmpty;
using testing::SizeIs;

const Staff kManager{.name = "mo", .shown_as = "Mo", .role = "manager"};

class PublishFlowTest : public AgentWorld {
 protected:
  explicit PublishFlowTest(const std::string& profile = "strict")
      : AgentWorld("clinic", profile) {}
  std::set<std::string> Handles() const {
    std::set<std::string> handles;
    for (const auto& [id, row] : broker_.rows) handles.insert(row.handle());
    return handles;
  }
  void Shield(const Row& row, const char* kind) {
    desk::v1::SetShieldRequest request;
    *request.mutable_person() = Described(row);
    request.set_kind(kind);
    ASSERT_TRUE(TouchFlow(*parts_).SetShield(kManager, request).ok());
  }
};

class StandardPublishFlowTest : public PublishFlowTest {
 protected:
  StandardPublishFlowTest() : PublishFlowTest("standard") {}
};

TEST_F(PublishFlowTest, OnlyPeopleWithSupportAndAnAgreementAreListed) {
  ASSERT_TRUE(
      Import(
          {sami_,
           {.id = "3",
            .forename = "Roll",
            .surname = "Pupil",
            .supported = "no"},
           {.id = "4", .forename = "Said", .surname = "Never", .agreed = "no"},
           {.id = "5",
            .forename = "Every",
            .surname = "Child",
            .level = "universal"}})
          .ok());
  Publish();
  EXPECT_THAT(Handles(), SizeIs(1));
  EXPECT_THAT(broker_.grounds, SizeIs(1));
  for (const auto& [id, row] : broker_.rows) {
    EXPECT_TRUE(broker_.grounds.contains(row.ground_ref()));
  }
}

TEST_F(PublishFlowTest, TheKeyHolderSeesBatchesOfOneSizeOnly) {
  ASSERT_TRUE(Import({sami_, dina_}).ok());
  Publish();
  EXPECT_THAT(key_holder_.batches, SizeIs(1));
  EXPECT_THAT(key_holder_.batches, Each(1024u));
  // What was made is kept: nothing is asked of it again.
  ASSERT_TRUE(publish_->SendAllAgain(std::string(16, 'i')).ok());
  Publish();
  EXPECT_THAT(key_holder_.batches, SizeIs(1));
}

TEST_F(PublishFlowTest, AnIdentifierMakesAnotherStrongRow) {
  Row numbered = sami_;
  numbered.nhs = "9990000018";
  ASSERT_TRUE(Import({sami_}).ok());
  Publish();
  const std::size_t by_name = broker_.rows.size();
  ASSERT_TRUE(Import({numbered}).ok());
  Publish();
  EXPECT_EQ(broker_.rows.size(), by_name + 1);
}

TEST_F(PublishFlowTest, RowsTheBrokerLostAreSentAgain) {
  ASSERT_TRUE(Import({sami_}).ok());
  broker_.lose_rows = true;
  ASSERT_TRUE(publish_->Run().ok());
  EXPECT_THAT(broker_.rows, IsEmpty());
  broker_.lose_rows = false;
  Publish();
  EXPECT_EQ(Handles().size(), 1u);
  EXPECT_GT(broker_.published.size(), broker_.rows.size());
}

TEST_F(PublishFlowTest, RowsOnTheirWayAreNotSentAgain) {
  ASSERT_TRUE(Import({sami_}).ok());
  broker_.hold_rows = true;
  EXPECT_FALSE(*publish_->Run());
  const std::size_t sent = broker_.published.size();
  EXPECT_GT(sent, 0u);
  EXPECT_FALSE(*publish_->Run());
  EXPECT_FALSE(publish_->progress().done);
  broker_.InsertWaiting();
  EXPECT_TRUE(*publish_->Run());
  EXPECT_EQ(broker_.published.size(), sent);
  EXPECT_EQ(publish_->progress().present, sent);
}

TEST_F(PublishFlowTest, RowsOfALargeRegisterAreSentWhileTheNextAreMade) {
  constexpr int kMoreThanAreMadeBetweenSendings = 4200;
  std::vector<Row> people;
  for (int i = 0; i < kMoreThanAreMadeBetweenSendings; ++i) {
    people.push_back(
        {.id = absl::StrCat(i),
         .forename = "Sami",
         .surname = "Haddad",
         .born = absl::FormatCivilTime(absl::CivilDay(2005, 1, 1) + i)});
  }
  ASSERT_TRUE(Import(people).ok());
  std::uint64_t made_at_first = 0;
  broker_.on_publish = [&] {
    broker_.full = true;  // For the next. The other rows are made all the same.
    made_at_first = *reader_->With([](Register& registered) {
      return registered.CountRows(RowState::kToSend);
    });
  };
  EXPECT_TRUE(absl::IsResourceExhausted(publish_->Run().status()));
  broker_.on_publish = [] {};
  broker_.full = false;
  Publish();
  EXPECT_TRUE(publish_->progress().done);
  EXPECT_GT(made_at_first, 0u);
  EXPECT_LT(made_at_first, broker_.rows.size());
}

TEST_F(PublishFlowTest, WhatChangesWhileRowsAreOnTheirWayIsNotForgotten) {
  ASSERT_TRUE(Import({sami_}).ok());
  broker_.hold_rows = true;
  EXPECT_FALSE(*publish_->Run());
  ASSERT_TRUE(Import({sami_, dina_}).ok());
  broker_.InsertWaiting();
  publish_->RegisterChanged();
  EXPECT_FALSE(*publish_->Run());
  EXPECT_TRUE(*publish_->Run());
  EXPECT_THAT(Handles(), SizeIs(2));
}

TEST_F(PublishFlowTest, AnAgreementThatRunsOutWhileRowsAreOnTheirWayEnds) {
  ASSERT_TRUE(Import({sami_}).ok());
  broker_.hold_rows = true;
  EXPECT_FALSE(*publish_->Run());
  clock_.Advance(absl::Hours(24 * 366));
  broker_.InsertWaiting();
  Publish();
  EXPECT_THAT(broker_.rows, IsEmpty());
}

TEST_F(PublishFlowTest, ARunCutShortGoesOnWhereItWas) {
  ASSERT_TRUE(Import({sami_, dina_}).ok());
  broker_.down = true;  // Tokens are made; nothing can be sent.
  EXPECT_FALSE(publish_->Run().ok());
  EXPECT_THAT(key_holder_.batches, SizeIs(1));
  Start();
  broker_.down = false;
  Publish();
  EXPECT_THAT(Handles(), SizeIs(2));
  EXPECT_THAT(key_holder_.batches, SizeIs(1)) << "tokens are not made twice";
}

TEST_F(PublishFlowTest, WhatAnEarlierRunMadeCountsAsPrepared) {
  ASSERT_TRUE(Import({sami_}).ok());
  Publish();
  // As if that run had ended before it made rows of its tokens.
  ASSERT_TRUE(Change(*parts_, [](Register& people) -> absl::Status {
                const auto everybody = people.ListedPeople();
                for (const std::string& listed : *everybody) {
                  EXPECT_TRUE(people.SetListedAs(listed, "").ok());
                }
                return absl::OkStatus();
              }).ok());
  ASSERT_TRUE(Import({sami_, dina_}).ok());
  key_holder_.down = true;
  EXPECT_FALSE(publish_->Run().ok());
  EXPECT_EQ(publish_->progress().people_total, 2u);
  EXPECT_EQ(publish_->progress().people_waiting, 1u);
}

TEST_F(PublishFlowTest, NobodyWaitsOnceRowsAreMade) {
  ASSERT_TRUE(Import({sami_}).ok());
  Publish();
  ASSERT_TRUE(Change(*parts_, [](Register& people) -> absl::Status {
                return people.SetListedAs(people.ListedPeople()->front(), "");
              }).ok());
  broker_.hold_rows = true;
  EXPECT_FALSE(*publish_->Run());  // All its tokens were there.
  EXPECT_EQ(publish_->progress().people_waiting, 0u);
}

TEST_F(PublishFlowTest, EachBatchIsWrittenDownBeforeTheKeyHolderIsAsked) {
  ASSERT_TRUE(Import({sami_}).ok());
  std::vector<log::v1::EvaluationDetail> before;
  key_holder_.before_reply = [&] { before = Evaluations(); };
  Publish();
  ASSERT_THAT(before, SizeIs(1));
  EXPECT_EQ(before[0].what(), "publish");
  EXPECT_EQ(before[0].count(), 1024u);
  EXPECT_THAT(key_holder_.request_ids,
              testing::ElementsAre(before[0].request_id()));
}

// A new epoch with a key of its own, for whoever is published already.
class NewEpochTest : public PublishFlowTest {
 protected:
  void PublishUnder(bool first, bool second) {
    const auto present = network_->Get();
    network_ = std::make_unique<CurrentNetwork>(
        members_.With([&](network::v1::NetworkFile& file) {
          file.set_profile("strict");
          file.mutable_epochs(0)->set_public_key(key_holder_.public_key());
          file.mutable_epochs(0)->set_publish(first);
          file.mutable_epochs(0)->set_ask(first);
          auto* epoch = file.add_epochs();
          epoch->set_number(2);
          // The fake has one key: a token is another all the same, by the
          // label.
          epoch->set_public_key(key_holder_.public_key());
          epoch->set_publish(second);
          epoch->set_ask(second);
        }));
    Stop();
    Start();
  }
  std::set<std::string> TokensOf(std::uint32_t epoch) {
    std::set<std::string> tokens;
    for (const auto& [id, row] : broker_.rows) {
      if (row.epoch() == epoch) tokens.insert(row.token());
    }
    return tokens;
  }
};

TEST_F(NewEpochTest, RowsOfTheOldEpochStayWhileTheNewComeIn) {
  ASSERT_TRUE(Import({sami_, dina_}).ok());
  Publish();
  const auto before = broker_.rows;
  PublishUnder(true, true);
  Publish();
  for (const auto& [id, row] : before) {
    EXPECT_TRUE(broker_.rows.contains(id)) << "was taken out meanwhile";
  }
  EXPECT_EQ(TokensOf(1).size(), before.size());
  EXPECT_EQ(TokensOf(2).size(), before.size());
  EXPECT_EQ(broker_.rows.size(), 2 * before.size());
}

TEST_F(NewEpochTest, ARetiredEpochsRowsAndKeysGo) {
  ASSERT_TRUE(Import({sami_}).ok());
  Publish();
  PublishUnder(true, true);
  Publish();
  const auto of_second = TokensOf(2);
  PublishUnder(false, true);
  Publish();
  EXPECT_EQ(TokensOf(1).size(), 0u);
  EXPECT_EQ(TokensOf(2), of_second);
  EXPECT_EQ(*reader_->With(
                [](Register& people) { return people.OldestTokenEpoch(); }),
            2u);
}

TEST_F(PublishFlowTest, WithoutAKeyHolderNothingIsSent) {
  ASSERT_TRUE(Import({sami_}).ok());
  key_holder_.down = true;
  EXPECT_EQ(publish_->Run().status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(broker_.published, IsEmpty());
}

TEST_F(PublishFlowTest, WhoeverLeavesTheExportLeavesTheIndex) {
  ASSERT_TRUE(Import({sami_, dina_}).ok());
  Publish();
  Row ended = sami_;
  ended.supported = "no";
  ASSERT_TRUE(Import({ended, dina_}).ok());
  Publish();
  EXPECT_THAT(Handles(), SizeIs(1));
}

TEST_F(PublishFlowTest, AnAgreementThatRunsOutTakesItsRowsWithIt) {
  ASSERT_TRUE(Import({sami_}).ok());
  Publish();
  ASSERT_THAT(broker_.rows, testing::Not(IsEmpty()));
  clock_.Advance(absl::Hours(24 * 400));
  Publish();
  EXPECT_THAT(broker_.rows, IsEmpty());
}

TEST_F(PublishFlowTest, AnAbsentShieldTakesEveryRowAway) {
  ASSERT_TRUE(Import({sami_, dina_}).ok());
  Publish();
  Shield(sami_, "absent");
  Publish();
  EXPECT_THAT(Handles(), SizeIs(1));
  Shield(sami_, "none");
  Publish();
  EXPECT_THAT(Handles(), SizeIs(2));
}

TEST_F(PublishFlowTest, ASilentShieldIsNotPublishedWithoutAGatewayForIt) {
  ASSERT_TRUE(Import({sami_}).ok());
  Shield(sami_, "silent");
  Publish();
  EXPECT_THAT(broker_.rows, IsEmpty()) << "the network names no gateway";
}

TEST_F(PublishFlowTest, AnImportNeverWeakensAShieldSetByHand) {
  ASSERT_TRUE(Import({sami_}).ok());
  Shield(sami_, "absent");
  Row married = sami_;
  married.nhs = "9990000018";
  ASSERT_TRUE(Import({married}).ok());
  Publish();
  EXPECT_THAT(broker_.rows, IsEmpty());
}

// Born "on 1 January", without a number: weak keys only, and several of them.
Row WithoutAStrongKey(Row row) {
  row.born = "2015-01-01";
  row.nhs = "";
  return row;
}

TEST_F(StandardPublishFlowTest, WeakKeysAreListedBesideTheStrongOne) {
  ASSERT_TRUE(Import({sami_}).ok());
  Publish();
  int strong = 0;
  for (const auto& [id, row] : broker_.rows) strong += row.strong() ? 1 : 0;
  EXPECT_EQ(strong, 1);
  EXPECT_GT(broker_.rows.size(), 3u);
}

TEST_F(StandardPublishFlowTest, AWeakKeyOfACrowdIsNotListed) {
  // Brothers and sisters of one birthday: they share weak keys and no strong
  // one.
  std::vector<Row> family;
  for (const char* forename : {"Ada", "Bertram", "Clothilde", "Dmitri",
                               "Eglantine", "Fergus", "Gwendolen", "Hugo"}) {
    family.push_back({.id = absl::StrCat(family.size() + 1),
                      .forename = forename,
                      .surname = "Osterley"});
  }
  const auto shared_tokens = [&] {
    std::map<std::string, int> rows_of;
    for (const auto& [id, row] : broker_.rows) ++rows_of[row.token()];
    return std::count_if(rows_of.begin(), rows_of.end(),
                         [](const auto& one) { return one.second > 1; });
  };
  ASSERT_TRUE(Import(family).ok());
  Publish();
  EXPECT_GT(shared_tokens(), 0);
  family.push_back({.id = "9", .forename = "Zebedee", .surname = "Osterley"});
  ASSERT_TRUE(Import(family).ok());
  Publish();
  EXPECT_EQ(shared_tokens(), 0);
  EXPECT_THAT(Handles(), SizeIs(9));
  EXPECT_GT(publish_->progress().crowded_keys, 0u);
  EXPECT_EQ(publish_->progress().shared_keys, 0u);
}

TEST_F(StandardPublishFlowTest, AStrongKeyOfTwoPeopleIsNotListed) {
  const auto strong_rows = [&] {
    return std::count_if(broker_.rows.begin(), broker_.rows.end(),
                         [](const auto& one) { return one.second.strong(); });
  };
  // A number that two people were given.
  Row dina = dina_;
  Row sami = sami_;
  dina.nhs = sami.nhs = "999 000 0018";
  ASSERT_TRUE(Import({sami, dina_}).ok());
  Publish();
  EXPECT_EQ(strong_rows(), 3);
  ASSERT_TRUE(Import({sami, dina}).ok());
  Publish();
  EXPECT_EQ(strong_rows(), 2);
  EXPECT_EQ(publish_->progress().shared_keys, 2u);
}

TEST_F(StandardPublishFlowTest, AShieldHoldsForWhoeverHasNoStrongKey) {
  const Row row = WithoutAStrongKey(sami_);
  ASSERT_TRUE(Import({row}).ok());
  Publish();
  ASSERT_THAT(broker_.rows, SizeIs(2));
  ASSERT_TRUE(Change(*parts_, [&](Register& people) -> absl::Status {
                KITH_ASSIGN_OR_RETURN(const auto listed, people.ListedPeople());
                return people.PutShield(
                    listed.front(), {ShieldKind::kAbsent, "mo", clock_.Now()});
              }).ok());
  Publish();
  EXPECT_THAT(broker_.rows, IsEmpty());
}

TEST_F(StandardPublishFlowTest, AShieldDoesNotReachWhoSharesWeakKeysOnly) {
  Row sister = sami_;
  sister.id = "7";
  sister.forename = "Leyla";
  ASSERT_TRUE(Import({sami_, sister}).ok());
  Shield(sami_, "absent");
  Publish();
  EXPECT_THAT(Handles(), SizeIs(1));
}

TEST_F(PublishFlowTest, NoLogTellsThatSomebodyIsShielded) {
  ASSERT_TRUE(Import({sami_}).ok());
  const std::uint64_t before = log_->size();
  Shield(sami_, "silent");
  ASSERT_EQ(log_->size(), before + 1);
  const auto openings = reader_->WithDb([&](SealedDb& db) {
    return tlog::AuditLog::ReadOpenings(db, "clinic", before, 1);
  });
  ASSERT_TRUE(openings.ok());
  ASSERT_THAT(*openings, SizeIs(1));
  EXPECT_THAT((*openings)[0].opening(),
              testing::Not(testing::HasSubstr("silent")));
  EXPECT_THAT((*openings)[0].opening(),
              testing::Not(testing::HasSubstr("shield")));
}

}  // namespace
}  // namespace kith::agent
