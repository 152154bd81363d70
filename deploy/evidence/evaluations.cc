// SPDX-License-Identifier: Apache-2.0
#include "deploy/evidence/evaluations.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "deploy/evidence/verify_evidence.h"

namespace kith::deploy {
namespace {

// Where a token key is in shares two evaluate one batch.
constexpr std::size_t kKeyHoldersOfABatch = 2;

std::string DateOf(absl::Time time) {
  return absl::FormatTime("%Y-%m-%d", time, absl::UTCTimeZone());
}

}  // namespace

bool Evaluations::Detail(const std::string& log, const OpenedEntry& entry,
                         log::v1::EvaluationDetail& detail) {
  if (entry.opening.event() != log::v1::EVENT_EVALUATED) return false;
  if (detail.ParseFromString(entry.opening.detail())) return true;
  findings_.Add(log, absl::StrCat("entry ", entry.index, " cannot be read"));
  return false;
}

void Evaluations::FromAgent(const OpenedEntry& entry) {
  log::v1::EvaluationDetail detail;
  if (!Detail(kOwnLog, entry, detail)) return;
  asked_for_[detail.request_id()] = {detail.count(), entry.time, {}};
}

void Evaluations::FromKeyHolder(const std::string& log,
                                const OpenedEntry& entry) {
  log::v1::EvaluationDetail detail;
  if (!Detail(log, entry, detail)) return;
  ++report_.evaluated;
  // A key holder that evaluated nothing without an id would not write one down
  // without.
  if (detail.request_id().empty()) {
    ++before_there_were_ids_;
    return;
  }
  const auto asked = asked_for_.find(detail.request_id());
  if (asked == asked_for_.end()) {
    missing_.Add(
        log, missing_.in_agent(), entry.time,
        absl::StrCat("the key holder evaluated ", detail.count(),
                     " elements on ", DateOf(entry.time),
                     " for this agency that this agency did not ask "
                     "for (entry ",
                     entry.index, "): somebody may use its key elsewhere"));
    return;
  }
  auto& by = asked->second.evaluated_by;
  if (by.contains(log) || by.size() == kKeyHoldersOfABatch) {
    findings_.Add(
        log, absl::StrCat("entry ", entry.index,
                          " evaluates a second time what was asked for once"));
  } else if (asked->second.count != detail.count()) {
    findings_.Add(
        log, absl::StrCat("the key holder evaluated ", detail.count(),
                          " elements on ", DateOf(entry.time),
                          " where this agency asked for ", asked->second.count,
                          " (entry ", entry.index, ")"));
  }
  by.insert(log);
}

void Evaluations::KeyHolderEnds(const VerifiedLog& key_holder) {
  in_key_holders_.emplace_back().Set(key_holder);
}

// A key holder erases sooner than an agency.
std::uint64_t Evaluations::NotEvaluated() {
  std::vector<absl::Time> times;
  for (const auto& [id, batch] : asked_for_) {
    if (batch.evaluated_by.empty()) times.push_back(batch.time);
  }
  std::sort(times.begin(), times.end());
  return static_cast<std::uint64_t>(
      std::count_if(times.begin(), times.end(), [this](absl::Time time) {
        return std::none_of(
            in_key_holders_.begin(), in_key_holders_.end(),
            [&](Excuses& erased) { return erased.TakeNear(time); });
      }));
}

void Evaluations::Finish() {
  const std::uint64_t not_evaluated = NotEvaluated();
  if (not_evaluated > 0) {
    report_.notes.push_back(absl::StrCat(
        not_evaluated,
        " times the key holder was to be asked and evaluated nothing: it could "
        "not be reached, it refused, or what it did was taken out of this "
        "folder"));
  }
  if (before_there_were_ids_ > 0) {
    report_.notes.push_back(absl::StrCat(
        before_there_were_ids_,
        " evaluations were made before the key holder wrote down what they "
        "were asked by, and could not be compared"));
  }
}

}  // namespace kith::deploy
