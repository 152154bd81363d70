// SPDX-License-Identifier: Apache-2.0
// The broker is killed again and again between ACCEPTED and RELEASED: what it
// has acknowledged stays, what it could not end is ABORTED, nothing is shown
// that it did not log.
#include <gmock/gmock.h>

#include <algorithm>
#include <chrono>
#include <future>
#include <map>
#include <set>

#include "absl/time/clock.h"
#include "deploy/demonstration/story_checks.h"
#include "keys/tlog/leaf.h"
#include "keys/tlog/merkle.h"
#include "keys/tlog/note.h"
#include "kith/log/v1/log.pb.h"
#include "tests/scenarios/scenario_test.h"

namespace kith::tests {
namespace {

using desk::v1::CheckReply;
using testing::IsEmpty;
using testing::IsSubsetOf;

const Somebody kMirabel{"Mirabel", "Quenby", "2019-04-23", ""};
constexpr char kInvolved[] = "answered: involved(northshire-early-help leads)";

// Of one agency, by enquiry.
struct Ends {
  std::set<std::string> accepted, released, aborted;
  std::set<std::uint64_t> released_at;  // Positions in the log.
};

Ends EndsIn(const deploy::Evidence& evidence) {
  Ends ends;
  for (const log::v1::LeafOpening& leaf : evidence.broker.openings) {
    log::v1::Opening opening;
    log::v1::EnquiryDetail detail;
    EXPECT_TRUE(opening.ParseFromString(leaf.opening()));
    if (opening.event() > log::v1::EVENT_ABORTED) continue;
    EXPECT_TRUE(detail.ParseFromString(opening.detail()));
    if (opening.event() == log::v1::EVENT_ACCEPTED) {
      ends.accepted.insert(detail.enquiry_id());
    } else if (opening.event() == log::v1::EVENT_RELEASED) {
      ends.released.insert(detail.enquiry_id());
      ends.released_at.insert(leaf.index());
    } else if (opening.event() == log::v1::EVENT_ABORTED) {
      ends.aborted.insert(detail.enquiry_id());
    }
  }
  return ends;
}

class BrokerKilledTest : public ScenarioTest {
 protected:
  void SetUp() override { Start({kSchool, kEarlyHelp}); }

  std::vector<std::string> OpenEnquiries() {
    return Column("broker", "SELECT id FROM enquiry WHERE ended = 0");
  }
  CheckReply AskAndKeep() {
    CheckReply reply = Ask({.asker = kSchool, .people = {kMirabel}});
    if (reply.outcome_of_request() == "answered") {
      shown_.push_back(reply.proof().leaf_index());
      heads_.insert(reply.proof().checkpoint());
    }
    return reply;
  }
  // Asks, and kills the broker `after` it has accepted the question.
  void KillInMidEnquiry(absl::Duration after);
  // What the agents hold as the newest tree they have verified.
  void KeepHeads();
  // Asked again, once everybody is connected, the answer is there.
  void ExpectRecovered();
  // Heads that the log does not begin with any more.
  std::size_t HeadsThatDoNotHold(const deploy::Evidence& evidence) const;

