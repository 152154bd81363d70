// SPDX-License-Identifier: Apache-2.0
// Questions and withdrawals on real threads: what ThreadSanitizer looks at.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/synchronization/blocking_counter.h"
#include "broker/flows/test_broker.h"
#include "broker/flows/test_questions.h"
#include "kith/consent/v1/consent.pb.h"

namespace kith::broker {
namespace {

constexpr int kFamilies = 200;
// Few enough at once that a slow machine has no backlog: behind one every
// withdrawal would come after its release.
constexpr int kAtOnce = 25;
static_assert(kFamilies % kAtOnce == 0);
constexpr int kThreads = 4;

// The system's clock, which a test can set ahead before anything runs.
class ClockAhead final : public Clock {
 public:
  absl::Time Now() const override { return real_.Now(); }
  absl::Duration Monotonic() const override {
    return real_.Monotonic() + absl::Nanoseconds(ahead_.load());
  }
  void SkipAhead(absl::Duration by) { ahead_ += absl::ToInt64Nanoseconds(by); }

 private:
  const SystemClock real_{};
  std::atomic<std::int64_t> ahead_ = 0;
};

// A store without the second reading of grounds.
class StaleGrounds : public InterposedTransaction {
 public:
  using InterposedTransaction::InterposedTransaction;
  absl::StatusOr<std::vector<StoredGround>> FindGrounds(
      absl::Span<const std::string> refs) override {
    auto grounds = InterposedTransaction::FindGrounds(refs);
    if (!grounds.ok()) return grounds;
    for (StoredGround& ground : *grounds) ground.withdrawn = false;
    return grounds;
  }
};

// A family that the clinic supports, asked about by the school while its
// agreement is withdrawn.
struct Family {
  std::string ground;
  AcceptEnquiryFlow::Request question;
  std::string enquiry_id;
  WithdrawFlow::Request withdrawal;
  std::atomic<bool> withdrawn = false;
  std::atomic<bool> given_after_withdrawal = false;
};

class WithdrawRaceTest : public testing::Test {
 protected:
  int AnswersGivenAfterWithdrawal(TestBroker::MakeTransaction transaction) {
    TestBroker broker(premises_, network_, clock_, executor_,
                      std::move(transaction));
    clock_.SkipAhead(kReleaseLife);  // It has run for a while.
    std::deque<Family> families(kFamilies);
    std::map<std::string, Family*> by_enquiry;
    for (Family& family : families) {
      Prepare(broker, family);
      by_enquiry[family.enquiry_id] = &family;
    }
    for (int done = 0; done < kFamilies; done += kAtOnce) {
      absl::BlockingCounter left(2 * kAtOnce);
      broker.relay.WhenSent(
          [&](const std::string& agency, const link::v1::ToAgent& message) {
            if (!message.has_route()) return;
            AnswerSoon(broker, agency, message.route());
            WithdrawSoon(broker, *by_enquiry.at(message.route().enquiry_id()),
                         left);
          });
      for (int i = done; i < done + kAtOnce; ++i)
        AskSoon(broker, families[i], left);
      left.Wait();
    }
    executor_.Stop();
    int given = 0;
    for (const Family& family : families)
      given += family.given_after_withdrawal;
    return given;
  }

 private:
  void AnswerSoon(TestBroker& broker, const std::string& agency,
                  const link::v1::Route& route) {
    link::v1::Answer answer;
    answer.set_enquiry_id(route.enquiry_id());
    answer.set_subject(route.subject());
    answer.set_slot(SlotOf(agency));
    executor_.Post(
        [&broker, agency, answer] { broker.answer.Run(agency, answer); });
  }

