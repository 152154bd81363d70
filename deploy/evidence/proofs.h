// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_EVIDENCE_PROOFS_H_
#define KITH_DEPLOY_EVIDENCE_PROOFS_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "deploy/evidence/missing.h"
#include "deploy/evidence/verify_log.h"
#include "keys/hash.h"
#include "kith/log/v1/log.pb.h"

namespace kith::deploy {

struct EvidenceReport;

// That what the agency answered stands under what the broker released: check 13
// of docs/spec/evidence.md. The broker's log was verified before; its leaves
// are read again, one at a time.
class Proofs {
 public:
  // `broker_folder` holds the broker's log.
  Proofs(std::string agency, std::string broker_folder, Findings& findings,
         EvidenceReport& report, Missing& missing)
      : agency_(std::move(agency)),
        broker_folder_(std::move(broker_folder)),
        findings_(findings),
        report_(report),
        missing_(missing) {}

  void FromBroker(const OpenedEntry& entry);
  void FromAgent(const OpenedEntry& entry);
  // `broker` has to be known before FromAgent.
  void BrokerEnds(const VerifiedLog& broker) { broker_ = broker; }
  void Finish(const VerifiedLog& agent);

 private:
  struct Answer {
    std::string slot_leaf_hash;
    absl::Time time;
    bool proved = false;
    bool counted = false;
    bool alarmed = false;
  };
  void NoteNotReleased();
  void Answered(const OpenedEntry& entry);
  void Proved(const OpenedEntry& entry);
  void Alarm(const OpenedEntry& entry);
  // Why it does not hold, in words for a finding.
  absl::Status CheckRelease(const log::v1::ProvedDetail& detail);
  absl::Status CheckHolder(const log::v1::ProvedDetail& detail) const;
  static absl::Status CheckSlot(const log::v1::ProvedDetail& detail,
                                const std::string& slot_leaf_hash);
  absl::Status CheckGrounds(const log::v1::ProvedDetail& detail) const;
  absl::StatusOr<std::string> BrokersLeaf(std::uint64_t index);
  // What became of an answer, of which the proof holds.
  void Count(const log::v1::ProvedDetail& detail, Answer& answer);
  static std::string KeyOf(const std::string& enquiry_id,
                           std::uint32_t subject);

  const std::string agency_;
  const std::string broker_folder_;
  Findings& findings_;
  EvidenceReport& report_;
  Missing& missing_;
  VerifiedLog broker_;
  // By a ground's reference, the broker's first entry that withdraws it.
  absl::flat_hash_map<std::string, std::uint64_t> withdrawn_;
  absl::flat_hash_map<std::string, Answer> answers_;
  // The bundle that was read last: proofs come in about the log's order.
  std::uint64_t bundle_ = ~std::uint64_t{0};
  std::vector<std::string> leaves_;
};

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_EVIDENCE_PROOFS_H_
