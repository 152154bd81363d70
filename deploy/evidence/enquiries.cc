// SPDX-License-Identifier: Apache-2.0
#include "deploy/evidence/enquiries.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "deploy/evidence/verify_evidence.h"
#include "keys/hash.h"
#include "keys/tlog/leaf.h"

namespace kith::deploy {
namespace {

using log::v1::EnquiryDetail;

constexpr std::size_t kMostNotes = 200;

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

void Enquiries::FromBroker(const OpenedEntry& entry) {
  EnquiryDetail detail;
  if (!Detail(kBrokersLog, entry, detail)) return;
  Enquiry& enquiry = enquiries_[KeyOf(detail.enquiry_id())];
  if (entry.opening.event() == log::v1::EVENT_ACCEPTED) {
    if (enquiry.accepted > 0) {
      findings_.Add(kBrokersLog,
                    absl::StrCat("entry ", entry.index,
                                 " accepts a question a second time"));
    }
    if (enquiry.released + enquiry.aborted > 0) {
      findings_.Add(kBrokersLog,
                    absl::StrCat("entry ", entry.index,
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
    findings_.Add(kBrokersLog, absl::StrCat("entry ", entry.index,
                                            " ends a question a second time"));
  }
  if (entry.opening.event() == log::v1::EVENT_ABORTED) {
    Count(enquiry.aborted);
  } else {
    Count(enquiry.released);
    enquiry.released_index = entry.index;
    if (!CoversWhatWasReleased(entry, detail)) {
      findings_.Add(kBrokersLog,
                    absl::StrCat("entry ", entry.index,
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
  if (!Detail(kOwnLog, entry, detail)) return;
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
  if (missing_.in_broker().IsErased(index) || WasLost(index)) {
    missing_.CountNotThere();
    return;
  }
  findings_.Add(kOwnLog,
                absl::StrCat("an answer was shown that the broker's log did "
                             "not release (entry ",
                             index, ")"));
}

bool Enquiries::WasLost(std::uint64_t index) const {
  return broker_.HasRestored(index, index + 1);
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
    missing_.Add(kBrokersLog, missing_.in_broker(), accepted,
                 "a question of yours ends without having been accepted");
  }
  if (enquiry.accepted > 0 && ends == 0) {
    if (MayEndInLost(index)) {
      missing_.CountNotThere();
    } else if (broker_.newest - accepted >= kStillOpen) {
      missing_.Add(kBrokersLog, missing_.in_broker(), accepted,
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
      broker_.newest - accepted < kStillOpen) {
    Note(absl::StrCat("the question of the broker's entry ", index,
                      " came while the evidence was exported"));
    return;
  }
  missing_.Add(
      kOwnLog, missing_.in_agent(), accepted,
      absl::StrCat("the broker's entry ", index,
                   " is a question in your name that your own log does "
                   "not know"));
}

void Enquiries::Note(const std::string& what) {
  if (report_.notes.size() < kMostNotes) report_.notes.push_back(what);
}

void Enquiries::BrokerEnds(const VerifiedLog& broker) { broker_ = broker; }

void Enquiries::Finish(const VerifiedLog& agent) {
  for (const auto& [time, index] : shown_unasked_) {
    missing_.Add(kOwnLog, missing_.in_agent(), time,
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
}

}  // namespace kith::deploy
