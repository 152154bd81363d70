// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/digest_flow.h"

#include "agent/flows/agreement_world.h"

namespace kith::agent {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class DigestFlowTest : public AgreementFlowsTest {
 protected:
  DigestFlowTest() { EXPECT_TRUE(Import({sami_, dina_}).ok()); }
  desk::v1::GetReviewDigestReply Digest(absl::Time since) {
    desk::v1::GetReviewDigestRequest request;
    request.set_since_ms(absl::ToUnixMillis(since));
    const auto reply = DigestFlow(*parts_).Run(request);
    EXPECT_TRUE(reply.ok()) << reply.status();
    return reply.value_or(desk::v1::GetReviewDigestReply());
  }
};

TEST_F(DigestFlowTest, WhoRecordedHowManyOnWhatEvidenceAndNobodysName) {
  const absl::Time before = clock_.Now();
  auto agreement = Agreement(sami_, "mother");
  Record(agreement);
  agreement.set_evidence_reference("form 13");
  Record(agreement);
  const auto digest = Digest(before);
  ASSERT_THAT(digest.registrations(), SizeIs(1));
  EXPECT_EQ(digest.registrations(0).by(), "nurse");
  EXPECT_EQ(digest.registrations(0).what(), "agreement");
  EXPECT_EQ(digest.registrations(0).count(), 2u);
  EXPECT_THAT(digest.registrations(0).evidence(),
              ElementsAre("form 12", "form 13"));
  EXPECT_EQ(digest.registrations(0).without_evidence(), 0u);
  EXPECT_THAT(digest.imports(), Not(IsEmpty()));
  EXPECT_THAT(digest.SerializeAsString(), Not(HasSubstr("Amara")));
}

TEST_F(DigestFlowTest, WhatWasRecordedBeforeThatDayIsLeftOut) {
  Record(Agreement(sami_, "mother"));
  clock_.Advance(absl::Hours(24));
  const absl::Time since = clock_.Now();
  EXPECT_THAT(Digest(since).registrations(), IsEmpty());
  EXPECT_THAT(Digest(since).imports(), IsEmpty());
  Record(Agreement(dina_, "herself"));
  ASSERT_THAT(Digest(since).registrations(), SizeIs(1));
  EXPECT_EQ(Digest(since).registrations(0).count(), 1u);
}

TEST_F(DigestFlowTest, ADayAheadIsNone) {
  desk::v1::GetReviewDigestRequest request;
  request.set_since_ms(absl::ToUnixMillis(clock_.Now() + absl::Hours(1)));
  EXPECT_TRUE(
      absl::IsInvalidArgument(DigestFlow(*parts_).Run(request).status()));
}

}  // namespace
}  // namespace kith::agent
