// SPDX-License-Identifier: Apache-2.0
// Families change their mind at the moment when somebody is being told. Once
// they have heard OK, nobody accepts an answer that rests on what they had
// agreed to; without the broker's fence somebody would.
#include "tests/scenarios/withdrawal_races.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "deploy/kith/files.h"
#include "tests/scenarios/scenario_test.h"

namespace kith::tests {
namespace {

using Agreed = WithdrawalRaces::Agreed;
using Figures = WithdrawalRaces::Figures;

constexpr std::uint32_t kReleaseMs = 100;
constexpr std::uint32_t kElements = 1'000'000;
constexpr int kHolders = 4;
// A broker that has just started cannot know which releases are settled.
constexpr absl::Duration kBlindAtFirst = absl::Milliseconds(10'300);
constexpr absl::Duration kWorst = absl::Seconds(12);
constexpr absl::Duration kIdleP99 = absl::Milliseconds(100);
constexpr char kMark[] = "this_broker_has_no_fence";
constexpr std::size_t kMostBytes = 1 << 30;

class WithdrawalRacesTest : public ScenarioTest {
 protected:
  // With `people` who have agreed, over four agencies.
  void StartRacing(int people, const std::string& broker_program = "") {
    started_ = clock_.Monotonic();
    deploy::DemoNetwork::Plan plan{.release_ms = kReleaseMs,
                                   .lift_limits = true};
    plan.members.push_back(
        {kSchool, "Asker", "education", false, "", kElements});
    for (int i = 0; i < kHolders; ++i) {
      plan.members.push_back({Holder(i), Holder(i), "local-authority"});
    }
    Start(plan, broker_program);
    if (HasFatalFailure()) return;
    Publish(people);
    auto asker = deploy::WireAsker::Start(network().folder(kSchool), kSchool,
                                          clock_, random_);
    ASSERT_TRUE(asker.ok()) << asker.status();
    asker_ = *std::move(asker);
    races_ = std::make_unique<WithdrawalRaces>(
        WithdrawalRaces::World{network(), *asker_, clock_, random_});
  }
  std::vector<Agreed> Take(int count) {
    const auto from = agreed_.end() - count;
    std::vector<Agreed> taken(std::make_move_iterator(from),
                              std::make_move_iterator(agreed_.end()));
    agreed_.erase(from, agreed_.end());
    return taken;
  }
  static nlohmann::ordered_json Milliseconds(
      const std::vector<absl::Duration>& times) {
    const auto ms = [&](double part) {
      return absl::ToDoubleMilliseconds(Percentile(times, part));
    };
    return {{"p50", ms(0.5)}, {"p99", ms(0.99)}, {"max", ms(1)}};
  }
  static nlohmann::ordered_json AsJson(const Figures& figures) {
    return {{"races", figures.races},
            {"accepted_before_ok", figures.accepted_before},
            {"accepted_after_ok", figures.accepted_after},
            {"dropped", figures.dropped},
            {"blank", figures.blank},
            {"failed", figures.failed},
            {"released_after_withdrawn", figures.logged_after},
            {"withdrawal_ms", Milliseconds(figures.withdrawals)}};
  }

  absl::Duration started_;
  std::unique_ptr<WithdrawalRaces> races_;

 private:
  static std::string Holder(int i) { return absl::StrCat("holder-", i); }
  void Publish(int people) {
    std::vector<std::vector<Supported>> of_holder(kHolders);
    for (Supported& supported : ManyPeople(people, "all")) {
      const int holder = static_cast<int>(agreed_.size()) % kHolders;
      agreed_.push_back({Holder(holder), PersonOf(supported.person)});
      of_holder[static_cast<std::size_t>(holder)].push_back(
          std::move(supported));
    }
    for (int i = 0; i < kHolders; ++i) {
      Must(network()
               .Import(
                   ExportOf(Holder(i), of_holder[static_cast<std::size_t>(i)]),
                   /*accept=*/true)
               .status());
    }
    for (int i = 0; i < kHolders; ++i) {
      Must(network().WaitPublished(Holder(i)));
    }
  }

  std::unique_ptr<deploy::WireAsker> asker_;
  std::vector<Agreed> agreed_;
};

TEST_F(WithdrawalRacesTest, NoAnswerIsAcceptedAfterItsWithdrawal) {
  const int races = IsLongRun() ? 5'000 : 300;
  const int idle = IsLongRun() ? 1'000 : 60;
  ASSERT_NO_FATAL_FAILURE(StartRacing(races + idle));
  absl::SleepFor(started_ + kBlindAtFirst - clock_.Monotonic());
  const std::vector<absl::Duration> quiet = races_->WithdrawIdle(Take(idle));
  const Figures figures =
      races_->Run(Take(races), WithdrawalRaces::Silence::kSome);
  nlohmann::ordered_json printed = {{"scenario", "withdrawal races"}};
  printed.update(AsJson(figures));
  printed["idle_withdrawal_ms"] = Milliseconds(quiet);
  PrintFigures(printed);

  EXPECT_EQ(figures.accepted_after, 0);
  EXPECT_EQ(figures.logged_after, 0);
  EXPECT_EQ(figures.races, races);
  // Races they were: some came before the withdrawal and some after it.
  EXPECT_GE(figures.accepted_before, races / 20);
  EXPECT_GE(figures.blank, races / 20);
  EXPECT_LE(figures.failed, races / 20);
  EXPECT_LT(Percentile(figures.withdrawals, 1), kWorst);
  ASSERT_EQ(quiet.size(), static_cast<std::size_t>(idle));
  EXPECT_LT(Percentile(quiet, 0.99), IsLongRun() ? kIdleP99 : kWorst);
}

TEST_F(WithdrawalRacesTest, WithoutTheFenceSomeAre) {
  const int races = IsLongRun() ? 500 : 80;
  ASSERT_NO_FATAL_FAILURE(StartRacing(races, KITH_UNFENCED_BROKER));
  const Figures figures =
      races_->Run(Take(races), WithdrawalRaces::Silence::kNone);
  nlohmann::ordered_json printed = {{"scenario", "withdrawal races, no fence"}};
  printed.update(AsJson(figures));
  PrintFigures(printed);

  EXPECT_GT(figures.accepted_after, 0);
  EXPECT_GT(figures.logged_after, 0);
}

TEST(ProgramsTest, NoneThatShipsCanGoWithoutTheFence) {
  const auto has_mark = [](const std::string& path) {
    const auto bytes = deploy::ReadFile(path, kMostBytes);
    EXPECT_TRUE(bytes.ok()) << path << ": " << bytes.status();
    return bytes.ok() && absl::StrContains(*bytes, kMark);
  };
  EXPECT_TRUE(has_mark(KITH_UNFENCED_BROKER));
  for (const char* program :
       {"kith", "kith-agent", "kith-broker", "kith-keyholder"}) {
    EXPECT_FALSE(has_mark(absl::StrCat(KITH_PROGRAMS, "/", program)))
        << program;
  }
}

}  // namespace
}  // namespace kith::tests
