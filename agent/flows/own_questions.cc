// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/own_questions.h"

#include <map>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "agent/flows/own_log.h"
#include "agent/flows/question.h"
#include "agent/flows/show.h"
#include "agent/register/asked_counts.h"
#include "keys/base/status_macros.h"
#include "kith/log/v1/log.pb.h"

namespace kith::agent {
namespace {

using log::v1::EnquiryDetail;

constexpr char kShown[] = "shown";
constexpr char kNoAnswer[] = "no answer";
constexpr char kRefusedHere[] = "refused here";

std::string FactIn(const EnquiryDetail& detail, absl::string_view name) {
  for (const auto& fact : detail.facts()) {
    if (fact.fact() == name) return fact.value();
  }
  return "";
}

// One pass over the log: a question, and what later entries say of it.
class Reading {
 public:
  explicit Reading(std::map<std::string, std::string> names)
      : names_(std::move(names)) {}

  absl::Status Read(const OwnEntry& entry) {
    switch (entry.opening.event()) {
      case log::v1::EVENT_ASKED:
        return Add(entry, kNoAnswer);
      case log::v1::EVENT_REFUSED:
        return Add(entry, kRefusedHere);
      case log::v1::EVENT_ALARM:
        return AddAlarm(entry);
      case log::v1::EVENT_SHOWN:
        return MarkShown(entry);
      case log::v1::EVENT_STAFF:
        return MarkNextStep(entry);
      case log::v1::EVENT_SIGNED_OFF:
        return MarkSignedOff(entry);
      default:
        return absl::OkStatus();
    }
  }
  std::vector<OwnQuestion> questions() && { return std::move(questions_); }

 private:
  absl::Status Add(const OwnEntry& entry, const std::string& outcome) {
    EnquiryDetail detail;
    if (!detail.ParseFromString(entry.opening.detail())) {
      return UnreadableEntry();
    }
    Put(entry, detail, outcome);
    return absl::OkStatus();
  }
  absl::Status AddAlarm(const OwnEntry& entry) {
    EnquiryDetail detail;
    if (!detail.ParseFromString(entry.opening.detail()) ||
        detail.cause().empty()) {
      // One about urgent access or somebody's key is another message.
      log::v1::UrgentDetail urgent;
      if (!urgent.ParseFromString(entry.opening.detail())) {
        return UnreadableEntry();
      }
      detail.Clear();
      detail.set_enquiry_id(urgent.enquiry_id());
      detail.set_role(urgent.role());
      detail.set_practitioner(urgent.practitioner());
      detail.set_cause(urgent.what());
    }
    Put(entry, detail, detail.cause());
    questions_.back().is_alarm = true;
    return absl::OkStatus();
  }
  void Put(const OwnEntry& entry, const EnquiryDetail& detail,
           const std::string& outcome);
  absl::Status MarkShown(const OwnEntry& entry);
  absl::Status MarkNextStep(const OwnEntry& entry);
  absl::Status MarkSignedOff(const OwnEntry& entry);

  const std::map<std::string, std::string> names_;  // By pseudonym.
  std::vector<OwnQuestion> questions_;
  std::map<std::string, std::size_t> by_enquiry_;
  std::map<std::string, std::size_t> by_reference_;
  std::map<std::uint64_t, std::size_t> by_entry_;
};

void Reading::Put(const OwnEntry& entry, const EnquiryDetail& detail,
                  const std::string& outcome) {
  OwnQuestion question;
  desk::v1::AskedEntry& asked = question.entry;
  asked.set_entry(entry.index);
  asked.set_time_ms(absl::ToUnixMillis(entry.time));
  if (!detail.enquiry_id().empty()) {
    asked.set_reference(CheckReference(detail.enquiry_id()));
  }
  const auto name = names_.find(detail.practitioner());
  if (name != names_.end()) asked.set_staff(name->second);
  asked.set_role(detail.role());
  asked.set_purpose(detail.purpose());
  asked.set_ground(FactIn(detail, "ground"));
  asked.set_shape(detail.shape());
  asked.set_outcome(outcome);
  asked.set_rule(detail.rule());
  question.practitioner = detail.practitioner();
  question.people = {detail.local_subjects().begin(),
                     detail.local_subjects().end()};
  question.same_surname = detail.same_surname();
  by_entry_[entry.index] = questions_.size();
  if (entry.opening.event() == log::v1::EVENT_ASKED) {
    by_enquiry_[detail.enquiry_id()] = questions_.size();
    by_reference_[asked.reference()] = questions_.size();
  }
  questions_.push_back(std::move(question));
}

absl::Status Reading::MarkShown(const OwnEntry& entry) {
  EnquiryDetail detail;
  if (!detail.ParseFromString(entry.opening.detail())) return UnreadableEntry();
  const auto asked = by_enquiry_.find(detail.enquiry_id());
  if (asked != by_enquiry_.end()) {
    questions_[asked->second].entry.set_outcome(kShown);
  }
  return absl::OkStatus();
}

// "next step K-4821-7M joined by nurse", as TouchFlow writes it.
absl::Status Reading::MarkNextStep(const OwnEntry& entry) {
  log::v1::CountDetail detail;
  if (!detail.ParseFromString(entry.opening.detail())) return UnreadableEntry();
  const std::vector<std::string> words = absl::StrSplit(detail.what(), ' ');
  if (words.size() < 4 || !absl::StartsWith(detail.what(), "next step ")) {
    return absl::OkStatus();
  }
  const auto asked = by_reference_.find(words[2]);
  if (asked == by_reference_.end()) return absl::OkStatus();
  desk::v1::AskedEntry& of = questions_[asked->second].entry;
  // Of one's own question only: nobody makes another's look followed up.
  if (words.back() == of.staff()) of.set_next_step(words[3]);
  return absl::OkStatus();
}

absl::Status Reading::MarkSignedOff(const OwnEntry& entry) {
  log::v1::SignOffDetail detail;
  if (!detail.ParseFromString(entry.opening.detail())) return UnreadableEntry();
  for (const std::uint64_t index : detail.entries()) {
    const auto asked = by_entry_.find(index);
    if (asked == by_entry_.end()) continue;
    questions_[asked->second].entry.set_signed_off_by(detail.by_staff());
    questions_[asked->second].entry.set_finding(detail.finding());
  }
  return absl::OkStatus();
}

absl::StatusOr<std::map<std::string, std::string>> NamesByPseudonym(
    const Parts& parts, SealedDb& db) {
  KITH_ASSIGN_OR_RETURN(const auto questions, AskedCounts(db).OwnQuestions());
  std::set<std::string> staff;
  for (const AskedCounts::OwnQuestion& one : questions) staff.insert(one.staff);
  std::map<std::string, std::string> names;
  for (const std::string& name : staff) {
    names.emplace(PractitionerPseudonym(parts.pseudonym_key, name), name);
  }
  return names;
}

}  // namespace

absl::StatusOr<OwnQuestions> ReadOwnQuestions(const Parts& parts, SealedDb& db,
                                              absl::Time since) {
  KITH_ASSIGN_OR_RETURN(auto names, NamesByPseudonym(parts, db));
  Reading reading(std::move(names));
  OwnQuestions own;
  KITH_ASSIGN_OR_RETURN(own.erased,
                        ReadOwnLog(parts, db, since, [&](const OwnEntry& one) {
                          return reading.Read(one);
                        }));
  own.questions = std::move(reading).questions();
  return own;
}

}  // namespace kith::agent
