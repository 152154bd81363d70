// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_AUDIT_WORDS_H_
#define KITH_DEPLOY_KITH_AUDIT_WORDS_H_

#include <string>

#include "absl/time/time.h"
#include "kith/desk/v1/audit.pb.h"
#include "kith/desk/v1/complaint.pb.h"

// What a data protection officer reads of questions and complaints: pages, and
// the same as CSV for a spreadsheet (csv_out.h).
namespace kith::deploy {

std::string SubjectReportInWords(const desk::v1::ReportSubjectReply& report,
                                 absl::TimeZone zone);
std::string SubjectReportAsCsv(const desk::v1::ReportSubjectReply& report,
                               absl::TimeZone zone);

std::string PractitionerReportInWords(
    const desk::v1::ReportPractitionerReply& report, absl::TimeZone zone);
std::string PractitionerReportAsCsv(
    const desk::v1::ReportPractitionerReply& report, absl::TimeZone zone);

std::string SampleInWords(const desk::v1::DrawSampleReply& sample);
std::string SampleAsCsv(const desk::v1::DrawSampleReply& sample);

std::string ReviewInWords(const desk::v1::ReviewQuestionsReply& review,
                          absl::TimeZone zone);
std::string ReviewAsCsv(const desk::v1::ReviewQuestionsReply& review,
                        absl::TimeZone zone);

std::string ComplaintInWords(const desk::v1::Complaint& complaint);
std::string ComplaintsInWords(const desk::v1::ListComplaintsReply& complaints);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_AUDIT_WORDS_H_
