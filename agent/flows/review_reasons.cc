// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/review_reasons.h"

#include <cstddef>
#include <map>
#include <utility>

#include "absl/time/civil_time.h"

namespace kith::agent {
namespace {

// An hour's number, in the agent's own time zone.
constexpr int kDayBegins = 7;
constexpr int kDayEnds = 20;

// This many questions of one practitioner about one person, none of which led
// to a step that was recorded.
constexpr std::size_t kAgainAndAgain = 3;

bool IsUnusualHour(absl::Time time, const WorkingDays& days,
                   absl::TimeZone zone) {
  const absl::CivilHour hour = absl::ToCivilHour(time, zone);
  return hour.hour() < kDayBegins || hour.hour() >= kDayEnds ||
         !days.IsWorkingDay(absl::CivilDay(hour));
}

// A step excuses the question it was recorded for and no other; that nothing
// was needed is none.
bool LedToAStep(const OwnQuestion& question) {
  const std::string& step = question.entry.next_step();
  return !step.empty() && step != "nothing-needed";
}

std::vector<bool> AskedAgain(const std::vector<OwnQuestion>& questions) {
  // By practitioner and person: places of their questions.
  std::map<std::pair<std::string, std::string>, std::vector<std::size_t>> of;
  for (std::size_t i = 0; i < questions.size(); ++i) {
    if (questions[i].is_alarm || LedToAStep(questions[i])) continue;
    for (const std::string& person : questions[i].people) {
      of[{questions[i].practitioner, person}].push_back(i);
    }
  }
  std::vector<bool> again(questions.size());
  for (const auto& [key, places] : of) {
    if (places.size() < kAgainAndAgain) continue;
    for (const std::size_t place : places) again[place] = true;
  }
  return again;
}

}  // namespace

std::vector<std::vector<std::string>> ReasonsToReview(
    const std::vector<OwnQuestion>& questions, const WorkingDays& days,
    absl::TimeZone zone) {
  const std::vector<bool> again = AskedAgain(questions);
  std::vector<std::vector<std::string>> reasons(questions.size());
  for (std::size_t i = 0; i < questions.size(); ++i) {
    const OwnQuestion& question = questions[i];
    std::vector<std::string>& why = reasons[i];
    if (question.is_alarm) {
      why.push_back("alarm");
      continue;
    }
    if (question.entry.ground() == "urgent-access") {
      why.push_back("urgent access");
    }
    if (question.entry.ground() == "safeguarding") {
      why.push_back("safeguarding");
    }
    if (question.same_surname) why.push_back("same surname as the asker");
    if (again[i]) why.push_back("asked again without a next step");
    if (IsUnusualHour(absl::FromUnixMillis(question.entry.time_ms()), days,
                      zone)) {
      why.push_back("at an unusual hour");
    }
  }
  return reasons;
}

}  // namespace kith::agent
