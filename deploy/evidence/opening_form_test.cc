// SPDX-License-Identifier: Apache-2.0
#include "deploy/evidence/opening_form.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "deploy/evidence/evidence_world.h"
#include "keys/tlog/leaf.h"

namespace kith::deploy {
namespace {

using OpeningFormTest = EvidenceWorld;

// What a newer version writes is neither right nor wrong.
TEST_F(OpeningFormTest, WhatNoVersionOfTodayWritesCannotBeVerified) {
  const std::string unknown = "\xea\3\1x";  // Field 61.
  const auto refused = [&](log::v1::Event event, const std::string& detail) {
    tests::LogBuilder log{random_, absl::FromUnixSeconds(1'795'000'000)};
    log.AppendDetail(event, "school", detail, tlog::NoPublicPart());
    Evidence evidence = Export();
    evidence.agent = log.For("school", absl::StrCat(kOrigin, "/agency/school"),
                             world_.school());
    std::filesystem::remove_all(folder_);
    EXPECT_TRUE(WriteEvidence(evidence, folder_).ok());
    const auto status = VerifyEvidence(folder_).status();
    return status.code() == absl::StatusCode::kInvalidArgument &&
           absl::StrContains(status.message(), "your own log: entry 0") &&
           absl::StrContains(status.message(), "get a newer verifier");
  };
  EXPECT_TRUE(refused(static_cast<log::v1::Event>(21), ""));
  EXPECT_TRUE(refused(log::v1::EVENT_UNSPECIFIED, ""));
  for (const log::v1::Event event :
       {log::v1::EVENT_ASKED, log::v1::EVENT_ERASED, log::v1::EVENT_RESTORE,
        log::v1::EVENT_IMPORTED, log::v1::EVENT_ANSWERED, log::v1::EVENT_PROVED,
        log::v1::EVENT_EVALUATED, log::v1::EVENT_MEMBERSHIP,
        log::v1::EVENT_WITHDRAWN}) {
    EXPECT_TRUE(refused(event, unknown)) << event;
    EXPECT_TRUE(refused(event, "\xff\xff")) << event;
    EXPECT_FALSE(refused(event, "")) << event;
  }
  EXPECT_TRUE(refused(log::v1::EVENT_ASKED, std::string("\x0a\0", 2)))
      << "a default that is written out";
}

// What was asked and shown is erased in one log; the other still says so.
// A hash stands where another event's message has text.
TEST_F(OpeningFormTest, WhatIsOfAnotherEventsFormIsNotComplainedAbout) {
  log::v1::Opening opening;
  log::v1::RecallDetail detail;
  detail.set_enquiry_id(std::string(16, '\xff'));
  detail.set_sha256(std::string(32, '\xff'));
  opening.set_event(log::v1::EVENT_RECALL);
  opening.set_detail(detail.SerializeAsString());
  testing::internal::CaptureStderr();
  EXPECT_TRUE(ReadOpening(opening.SerializeAsString()).ok());
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace kith::deploy
