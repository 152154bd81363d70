// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_FLOWS_BROKER_WORLD_H_
#define KITH_BROKER_FLOWS_BROKER_WORLD_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "broker/flows/test_broker.h"
#include "broker/flows/test_questions.h"
#include "keys/base/fake_clock.h"
#include "keys/base/fake_executor.h"
#include "kith/consent/v1/consent.pb.h"

namespace kith::broker {

// What a caller was told, and how often. Thread-safe.
template <typename Reply>
class Heard {
 public:
  void Tell(absl::StatusOr<Reply> reply) {
    absl::MutexLock lock(&mutex_);
    ++times_;
    reply_ = std::move(reply);
  }
  int times() const {
    absl::MutexLock lock(&mutex_);
    return times_;
  }
  // UNKNOWN while nothing was told.
  absl::Status status() const {
    absl::MutexLock lock(&mutex_);
    return reply_.has_value() ? reply_->status()
                              : absl::UnknownError("nothing told yet");
  }
  Reply value() const {
    absl::MutexLock lock(&mutex_);
    return reply_.has_value() && reply_->ok() ? **reply_ : Reply{};
  }

 private:
  mutable absl::Mutex mutex_;
  int times_ ABSL_GUARDED_BY(mutex_) = 0;
  std::optional<absl::StatusOr<Reply>> reply_ ABSL_GUARDED_BY(mutex_);
};

// One agency that supports a family.
struct Support {
  std::string agency = "clinic";
  std::vector<std::string> keys{"ash"};
  bool strong = true;
  std::string ground = "";  // Empty: a fresh one.
  std::string rests_on = "";
  std::string handle = "";
  policy::Scope scope{.everybody = true};
  absl::Duration lasts = absl::Hours(24);
  std::uint32_t epoch = 1;
};

// A broker, the school, the clinic, the refuge and the housing association of
// TestNetwork, and the families they know. Time stands still until Pass().
class BrokerWorld : public testing::Test {
 protected:
  struct Asked {
    enquiry::v1::AskBody ask;
    std::shared_ptr<Heard<enquiry::v1::AskReply>> heard;
  };
  using Withdrawn = std::shared_ptr<Heard<consent::v1::WithdrawReply>>;

  BrokerWorld() {
    network_ = premises_.members.Get();
    Start();
    Pass(kReleaseLife);  // A broker that has just started waits with
                         // withdrawals.
  }

  // Stops the broker as if its process had been killed, and starts another.
  void Start(TestBroker::MakeTransaction transaction = &TestBroker::Real,
             ReleaseTimer timer = ReleaseTimer::kNetwork) {
    broker_.reset();
    executor_ = std::make_unique<FakeExecutor>(clock_);
    broker_ = std::make_unique<TestBroker>(
        premises_, network_, clock_, *executor_, std::move(transaction), timer);
  }

  // Lets everything run that can run now.
  void Settle() {
    do {
      executor_->RunDue();
      broker_->AwaitLog();
    } while (executor_->NextDue().value_or(absl::InfiniteDuration()) <=
             clock_.Monotonic());
  }
  void Pass(absl::Duration time) {
    const absl::Duration until = clock_.Monotonic() + time;
    Settle();
    while (executor_->NextDue().value_or(absl::InfiniteDuration()) <= until) {
      executor_->Advance(*executor_->NextDue() - clock_.Monotonic());
      Settle();
    }
    executor_->Advance(until - clock_.Monotonic());
  }
  // The window closes at 270 ms, the reply goes out at 300 ms.
  void PassToRelease() { Pass(network_->release()); }
  // 20 to 40 ms after the reply.
  void PassToProofs() { Pass(absl::Milliseconds(40)); }

  // Records the ground and puts the rows in, as if published long ago.
  std::string Supports(Support support) {
    const std::string ground =
        support.ground.empty() ? Random16() : support.ground;
    const std::string root =
        support.rests_on.empty() ? ground : support.rests_on;
    const std::string handle =
        support.handle.empty() ? Random16() : support.handle;
    std::vector<RowToInsert> rows;
    for (const std::string& key : support.keys) {
      rows.push_back(broker_->index().SealRow(TokenOf(key, support.epoch),
                                              premises_.random.Bytes(32),
                                              {.agency = support.agency,
                                               .handle = handle,
                                               .strong = support.strong,
                                               .ground_ref = ground,
                                               .scope = support.scope,
                                               .expiry_quarter = 9000,
                                               .epoch = support.epoch}));
    }
    const auto committed = broker_->log().Run(
        [&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
          SqlcipherTransaction transaction(db);
          EXPECT_TRUE(
              transaction.InsertRows(rows, broker_->index().Bounds()).ok());
          EXPECT_TRUE(
              transaction
                  .RecordGround({.ref = ground,
                                 .root = broker_->index().RootTag(root),
                                 .owner_tag = broker_->index().OwnerTag(
                                     support.agency, ground),
                                 .expires_at = clock_.Now() + support.lasts})
                  .ok());
          return std::vector<tlog::Entry>{};
        });
    EXPECT_TRUE(committed.ok()) << committed.status();
    return ground;
  }

