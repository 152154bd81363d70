// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_FINISH_H_
#define KITH_DEPLOY_KITH_FINISH_H_

#include <nlohmann/json.hpp>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "deploy/kith/commands.h"
#include "deploy/kith/network_signing.h"

namespace kith::deploy {

// Ends a command that makes files: what was made, or why not.
void Finish(Terminal& terminal, bool json, const absl::Status& status,
            const nlohmann::ordered_json& made, const std::string& words);

// Ends a command that signs the next version of the network file.
void FinishSigned(Terminal& terminal, bool json, const char* done,
                  const absl::StatusOr<SignedVersion>& version);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_FINISH_H_
