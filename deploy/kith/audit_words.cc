// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/audit_words.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "deploy/kith/csv_out.h"
#include "deploy/kith/touch_words.h"

namespace kith::deploy {
namespace {

using desk::v1::AskedEntry;

constexpr char kForReview[] =
    "FOR EXEMPTION REVIEW. Not for release as it stands: that somebody asked,\n"
    "and who, may itself put a person at risk or be about somebody else. A\n"
    "data protection officer decides line by line, and says so in writing.\n\n";

std::string When(std::int64_t millis, absl::TimeZone zone) {
  return absl::FormatTime("%Y-%m-%d %H:%M", absl::FromUnixMillis(millis), zone);
}

std::string Day(std::int64_t millis) {
  if (millis == 0) return "";
  return absl::FormatTime("%Y-%m-%d", absl::FromUnixMillis(millis),
                          absl::UTCTimeZone());
}

// A question in two lines.
std::string Asked(const AskedEntry& asked, const std::string& when) {
  std::string text = absl::StrCat("  ", when, "  ", asked.purpose(), ", ",
                                  asked.ground(), ", ", asked.role());
  if (!asked.staff().empty()) absl::StrAppend(&text, " ", asked.staff());
  absl::StrAppend(&text, "\n    ", asked.outcome());
  if (!asked.rule().empty()) absl::StrAppend(&text, ", rule ", asked.rule());
  if (!asked.reference().empty()) {
    absl::StrAppend(&text, ", reference ", asked.reference());
  }
  if (!asked.next_step().empty()) {
    absl::StrAppend(&text, ", next step ", asked.next_step());
  }
  return absl::StrCat(text, "\n");
}

const std::vector<std::string>& AskedHeadings() {
  static const std::vector<std::string> headings = {
      "entry",     "when",          "reference", "staff",   "role",
      "purpose",   "ground",        "asked for", "outcome", "rule",
      "next step", "signed off by", "finding"};
  return headings;
}

std::vector<std::string> AskedCells(const AskedEntry& asked,
                                    const std::string& when) {
  return {absl::StrCat(asked.entry()),
          when,
          asked.reference(),
          asked.staff(),
          asked.role(),
          asked.purpose(),
          asked.ground(),
          absl::StrCat(asked.shape()),
          asked.outcome(),
          asked.rule(),
          asked.next_step(),
          asked.signed_off_by(),
          asked.finding()};
}

std::string Grounds(const desk::v1::ReportSubjectReply& report) {
  std::string text;
  for (const auto& ground : report.grounds()) {
    absl::StrAppend(&text, "  ", ground.kind(), ", ", ground.said_by());
    if (!ground.capacity().empty()) {
      absl::StrAppend(&text, " (", ground.capacity(), ")");
    }
    absl::StrAppend(
        &text, ", ", Day(ground.given_at_ms()), " to ", Day(ground.until_ms()),
        ground.withdrawn() ? ", ended" : "", "\n    kept at: ",
        ground.evidence().empty() ? "no reference" : ground.evidence(), "\n");
  }
  return text.empty() ? "  none\n" : text;
}

std::vector<std::string> NotHere(const desk::v1::ReportSubjectReply& report) {
  std::vector<std::string> lines = {
      "What an answer said to this agency's staff: it was shown and not kept.",
      "Questions of this agency's about somebody who was not in its register "
      "then, or only possibly.",
      "About whom this agency's staff asked before this version of its "
      "programs: the log says when and why only.",
      "What other agencies hold: ask each of them."};
  if (report.erased() > 0) {
    lines.push_back(absl::StrCat(
        "What ", report.erased(),
        " entries of this agency's log said: they were erased, and may or may "
        "not have been about this person."));
  }
  return lines;
}

}  // namespace

std::string SubjectReportInWords(const desk::v1::ReportSubjectReply& report,
                                 absl::TimeZone zone) {
  std::string text = absl::StrCat(
      kForReview, "Made ", When(report.made_at_ms(), zone), ", from ",
      Day(report.since_ms()), " on.\n\nAsked by other agencies\n");
  absl::StrAppend(&text, report.asked_by_others().empty()
                             ? "  nobody\n"
                             : TouchesInWords(report.asked_by_others(), zone));
  absl::StrAppend(&text, "\nAsked by this agency's staff\n");
  for (const AskedEntry& asked : report.asked_here()) {
    absl::StrAppend(&text, Asked(asked, When(asked.time_ms(), zone)));
  }
  if (report.asked_here().empty()) absl::StrAppend(&text, "  nobody\n");
  absl::StrAppend(&text, "\nWhat this agency's sharing rested on\n",
                  Grounds(report), "\nWhat is not here\n");
  for (const std::string& line : NotHere(report)) {
    absl::StrAppend(&text, "  ", line, "\n");
  }
  return text;
}

std::string SubjectReportAsCsv(const desk::v1::ReportSubjectReply& report,
                               absl::TimeZone zone) {
  std::string text =
      CsvLine({"FOR EXEMPTION REVIEW - not for release as it stands"});
  absl::StrAppend(&text, CsvLine({"kind", "when", "reference", "who", "role",
                                  "purpose", "ground", "outcome", "rule"}));
  for (const auto& touch : report.asked_by_others()) {
    absl::StrAppend(
        &text, CsvLine({"asked by another agency", When(touch.time_ms(), zone),
                        touch.reference(), touch.asker(), touch.category(),
                        touch.purpose(), "", touch.outcome(), touch.rule()}));
  }
  for (const AskedEntry& asked : report.asked_here()) {
    absl::StrAppend(
        &text,
        CsvLine({"asked here", When(asked.time_ms(), zone), asked.reference(),
                 asked.staff(), asked.role(), asked.purpose(), asked.ground(),
                 asked.outcome(), asked.rule()}));
  }
  for (const auto& ground : report.grounds()) {
    absl::StrAppend(&text, CsvLine({ground.kind(), Day(ground.given_at_ms()),
                                    "", ground.said_by(), ground.capacity(), "",
                                    "", ground.withdrawn() ? "ended" : "holds",
                                    ground.evidence()}));
  }
  for (const std::string& line : NotHere(report)) {
    absl::StrAppend(&text, CsvLine({"not here", line}));
  }
  return text;
}

std::string PractitionerReportInWords(
    const desk::v1::ReportPractitionerReply& report, absl::TimeZone zone) {
  std::string text =
      absl::StrCat(report.asked_size(),
                   report.asked_size() == 1 ? " question\n" : " questions\n");
  for (const AskedEntry& asked : report.asked()) {
    absl::StrAppend(&text, Asked(asked, When(asked.time_ms(), zone)));
  }
  return text;
}

std::string PractitionerReportAsCsv(
    const desk::v1::ReportPractitionerReply& report, absl::TimeZone zone) {
  std::string text = CsvLine(AskedHeadings());
  for (const AskedEntry& asked : report.asked()) {
    absl::StrAppend(&text,
                    CsvLine(AskedCells(asked, When(asked.time_ms(), zone))));
  }
  return text;
}

std::string SampleInWords(const desk::v1::DrawSampleReply& sample) {
  std::string text =
      absl::StrCat(sample.drawn_size(), " of ", sample.questions(),
                   " questions, drawn at random; no name, "
                   "reference or hour\n");
  for (const AskedEntry& asked : sample.drawn()) {
    absl::StrAppend(&text, Asked(asked, Day(asked.time_ms())));
  }
  return text;
}

std::string SampleAsCsv(const desk::v1::DrawSampleReply& sample) {
  std::string text = CsvLine({"day", "role", "purpose", "ground", "asked for",
                              "outcome", "rule", "next step"});
  for (const AskedEntry& asked : sample.drawn()) {
    absl::StrAppend(
        &text, CsvLine({Day(asked.time_ms()), asked.role(), asked.purpose(),
                        asked.ground(), absl::StrCat(asked.shape()),
                        asked.outcome(), asked.rule(), asked.next_step()}));
  }
  return text;
}

std::string ReviewInWords(const desk::v1::ReviewQuestionsReply& review,
                          absl::TimeZone zone) {
  std::string text =
      absl::StrCat(review.items_size(),
                   " to look at; questions in all: ", review.questions(), "\n");
  for (const auto& item : review.items()) {
    const AskedEntry& asked = item.asked();
    absl::StrAppend(&text, "\nEntry ", asked.entry(), ": ",
                    absl::StrJoin(item.why(), "; "), "\n",
                    Asked(asked, When(asked.time_ms(), zone)));
    if (!asked.signed_off_by().empty()) {
      absl::StrAppend(&text, "    signed off by ", asked.signed_off_by(), ": ",
                      asked.finding(), "\n");
    }
  }
  if (!review.items().empty()) {
    absl::StrAppend(&text,
                    "\nA hint is not a finding. Once you have looked:\n  kith "
                    "audit sign-off --entry N --finding in-order\n");
  }
  return text;
}

std::string ReviewAsCsv(const desk::v1::ReviewQuestionsReply& review,
                        absl::TimeZone zone) {
  std::vector<std::string> headings = AskedHeadings();
  headings.push_back("why");
  std::string text = CsvLine(headings);
  for (const auto& item : review.items()) {
    std::vector<std::string> cells =
        AskedCells(item.asked(), When(item.asked().time_ms(), zone));
    cells.push_back(absl::StrJoin(item.why(), "; "));
    absl::StrAppend(&text, CsvLine(cells));
  }
  return text;
}

std::string ComplaintInWords(const desk::v1::Complaint& complaint) {
  std::string text =
      absl::StrCat("  Complaint ", complaint.number(), ", received ",
                   complaint.received_on(), ", kept at ", complaint.kept_at());
  if (!complaint.reference().empty()) {
    absl::StrAppend(&text, ", about ", complaint.reference());
  }
  absl::StrAppend(&text, "\n    ");
  if (complaint.acknowledged_on().empty()) {
    absl::StrAppend(&text,
                    complaint.late() ? "LATE: should have been acknowledged by "
                                     : "to be acknowledged by ",
                    complaint.acknowledge_by());
  } else {
    absl::StrAppend(&text, "acknowledged ", complaint.acknowledged_on(),
                    complaint.late() ? ", LATE" : "");
  }
  if (!complaint.closed_on().empty()) {
    absl::StrAppend(&text, "; closed ", complaint.closed_on(), ", ",
                    complaint.outcome());
  }
  return absl::StrCat(text, "\n");
}

std::string ComplaintsInWords(const desk::v1::ListComplaintsReply& complaints) {
  if (complaints.complaints().empty()) return "No complaint is open.\n";
  std::string text;
  for (const auto& complaint : complaints.complaints()) {
    absl::StrAppend(&text, ComplaintInWords(complaint));
  }
  return text;
}

}  // namespace kith::deploy
