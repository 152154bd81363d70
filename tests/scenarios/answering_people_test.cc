// SPDX-License-Identifier: Apache-2.0
// A mother asks who looked; a data protection officer answers her, looks at how
// the school's staff ask, and says in the log that she has looked.
#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "deploy/kith/files.h"
#include "tests/scenarios/scenario_test.h"

namespace kith::tests {
namespace {

using deploy::kOfficerDove;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const Somebody kSami{"Sami", "Amarinth", "2021-03-14", ""};
constexpr char kSamiTyped[] = "forename=Sami,surname=Amarinth,dob=2021-03-14";
constexpr int kDone = 0;
constexpr int kError = 1;

// Sami is on the school's register and on early help's; the school asks.
class AnsweringPeopleTest : public ScenarioTest {
 protected:
  void SetUp() override {
    StartWithDesk({kSchool, kEarlyHelp}, kEarlyHelp, {kSchool});
    if (HasFatalFailure()) return;
    Import(kEarlyHelp, {{.person = kSami}});
    Import(kSchool, {{.person = kSami}});
    EXPECT_EQ(Outcome(kSami), "answered: involved(northshire-early-help)");
  }
  Ended Audit(const std::string& agency, std::vector<std::string> words) {
    words.insert(words.begin(), "audit");
    return Run(agency, words);
  }
  Ended Run(const std::string& agency, std::vector<std::string> words) {
    words.insert(words.end(), {"--agent-dir", network().folder(agency)});
    if (agency == kSchool) words.insert(words.end(), {"--as", kOfficerDove});
    return Kith(words);
  }
};

TEST_F(AnsweringPeopleTest, BothOfficersSeeTheirSideOfOneQuestion) {
  const Ended asked = Audit(kSchool, {"subject", "--person", kSamiTyped});
  EXPECT_EQ(asked.exit, kDone) << asked.output;
  EXPECT_THAT(asked.output, StartsWith("FOR EXEMPTION REVIEW"));
  EXPECT_THAT(asked.output, HasSubstr("practitioner brook\n    shown"));
  EXPECT_THAT(asked.output, Not(HasSubstr("Amarinth")));
  const Ended held = Audit(kEarlyHelp, {"subject", "--person", kSamiTyped});
  EXPECT_EQ(held.exit, kDone) << held.output;
  EXPECT_THAT(held.output, HasSubstr(absl::StrCat(kSchool)));
  EXPECT_THAT(held.output, HasSubstr("involved"));
}

TEST_F(AnsweringPeopleTest, WhatWasLookedAtIsInTheLogAndTheEvidenceHolds) {
  const std::string csv = network().folder("brook.csv");
  const Ended listed = Audit(kSchool, {"practitioner", "brook", "--csv", csv});
  EXPECT_EQ(listed.exit, kDone) << listed.output;
  EXPECT_THAT(Must(deploy::ReadFile(csv, 1 << 20)),
              HasSubstr("\"brook\",\"practitioner\",\"considering-referral\""));
  EXPECT_EQ(Audit(kSchool, {"practitioner", "brook", "--csv", csv}).exit,
            kError)
      << "nothing is written over";

  // The school's own log: the question is the last ASKED.
  desk::v1::ReportPractitionerRequest request;
  request.set_as(kOfficerDove);
  request.set_staff(deploy::kBrook);
  const auto asked = Must(desk(kSchool).ReportPractitioner(request));
  ASSERT_FALSE(asked.asked().empty());
  const std::string entry = absl::StrCat(asked.asked(0).entry());
  const Ended signed_off =
      Audit(kSchool, {"sign-off", "--entry", entry, "--finding", "in-order"});
  EXPECT_EQ(signed_off.exit, kDone) << signed_off.output;
  EXPECT_EQ(
      Must(desk(kSchool).ReportPractitioner(request)).asked(0).signed_off_by(),
      kOfficerDove);

  EXPECT_EQ(Run(kSchool, {"complaint", "record", "--received", "2026-11-20",
                          "--kept-at", "file 2026/117"})
                .exit,
            kDone);
  EXPECT_EQ(Run(kSchool, {"complaint", "acknowledge", "1"}).exit, kDone);
  EXPECT_THAT(Run(kSchool, {"complaint", "list"}).output,
              HasSubstr("acknowledged"));
  const std::string evidence = network().folder("evidence");
  ASSERT_EQ(Audit(kSchool, {"export", "--out", evidence}).exit, kDone);
  const Ended first = Kith({"audit", "verify", evidence});
  EXPECT_EQ(first.exit, kDone) << first.output;
  const Ended second = RunProgram(
      {"/usr/bin/env", "python3",
       absl::StrCat(KITH_SOURCE, "/deploy/verify/verify_kith.py"), evidence});
  EXPECT_EQ(second.exit, kDone) << second.output;
}

}  // namespace
}  // namespace kith::tests
