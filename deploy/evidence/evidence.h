// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_EVIDENCE_EVIDENCE_H_
#define KITH_DEPLOY_EVIDENCE_EVIDENCE_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "keys/network/network.h"
#include "kith/log/v1/log.pb.h"

// An evidence folder, as `kith audit export` writes it (docs/spec/evidence.md):
//
//   network.kith      the signed network file
//   agency.txt        the agency's id
//   broker/ agent/    a log each (log_folder.h)
//   keyholder/ID/     a log, of each key holder that the network file names
namespace kith::deploy {

// What names whose evidence it is.
struct EvidenceFrame {
  std::shared_ptr<const Network> network;
  std::string agency;
};

// Reads it, strictly, and that the folder holds nothing else. NOT_FOUND or
// INVALID_ARGUMENT, naming the file; UNAUTHENTICATED if a signature of the
// network file does not hold.
absl::StatusOr<EvidenceFrame> ReadEvidenceFrame(const std::string& folder);

// Where a key holder's log stands in it.
std::string KeyHolderFolder(const std::string& folder, const std::string& id);

// One log's part of it in memory, not checked: for a log that is small.
struct LogEvidence {
  std::string checkpoint;
  std::vector<std::string> leaves;
  std::vector<log::v1::LeafOpening> openings;
};

// Of the log in `folder`/`log`. Codes as ReadEvidenceFrame.
absl::StatusOr<LogEvidence> ReadLogEvidence(const std::string& folder,
                                            const std::string& log);

struct Evidence {
  std::shared_ptr<const Network> network;
  std::string agency;
  LogEvidence broker;
  LogEvidence agent;
  std::map<std::string, LogEvidence> key_holders;  // By id.
};

// Codes as ReadEvidenceFrame.
absl::StatusOr<Evidence> ReadEvidence(const std::string& folder);
// Into a new folder. Codes as LogFolderWriter.
absl::Status WriteEvidence(const Evidence& evidence, const std::string& folder);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_EVIDENCE_EVIDENCE_H_
