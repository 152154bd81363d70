// SPDX-License-Identifier: Apache-2.0
#include "agent/connectors/support_columns.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"

namespace kith::agent {
namespace {

using config::v1::Entry;
using config::v1::GroundEntries;
using config::v1::InvolvementEntries;

constexpr absl::string_view kSeparators = ";,";

std::string Word(const Entry& entry, RowFields& fields) {
  return absl::AsciiStrToLower(fields.Text(entry, kMaxAnswerTextBytes));
}

SupportLevel ReadLevel(const Entry& entry, RowFields& fields) {
  const std::string word = Word(entry, fields);
  if (word == "universal") return SupportLevel::kUniversal;
  if (word == "additional") return SupportLevel::kAdditional;
  if (word == "intensive") return SupportLevel::kIntensive;
  if (word == "statutory") return SupportLevel::kStatutory;
  fields.Refuse(entry, word.empty() ? "missing value" : "no known level");
  return SupportLevel::kAdditional;
}

SupportStatus ReadStatus(const Entry& entry, bool has_ended,
                         RowFields& fields) {
  const std::string word = Word(entry, fields);
  if (word == "open") return SupportStatus::kOpen;
  if (word == "stepping up") return SupportStatus::kSteppingUp;
  if (word == "stepped down") return SupportStatus::kSteppedDown;
  if (word == "recently closed") return SupportStatus::kRecentlyClosed;
  if (!word.empty()) fields.Refuse(entry, "no known status");
  return has_ended ? SupportStatus::kRecentlyClosed : SupportStatus::kOpen;
}

bool Exists(const InvolvementEntries& entries, const std::string& service,
            RowFields& fields) {
  if (!entries.has_exists()) return !service.empty();
  const std::string word = Word(entries.exists(), fields);
  if (word == "yes") return true;
  if (!word.empty() && word != "no") {
    fields.Refuse(entries.exists(), "neither yes nor no");
  }
  return false;
}

Agreed ReadAgreed(const Entry& entry, RowFields& fields) {
  const std::string word = Word(entry, fields);
  if (word.empty()) return Agreed::kNotRecorded;
  if (word == "yes") return Agreed::kYes;
  // INVARIANT (deny by default): only a plain yes is one.
  return word == "no" ? Agreed::kNo : Agreed::kUnclear;
}

}  // namespace

std::optional<ImportedInvolvement> ReadInvolvement(
    const InvolvementEntries& entries, RowFields& fields) {
  constexpr std::size_t kMost = kMaxAnswerTextBytes;
  ImportedInvolvement in;
  in.service = fields.Text(entries.service(), kMost);
  if (!Exists(entries, in.service, fields)) return std::nullopt;
  if (in.service.empty()) fields.Refuse(entries.service(), "missing value");
  in.worker = fields.Text(entries.worker(), kMost);
  in.contact = fields.Text(entries.contact(), kMost);
  in.leads_for_family = Word(entries.leads_for_family(), fields) == "yes";
  in.level = ReadLevel(entries.level(), fields);
  in.since = fields.Month(entries.since());
  in.ended = fields.Day(entries.ended());
  in.status = ReadStatus(entries.status(), in.ended.has_value(), fields);
  in.assessment_kind = fields.Text(entries.assessment_kind(), kMost);
  in.assessed = fields.Month(entries.assessment_date());
  return in;
}

ImportedGround ReadGround(const GroundEntries& entries, RowFields& fields) {
  constexpr std::size_t kMost = kMaxAnswerTextBytes;
  ImportedGround ground;
  ground.agreed = ReadAgreed(entries.agreed(), fields);
  ground.agreed_by = fields.Text(entries.agreed_by(), kMost);
  ground.capacity = fields.Text(entries.capacity(), kMost);
  ground.agreed_on = fields.Day(entries.agreed_on());
  ground.until = fields.Day(entries.until());
  for (std::string& recipient :
       fields.List(entries.recipients(), kSeparators, kMost)) {
    if (recipient == "all") {
      ground.recipients_all = true;
    } else {
      ground.recipients.push_back(std::move(recipient));
    }
  }
  ground.purposes = fields.List(entries.purposes(), kSeparators, kMost);
  ground.evidence = fields.Text(entries.evidence(), kMost);
  ground.wording = fields.Text(entries.wording(), kMost);
  ground.language = fields.Text(entries.language(), kMost);
  return ground;
}

std::string ReadExpectedDate(const config::v1::UnbornEntries& entries,
                             RowFields& fields) {
  const std::string date =
      FormatDateOfBirth(fields.Date(entries.expected_date()));
  if (!entries.has_exists()) return date;
  const std::string word = Word(entries.exists(), fields);
  if (word.empty() || word == "no") return "";
  if (word != "yes") fields.Refuse(entries.exists(), "neither yes nor no");
  return date.empty() ? "unknown" : date;
}

Shield ReadShield(const Entry& entry, RowFields& fields) {
  const std::string word = Word(entry, fields);
  if (word == "silent") return Shield::kSilent;
  if (word == "absent") return Shield::kAbsent;
  // A misspelt shield must not leave somebody unprotected.
  if (!word.empty()) fields.Refuse(entry, "no known shield");
  return Shield::kNone;
}

}  // namespace kith::agent
