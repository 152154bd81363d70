// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_EVIDENCE_EVALUATIONS_H_
#define KITH_DEPLOY_EVIDENCE_EVALUATIONS_H_

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "deploy/evidence/missing.h"
#include "deploy/evidence/verify_log.h"
#include "kith/log/v1/log.pb.h"

namespace kith::deploy {

struct EvidenceReport;

// What a key holder evaluated for an agency and what the agency asked for:
// check 12 of docs/spec/evidence.md. One that nobody at the agency asked for
// shows that its key is used elsewhere. The agency's own log is given whole
// before a key holder's.
class Evaluations {
 public:
  Evaluations(Findings& findings, EvidenceReport& report, Missing& missing)
      : findings_(findings), report_(report), missing_(missing) {}

  void FromAgent(const OpenedEntry& entry);
  // `log` is the key holder's, as findings call it.
  void FromKeyHolder(const std::string& log, const OpenedEntry& entry);
  // After its last entry: what was erased there may have been evaluated.
  void KeyHolderEnds(const VerifiedLog& key_holder);
  void Finish();

 private:
  struct Batch {
    std::uint64_t count = 0;
    absl::Time time;
    std::set<std::string> evaluated_by;  // Logs of key holders.
  };
  std::uint64_t NotEvaluated();
  bool Detail(const std::string& log, const OpenedEntry& entry,
              log::v1::EvaluationDetail& detail);

  Findings& findings_;
  EvidenceReport& report_;
  Missing& missing_;
  absl::flat_hash_map<std::string, Batch> asked_for_;  // By request id.
  std::vector<Excuses> in_key_holders_;
  std::uint64_t before_there_were_ids_ = 0;
};

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_EVIDENCE_EVALUATIONS_H_
