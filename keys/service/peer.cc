// SPDX-License-Identifier: Apache-2.0
#include "keys/service/peer.h"

#include "keys/base/status_macros.h"
#include "keys/tls/credentials.h"

namespace kith {

absl::StatusOr<std::string> CallingAgency(
    const grpc::ServerContextBase& context, const Network& network) {
  KITH_ASSIGN_OR_RETURN(const PeerIdentity peer,
                        PeerOf(context, network.file().name()));
  const network::v1::Agency* agency = peer.role == PeerIdentity::Role::kAgency
                                          ? network.FindAgency(peer.id)
                                          : nullptr;
  if (agency == nullptr || agency->suspended()) {
    return absl::UnauthenticatedError("not an agency of this network");
  }
  return peer.id;
}

}  // namespace kith
