// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_NETWORK_PROPOSAL_H_
#define KITH_DEPLOY_KITH_NETWORK_PROPOSAL_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "deploy/kith/network_signing.h"
#include "keys/network/network.h"

namespace kith::deploy {

// A version of the network file that one administrator has signed, as another
// one reads it before signing.
struct Proposal {
  std::string signed_file;
  network::v1::NetworkFile file;
  // What it follows; null: it is the first version.
  std::shared_ptr<const Network> present;
  std::vector<std::string> signers;  // Whose signatures hold.

  // What it changes, one sentence each (NetworkDiff); of a first version, who
  // belongs to it.
  std::vector<std::string> changes() const;
};

// The body of a network file or a proposal, its signatures unchecked.
absl::StatusOr<network::v1::NetworkFile> ReadNetworkBody(
    const std::string& path);

// Reads it beside `present_path`, the network file that the administrator
// knows. NOT_FOUND, FAILED_PRECONDITION if it does not follow from that one,
// INVALID_ARGUMENT if it is none.
absl::StatusOr<Proposal> ReadProposal(const std::string& path,
                                      const std::string& present_path);

// Signs it with the key in `administrator_dir`, in its place; the
// administrator's own network.kith becomes it if it is complete. True if it is
// complete.
absl::StatusOr<bool> SignProposal(const std::string& path,
                                  const Proposal& proposal,
                                  const std::string& administrator_dir);

// Puts a complete one in all copies under `network_dir`, and removes the
// proposal that waited there. UNAUTHENTICATED while a signature is missing.
absl::Status PutProposal(const std::string& path,
                         const std::string& network_dir);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_NETWORK_PROPOSAL_H_
