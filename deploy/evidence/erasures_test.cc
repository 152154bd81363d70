// SPDX-License-Identifier: Apache-2.0
// When and why entries may be erased, by the network file: check 6.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "absl/time/time.h"
#include "deploy/evidence/evidence_world.h"

namespace kith::deploy {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr absl::Duration kDay = absl::Hours(24);

// The broker's entries are kept for 30 days, the agency's own for 60, the key
// holder's for 10.
class ErasuresTest : public EvidenceWorld {
 protected:
  void SetUp() override {
    Keep(/*legal_hold=*/false, 30, 60, 10);
    EvidenceWorld::SetUp();
  }
  void Keep(bool legal_hold, std::uint32_t broker, std::uint32_t agency,
            std::uint32_t key_holder) {
    network_ = world_.With([&](auto& file) {
      file.mutable_retention()->set_broker_details(broker);
      file.mutable_retention()->set_agency_details(agency);
      file.mutable_retention()->set_key_holder_details(key_holder);
      file.mutable_retention()->set_legal_hold(legal_hold);
    });
    broker_.Under(network_->hash());
    agent_.Under(network_->hash());
    key_holder_.Under(network_->hash());
  }
  // An entry that is erased when it is `old`.
  void EraseAfter(tests::LogBuilder& log, absl::Duration old,
                  const std::string& why = "retention") {
    const auto at = log.Append(log::v1::EVENT_REFUSED, "school", Of("refused"));
    log.Wait(old);
    log.Erase("school", {at}, why);
  }
  EvidenceReport Verify() {
    Evidence evidence = Export();
    evidence.network = network_;
    return EvidenceWorld::Verify(evidence);
  }

  std::shared_ptr<const Network> network_;
};

TEST_F(ErasuresTest, WhatWasKeptForItsTimeButADayHolds) {
  EraseAfter(broker_, 29 * kDay);
  EraseAfter(agent_, 59 * kDay);
  EraseAfter(key_holder_, 9 * kDay);
  const EvidenceReport report = Verify();
  EXPECT_THAT(report.findings, IsEmpty());
  EXPECT_THAT(report.notes, Not(Contains(HasSubstr("sooner"))));
}

TEST_F(ErasuresTest, WhatWasErasedSoonerIsAFindingInEachLog) {
  EraseAfter(broker_, 29 * kDay - absl::Milliseconds(1));
  EraseAfter(agent_, 59 * kDay - absl::Milliseconds(1));
  EraseAfter(key_holder_, 9 * kDay - absl::Milliseconds(1));
  EXPECT_THAT(
      Verify().findings,
      ElementsAre(testing::AllOf(HasSubstr("the broker's log: entry 7 says "
                                           "that the time of 1 of your"),
                                 HasSubstr("younger than the 30 days")),
                  HasSubstr("younger than the 60 days"),
                  HasSubstr("younger than the 10 days")));
}

TEST_F(ErasuresTest, WhatIsKeptForGoodIsNotErasedBecauseItsTimeIsOver) {
  Keep(/*legal_hold=*/false, 0, 60, 10);
  EraseAfter(broker_, 4000 * kDay);
  EXPECT_THAT(Verify().findings,
              ElementsAre(HasSubstr("the network file keeps them for good")));
}

TEST_F(ErasuresTest, ARequestOrAnOrderWaitsForNoTime) {
  EraseAfter(broker_, absl::Seconds(1), "request");
  EraseAfter(agent_, absl::Seconds(1), "order");
  EXPECT_THAT(Verify().findings, IsEmpty());
}

TEST_F(ErasuresTest, UnderAnotherNetworkFileItIsANote) {
  broker_.Under(Hash{7});
  EraseAfter(broker_, kDay);
  const EvidenceReport report = Verify();
  EXPECT_THAT(report.findings, IsEmpty());
  EXPECT_THAT(report.notes,
              Contains(HasSubstr("in the broker's log 1 of your entries were "
                                 "erased because their time was over, sooner "
                                 "than")));
}

TEST_F(ErasuresTest, TheFileOfTheErasureCountsAndNotThatOfTheErased) {
  broker_.Under(Hash{7});
  const auto at = broker_.Append(log::v1::EVENT_REFUSED, "school", Of("of"));
  broker_.Under(network_->hash());
  broker_.Erase("school", {at}, "retention");
  EXPECT_THAT(Verify().findings, ElementsAre(HasSubstr("30 days")));
}

TEST_F(ErasuresTest, UnderALegalHoldOnlyAnOrderErases) {
  Keep(/*legal_hold=*/true, 30, 60, 10);
  EraseAfter(broker_, 40 * kDay, "retention");
  EraseAfter(agent_, kDay, "request");
  EraseAfter(key_holder_, kDay, "order");
  EXPECT_THAT(
      Verify().findings,
      ElementsAre(HasSubstr("the broker's log: entry 7 says that entries were "
                            "erased under a legal hold"),
                  HasSubstr("your own log: entry")));
}

TEST_F(ErasuresTest, WhatWasErasedBeforeTheHoldIsInOrder) {
  broker_.Under(Hash{7});
  EraseAfter(broker_, 40 * kDay, "retention");
  Keep(/*legal_hold=*/true, 30, 60, 10);
  EXPECT_THAT(Verify().findings, IsEmpty());
}

}  // namespace
}  // namespace kith::deploy
