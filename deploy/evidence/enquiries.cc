// SPDX-License-Identifier: Apache-2.0
#include "deploy/evidence/enquiries.h"

#include <algorithm>
#include <tuple>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "deploy/evidence/verify_evidence.h"
#include "keys/hash.h"
#include "keys/tlog/leaf.h"

namespace kith::deploy {
namespace {

using log::v1::EnquiryDetail;

constexpr std::size_t kMostNotes = 200;
constexpr char kBroker[] = "the broker's log";
constexpr char kAgent[] = "your own log";
// A question accepted so shortly before the export may still be open.
constexpr absl::Duration kStillOpen = absl::Seconds(60);
// By which an agency's clock and the broker's may differ.
constexpr absl::Duration kMostSkew = absl::Seconds(120);

bool CoversWhatWasReleased(const OpenedEntry& entry,
                           const EnquiryDetail& detail) {
  return detail.slots_root().size() == kHashBytes &&
         detail.holders_root().size() == kHashBytes &&
         entry.public_part ==
             tlog::ReleasePublicPart(HashFromBytes(detail.slots_root()),
                                     HashFromBytes(detail.holders_root()));
}

// One of several, counted so far that "twice" is known.
void Count(std::uint8_t& times) {
  if (times < 2) ++times;
}

}  // namespace

Enquiries::Key Enquiries::KeyOf(const std::string& enquiry_id) {
  Key key = {};
  const std::string bytes = enquiry_id.size() == key.size()
                                ? enquiry_id
                                : HashBytes(Sha256(enquiry_id));
  std::copy_n(bytes.begin(), key.size(), key.begin());
  return key;
}

bool Enquiries::Detail(const char* log, const OpenedEntry& entry,
                       EnquiryDetail& detail) {
  switch (entry.opening.event()) {
    case log::v1::EVENT_ACCEPTED:
    case log::v1::EVENT_REFUSED:
    case log::v1::EVENT_RELEASED:
    case log::v1::EVENT_ABORTED:
    case log::v1::EVENT_ASKED:
    case log::v1::EVENT_SHOWN:
      break;
    default:
      return false;
  }
  if (detail.ParseFromString(entry.opening.detail())) return true;
  findings_.Add(log, absl::StrCat("entry ", entry.index, " cannot be read"));
  return false;
}

void Enquiries::Missing(const char* log, Excuses& there, absl::Time time,
                        const std::string& what) {
  lacking_.push_back({time, log, &there, what});
}

// In order of time, the earliest erased entry that may serve is the right one
// to use up: no other choice excuses more.
void Enquiries::JudgeMissing() {
  std::sort(lacking_.begin(), lacking_.end(),
            [](const Lacking& one, const Lacking& other) {
              return std::tie(one.time, one.what) <
                     std::tie(other.time, other.what);
            });
  for (const Lacking& one : lacking_) {
    if (one.there->TakeNear(one.time)) {
      ++not_compared_;
    } else {
      findings_.Add(one.log, one.what);
    }
  }
}

void Excuses::Set(const VerifiedLog& log) {
  erased_ = log.erased;
  taken_.assign(erased_.size(), false);
}

bool Excuses::TakeNear(absl::Time time) {
  auto at = std::lower_bound(erased_.begin(), erased_.end(),
                             time - kStillOpen - kMostSkew,
                             [](const VerifiedLog::Erased& one,
                                absl::Time than) { return one.time < than; });
  for (; at != erased_.end() && at->time <= time + kStillOpen + kMostSkew;
       ++at) {
    const auto place = static_cast<std::size_t>(at - erased_.begin());
    if (taken_[place]) continue;
    taken_[place] = true;
    return true;
  }
  return false;
}

bool Excuses::IsErased(std::uint64_t index) const {
  const auto at =
      std::lower_bound(erased_.begin(), erased_.end(), index,
                       [](const VerifiedLog::Erased& one, std::uint64_t than) {
                         return one.index < than;
                       });
  return at != erased_.end() && at->index == index;
}

void Enquiries::FromBroker(const OpenedEntry& entry) {
  EnquiryDetail detail;
  if (!Detail(kBroker, entry, detail)) return;
  Enquiry& enquiry = enquiries_[KeyOf(detail.enquiry_id())];
  if (entry.opening.event() == log::v1::EVENT_ACCEPTED) {
    if (enquiry.accepted > 0) {
      findings_.Add(kBroker, absl::StrCat("entry ", entry.index,
                                          " accepts a question a second time"));
    }
    if (enquiry.released + enquiry.aborted > 0) {
      findings_.Add(kBroker, absl::StrCat("entry ", entry.index,
                                          " accepts a question that had ended "
                                          "before"));
    }
    Count(enquiry.accepted);
    enquiry.accepted_index = entry.index;
    enquiry.accepted_ms = absl::ToUnixMillis(entry.time);
  } else if (entry.opening.event() != log::v1::EVENT_REFUSED) {
    End(entry, detail, enquiry);
  }
}

void Enquiries::End(const OpenedEntry& entry, const EnquiryDetail& detail,
                    Enquiry& enquiry) {
  if (enquiry.released + enquiry.aborted > 0) {
    findings_.Add(kBroker, absl::StrCat("entry ", entry.index,
                                        " ends a question a second time"));
  }
  if (entry.opening.event() == log::v1::EVENT_ABORTED) {
    Count(enquiry.aborted);
  } else {
    Count(enquiry.released);
    enquiry.released_index = entry.index;
    if (!CoversWhatWasReleased(entry, detail)) {
      findings_.Add(kBroker, absl::StrCat("entry ", entry.index,
                                          " does not cover what was released"));
    }
  }
  if (enquiry.accepted == 0) {
    enquiry.accepted_ms = absl::ToUnixMillis(entry.time);
    enquiry.accepted_index = entry.index;
  }
}

void Enquiries::FromAgent(const OpenedEntry& entry) {
  EnquiryDetail detail;
  if (!Detail(kAgent, entry, detail)) return;
  Enquiry& enquiry = enquiries_[KeyOf(detail.enquiry_id())];
  switch (entry.opening.event()) {
    case log::v1::EVENT_ASKED:
      enquiry.asked = true;
      return;
    case log::v1::EVENT_SHOWN:
      Shown(entry, detail, enquiry);
      return;
    default:
      enquiry.refused = true;
  }
}

void Enquiries::Shown(const OpenedEntry& entry, const EnquiryDetail& detail,
                      Enquiry& enquiry) {
  enquiry.shown = true;
  const std::uint64_t index = detail.broker_index();
  if (!enquiry.asked) shown_unasked_.push_back({entry.time, index});
  if (enquiry.released > 0 && enquiry.released_index == index) return;
  if (excused_by_broker_.IsErased(index) || WasLost(index)) {
    ++not_compared_;
    return;
  }
  findings_.Add(kAgent,
                absl::StrCat("an answer was shown that the broker's log did "
                             "not release (entry ",
                             index, ")"));
}

bool Enquiries::WasLost(std::uint64_t index) const {
  return absl::c_any_of(broker_.restored, [&](const auto& restored) {
    return restored.Holds(index);
  });
}

// Or, if it had not ended when the database was lost, it never will.
bool Enquiries::MayEndInLost(std::uint64_t accepted) const {
  return !broker_.restored.empty() && accepted < broker_.restored.back().end;
}

void Enquiries::FinishOne(const Enquiry& enquiry, const VerifiedLog& agent) {
  const int ends = enquiry.released + enquiry.aborted;
  const absl::Time accepted = absl::FromUnixMillis(enquiry.accepted_ms);
  const std::uint64_t index = enquiry.accepted_index;
  if (ends > 0 && enquiry.accepted == 0) {
    Missing(kBroker, excused_by_broker_, accepted,
            "a question of yours ends without having been accepted");
  }
  if (enquiry.accepted > 0 && ends == 0) {
    if (MayEndInLost(index)) {
      ++not_compared_;
    } else if (broker_.newest - accepted > kStillOpen) {
      Missing(kBroker, excused_by_broker_, accepted,
              absl::StrCat("the question of entry ", index,
                           " has no end: neither released nor given up"));
    } else {
      Note(absl::StrCat("the question of entry ", index,
                        " was still open at the export"));
    }
  }
  if (enquiry.accepted == 0 || enquiry.asked) return;
  // The agency's own log is exported first: what was accepted after that, and
  // shortly before the broker's was, cannot be in it.
  if (accepted + kMostSkew >= agent.newest &&
      broker_.newest - accepted <= kStillOpen) {
    Note(absl::StrCat("the question of the broker's entry ", index,
                      " came while the evidence was exported"));
    return;
  }
  Missing(kAgent, excused_by_agent_, accepted,
          absl::StrCat("the broker's entry ", index,
                       " is a question in your name that your own log does "
                       "not know"));
}

void Enquiries::Note(const std::string& what) {
  if (report_.notes.size() < kMostNotes) report_.notes.push_back(what);
}

void Enquiries::BrokerEnds(const VerifiedLog& broker) {
  broker_ = broker;
  excused_by_broker_.Set(broker);
}

void Enquiries::Finish(const VerifiedLog& agent) {
  excused_by_agent_.Set(agent);
  for (const auto& [time, index] : shown_unasked_) {
    Missing(kAgent, excused_by_agent_, time,
            absl::StrCat("an answer was shown (the broker's entry ", index,
                         ") to a question that was not logged"));
  }
  for (const auto& [key, enquiry] : enquiries_) {
    FinishOne(enquiry, agent);
    report_.asked += enquiry.asked ? 1 : 0;
    report_.shown += enquiry.shown ? 1 : 0;
    const bool without_answer =
        enquiry.released == 0 && (enquiry.aborted > 0 || enquiry.accepted == 0);
    report_.not_answered +=
        enquiry.asked && without_answer && !enquiry.refused ? 1 : 0;
  }
  JudgeMissing();
  if (not_compared_ > 0) {
    report_.notes.push_back(absl::StrCat(not_compared_,
                                         " entries could not be compared with "
                                         "entries that were erased or lost"));
  }
}

}  // namespace kith::deploy
