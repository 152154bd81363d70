// SPDX-License-Identifier: Apache-2.0
#include "deploy/evidence/erasures.h"

#include "absl/strings/str_cat.h"

namespace kith::deploy {
namespace {

constexpr char kForRetention[] = "retention";
constexpr char kByOrder[] = "order";
constexpr absl::Duration kDay = absl::Hours(24);

}  // namespace

Erasures::Erasures(const LogToVerify& log, std::vector<Erasure> erasures,
                   Findings& findings)
    : log_(log),
      erasures_(std::move(erasures)),
      findings_(findings),
      too_soon_(erasures_.size()) {
  for (const Erasure& erasure : erasures_) {
    if (log_.retention.legal_hold && erasure.why != kByOrder &&
        IsUnderThis(erasure)) {
      findings_.Add(log_.name,
                    absl::StrCat("entry ", erasure.index,
                                 " says that entries were erased under a legal "
                                 "hold, and no order demanded it"));
    }
  }
}

bool Erasures::IsUnderThis(const Erasure& erasure) const {
  return erasure.network_file == log_.retention.network_file;
}

void Erasures::Erased(std::size_t by, absl::Time time) {
  const Erasure& erasure = erasures_[by];
  if (erasure.why != kForRetention) return;
  const std::uint32_t days = log_.retention.days;
  // Whoever erases goes by a clock of its own: a day of tolerance.
  if (days > 0 && erasure.time - time >= kDay * (days - 1.0)) return;
  if (IsUnderThis(erasure)) {
    ++too_soon_[by];
  } else {
    ++sooner_under_another_;
  }
}

void Erasures::Finish() {
  for (std::size_t i = 0; i < erasures_.size(); ++i) {
    if (too_soon_[i] == 0) continue;
    const std::uint32_t days = log_.retention.days;
    findings_.Add(
        log_.name,
        absl::StrCat("entry ", erasures_[i].index, " says that the time of ",
                     too_soon_[i], " of your entries was over, and ",
                     days == 0
                         ? "the network file keeps them for good"
                         : absl::StrCat("they were younger than the ", days,
                                        " days that the network file "
                                        "keeps them")));
  }
}

}  // namespace kith::deploy
