// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/features.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "agent/identity/nicknames.h"
#include "agent/identity/normalise.h"
#include "agent/identity/skeleton.h"
#include "keys/base/status_macros.h"

namespace kith::deploy {
namespace {

constexpr char kHeader[] =
    "side\ttruth\tforenames\tsurname\tprevious_surnames\tyear\tmonth\tday\t"
    "date_quality\tsex\toutward\tinward\thouse\tidentifiers\terror_types\t"
    "tradition\ttwin_of\tfamily\tforename\tforename_skeleton\t"
    "surname_skeletons\n";

absl::string_view QualityOf(const agent::DateOfBirth& date) {
  switch (date.quality) {
    case agent::DateQuality::kNone:
      return "none";
    case agent::DateQuality::kWeak:
      return "weak";
    case agent::DateQuality::kFull:
      return "full";
  }
  return "none";
}

absl::string_view SexOf(agent::Sex sex) {
  if (sex == agent::Sex::kUnknown) return "";
  return sex == agent::Sex::kFemale ? "F" : "M";
}

std::string IdentifiersOf(const agent::Identity& identity) {
  return absl::StrJoin(identity.identifiers, " ",
                       [](std::string* out, const agent::Identifier& one) {
                         absl::StrAppend(out, one.scheme, "=", one.value);
                       });
}

std::vector<std::string> ColumnsOf(const agent::Identity& identity) {
  const agent::DateOfBirth& date = identity.date_of_birth;
  return {absl::StrJoin(identity.forenames, " "),
          absl::StrJoin(identity.surname, " "),
          absl::StrJoin(identity.previous_surnames, " "),
          absl::StrCat(date.year),
          absl::StrCat(date.month),
          absl::StrCat(date.day),
          absl::StrCat(QualityOf(date)),
          absl::StrCat(SexOf(identity.sex)),
          identity.outward,
          identity.inward,
          identity.house,
          IdentifiersOf(identity)};
}

// The forename that is compared first in its canonical form, its skeleton, and
// those of the surname's parts, previous ones behind: what keys are made of.
std::vector<std::string> SkeletonsOf(const agent::Identity& identity) {
  std::string forename;
  if (!identity.forenames.empty()) {
    forename =
        std::string(agent::CanonicalForename(identity.forenames.front()));
  }
  std::vector<std::string> surnames;
  for (const auto* names : {&identity.surname, &identity.previous_surnames}) {
    for (const std::string& name : *names) {
      surnames.push_back(agent::Skeleton(name));
    }
  }
  return {forename, agent::Skeleton(forename), absl::StrJoin(surnames, " ")};
}

}  // namespace

FeatureFile::FeatureFile(const std::string& path)
    : path_(path), out_(path, std::ios::binary | std::ios::trunc) {
  out_ << kHeader;
}

absl::Status FeatureFile::Write(absl::string_view side,
                                const LinkagePerson& person) {
  agent::Identity identity;
  if (!person.refused) {
    KITH_ASSIGN_OR_RETURN(
        identity, agent::Normalise(person.details, {.test_network = true}));
  }
  const LinkageTags& tags = person.tags;
  out_ << side << '\t' << person.truth << '\t'
       << absl::StrJoin(ColumnsOf(identity), "\t") << '\t' << tags.error_types
       << '\t' << tags.tradition << '\t' << tags.twin_of << '\t' << tags.family
       << '\t' << absl::StrJoin(SkeletonsOf(identity), "\t") << '\n';
  return absl::OkStatus();
}

absl::Status FeatureFile::Close() {
  out_.close();
  if (!out_.fail()) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat(path_, ": cannot be written"));
}

}  // namespace kith::deploy
