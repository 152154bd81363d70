// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_EXPORT_EVIDENCE_H_
#define KITH_DEPLOY_KITH_EXPORT_EVIDENCE_H_

#include <string>

#include "absl/status/status.h"
#include "agent/desk_client/desk_client.h"

namespace kith::deploy {

// Exports the agency's evidence into `folder`, which must be new or empty.
absl::Status ExportEvidenceTo(desk::DeskClient& desk, const std::string& as,
                              const std::string& folder);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_EXPORT_EVIDENCE_H_
