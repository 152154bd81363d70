// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_NETWORK_SIGNING_H_
#define KITH_DEPLOY_KITH_NETWORK_SIGNING_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "keys/network/network.h"
#include "keys/signer.h"
#include "keys/tls/authority.h"

namespace kith::deploy {

// What an administrator holds: the key that signs the network file and the
// certificate authority. Folder <network>/administrator.
struct Administrator {
  Signer signer;
  Authority authority;

  static absl::StatusOr<Administrator> Load(const std::string& folder);
  // Writes administrator.key, authority.pem and authority.key as new files.
  absl::Status Save(const std::string& folder) const;
};

// The administrator's name in every network file `kith` makes.
inline constexpr char kAdministratorName[] = "administrator";
// The id in the broker's certificate: kith://<network>/broker/broker.
inline constexpr char kBrokerId[] = "broker";

// The file's body, signed, serialised. INVALID_ARGUMENT, naming the field, if a
// reader would refuse it.
absl::StatusOr<std::string> SignNetworkFile(
    const network::v1::NetworkFile& file, const Signer& signer);

// The network's file as the next version begins: its number, and what it
// follows. Only to be signed once something has changed.
network::v1::NetworkFile NextVersion(const Network& network, absl::Time now);

// Signs the next version of the network under `network_dir` as `change` makes
// it, in all copies; its number. `change`'s error, or INVALID_ARGUMENT if
// nothing would change: then nothing is written.
absl::StatusOr<std::uint64_t> SignNextVersion(
    const std::string& network_dir, absl::Time now,
    const std::function<absl::Status(network::v1::NetworkFile&)>& change);

// Puts a signed file in place of the administrator's, the key holder's and the
// broker's, where they have their folders beside each other.
absl::Status ReplaceCopies(const std::string& network_dir,
                           const std::string& signed_file);

// Makes a TLS key in `folder` (tls.key) and its certificate (certificate.pem).
absl::Status MakeServerCertificate(const std::string& folder,
                                   const Authority& authority,
                                   const PeerIdentity& identity, Random& random,
                                   absl::Time now);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_NETWORK_SIGNING_H_
