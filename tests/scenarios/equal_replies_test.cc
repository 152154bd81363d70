// SPDX-License-Identifier: Apache-2.0
// Whoever may not be told, for whatever reason, gets the reply that they would
// get of somebody unknown, byte for byte in length.
#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "deploy/demonstration/story_checks.h"
#include "tests/scenarios/scenario_test.h"

namespace kith::tests {
namespace {

using desk::v1::CheckReply;

// One for each reason, and one who is answered.
const Somebody kUnknown{"Rowan", "Thornquill", "2018-09-05", ""};
const Somebody kOutOfScope{"Wren", "Ashenhurst", "2019-05-17", ""};
const Somebody kExpired{"Otis", "Brackenshaw", "2020-02-11", ""};
const Somebody kWithdrawn{"Linnet", "Fairweather", "2016-08-29", ""};
const Somebody kSilent{"Marguerite", "Fairholme", "1991-10-19", ""};
const Somebody kAbsent{"Sable", "Thornbury", "1987-07-22", ""};
const Somebody kAnswered{"Tarn", "Merriwell", "2015-03-28", ""};
const std::map<std::string, Somebody> kClasses = {
    {"unknown", kUnknown},   {"out of scope", kOutOfScope},
    {"expired", kExpired},   {"withdrawn", kWithdrawn},
    {"silent", kSilent},     {"absent", kAbsent},
    {"answered", kAnswered},
};
constexpr char kByEarlyHelp[] = "answered: involved(northshire-early-help)";
constexpr char kByCharity[] = "answered: involved(harbour-charity)";

class EqualRepliesTest : public ScenarioTest {
 protected:
  void SetUp() override {
    Start({kSchool, kHealthVisiting, kEarlyHelp, kCharity});
  }

  // Each hidden case, after its twin: the same person while they may be shown.
  void HideEachForItsReason();
  void ScopeOut();
  void Withdraw();
  void ShieldTwo();
  void LetExpire();

  std::int64_t EntriesOfTheAsker() {
    return Count("broker",
                 "SELECT sequence FROM agency_chain "
                 "WHERE agency = 'hillview-primary'");
  }

  struct Times {
    std::vector<std::uint32_t> ms;
    nlohmann::ordered_json Summary() {
      std::sort(ms.begin(), ms.end());
      return {{"median", ms[ms.size() / 2]},
              {"min", ms.front()},
              {"max", ms.back()}};
    }
  };
};

void EqualRepliesTest::ScopeOut() {
  EXPECT_EQ(Outcome({.asker = kHealthVisiting, .people = {kOutOfScope}}),
            kByEarlyHelp);
  EXPECT_EQ(Outcome(kOutOfScope), "answered: none");
}

void EqualRepliesTest::Withdraw() {
  EXPECT_EQ(Outcome(kWithdrawn), kByEarlyHelp);
  desk::v1::WithdrawConsentRequest request;
  *request.add_people() = PersonOf(kWithdrawn);
  const auto reply = Must(desk(kEarlyHelp).WithdrawConsent(request));
  EXPECT_EQ(reply.grounds_ended(), 1u);
  EXPECT_FALSE(reply.pending());
  EXPECT_EQ(Outcome(kWithdrawn), "answered: none");
  WaitPublished(kEarlyHelp);
}

void EqualRepliesTest::ShieldTwo() {
  EXPECT_EQ(Outcome(kSilent), kByCharity);
  EXPECT_EQ(Outcome(kAbsent), kByCharity);
  Shield(kCharity, kSilent, "silent");
  Shield(kCharity, kAbsent, "absent");
}

// It ends while its rows are published.
void EqualRepliesTest::LetExpire() {
  desk::v1::RecordConsentRequest request;
  *request.add_people() = PersonOf(kExpired);
  request.set_capacity("parent");
  request.set_said_by("mother");
  request.set_evidence_reference("form 12");
  request.set_everybody(true);
  const absl::Time end = clock_.Now() + absl::Seconds(6);
  request.set_until_ms(absl::ToUnixMillis(end));
  Must(desk(kEarlyHelp).RecordConsent(request).status());
  WaitPublished(kEarlyHelp);
  const std::int64_t published = RowsInIndex();
  EXPECT_EQ(Outcome(kExpired), kByEarlyHelp);
  absl::SleepFor(end - clock_.Now() + absl::Milliseconds(50));
  EXPECT_EQ(Outcome(kExpired), "answered: none");
  EXPECT_EQ(RowsInIndex(), published);
}

void EqualRepliesTest::HideEachForItsReason() {
  Import(kEarlyHelp, {{.person = kOutOfScope, .share_with = "health"},
                      {.person = kExpired, .share_with = ""},
                      {.person = kWithdrawn},
                      {.person = kAnswered}});
  Import(kCharity, {{.person = kSilent}, {.person = kAbsent}});
  ScopeOut();
  ShieldTwo();
  Withdraw();
  LetExpire();
}

TEST_F(EqualRepliesTest, OneLengthAndOneOutcomeWhateverTheReason) {
  const int rounds = IsLongRun() ? 20 : 2;
  ASSERT_NO_FATAL_FAILURE(HideEachForItsReason());
  std::set<std::uint32_t> lengths[2];
  std::map<std::string, Times> times[2];
  for (int round = 0; round < rounds; ++round) {
    for (const bool eight : {false, true}) {
      for (const auto& [name, somebody] : kClasses) {
        const std::int64_t entries = EntriesOfTheAsker();
        const CheckReply reply =
            Ask({.asker = kSchool, .people = {somebody}, .eight = eight});
        EXPECT_EQ(deploy::Summary(reply),
                  name == "answered" ? kByEarlyHelp : "answered: none")
            << name;
        lengths[eight].insert(reply.reply_bytes());
        times[eight][name].ms.push_back(reply.elapsed_ms());
        // ACCEPTED and RELEASED, whoever was asked about.
        EXPECT_EQ(EntriesOfTheAsker(), entries + 2) << name;
      }
    }
  }
  EXPECT_EQ(lengths[false].size(), 1u);
  EXPECT_EQ(lengths[true].size(), 1u);
  EXPECT_LT(*lengths[false].begin(), *lengths[true].begin());
  // The silent shield's owner heard of every question, and nobody else did.
  EXPECT_EQ(Must(desk(kCharity).ListTouches(desk::v1::ListTouchesRequest()))
                .touches_size(),
            2 * rounds);

  nlohmann::ordered_json figures = {{"scenario", "equal replies"},
                                    {"rounds", rounds},
                                    {"bytes_of_one", *lengths[false].begin()},
                                    {"bytes_of_eight", *lengths[true].begin()}};
  for (const auto& [name, somebody] : kClasses) {
    figures["ms"][name] = {{"one", times[false][name].Summary()},
                           {"eight", times[true][name].Summary()}};
  }
  PrintFigures(figures);
}

TEST_F(EqualRepliesTest, AllOfThemInOneQuestionTellNothingOfEachOther) {
  ASSERT_NO_FATAL_FAILURE(HideEachForItsReason());
  const CheckReply alone =
      Ask({.asker = kSchool, .people = {kUnknown}, .eight = true});
  const CheckReply all =
      Ask({.asker = kSchool,
           .people = {kUnknown, kOutOfScope, kExpired, kWithdrawn, kSilent,
                      kAbsent, kAnswered}});
  EXPECT_EQ(deploy::Summary(all),
            "answered: none | none | none | none | none | none | "
            "involved(northshire-early-help)");
  EXPECT_EQ(all.reply_bytes(), alone.reply_bytes());
}

}  // namespace
}  // namespace kith::tests
