// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/audit_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kith::deploy {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const absl::TimeZone kZone = absl::UTCTimeZone();

desk::v1::AskedEntry Asked() {
  desk::v1::AskedEntry asked;
  asked.set_entry(12);
  asked.set_time_ms(1'795'852'800'000);
  asked.set_reference("K-4821-7M");
  asked.set_staff("=brook");
  asked.set_role("practitioner");
  asked.set_purpose("considering-referral");
  asked.set_ground("safeguarding");
  asked.set_shape(1);
  asked.set_outcome("shown");
  return asked;
}

TEST(AuditWordsTest, ASubjectsReportIsMarkedForReviewAndSaysWhatIsNotHere) {
  desk::v1::ReportSubjectReply report;
  *report.add_asked_here() = Asked();
  report.set_erased(2);
  const std::string words = SubjectReportInWords(report, kZone);
  EXPECT_THAT(words, StartsWith("FOR EXEMPTION REVIEW"));
  EXPECT_THAT(words, HasSubstr("Asked by other agencies\n  nobody"));
  EXPECT_THAT(words, HasSubstr("reference K-4821-7M"));
  EXPECT_THAT(words, HasSubstr("2 entries of this agency's log said"));
  EXPECT_THAT(SubjectReportAsCsv(report, kZone),
              StartsWith("\"FOR EXEMPTION REVIEW"));
}

TEST(AuditWordsTest, NoCellOfACsvIsAFormula) {
  desk::v1::ReportPractitionerReply report;
  *report.add_asked() = Asked();
  EXPECT_THAT(PractitionerReportAsCsv(report, kZone), HasSubstr("\"'=brook\""));
  desk::v1::ReviewQuestionsReply review;
  *review.add_items()->mutable_asked() = Asked();
  EXPECT_THAT(ReviewAsCsv(review, kZone), HasSubstr("\"'=brook\""));
}

TEST(AuditWordsTest, ASampleHasNoColumnForAnIdentity) {
  desk::v1::DrawSampleReply sample;
  *sample.add_drawn() = Asked();
  EXPECT_THAT(SampleAsCsv(sample), Not(HasSubstr("brook")));
  EXPECT_THAT(SampleAsCsv(sample), Not(HasSubstr("K-4821-7M")));
}

TEST(AuditWordsTest, AReviewSaysWhyAndWhatToDoNext) {
  desk::v1::ReviewQuestionsReply review;
  auto& item = *review.add_items();
  *item.mutable_asked() = Asked();
  item.add_why("safeguarding");
  const std::string words = ReviewInWords(review, kZone);
  EXPECT_THAT(words, HasSubstr("Entry 12: safeguarding"));
  EXPECT_THAT(words, HasSubstr("sign-off"));
}

TEST(AuditWordsTest, AComplaintSaysByWhenAndThatItIsLate) {
  desk::v1::Complaint complaint;
  complaint.set_number(3);
  complaint.set_acknowledge_by("2026-12-19");
  EXPECT_THAT(ComplaintInWords(complaint),
              HasSubstr("to be acknowledged by 2026-12-19"));
  complaint.set_late(true);
  EXPECT_THAT(ComplaintInWords(complaint), HasSubstr("LATE"));
}

}  // namespace
}  // namespace kith::deploy
