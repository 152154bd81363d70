// SPDX-License-Identifier: Apache-2.0
#include "deploy/evidence/conduct.h"

#include "absl/strings/str_cat.h"

namespace kith::deploy {
namespace {

constexpr char kBroker[] = "the broker's log";
// A broker at work lets no more than ten minutes pass.
constexpr absl::Duration kSilence = absl::Minutes(30);

std::string At(absl::Time time) {
  return absl::StrCat(
      absl::FormatTime("%Y-%m-%d %H:%M", time, absl::UTCTimeZone()), " UTC");
}

}  // namespace

void Conduct::FromLeaf(const tlog::Leaf& leaf) {
  if (newest_.has_value()) {
    if (leaf.time - newest_->time > kSilence) {
      ++silences_;
      if (leaf.time - newest_->time > longest_until_ - longest_from_ ||
          silences_ == 1) {
        longest_from_ = newest_->time;
        longest_until_ = leaf.time;
      }
    }
    if (leaf.network_file != newest_->network_file) {
      changes_.push_back({.first = leaf.index, .time = leaf.time});
    }
  }
  if (!changes_.empty()) changes_.back().end = leaf.index + 1;
  newest_ = leaf;
}

void Conduct::FromEntry(const OpenedEntry& entry) {
  if (entry.opening.event() != log::v1::EVENT_MEMBERSHIP) return;
  log::v1::CountDetail detail;
  // INVARIANT (said under itself): it is the first that is made under a file.
  if (!detail.ParseFromString(entry.opening.detail()) || !newest_.has_value() ||
      newest_->index != entry.index ||
      detail.digest() != HashView(newest_->network_file)) {
    findings_.Add(kBroker,
                  absl::StrCat("entry ", entry.index,
                               " names another network file than the one it "
                               "was made under"));
    return;
  }
  if (!changes_.empty()) changes_.back().is_said = true;
}

std::vector<std::string> Conduct::Notes(const VerifiedLog& broker,
                                        const Network& network) const {
  std::vector<std::string> notes;
  NoteSilence(notes);
  NoteChanges(broker, notes);
  if (newest_.has_value() && newest_->network_file != network.hash()) {
    notes.push_back(
        "the newest entry of the broker's log was made under another version "
        "of the network file than the one in this folder");
  }
  return notes;
}

void Conduct::NoteSilence(std::vector<std::string>& notes) const {
  if (silences_ == 0) return;
  notes.push_back(absl::StrCat(
      "the broker's log was silent for more than half an hour ", silences_,
      silences_ == 1 ? " time: from " : " times, the longest from ",
      At(longest_from_), " to ", At(longest_until_), ": ask its operator why"));
}

// Where something of the agency's was erased or lost, that may be what said so.
void Conduct::NoteChanges(const VerifiedLog& broker,
                          std::vector<std::string>& notes) const {
  const Change* first = nullptr;
  std::uint64_t unsaid = 0;
  for (const Change& change : changes_) {
    if (change.is_said || broker.HasErased(change.first, change.end) ||
        broker.HasRestored(change.first, change.end)) {
      continue;
    }
    if (first == nullptr) first = &change;
    ++unsaid;
  }
  if (unsaid == 0) return;
  notes.push_back(absl::StrCat(
      "the broker took another network file ", unsaid,
      unsaid == 1 ? " time" : " times",
      " without an entry of yours that says so, first at entry ", first->first,
      " on ", At(first->time), ": were you a member then?"));
}

}  // namespace kith::deploy
