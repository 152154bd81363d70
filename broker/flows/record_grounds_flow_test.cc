// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/record_grounds_flow.h"

#include "broker/flows/broker_world.h"
#include "kith/consent/v1/consent.pb.h"

namespace kith::broker {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;

// A broker that lets the clinic record five grounds a day.
class RecordGroundsFlowTest : public BrokerWorld {
 protected:
  void SetUp() override {
    Allow(5);
    Start();
  }
  void Allow(std::uint32_t grounds) {
    network_ = premises_.members.With([&](network::v1::NetworkFile& file) {
      for (auto& agency : *file.mutable_agencies()) {
        if (agency.id() == "clinic") agency.set_grounds_a_day(grounds);
      }
    });
  }
  absl::Status Record(const std::vector<std::string>& refs,
                      const std::string& agency = "clinic") {
    consent::v1::RecordGroundsBody body;
    for (const std::string& ref : refs) {
      auto* ground = body.add_grounds();
      ground->set_ref(ref);
      ground->set_rests_on(ref);
      ground->set_expires_at_ms(static_cast<std::uint64_t>(
          absl::ToUnixMillis(clock_.Now() + absl::Hours(24 * 100))));
    }
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
  std::vector<std::string> Refs(int count) {
    std::vector<std::string> refs;
    for (int i = 0; i < count; ++i) refs.push_back(Random16());
    return refs;
  }
  std::ptrdiff_t Alarms(const std::string& agency) {
    Settle();  // The alarm is submitted when what it is about has been refused.
    const auto events = Events(agency);
    return std::count(events.begin(), events.end(), "EVENT_ALARM");
  }
};

// E-52
TEST_F(RecordGroundsFlowTest, MoreThanADaysAllowanceIsRefusedWholeAndAlarmed) {
  ASSERT_TRUE(Record(Refs(4)).ok());
  const absl::Status over = Record(Refs(2));
  EXPECT_TRUE(absl::IsResourceExhausted(over));
  EXPECT_THAT(std::string(over.message()),
              AllOf(HasSubstr("5 new grounds"), HasSubstr("midnight UTC"),
                    HasSubstr("grounds_a_day")));
  EXPECT_EQ(Alarms("clinic"), 1);
  EXPECT_TRUE(Record(Refs(1)).ok()) << "what was refused is not counted";
  EXPECT_TRUE(absl::IsResourceExhausted(Record(Refs(1))));
  EXPECT_EQ(Alarms("clinic"), 1) << "once a day";
}

TEST_F(RecordGroundsFlowTest, TenThousandInAMinuteNeedTheirAllowance) {
  EXPECT_TRUE(absl::IsResourceExhausted(Record(Refs(4000))));
  EXPECT_TRUE(absl::IsResourceExhausted(Record(Refs(4000))));
  EXPECT_TRUE(absl::IsResourceExhausted(Record(Refs(2000))));
  EXPECT_TRUE(Record(Refs(5)).ok());
  Allow(10'000);
  Start();
  EXPECT_TRUE(Record(Refs(4000)).ok());
}

TEST_F(RecordGroundsFlowTest, WhatIsRecordedAlreadyCostsNothing) {
  const std::vector<std::string> refs = Refs(5);
  ASSERT_TRUE(Record(refs).ok());
  EXPECT_TRUE(Record(refs).ok());
  EXPECT_TRUE(Record(refs).ok());
}

// E-53: the permit for a large import is the agency's figure in the newest
// network file.
TEST_F(RecordGroundsFlowTest, AnAllowanceIsOneAgencysAndOneDays) {
  ASSERT_TRUE(Record(Refs(5)).ok());
  EXPECT_TRUE(Record(Refs(6), "school").ok()) << "as many as its register";
  Start();
  EXPECT_TRUE(absl::IsResourceExhausted(Record(Refs(1))));
  Pass(absl::Hours(24));
  EXPECT_TRUE(Record(Refs(5)).ok());
}

}  // namespace
}  // namespace kith::broker