  std::set<std::string> caught_;      // Open when the broker died.
  std::vector<std::uint64_t> shown_;  // RELEASED, by what the asker was shown.
  std::set<std::string> heads_;
  int kills_ = 0;
  int killed_later_ = 0;  // After RELEASED.
};

void BrokerKilledTest::KillInMidEnquiry(absl::Duration after) {
  ASSERT_TRUE(Eventually([&] { return Connected(kSchool); }));
  auto asking = std::async(std::launch::async, [&] { return AskAndKeep(); });
  const auto ended = [&] {
    return asking.wait_for(std::chrono::seconds(0)) ==
           std::future_status::ready;
  };
  ASSERT_TRUE(Eventually([&] { return !OpenEnquiries().empty() || ended(); }));
  if (ended()) return;  // It did not get there.
  absl::SleepFor(after);
  network().Kill("broker");
  const std::vector<std::string> open = OpenEnquiries();
  const CheckReply reply = asking.get();
  if (open.empty()) {
    ++killed_later_;
  } else {
    ++kills_;
    caught_.insert(open.begin(), open.end());
    EXPECT_EQ(reply.outcome_of_request(), "unavailable");
  }
  Must(network().StartBroker());
}

void BrokerKilledTest::KeepHeads() {
  for (const char* agency : {kSchool, kEarlyHelp}) {
    for (const std::string& note : Column(
             agency,
             "SELECT value FROM setting WHERE name = 'verified-tree-note'")) {
      heads_.insert(note);
    }
  }
}

void BrokerKilledTest::ExpectRecovered() {
  std::string outcome;
  std::uint32_t able = 0;
  EXPECT_TRUE(Eventually([&] {
    const CheckReply reply = AskAndKeep();
    outcome = deploy::Summary(reply);
    able = reply.coverage().able();
    return outcome == kInvolved && able == 2;
  })) << outcome
      << ", " << able << " of 2";
}

std::size_t BrokerKilledTest::HeadsThatDoNotHold(
    const deploy::Evidence& evidence) const {
  const auto& broker = evidence.network->file().broker();
  tlog::MerkleTree tree;
  for (const std::string& leaf : evidence.broker.leaves) {
    tree.Append(tlog::LeafHash(leaf));
  }
  return static_cast<std::size_t>(
      std::count_if(heads_.begin(), heads_.end(), [&](const auto& note) {
        const auto head =
            tlog::OpenCheckpoint(note, broker.log_origin(), broker.log_key());
        return !head.ok() || head->size > tree.size() ||
               head->root != tree.Root(head->size);
      }));
}

TEST_F(BrokerKilledTest, LosesNothingItAcknowledgedAndAbortsTheRest) {
  const int wanted = IsLongRun() ? 200 : 20;
  Import(kEarlyHelp, {{.person = kMirabel, .leads = true}});
  ExpectRecovered();
  const std::int64_t rows = RowsInIndex();

  // From at once to two thirds of the window.
  for (int i = 0; kills_ < wanted && i < 3 * wanted; ++i) {
    ASSERT_NO_FATAL_FAILURE(
        KillInMidEnquiry(absl::Milliseconds(300) * (i % 10) / 10));
    KeepHeads();
    if (i % 5 == 4) ExpectRecovered();
  }
  ExpectRecovered();
  KeepHeads();
  ASSERT_EQ(kills_, wanted);

  const deploy::Evidence evidence = EvidenceOf(kSchool);
  ASSERT_NE(evidence.network, nullptr);
  EXPECT_THAT(FindingsOf(kSchool), IsEmpty());
  EXPECT_THAT(FindingsOf(kEarlyHelp), IsEmpty());
  const Ends ends = EndsIn(evidence);
  // Every question that was accepted has one end; those caught have this one.
  EXPECT_EQ(ends.accepted.size(), ends.released.size() + ends.aborted.size());
  EXPECT_EQ(caught_, ends.aborted);
  EXPECT_EQ(caught_.size(), static_cast<std::size_t>(wanted));
  std::size_t lost = HeadsThatDoNotHold(evidence);
  for (const std::string& id : caught_) lost += !ends.accepted.contains(id);
  std::size_t shown_unlogged = 0;
  for (const std::uint64_t index : shown_) {
    shown_unlogged += !ends.released_at.contains(index);
  }
  EXPECT_EQ(lost, 0u);
  EXPECT_EQ(shown_unlogged, 0u);
  EXPECT_GE(shown_.size(), static_cast<std::size_t>(wanted) / 5);
  EXPECT_EQ(RowsInIndex(), rows);

  PrintFigures({{"scenario", "broker killed between ACCEPTED and RELEASED"},
                {"kills", kills_},
                {"killed_after_released", killed_later_},
                {"accepted", ends.accepted.size()},
                {"released", ends.released.size()},
                {"aborted", ends.aborted.size()},
                {"shown", shown_.size()},
                {"shown_without_entry", shown_unlogged},
                {"heads_verified", heads_.size()},
                {"lost", lost}});
}

}  // namespace
}  // namespace kith::tests
