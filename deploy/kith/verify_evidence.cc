// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/verify_evidence.h"

#include <map>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "keys/tlog/leaf.h"
#include "keys/tlog/merkle.h"
#include "keys/tlog/note.h"

namespace kith::deploy {
namespace {

using log::v1::EnquiryDetail;
using log::v1::LeafOpening;
using log::v1::Opening;

// A question accepted so shortly before the export may still be open.
constexpr absl::Duration kStillOpen = absl::Seconds(60);
// More of one kind would hide the others.
constexpr std::size_t kMostFindings = 200;

// One log, as it is checked.
struct LogCheck {
  absl::string_view name;  // "the broker's log"
  const LogEvidence& evidence;
  std::string origin;
  std::string public_key;
  EvidenceReport& report;

  void Find(absl::string_view what) const {
    if (report.findings.size() < kMostFindings) {
      report.findings.push_back(absl::StrCat(name, ": ", what));
    }
  }
};

// An opened entry that could be read.
struct OpenedEntry {
  std::uint64_t index = 0;
  absl::Time time;
  Opening opening;
  std::string public_part;
};

std::vector<tlog::Leaf> CheckLeaves(const LogCheck& check) {
  std::vector<tlog::Leaf> leaves;
  absl::Time last = absl::InfinitePast();
  // What an entry's number is ahead of its place: said once, where it begins.
  std::uint64_t ahead = 0;
  for (const std::string& bytes : check.evidence.leaves) {
    const std::uint64_t index = leaves.size();
    const auto leaf = tlog::ParseLeaf(bytes);
    leaves.push_back(leaf.value_or(tlog::Leaf{.index = index, .time = last}));
    if (!leaf.ok()) {
      check.Find(absl::StrCat("entry ", index, " cannot be read"));
    } else if (leaf->index - index != ahead) {
      ahead = leaf->index - index;
      check.Find(absl::StrCat("entry ", leaf->index, " stands where entry ",
                              index,
                              " should be: an entry was removed, added "
                              "or moved"));
    } else if (leaf->time < last) {
      check.Find(
          absl::StrCat("entry ", index, " is older than the one before"));
    }
    last = leaves.back().time;
  }
  return leaves;
}

void CheckTree(const LogCheck& check) {
  const auto checkpoint = tlog::OpenCheckpoint(check.evidence.checkpoint,
                                               check.origin, check.public_key);
  if (!checkpoint.ok()) {
    check.Find("its signature does not hold");
    return;
  }
  tlog::MerkleTree tree;
  for (const std::string& leaf : check.evidence.leaves) {
    tree.Append(tlog::LeafHash(leaf));
  }
  if (tree.size() != checkpoint->size) {
    check.Find(absl::StrCat("it is signed for ", checkpoint->size,
                            " entries and holds ", tree.size(),
                            ": entries were removed or added"));
    return;
  }
  const Hash root = tree.size() == 0 ? tlog::EmptyRoot() : tree.Root();
  if (root != checkpoint->root) {
    check.Find("its entries are not those that were signed: one was changed");
  }
}

// The entry, if the opening is that of its leaf.
std::optional<OpenedEntry> Open(const LogCheck& check,
                                const std::vector<tlog::Leaf>& leaves,
                                const LeafOpening& opening) {
  if (opening.index() >= leaves.size()) {
    check.Find(absl::StrCat("an opening of entry ", opening.index(),
                            ", which the log does not hold"));
    return std::nullopt;
  }
  const tlog::Leaf& leaf = leaves[opening.index()];
  const Hash commitment =
      tlog::Commitment(tlog::SealOpening(opening.salt(), opening.opening()),
                       opening.public_part());
  OpenedEntry entry{.index = opening.index(),
                    .time = leaf.time,
                    .public_part = opening.public_part()};
  if (commitment != leaf.commitment ||
      !entry.opening.ParseFromString(opening.opening())) {
    check.Find(absl::StrCat("the opening of entry ", opening.index(),
                            " is not what was logged"));
    return std::nullopt;
  }
  return entry;
}

// That none of the agency's entries is missing: dense numbers, each naming the
// one before.
std::vector<OpenedEntry> CheckChain(const LogCheck& check,
                                    const std::vector<tlog::Leaf>& leaves,
                                    const std::string& agency) {
  std::vector<OpenedEntry> entries;
  std::string previous(kHashBytes, '\0');
  std::uint64_t expected = 1;
  for (const LeafOpening& opening : check.evidence.openings) {
    std::optional<OpenedEntry> entry = Open(check, leaves, opening);
    if (!entry.has_value()) continue;
    if (entry->opening.agency() != agency) {
      check.Find(absl::StrCat("entry ", entry->index, " is another agency's"));
      continue;
    }
    const std::uint64_t sequence = entry->opening.agency_sequence();
    if (sequence != expected) {
      check.Find(absl::StrCat("before entry ", entry->index,
                              " an entry of yours is missing (number ",
                              expected, " was expected, ", sequence,
                              " stands there)"));
    } else if (entry->opening.agency_previous() != previous) {
      check.Find(absl::StrCat("entry ", entry->index,
                              " does not follow from your entry before it"));
    }
    expected = sequence + 1;
    previous = HashBytes(tlog::LeafHash(check.evidence.leaves[entry->index]));
    entries.push_back(*std::move(entry));
  }
  return entries;
}

absl::Time NewestTime(const LogEvidence& log) {
  if (log.leaves.empty()) return absl::InfinitePast();
  const auto leaf = tlog::ParseLeaf(log.leaves.back());
  return leaf.ok() ? leaf->time : absl::InfiniteFuture();
}

std::vector<OpenedEntry> CheckLog(const LogCheck& check,
                                  const std::string& agency) {
  CheckTree(check);
  return CheckChain(check, CheckLeaves(check), agency);
}

// What both logs say of one question.
struct Enquiry {
  std::optional<OpenedEntry> accepted;
  int released = 0;
  int aborted = 0;
  bool ends_before_start = false;
  std::vector<std::uint64_t> released_at;
  bool asked = false;
  bool refused = false;
  std::vector<std::uint64_t> shown_as;  // broker_index of each SHOWN.
};

using Enquiries = std::map<std::string, Enquiry>;

bool IsOfEnquiry(log::v1::Event event) {
  switch (event) {
    case log::v1::EVENT_ACCEPTED:
    case log::v1::EVENT_REFUSED:
    case log::v1::EVENT_RELEASED:
    case log::v1::EVENT_ABORTED:
    case log::v1::EVENT_ASKED:
    case log::v1::EVENT_SHOWN:
      return true;
    default:
      return false;
  }
}

void CheckReleased(const LogCheck& check, const OpenedEntry& entry,
                   const EnquiryDetail& detail) {
  if (detail.slots_root().size() != kHashBytes ||
      detail.holders_root().size() != kHashBytes ||
      entry.public_part !=
          tlog::ReleasePublicPart(HashFromBytes(detail.slots_root()),
                                  HashFromBytes(detail.holders_root()))) {
    check.Find(absl::StrCat("entry ", entry.index,
                            " does not cover what was released"));
  }
}

void Collect(const LogCheck& check, const std::vector<OpenedEntry>& entries,
             Enquiries& enquiries) {
  for (const OpenedEntry& entry : entries) {
    const log::v1::Event event = entry.opening.event();
    if (!IsOfEnquiry(event)) continue;
    EnquiryDetail detail;
    if (!detail.ParseFromString(entry.opening.detail())) {
      check.Find(absl::StrCat("entry ", entry.index, " cannot be read"));
      continue;
    }
    Enquiry& enquiry = enquiries[detail.enquiry_id()];
    if (event == log::v1::EVENT_ACCEPTED) {
      if (enquiry.accepted.has_value()) {
        check.Find(absl::StrCat("entry ", entry.index,
                                " accepts a question a second time"));
      }
      enquiry.accepted = entry;
    } else if (event == log::v1::EVENT_RELEASED ||
               event == log::v1::EVENT_ABORTED) {
      enquiry.ends_before_start |= !enquiry.accepted.has_value();
      if (event == log::v1::EVENT_RELEASED) {
        ++enquiry.released;
        enquiry.released_at.push_back(entry.index);
        CheckReleased(check, entry, detail);
      } else {
        ++enquiry.aborted;
      }
    } else if (event == log::v1::EVENT_ASKED) {
      enquiry.asked = true;
    } else if (event == log::v1::EVENT_SHOWN) {
      enquiry.shown_as.push_back(detail.broker_index());
    } else {
      enquiry.refused = true;
    }
  }
}

// ACCEPTED is followed by exactly one end.
void CheckEnd(const LogCheck& broker, const Enquiry& enquiry,
              absl::Time newest) {
  const int ends = enquiry.released + enquiry.aborted;
  if (enquiry.ends_before_start) {
    broker.Find("a question of yours ends without having been accepted");
    return;
  }
  if (!enquiry.accepted.has_value()) return;
  const std::uint64_t index = enquiry.accepted->index;
  if (ends > 1) {
    broker.Find(absl::StrCat("the question of entry ", index, " ends ", ends,
                             " times"));
  } else if (ends == 0 && newest - enquiry.accepted->time > kStillOpen) {
    broker.Find(absl::StrCat("the question of entry ", index,
                             " has no end: neither released nor given up"));
  } else if (ends == 0) {
    broker.report.notes.push_back(absl::StrCat(
        "the question of entry ", index, " was still open at the export"));
  }
}

// How far the two logs reach.
struct Reach {
  absl::Time broker;
  absl::Time agent;
};

// The agency's own log is exported first: what was accepted after that, and
// shortly before the broker's was, cannot be in it.
bool AcceptedDuringExport(const OpenedEntry& accepted, const Reach& reach) {
  return accepted.time >= reach.agent &&
         reach.broker - accepted.time <= kStillOpen;
}

// What this agency's own log says of it agrees.
void CheckOwn(const LogCheck& agent, const Enquiry& enquiry,
              const Reach& reach) {
  if (enquiry.accepted.has_value() && !enquiry.asked) {
    const std::uint64_t index = enquiry.accepted->index;
    if (AcceptedDuringExport(*enquiry.accepted, reach)) {
      agent.report.notes.push_back(
          absl::StrCat("the question of the broker's entry ", index,
                       " came while the evidence was exported"));
    } else {
      agent.Find(absl::StrCat("the broker's entry ", index,
                              " is a question in your name that your own log "
                              "does not know"));
    }
  }
  for (const std::uint64_t index : enquiry.shown_as) {
    if (!enquiry.asked) {
      agent.Find(absl::StrCat("an answer was shown (the broker's entry ", index,
                              ") to a question that was not logged"));
    }
    bool found = false;
    for (const std::uint64_t released : enquiry.released_at) {
      found = found || released == index;
    }
    if (!found) {
      agent.Find(
          absl::StrCat("an answer was shown that the broker's log did "
                       "not release (entry ",
                       index, ")"));
    }
  }
}

void CheckEnquiries(const LogCheck& broker, const LogCheck& agent,
                    const Enquiries& enquiries, const Reach& reach) {
  EvidenceReport& report = broker.report;
  for (const auto& [id, enquiry] : enquiries) {
    CheckEnd(broker, enquiry, reach.broker);
    CheckOwn(agent, enquiry, reach);
    report.asked += enquiry.asked ? 1 : 0;
    report.shown += enquiry.shown_as.empty() ? 0 : 1;
    const bool ended_without =
        enquiry.released == 0 && (enquiry.aborted > 0 || !enquiry.accepted);
    report.not_answered +=
        enquiry.asked && ended_without && !enquiry.refused ? 1 : 0;
  }
}

}  // namespace

EvidenceReport VerifyEvidence(const Evidence& evidence) {
  const auto& file = evidence.network->file();
  EvidenceReport report;
  report.network = file.name();
  report.agency = evidence.agency;
  report.broker_entries = evidence.broker.leaves.size();
  report.agent_entries = evidence.agent.leaves.size();
  const auto* agency = evidence.network->FindAgency(evidence.agency);
  if (agency == nullptr) {
    report.findings.push_back(absl::StrCat("the network file names no agency `",
                                           evidence.agency, "`"));
    return report;
  }
  report.agency_name = agency->name();
  const LogCheck broker{"the broker's log", evidence.broker,
                        file.broker().log_origin(), file.broker().log_key(),
                        report};
  const LogCheck agent{
      "your own log", evidence.agent,
      absl::StrCat(file.broker().log_origin(), "/agency/", evidence.agency),
      agency->log_key(), report};
  const std::vector<OpenedEntry> of_broker = CheckLog(broker, evidence.agency);
  const std::vector<OpenedEntry> of_agent = CheckLog(agent, evidence.agency);
  report.broker_own = of_broker.size();
  // Every entry of an agency's own log is its own.
  if (evidence.agent.openings.size() != evidence.agent.leaves.size()) {
    agent.Find(absl::StrCat("of ", evidence.agent.leaves.size(), " entries ",
                            evidence.agent.openings.size(),
                            " can be read: the others were removed"));
  }
  Enquiries enquiries;
  Collect(broker, of_broker, enquiries);
  Collect(agent, of_agent, enquiries);
  CheckEnquiries(broker, agent, enquiries,
                 {NewestTime(evidence.broker), NewestTime(evidence.agent)});
  return report;
}

}  // namespace kith::deploy
