// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_CONSOLE_EVIDENCE_ARCHIVE_H_
#define KITH_DEPLOY_CONSOLE_EVIDENCE_ARCHIVE_H_

#include <string>

#include "absl/status/statusor.h"
#include "agent/desk_client/desk_client.h"

namespace kith::deploy {

// The agency's evidence as one file, evidence.tar.gz: the folder that `kith
// audit export` writes. Made in a folder of its own below the machine's place
// for temporary files, which goes again. Its failures are the desk's;
// RESOURCE_EXHAUSTED over 512 MiB: then `kith audit export` is the way.
absl::StatusOr<std::string> EvidenceArchive(desk::DeskClient& desk);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_CONSOLE_EVIDENCE_ARCHIVE_H_
