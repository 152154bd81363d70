// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/network_policy.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "deploy/kith/files.h"
#include "deploy/kith/network_signing.h"
#include "deploy/kith/policy_source.h"
#include "keys/base/status_macros.h"

namespace kith::deploy {
namespace {

constexpr std::size_t kMaxPolicyBytes = 1 << 20;

// Decisions are explained by a bundle's id and version: two texts must not bear
// the same. A text in force that cannot be read any more is no obstacle.
absl::Status CheckIsNewer(const PolicySource& next, const Network& network) {
  const auto present = PolicyOf(network.file());
  if (!present.ok()) return absl::OkStatus();
  const auto& before = present->policy->bundle();
  const auto& after = next.policy->bundle();
  if (after.id() != before.id() || after.version() > before.version()) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "policy: version ", before.version(), " of ", before.id(),
      " is in force already; raise `version` above it in the new text"));
}

}  // namespace

absl::StatusOr<SignedVersion> ReplacePolicy(const std::string& network_dir,
                                            const std::string& policy_file,
                                            absl::Time now) {
  const std::string folder = In(network_dir, "administrator");
  KITH_ASSIGN_OR_RETURN(const std::shared_ptr<const Network> network,
                        Network::Load(In(folder, "network.kith")));
  KITH_ASSIGN_OR_RETURN(const Administrator administrator,
                        Administrator::Load(folder));
  KITH_ASSIGN_OR_RETURN(std::string text,
                        ReadFile(policy_file, kMaxPolicyBytes));
  network::v1::NetworkFile file = NextVersion(*network, now);
  file.set_policy_text(std::move(text));
  KITH_ASSIGN_OR_RETURN(const PolicySource next, PolicyOf(file));
  KITH_RETURN_IF_ERROR(RequireProved(next));
  KITH_RETURN_IF_ERROR(CheckIsNewer(next, *network));
  return SignAndPut(network_dir, network, file, administrator);
}

}  // namespace kith::deploy