  Asked Ask(const Question& question) {
    return Send(MakeBody(question, *network_, clock_.Now(), premises_.random));
  }
  Asked Send(const enquiry::v1::AskBody& ask) {
    return Send(ask, SignedRequest(ask, premises_.members));
  }
  Asked Send(const enquiry::v1::AskBody& ask,
             const AcceptEnquiryFlow::Request& request) {
    Asked asked{ask, std::make_shared<Heard<enquiry::v1::AskReply>>()};
    broker_->accept.Run(
        request,
        [heard = asked.heard](absl::StatusOr<enquiry::v1::AskReply> reply) {
          heard->Tell(std::move(reply));
        });
    Settle();
    return asked;
  }
  // Asks, is answered by everybody who is asked, and waits for the reply.
  enquiry::v1::AskReply AskAndHear(const Question& question) {
    const Asked asked = Ask(question);
    for (const std::string& agency : broker_->relay.Asked())
      Answer(agency, asked);
    PassToRelease();
    EXPECT_TRUE(asked.heard->status().ok()) << asked.heard->status();
    return asked.heard->value();
  }

  void Answer(const std::string& agency, const Asked& asked,
              std::string slot = "") {
    if (slot.empty()) slot = SlotOf(agency);
    for (const link::v1::Route& route : broker_->relay.Routes(agency)) {
      if (route.enquiry_id() == asked.ask.enquiry_id())
        AnswerOne(agency, route, slot);
    }
  }
  void AnswerOne(const std::string& agency, const link::v1::Route& route,
                 const std::string& slot) {
    link::v1::Answer answer;
    answer.set_enquiry_id(route.enquiry_id());
    answer.set_subject(route.subject());
    answer.set_slot(slot);
    broker_->answer.Run(agency, answer);
    Settle();
  }

  Withdrawn Withdraw(const std::string& agency,
                     const std::vector<std::string>& grounds,
                     bool only_here = false) {
    consent::v1::WithdrawBody body;
    for (const std::string& ground : grounds) body.add_refs(ground);
    body.set_only_here(only_here);
    body.set_receipt_sha256(std::string(32, 'r'));
    WithdrawFlow::Request request{.caller = agency,
                                  .body = body.SerializeAsString()};
    request.signature =
        SignerOf(premises_.members, agency)
            .Sign(Label::kWithdrawal, premises_.members.id(), request.body);
    auto heard = std::make_shared<Heard<consent::v1::WithdrawReply>>();
    broker_->withdraw.Run(
        request, [heard](auto reply) { heard->Tell(std::move(reply)); });
    Settle();
    return heard;
  }
  void Acknowledge(const Asked& asked) {
    broker_->fence().Settled(asked.ask.enquiry_id());
  }

  static bool Holds(const enquiry::v1::AskReply& reply,
                    const std::string& agency) {
    const auto slots = SlotsIn(reply);
    return std::count(slots.begin(), slots.end(), SlotOf(agency)) != 0;
  }

  // The agency's entries in the broker's log, by name, oldest first.
  std::vector<std::string> Events(const std::string& agency) {
    std::vector<std::string> events;
    for (const auto& opening : Openings(agency)) {
      events.push_back(log::v1::Event_Name(opening.event()));
    }
    return events;
  }
  std::vector<log::v1::Opening> Openings(const std::string& agency) {
    const auto db = premises_.OpenDb();
    std::vector<log::v1::Opening> openings;
    const auto sealed_openings =
        tlog::AuditLog::ReadOpenings(*db, agency, 0, 1'000'000);
    EXPECT_TRUE(sealed_openings.ok()) << sealed_openings.status();
    for (const auto& sealed : *sealed_openings) {
      EXPECT_TRUE(openings.emplace_back().ParseFromString(sealed.opening()));
    }
    return openings;
  }

  std::string Random16() { return premises_.random.Bytes(16); }

  Premises premises_;
  FakeClock clock_;
  std::shared_ptr<const Network> network_;
  std::unique_ptr<FakeExecutor> executor_;
  std::unique_ptr<TestBroker> broker_;
};

}  // namespace kith::broker

#endif  // KITH_BROKER_FLOWS_BROKER_WORLD_H_
