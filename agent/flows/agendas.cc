// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/agendas.h"

#include <algorithm>

namespace kith::agent {
namespace {

constexpr absl::Duration kLongest = absl::Hours(24);
// A program that opens meetings without end must not fill the memory.
constexpr std::size_t kMostMeetings = 1000;

absl::Status Ended() {
  return absl::FailedPreconditionError(
      "until: the meeting has ended; nothing more is asked for it");
}

}  // namespace

absl::StatusOr<Agendas::Answered> Agendas::Open(const std::string& staff,
                                                const std::string& agenda,
                                                absl::Time until) {
  const absl::Time now = clock_.Now();
  if (until <= now) return Ended();
  if (until > now + kLongest) {
    return absl::InvalidArgumentError(
        "until: a meeting ends within a day; give the time it ends");
  }
  absl::MutexLock lock(&mutex_);
  ForgetEnded();
  const Key key{staff, agenda};
  if (!meetings_.contains(key) && meetings_.size() >= kMostMeetings) {
    return absl::ResourceExhaustedError(
        "too many meetings are open; wait until one has ended");
  }
  Meeting& meeting = meetings_[key];
  // It may be made shorter, never longer: it ends when it was said to end.
  meeting.until =
      meeting.until == absl::Time() ? until : std::min(meeting.until, until);
  return meeting.answered;
}

absl::Status Agendas::CheckOpen(const std::string& staff,
                                const std::string& agenda) {
  absl::MutexLock lock(&mutex_);
  ForgetEnded();
  return meetings_.contains({staff, agenda}) ? absl::OkStatus() : Ended();
}

void Agendas::Keep(const std::string& staff, const std::string& agenda,
                   std::uint32_t row, const std::string& reference) {
  absl::MutexLock lock(&mutex_);
  ForgetEnded();
  const auto meeting = meetings_.find({staff, agenda});
  if (meeting != meetings_.end()) meeting->second.answered[row] = reference;
}

void Agendas::ForgetEnded() {
  const absl::Time now = clock_.Now();
  std::erase_if(meetings_, [&](const auto& meeting) {
    return meeting.second.until <= now;
  });
}

}  // namespace kith::agent
