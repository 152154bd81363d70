// SPDX-License-Identifier: Apache-2.0
#include "keys/network/standing.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"

namespace kith {
namespace {

constexpr int kNoticeDays = 60;
constexpr int kUrgentDays = 7;
constexpr std::size_t kMaxWordsBytes = 200;
constexpr std::size_t kMaxReferenceBytes = 60;

struct Paper {
  const char* name;
  const network::v1::Reference& reference;
};

absl::Status Wrong(absl::string_view what) {
  return absl::InvalidArgumentError(what);
}

std::string Named(const Paper& paper) {
  return paper.reference.reference().empty()
             ? std::string(paper.name)
             : absl::StrCat(paper.name, " ", paper.reference.reference());
}

std::string InWords(absl::CivilDay day) {
  return absl::FormatTime("%e %B %Y", absl::FromCivil(day, absl::UTCTimeZone()),
                          absl::UTCTimeZone());
}

std::string Trimmed(std::string day) {
  if (!day.empty() && day[0] == ' ') day.erase(0, 1);
  return day;
}

// A day that cannot be read has passed: what is not understood is not in force.
Standing StandingBy(const Paper& paper, absl::Time now) {
  if (paper.reference.expires().empty()) return {};
  absl::CivilDay last;
  if (!absl::ParseCivilTime(paper.reference.expires(), &last)) {
    return {
        Standing::Kind::kSuspended,
        absl::StrCat("the last day of its ", Named(paper), " cannot be read"),
        0};
  }
  const auto left =
      static_cast<int>(last - absl::ToCivilDay(now, absl::UTCTimeZone())) + 1;
  const std::string day = Trimmed(InWords(last));
  if (left <= 0) {
    return {Standing::Kind::kSuspended,
            absl::StrCat("its ", Named(paper), " ended on ", day), 0};
  }
  if (left > kNoticeDays) return {};
  return {Standing::Kind::kNotice,
          absl::StrCat("its ", Named(paper), " ends on ", day, ", in ", left,
                       left == 1 ? " day" : " days",
                       "; from the next day on it is suspended"),
          left};
}

absl::Status CheckPaper(const Paper& paper) {
  if (paper.reference.reference().size() > kMaxReferenceBytes) {
    return Wrong(absl::StrCat(paper.name, ": reference: at most 60 bytes"));
  }
  absl::CivilDay day;
  if (!paper.reference.expires().empty() &&
      !absl::ParseCivilTime(paper.reference.expires(), &day)) {
    return Wrong(absl::StrCat(paper.name, ": expires: a day, like 2027-03-31"));
  }
  return absl::OkStatus();
}

}  // namespace

Standing StandingOf(const network::v1::Agency& agency, absl::Time now) {
  if (agency.left()) {
    return {Standing::Kind::kLeft, "it has left the partnership", 0};
  }
  if (agency.suspended()) {
    return {Standing::Kind::kSuspended,
            agency.suspended_because().empty()
                ? "an administrator suspended it"
                : absl::StrCat("an administrator suspended it: ",
                               agency.suspended_because()),
            0};
  }
  Standing worst;
  for (const Paper& paper :
       {Paper{"information-sharing agreement", agency.sharing_agreement()},
        Paper{"security certification", agency.security_certification()}}) {
    Standing standing = StandingBy(paper, now);
    if (standing.kind > worst.kind ||
        (standing.kind == Standing::Kind::kNotice &&
         standing.kind == worst.kind && standing.days_left < worst.days_left)) {
      worst = std::move(standing);
    }
  }
  return worst;
}

bool TakesPart(const network::v1::Agency* agency, absl::Time now) {
  return agency != nullptr && StandingOf(*agency, now).takes_part();
}

bool IsNewNotice(int before, int days_left) {
  if (days_left == before) return false;
  if (before == 0 || days_left > before || days_left <= kUrgentDays) {
    return true;
  }
  for (const int step : {60, 30, kUrgentDays}) {
    if (days_left <= step && step < before) return true;
  }
  return false;
}

absl::Status CheckStanding(const network::v1::Agency& agency) {
  if (agency.suspended_because().size() > kMaxWordsBytes) {
    return Wrong("suspended_because: at most 200 bytes");
  }
  if (!agency.suspended_because().empty() && !agency.suspended()) {
    return Wrong("suspended_because: it is not suspended");
  }
  if (agency.left() && !agency.suspended()) {
    return Wrong("left: whoever has left is suspended too");
  }
  absl::Status paper =
      CheckPaper({"sharing_agreement", agency.sharing_agreement()});
  if (!paper.ok()) return paper;
  return CheckPaper(
      {"security_certification", agency.security_certification()});
}

}  // namespace kith
