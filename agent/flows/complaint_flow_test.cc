// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/complaint_flow.h"

#include "agent/flows/agreement_world.h"

namespace kith::agent {
namespace {

using absl::StatusCode;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class ComplaintFlowTest : public AgreementFlowsTest {
 protected:
  std::string DaysAgo(int days) {
    return absl::FormatCivilTime(
        absl::ToCivilDay(clock_.Now(), absl::LocalTimeZone()) - days);
  }
  absl::StatusOr<desk::v1::Complaint> Record(
      const std::string& received,
      const std::string& kept_at = "file 2026/117") {
    desk::v1::RecordComplaintRequest request;
    request.set_received_on(received);
    request.set_kept_at(kept_at);
    return complaints_.Record(kManager, request);
  }
  desk::v1::ListComplaintsReply List(bool closed_too = false) {
    desk::v1::ListComplaintsRequest request;
    request.set_closed_too(closed_too);
    return complaints_.List(request).value();
  }
  static desk::v1::ComplaintStepRequest Step(std::uint32_t number,
                                             const std::string& outcome = "") {
    desk::v1::ComplaintStepRequest request;
    request.set_number(number);
    request.set_outcome(outcome);
    return request;
  }
  std::string LastWritten() {
    log::v1::CountDetail detail;
    EXPECT_EQ(OwnLog().back().event(), log::v1::EVENT_COMPLAINT);
    EXPECT_TRUE(detail.ParseFromString(OwnLog().back().detail()));
    return detail.what();
  }

  ComplaintFlow complaints_{*parts_};
};

TEST_F(ComplaintFlowTest, ThirtyDaysTheDayItCameCounted) {
  const auto today = Record(DaysAgo(0));
  ASSERT_TRUE(today.ok()) << today.status();
  EXPECT_EQ(today->acknowledge_by(), DaysAgo(-29));
  EXPECT_FALSE(today->late());
  EXPECT_FALSE(Record(DaysAgo(29))->late());
  EXPECT_TRUE(Record(DaysAgo(30))->late());
}

TEST_F(ComplaintFlowTest, IsAcknowledgedThenClosedAndEachStepIsLogged) {
  const std::uint32_t number = Record(DaysAgo(3))->number();
  EXPECT_THAT(LastWritten(), HasSubstr("recorded by manager"));
  EXPECT_EQ(complaints_.Close(kManager, Step(number, "upheld")).status().code(),
            StatusCode::kFailedPrecondition);
  const auto acknowledged = complaints_.Acknowledge(kNurse, Step(number));
  ASSERT_TRUE(acknowledged.ok()) << acknowledged.status();
  EXPECT_EQ(acknowledged->acknowledged_on(), DaysAgo(0));
  EXPECT_THAT(LastWritten(), HasSubstr("acknowledged by nurse"));
  EXPECT_EQ(complaints_.Acknowledge(kNurse, Step(number)).status().code(),
            StatusCode::kFailedPrecondition);
  const auto closed = complaints_.Close(kManager, Step(number, "not-upheld"));
  ASSERT_TRUE(closed.ok()) << closed.status();
  EXPECT_EQ(closed->outcome(), "not-upheld");
  EXPECT_THAT(List().complaints(), IsEmpty());
  EXPECT_THAT(List(/*closed_too=*/true).complaints(), SizeIs(1));
  EXPECT_EQ(complaints_.Close(kManager, Step(number, "upheld")).status().code(),
            StatusCode::kFailedPrecondition);
}

TEST_F(ComplaintFlowTest, LateStaysLateOnceItWasAcknowledged) {
  const std::uint32_t number = Record(DaysAgo(31))->number();
  EXPECT_TRUE(complaints_.Acknowledge(kManager, Step(number))->late());
}

TEST_F(ComplaintFlowTest, BadInputNamesTheFieldAndLeavesNothing) {
  const std::uint64_t before = log_->size();
  EXPECT_THAT(Record(DaysAgo(-1)).status().message(), HasSubstr("received_on"));
  EXPECT_THAT(Record("yesterday").status().message(), HasSubstr("received_on"));
  EXPECT_THAT(Record(DaysAgo(0), "").status().message(), HasSubstr("kept_at"));
  EXPECT_THAT(Record(DaysAgo(0), std::string(65, 'a')).status().message(),
              HasSubstr("kept_at"));
  EXPECT_EQ(complaints_.Acknowledge(kManager, Step(7)).status().code(),
            StatusCode::kNotFound);
  EXPECT_EQ(complaints_.Close(kManager, Step(7, "fine")).status().code(),
            StatusCode::kInvalidArgument);
  EXPECT_EQ(log_->size(), before);
  EXPECT_THAT(List(true).complaints(), IsEmpty());
}

}  // namespace
}  // namespace kith::agent
