// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_EVIDENCE_H_
#define KITH_DEPLOY_KITH_EVIDENCE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "keys/network/network.h"
#include "kith/log/v1/log.pb.h"

// An evidence folder, as `kith audit export` writes it (docs/spec/evidence.md):
//
//   network.kith       the signed network file
//   agency.txt         the agency's id
//   broker.checkpoint  agent.checkpoint    C2SP notes
//   broker.leaves      agent.leaves        113 bytes each
//   broker.openings    agent.openings      u32 big-endian length, LeafOpening
namespace kith::deploy {

// One log's part of it, not yet checked.
struct LogEvidence {
  std::string checkpoint;
  std::vector<std::string> leaves;
  std::vector<log::v1::LeafOpening> openings;
};

struct Evidence {
  std::shared_ptr<const Network> network;
  std::string agency;
  LogEvidence broker;
  LogEvidence agent;
};

// NOT_FOUND or INVALID_ARGUMENT, naming the file, if one is missing or breaks
// off; UNAUTHENTICATED if the network file's signature does not hold.
absl::StatusOr<Evidence> ReadEvidence(const std::string& folder);

// Openings in the file's form.
std::string PackOpening(const log::v1::LeafOpening& opening);

// Names of files that may stand in an evidence folder.
bool IsEvidenceFile(absl::string_view name);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_EVIDENCE_H_
