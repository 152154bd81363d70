// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/review_words.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace kith::deploy {
namespace {

using Alerts = google::protobuf::RepeatedPtrField<desk::v1::CanaryAlert>;
using Entries = google::protobuf::RepeatedPtrField<desk::v1::DigestEntry>;

std::string When(std::int64_t millis, absl::TimeZone zone) {
  return absl::FormatTime("%e %b %Y %H:%M", absl::FromUnixMillis(millis), zone);
}

std::string AlertsInWords(const Alerts& alerts, absl::TimeZone zone) {
  std::string text;
  for (const auto& alert : alerts) {
    absl::StrAppend(
        &text, "  ", When(alert.time_ms(), zone), "  ",
        alert.asker().empty() ? "an agency not named" : alert.asker(), " (",
        alert.category(), "), ", alert.role(), " ", alert.practitioner(),
        "\n    ", alert.purpose(), ", reference ", alert.reference(),
        ", about ", alert.person_ref(), "\n");
  }
  return text;
}

std::string Registrations(const Entries& entries) {
  std::string text;
  for (const auto& entry : entries) {
    absl::StrAppend(&text, "  ", entry.by().empty() ? "nobody" : entry.by(),
                    ": ", entry.count(), " of ", entry.what(), "\n");
    if (!entry.evidence().empty()) {
      absl::StrAppend(
          &text, "    kept at: ", absl::StrJoin(entry.evidence(), "; "), "\n");
    }
    if (entry.without_evidence() > 0) {
      absl::StrAppend(&text, "    ", entry.without_evidence(),
                      " WITHOUT a reference to evidence\n");
    }
  }
  return text;
}

std::string Others(const Entries& entries, const char* unit) {
  std::string text;
  for (const auto& entry : entries) {
    absl::StrAppend(&text, "  ", entry.what(), ": ", entry.count(), unit,
                    entry.by().empty() ? "" : absl::StrCat(", by ", entry.by()),
                    "\n");
  }
  return text;
}

// A part of the digest, or that there is nothing in it.
std::string Part(const std::string& heading, const std::string& body) {
  return absl::StrCat(heading, "\n", body.empty() ? "  none\n" : body);
}

}  // namespace

std::string CanariesInWords(const desk::v1::ListCanariesReply& reply,
                            absl::TimeZone zone) {
  std::string text;
  for (const auto& canary : reply.canaries()) {
    absl::StrAppend(&text, "  ", canary.person_ref(), "  ", canary.forename(),
                    " ", canary.surname(), ", ", canary.date_of_birth(),
                    canary.published() ? "" : "  (not in the index yet)", "\n");
  }
  return absl::StrCat(
      Part("Canaries", text),
      Part("Who asked about one. Nobody has a reason to: ring their data "
           "protection officer.",
           AlertsInWords(reply.alerts(), zone)));
}

std::string DigestInWords(const desk::v1::GetReviewDigestReply& reply,
                          absl::TimeZone zone) {
  return absl::StrCat(
      "Since ", When(reply.since_ms(), zone), "\n\n",
      Part("Recorded at the desk", Registrations(reply.registrations())), "\n",
      Part("Brought by imports, and changed by hand",
           Others(reply.imports(), "")),
      "\n",
      Part("Canaries asked about", AlertsInWords(reply.canary_alerts(), zone)),
      "\n", Part("Alarms", Others(reply.alarms(), " times")), "\n",
      "Questions about people this agency does not speak of: ", reply.touches(),
      " (kith touches)\n");
}

}  // namespace kith::deploy
