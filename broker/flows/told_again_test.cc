// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/told_again.h"

#include "broker/flows/broker_world.h"
#include "broker/flows/recover_flow.h"

namespace kith::broker {
namespace {

using testing::HasSubstr;

const std::string kIndex(16, 'n');

// A broker whose log was taken from a mirror: it has no row and no ground in
// force, and the school, the clinic and the others are to tell it again.
class ToldAgainTest : public BrokerWorld {
 protected:
  void SetUp() override {
    ended_ = Supports({.agency = "clinic"});
    EXPECT_TRUE(Withdraw("clinic", {ended_})->status().ok());
    kept_ = Supports({.agency = "refuge"});
    Recover();
    Start();
    Pass(kReleaseLife);
  }
  void Recover() {
    std::vector<std::string> agencies;
    for (const auto& agency : network_->file().agencies()) {
      agencies.push_back(agency.id());
    }
    InStore([&](SealedDb& db, StoreTransaction&) {
      return ForgetWhatMayHaveEnded(db, kIndex, agencies);
    });
  }
  void InStore(
      const std::function<absl::Status(SealedDb&, StoreTransaction&)>& work) {
    const auto done = broker_->log().Run(
        [&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
          SqlcipherTransaction transaction(db);
          const absl::Status status = work(db, transaction);
          if (!status.ok()) return status;
          return std::vector<tlog::Entry>{};
        });
    ASSERT_TRUE(done.ok()) << done.status();
  }
  absl::Status Record(const std::string& agency,
                      const consent::v1::RecordGroundsBody& body) {
    RecordGroundsFlow::Request request{.caller = agency,
                                       .body = body.SerializeAsString()};
    request.signature =
        SignerOf(premises_.members, agency)
            .Sign(Label::kGround, premises_.members.id(), request.body);
    absl::Status status = absl::UnknownError("never told");
    broker_->record_grounds.Run(
        request, [&](const absl::StatusOr<std::uint64_t>& index) {
          status = index.status();
        });
    Settle();
    return status;
  }
  absl::Status Tell(const std::string& agency,
                    const std::string& index_id = kIndex) {
    consent::v1::RecordGroundsBody body;
    body.set_told_again_index_id(index_id);
    return Record(agency, body);
  }
  absl::Status RecordOne(const std::string& agency, const std::string& ref) {
    consent::v1::RecordGroundsBody body;
    auto* ground = body.add_grounds();
    ground->set_ref(ref);
    ground->set_rests_on(ref);
    return Record(agency, body);
  }
  void AllTell() {
    for (const auto& agency : network_->file().agencies()) {
      EXPECT_TRUE(Tell(agency.id()).ok()) << agency.id();
    }
  }

  std::string ended_;
  std::string kept_;
};

TEST_F(ToldAgainTest, NothingIsAnsweredUntilTheLastAgencyHasTold) {
  for (const auto& agency : network_->file().agencies()) {
    const Asked asked = Ask({});
    EXPECT_TRUE(absl::IsUnavailable(asked.heard->status()));
    EXPECT_THAT(std::string(asked.heard->status().message()),
                HasSubstr(agency.id()));
    EXPECT_TRUE(Tell(agency.id()).ok());
  }
  const Asked asked = Ask({});
  PassToRelease();
  EXPECT_TRUE(asked.heard->status().ok()) << asked.heard->status();
}

TEST_F(ToldAgainTest, WhatIsToldOfAnotherIndexCountsForNothing) {
  AllTell();
  Recover();
  EXPECT_TRUE(Tell("clinic", std::string(16, 'o')).ok());
  const Asked asked = Ask({});
  EXPECT_THAT(std::string(asked.heard->status().message()),
              HasSubstr("clinic"));
}

TEST_F(ToldAgainTest, ARestartChangesNothing) {
  ASSERT_TRUE(Tell("school").ok());
  Start();
  Pass(kReleaseLife);
  const Asked asked = Ask({});
  EXPECT_TRUE(absl::IsUnavailable(asked.heard->status()));
  EXPECT_THAT(std::string(asked.heard->status().message()),
              testing::Not(HasSubstr("school")));
}

TEST_F(ToldAgainTest, WhatHadBeenWithdrawnStaysAndWhatWasInForceIsForgotten) {
  const auto ended = broker_->reader().FindGrounds({&ended_, 1});
  ASSERT_EQ(ended->size(), 1u);
  EXPECT_TRUE((*ended)[0].withdrawn);
  EXPECT_TRUE(broker_->reader().FindGrounds({&kept_, 1})->empty());
  EXPECT_EQ(*RecoverFlow(broker_->parts()).Run(), kIndex);
  AllTell();
  // Its ground is not recorded yet, and no row is there.
  EXPECT_TRUE(SlotsIn(AskAndHear({})).size() > 0);
  EXPECT_FALSE(Holds(AskAndHear({}), "refuge"));
}

TEST_F(ToldAgainTest, WhatIsToldAgainIsNotCountedASecondTime) {
  network_ = premises_.members.With([&](network::v1::NetworkFile& file) {
    for (auto& agency : *file.mutable_agencies()) {
      if (agency.id() == "clinic") agency.set_grounds_a_day(1);
    }
  });
  Start();
  Pass(kReleaseLife);
  EXPECT_TRUE(RecordOne("clinic", Random16()).ok());
  EXPECT_TRUE(RecordOne("clinic", Random16()).ok()) << "told again";
  ASSERT_TRUE(Tell("clinic").ok());
  EXPECT_TRUE(RecordOne("clinic", Random16()).ok());
  EXPECT_TRUE(absl::IsResourceExhausted(RecordOne("clinic", Random16())));
}

TEST_F(ToldAgainTest, AnIdOfAnotherLengthIsNotTaken) {
  EXPECT_TRUE(absl::IsInvalidArgument(Tell("school", "short")));
  EXPECT_TRUE(absl::IsInvalidArgument(Tell("school", "")));
}

TEST_F(ToldAgainTest, AnAgencyThatIsSuspendedIsNotWaitedFor) {
  network_ = premises_.members.With([&](network::v1::NetworkFile& file) {
    for (auto& agency : *file.mutable_agencies()) {
      if (agency.id() != "school") agency.set_suspended(true);
    }
  });
  Start();
  Pass(kReleaseLife);
  ASSERT_TRUE(Tell("school").ok());
  const Asked asked = Ask({});
  PassToRelease();
  EXPECT_TRUE(asked.heard->status().ok()) << asked.heard->status();
}

}  // namespace
}  // namespace kith::broker
