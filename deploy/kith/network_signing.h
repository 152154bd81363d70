// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_NETWORK_SIGNING_H_
#define KITH_DEPLOY_KITH_NETWORK_SIGNING_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "keys/network/network.h"
#include "keys/signer.h"
#include "keys/tls/authority.h"

namespace kith::deploy {

// The name of the first administrator unless another is given.
inline constexpr char kAdministratorName[] = "administrator";
// The id in the broker's certificate: kith://<network>/broker/broker.
inline constexpr char kBrokerId[] = "broker";

// What an administrator holds: the key that signs the network file and, unless
// it is kept elsewhere, the certificate authority. Folder
// <network>/administrator, or one of the administrator's own.
struct Administrator {
  Signer signer;
  std::optional<Authority> authority;
  std::string name = kAdministratorName;
  std::string organisation = {};

  static absl::StatusOr<Administrator> Load(const std::string& folder);
  // Writes administrator.key, administrator.textproto and, with an authority,
  // authority.pem and authority.key, as new files.
  absl::Status Save(const std::string& folder) const;
  // What others may know, as the network file names it.
  network::v1::Administrator Public() const;
  // FAILED_PRECONDITION, with what to do, if its key is kept elsewhere; codes
  // as FindHardwareKey if that is a hardware token, which only this asks.
  absl::StatusOr<const Authority*> RequireAuthority() const;

  // Where authority.key names a hardware token: its folder.
  std::string authority_folder = {};
  // Not thread-safe: a command's.
  mutable std::optional<Authority> from_hardware = {};
};

// Makes an administrator's key in `folder`, on their own machine: the public
// part is administrator.textproto. FAILED_PRECONDITION if it is not empty.
absl::Status MakeAdministrator(const std::string& folder,
                               const std::string& name,
                               const std::string& organisation, Random& random);
// The public part, as MakeAdministrator wrote it. INVALID_ARGUMENT or
// NOT_FOUND.
absl::StatusOr<network::v1::Administrator> ReadPublicPart(
    const std::string& path);

// What became of a change to the network file.
struct SignedVersion {
  std::uint64_t version = 0;
  // Where it waits for another administrator's signature; empty: it is complete
  // and in all copies.
  std::string proposal;
};

// The file's body with the administrator's signature, serialised.
// INVALID_ARGUMENT, naming the field, if a reader would refuse it;
// FAILED_PRECONDITION if the file names no such administrator.
absl::StatusOr<std::string> SignNetworkFile(
    const network::v1::NetworkFile& file, const Administrator& administrator);

// Adds the administrator's signature to a serialised SignedFile; one that is
// there already stays. Codes as SignNetworkFile.
absl::StatusOr<std::string> AddSignature(const std::string& signed_file,
                                         const Administrator& administrator);

// OK if programs that work under `present` would take the file: then it is
// complete. UNAUTHENTICATED while a signature is missing, else as
// CurrentNetwork::Replace. Null for `present`: the first version.
absl::Status CheckComplete(const std::shared_ptr<const Network>& present,
                           const std::string& signed_file);

// The network's file as the next version begins: its number, and what it
// follows. Only to be signed once something has changed.
network::v1::NetworkFile NextVersion(const Network& network, absl::Time now);

// Signs `file`, which follows from `present` (null: it is the first), and puts
// it in all copies under `network_dir`, or where a second signature is missing
// writes administrator/proposal-VERSION.kith. FAILED_PRECONDITION if another
// proposal of that version waits there; else as SignNetworkFile.
absl::StatusOr<SignedVersion> SignAndPut(
    const std::string& network_dir,
    const std::shared_ptr<const Network>& present,
    const network::v1::NetworkFile& file, const Administrator& administrator);

// The same with the next version of the network under `network_dir` as `change`
// makes it. `change`'s error, or INVALID_ARGUMENT if nothing would change: then
// nothing is written.
absl::StatusOr<SignedVersion> SignNextVersion(
    const std::string& network_dir, absl::Time now,
    const std::function<absl::Status(network::v1::NetworkFile&)>& change);

// The agency of this id in `file`; NOT_FOUND if there is none.
absl::StatusOr<network::v1::Agency*> AgencyIn(network::v1::NetworkFile& file,
                                              const std::string& id);

// Puts a complete file in place of the administrator's, the key holder's and
// the broker's, where they have their folders beside each other, and in their
// histories first.
absl::Status ReplaceCopies(const std::string& network_dir,
                           const std::string& signed_file);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_NETWORK_SIGNING_H_
