// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_EVIDENCE_ENQUIRIES_H_
#define KITH_DEPLOY_EVIDENCE_ENQUIRIES_H_

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "deploy/evidence/missing.h"
#include "deploy/evidence/verify_log.h"
#include "kith/log/v1/log.pb.h"

namespace kith::deploy {

struct EvidenceReport;

// What both logs say of an agency's questions: checks 8 to 11 of
// docs/spec/evidence.md. The broker's log is given whole before the agent's.
class Enquiries {
 public:
  Enquiries(Findings& findings, EvidenceReport& report, Missing& missing)
      : findings_(findings), report_(report), missing_(missing) {}

  void FromBroker(const OpenedEntry& entry);
  // After the broker's log.
  void BrokerEnds(const VerifiedLog& broker);
  void FromAgent(const OpenedEntry& entry);
  void Finish(const VerifiedLog& agent);

 private:
  using Key = std::array<char, 16>;
  // Of one question; there may be hundreds of thousands.
  struct Enquiry {
    std::uint64_t accepted_index = 0;
    std::int64_t accepted_ms = 0;
    std::uint64_t released_index = 0;
    std::uint8_t accepted = 0;
    std::uint8_t released = 0;
    std::uint8_t aborted = 0;
    bool asked = false;
    bool refused = false;
    bool shown = false;
  };

  bool Detail(const char* log, const OpenedEntry& entry,
              log::v1::EnquiryDetail& detail);
  void End(const OpenedEntry& entry, const log::v1::EnquiryDetail& detail,
           Enquiry& enquiry);
  void Shown(const OpenedEntry& entry, const log::v1::EnquiryDetail& detail,
             Enquiry& enquiry);
  // Whether an entry of the broker's is one that was taken from a mirror.
  bool WasLost(std::uint64_t index) const;
  // Whether the end of a question accepted there may be among those.
  bool MayEndInLost(std::uint64_t accepted) const;
  void FinishOne(const Enquiry& enquiry, const VerifiedLog& agent);
  void Note(const std::string& what);
  static Key KeyOf(const std::string& enquiry_id);

  Findings& findings_;
  EvidenceReport& report_;
  Missing& missing_;
  VerifiedLog broker_;
  // When, and the broker's entry.
  std::vector<std::pair<absl::Time, std::uint64_t>> shown_unasked_;
  absl::flat_hash_map<Key, Enquiry> enquiries_;
};

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_EVIDENCE_ENQUIRIES_H_
