// SPDX-License-Identifier: Apache-2.0
// A family passes from one agency to another, and at no moment does nobody
// help: told with whole programs.
#include "absl/strings/str_cat.h"
#include "deploy/demonstration/story_checks.h"
#include "kith/desk/v1/handover.pb.h"
#include "tests/scenarios/scenario_test.h"

namespace kith::tests {
namespace {

using absl::StatusCode;

const Somebody kNell{"Nell", "Hartwhistle", "2013-10-03", ""};

class HandoverTest : public ScenarioTest {
 protected:
  void SetUp() override { Start({kSchool, kHealthVisiting, kEarlyHelp}); }

  desk::v1::GetDigestReply Digest(const std::string& agency) {
    return Must(
        desk(agency).GetDigest(desk::v1::GetDigestRequest()));
  }
  absl::Status Accept(const std::string& reference) {
    desk::v1::AcceptHandoverRequest request;
    request.set_reference(reference);
    *request.mutable_person() = PersonOf(kNell);
    return desk(kHealthVisiting).AcceptHandover(request).status();
  }
  absl::Status Close(const std::string& reference) {
    desk::v1::CloseHandoverRequest request;
    request.set_reference(reference);
    return desk(kEarlyHelp).CloseHandover(request).status();
  }
};

TEST_F(HandoverTest, OneProposesTheOtherAcceptsAndThereIsNoGap) {
  Import(kEarlyHelp, {{.person = kNell, .leads = true}});
  EXPECT_EQ(Outcome(kNell), "answered: involved(northshire-early-help leads)");

  // Whoever becomes involved asks once, and those who help hear of it.
  desk::v1::CheckRequest joining;
  *joining.add_people() = PersonOf(kNell);
  joining.set_purpose("joining");
  joining.set_ground("family-agreed");
  joining.set_no_personal_connection(true);
  Must(desk(kHealthVisiting).Check(joining).status());
  const auto digest = Digest(kEarlyHelp);
  ASSERT_EQ(digest.people_size(), 1);
  bool joined = false;
  for (const auto& line : digest.people(0).lines()) {
    joined = joined || line.joining();
  }
  EXPECT_TRUE(joined);

  desk::v1::ProposeHandoverRequest proposal;
  *proposal.mutable_person() = PersonOf(kNell);
  proposal.set_to(kHealthVisiting);
  const std::string reference =
      Must(desk(kEarlyHelp).ProposeHandover(proposal)).reference();
  ASSERT_EQ(Digest(kHealthVisiting).handovers_size(), 1);
  EXPECT_EQ(Digest(kHealthVisiting).handovers(0).reference(), reference);
  EXPECT_EQ(Close(reference).code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(Accept(reference).code(), StatusCode::kNotFound)
      << "health visiting does not know her yet";

  // The family agrees anew; the agreement is health visiting's own.
  Import(kHealthVisiting, {{.person = kNell, .share_with = "", .leads = true}});
  EXPECT_EQ(Accept(reference).code(), StatusCode::kFailedPrecondition);
  desk::v1::RecordConsentRequest agreement;
  *agreement.add_people() = PersonOf(kNell);
  agreement.set_said_by("mother");
  agreement.set_capacity("parent");
  agreement.set_everybody(true);
  agreement.set_evidence_reference("form 12");
  agreement.set_until_ms(
      absl::ToUnixMillis(clock_.Now() + absl::Hours(24 * 100)));
  Must(desk(kHealthVisiting).RecordConsent(agreement).status());
  WaitPublished(kHealthVisiting);
  Must(Accept(reference));
  EXPECT_EQ(Outcome(kNell),
            "answered: involved(northshire-early-help leads, "
            "northshire-health-visiting leads)")
      << "both, until the first closes";

  Must(Close(reference));
  EXPECT_TRUE(Eventually([&] {
    return Outcome(kNell) ==
           "answered: involved(northshire-health-visiting leads)";
  }));
}

}  // namespace
}  // namespace kith::tests
