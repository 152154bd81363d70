// SPDX-License-Identifier: Apache-2.0
#include "deploy/evidence/said_missing.h"

#include <algorithm>
#include <optional>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "deploy/evidence/log_folder.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"
#include "keys/tlog/leaf.h"

namespace kith::deploy {
namespace {

using log::v1::LeafOpening;
using log::v1::Opening;

constexpr char kAnotherReason[] = "another reason";
// A bound for networks of so many agencies.
constexpr std::uint64_t kMostBehindRestored = 1024;
constexpr std::uint64_t kMostRestores = 1000;

using Erased = SaidMissing::Erased;

void Unique(std::vector<Erased>& erased) {
  std::sort(
      erased.begin(), erased.end(), [](const Erased& one, const Erased& other) {
        return std::tie(one.index, one.by) < std::tie(other.index, other.by);
      });
  erased.erase(std::unique(erased.begin(), erased.end(),
                           [](const Erased& one, const Erased& other) {
                             return one.index == other.index;
                           }),
               erased.end());
}

bool IsReasonToErase(absl::string_view why) {
  return why == "retention" || why == "request" || why == "order";
}

// That the leaf is the log's is looked at later.
void AddErased(const LogToVerify& log, const Opening& opening,
               const LeafOpening& whole, SaidMissing& said,
               Findings& findings) {
  const std::uint64_t index = whole.index();
  log::v1::ErasedDetail detail;
  const auto leaf = tlog::ParseLeaf(whole.leaf());
  if (!detail.ParseFromString(opening.detail())) return;
  // Whatever else stands there is nobody's to print.
  const std::string why =
      IsReasonToErase(detail.why()) ? detail.why() : kAnotherReason;
  if (std::find(said.reasons.begin(), said.reasons.end(), why) ==
      said.reasons.end()) {
    said.reasons.push_back(why);
  }
  const auto by = static_cast<std::uint32_t>(said.erasures.size());
  said.erasures.push_back(
      {.index = index,
       .time = leaf.ok() ? leaf->time : absl::InfinitePast(),
       .network_file = leaf.ok() ? leaf->network_file : Hash{},
       .why = why});
  std::uint64_t next = 0;
  for (const std::uint64_t at : detail.indexes()) {
    // Only what was there before.
    if (at >= index || at < next) {
      findings.Add(log.name,
                   absl::StrCat("entry ", index, " says that entry ", at,
                                " was erased, which did not come "
                                "before it or stands out of order"));
      continue;
    }
    said.erased.push_back({at, by});
    next = at + 1;
  }
}

// Whether a broker that recovers would say so: one entry for each agency,
// directly behind what was taken.
bool CanHaveBeen(const log::v1::RestoreDetail& detail, std::uint64_t index) {
  return detail.first() < detail.end() && detail.end() <= index &&
         index - detail.end() <= kMostBehindRestored &&
         detail.checkpoint_sha256().size() == kHashBytes;
}

// Nothing of a range that makes no sense is believed.
void AddRestored(const LogToVerify& log, const Opening& opening,
                 std::uint64_t index, SaidMissing& said, Findings& findings) {
  if (++said.restores > kMostRestores) {
    if (said.restores == kMostRestores + 1) {
      findings.Add(log.name,
                   absl::StrCat("from entry ", index,
                                " on it says more than 1,000 times that "
                                "entries were taken from a mirror: no more of "
                                "it was looked at"));
    }
    return;
  }
  log::v1::RestoreDetail detail;
  const bool parsed = detail.ParseFromString(opening.detail());
  if (!log.may_be_restored || !parsed || !CanHaveBeen(detail, index)) {
    findings.Add(log.name, absl::StrCat("entry ", index,
                                        " says that entries were taken from a "
                                        "mirror which cannot have been"));
  } else if (!said.restored.empty() &&
             detail.first() < said.restored.back().end) {
    findings.Add(log.name,
                 absl::StrCat("entry ", index,
                              " says that entries were taken from a mirror "
                              "which entry ",
                              said.restored.back().index, " says as well"));
  } else {
    said.restored.push_back({detail.first(), detail.end(), index,
                             absl::InfinitePast(), detail.checkpoint_sha256()});
  }
}

}  // namespace

absl::StatusOr<SaidMissing> ReadSaidMissing(const LogToVerify& log,
                                            std::uint64_t size,
                                            Findings& findings) {
  SaidMissing said;
  KITH_ASSIGN_OR_RETURN(OpeningsReader openings,
                        OpeningsReader::Open(log.folder));
  while (true) {
    KITH_ASSIGN_OR_RETURN(const std::optional<LeafOpening> one,
                          openings.Next());
    // What is beyond the log is a finding, once it is looked at.
    if (!one.has_value() || one->index() >= size) break;
    Opening opening;
    if (!opening.ParseFromString(one->opening()) ||
        opening.agency() != log.agency) {
      continue;
    }
    if (opening.event() == log::v1::EVENT_ERASED) {
      AddErased(log, opening, *one, said, findings);
    } else if (opening.event() == log::v1::EVENT_RESTORE) {
      AddRestored(log, opening, one->index(), said, findings);
    }
    if (said.erased.size() > size) Unique(said.erased);
  }
  Unique(said.erased);
  if (std::find(said.reasons.begin(), said.reasons.end(), kAnotherReason) !=
      said.reasons.end()) {
    findings.Add(log.name,
                 "entries were erased for a reason that is none: neither "
                 "their time was over, nor a request nor an order");
  }
  return said;
}

}  // namespace kith::deploy