  void Prepare(TestBroker& broker, Family& family) {
    const std::string key = premises_.random.Bytes(8);
    family.ground = premises_.random.Bytes(16);
    const RowToInsert row =
        broker.index().SealRow(TokenOf(key), premises_.random.Bytes(32),
                               {.agency = "clinic",
                                .handle = premises_.random.Bytes(16),
                                .strong = true,
                                .ground_ref = family.ground,
                                .scope = {.everybody = true}});
    const auto stored = broker.log().Run([&](SealedDb& db)
                                             -> absl::StatusOr<
                                                 std::vector<tlog::Entry>> {
      SqlcipherTransaction store(db);
      EXPECT_TRUE(store.InsertRows({&row, 1}, broker.index().Bounds()).ok());
      EXPECT_TRUE(
          store
              .RecordGround({.ref = family.ground,
                             .root = broker.index().RootTag(family.ground),
                             .owner_tag = broker.index().OwnerTag(
                                 "clinic", family.ground),
                             .expires_at = clock_.Now() + absl::Hours(1)})
              .ok());
      return std::vector<tlog::Entry>{};
    });
    ASSERT_TRUE(stored.ok()) << stored.status();
    const enquiry::v1::AskBody ask = MakeBody({.subjects = {{key}}}, *network_,
                                              clock_.Now(), premises_.random);
    family.enquiry_id = ask.enquiry_id();
    family.question = SignedRequest(ask, premises_.members);
    consent::v1::WithdrawBody body;
    body.add_refs(family.ground);
    body.set_receipt_sha256(std::string(32, 'r'));
    family.withdrawal = {.caller = "clinic", .body = body.SerializeAsString()};
    family.withdrawal.signature = premises_.members.clinic().Sign(
        Label::kWithdrawal, premises_.members.id(), family.withdrawal.body);
  }

  void AskSoon(TestBroker& broker, Family& family,
               absl::BlockingCounter& left) {
    executor_.Post([&] {
      broker.accept.Run(
          family.question, [&](absl::StatusOr<enquiry::v1::AskReply> reply) {
            EXPECT_TRUE(reply.ok()) << reply.status();
            const bool was_withdrawn = family.withdrawn;
            const auto slots =
                reply.ok() ? SlotsIn(*reply) : std::vector<std::string>{};
            family.given_after_withdrawal =
                was_withdrawn &&
                std::count(slots.begin(), slots.end(), SlotOf("clinic")) != 0;
            broker.fence().Settled(family.enquiry_id);
            left.DecrementCount();
          });
    });
  }

  // At once for every fourth family, so that some come before their release;
  // else at some moment until a little after it.
  void WithdrawSoon(TestBroker& broker, Family& family,
                    absl::BlockingCounter& left) {
    const auto wait = premises_.random.Below(4) == 0
                          ? absl::ZeroDuration()
                          : absl::Milliseconds(premises_.random.Below(350));
    executor_.At(clock_.Monotonic() + wait, [&] {
      broker.withdraw.Run(
          family.withdrawal,
          [&](absl::StatusOr<consent::v1::WithdrawReply> reply) {
            EXPECT_TRUE(reply.ok()) << reply.status();
            family.withdrawn = true;
            left.DecrementCount();
          });
    });
  }

 protected:
  Premises premises_;
  const std::shared_ptr<const Network> network_ = premises_.members.Get();
  ClockAhead clock_;
  ThreadedExecutor executor_{clock_, kThreads};
};

TEST_F(WithdrawRaceTest, WithoutReadingGroundsAgainWithdrawnAnswersAreGiven) {
  const int given = AnswersGivenAfterWithdrawal(
      [](SealedDb& db) -> std::unique_ptr<StoreTransaction> {
        return std::make_unique<StaleGrounds>(TestBroker::Real(db));
      });
  std::printf(
      "without the fence: %d of %d answers were given after their withdrawal\n",
      given, kFamilies);
  EXPECT_GT(given, 0);
}

TEST_F(WithdrawRaceTest, NoAnswerIsGivenAfterItsWithdrawal) {
  const int given = AnswersGivenAfterWithdrawal(&TestBroker::Real);
  std::printf("with the fence: %d of %d\n", given, kFamilies);
  EXPECT_EQ(given, 0);
}

}  // namespace
}  // namespace kith::broker
