// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/age.h"

namespace kith::agent {
namespace {

constexpr int kYoungPerson = 16;
constexpr int kAdult = 18;

}  // namespace

std::optional<absl::Time> Birthday(const std::vector<Identity>& identities,
                                   int age) {
  std::optional<absl::Time> birthday;
  for (const Identity& identity : identities) {
    const DateOfBirth& born = identity.date_of_birth;
    if (identity.unborn || born.quality != DateQuality::kFull) {
      return std::nullopt;
    }
    // A day that the year lacks becomes the next one.
    const absl::Time at =
        absl::FromCivil(absl::CivilDay(born.year + age, born.month, born.day),
                        absl::UTCTimeZone());
    if (birthday.has_value() && *birthday != at) return std::nullopt;
    birthday = at;
  }
  return birthday;
}

std::string AgeBandOf(const std::vector<Identity>& identities, absl::Time now) {
  if (identities.size() == 1 && identities[0].unborn) return "unborn";
  const std::optional<absl::Time> adult = Birthday(identities, kAdult);
  if (!adult.has_value()) return "";
  if (*adult <= now) return "adult";
  return *Birthday(identities, kYoungPerson) <= now ? "young-person" : "child";
}

}  // namespace kith::agent
