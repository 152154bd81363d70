// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/network_signing.h"

#include <memory>
#include <utility>

#include "deploy/kith/files.h"
#include "keys/base/status_macros.h"

namespace kith::deploy {
namespace {

constexpr std::size_t kMaxPemBytes = 64 << 10;
constexpr std::size_t kSeedBytes = 32;
constexpr absl::Duration kServerValidity = absl::Hours(24 * 365);

}  // namespace

absl::StatusOr<Administrator> Administrator::Load(const std::string& folder) {
  KITH_ASSIGN_OR_RETURN(
      const Secret seed,
      Secret::FromFile(In(folder, "administrator.key"), kSeedBytes));
  KITH_ASSIGN_OR_RETURN(Signer signer, Signer::FromSeed(seed));
  KITH_ASSIGN_OR_RETURN(const std::string pem,
                        ReadFile(In(folder, "authority.pem"), kMaxPemBytes));
  const std::string key_path = In(folder, "authority.key");
  KITH_ASSIGN_OR_RETURN(std::string key_text, ReadFile(key_path, kMaxPemBytes));
  const std::size_t key_size = key_text.size();
  WipeString(key_text);
  KITH_ASSIGN_OR_RETURN(const Secret key, Secret::FromFile(key_path, key_size));
  KITH_ASSIGN_OR_RETURN(Authority authority, Authority::Load(pem, key));
  return Administrator{std::move(signer), std::move(authority)};
}

absl::Status Administrator::Save(const std::string& folder) const {
  KITH_RETURN_IF_ERROR(
      signer.seed().ToNewFile(In(folder, "administrator.key")));
  KITH_RETURN_IF_ERROR(
      authority.private_key_pem().ToNewFile(In(folder, "authority.key")));
  return ReplaceFile(In(folder, "authority.pem"), authority.certificate_pem(),
                     Readers::kEverybody);
}

absl::StatusOr<std::string> SignNetworkFile(
    const network::v1::NetworkFile& file, const Signer& signer) {
  network::v1::SignedFile signed_file;
  signed_file.set_body(file.SerializeAsString());
  auto* signature = signed_file.add_signatures();
  signature->set_signer(kAdministratorName);
  signature->set_signature(
      signer.Sign(Label::kNetworkFile, file.network_id(), signed_file.body()));
  std::string bytes = signed_file.SerializeAsString();
  KITH_RETURN_IF_ERROR(Network::FromSigned(bytes).status());
  return bytes;
}

network::v1::NetworkFile NextVersion(const Network& network, absl::Time now) {
  network::v1::NetworkFile file = network.file();
  file.set_version(file.version() + 1);
  file.set_previous_sha256(HashBytes(network.hash()));
  file.set_issued_at_ms(absl::ToUnixMillis(now));
  return file;
}

// The broker's copy last: it sends the file on.
absl::StatusOr<std::uint64_t> SignNextVersion(
    const std::string& network_dir, absl::Time now,
    const std::function<absl::Status(network::v1::NetworkFile&)>& change) {
  const std::string folder = In(network_dir, "administrator");
  KITH_ASSIGN_OR_RETURN(const std::shared_ptr<const Network> network,
                        Network::Load(In(folder, "network.kith")));
  KITH_ASSIGN_OR_RETURN(const Administrator administrator,
                        Administrator::Load(folder));
  network::v1::NetworkFile file = NextVersion(*network, now);
  const std::string before = file.SerializeAsString();
  KITH_RETURN_IF_ERROR(change(file));
  if (file.SerializeAsString() == before) {
    return absl::InvalidArgumentError("nothing would change; see --help");
  }
  KITH_ASSIGN_OR_RETURN(const std::string signed_file,
                        SignNetworkFile(file, administrator.signer));
  KITH_RETURN_IF_ERROR(ReplaceCopies(network_dir, signed_file));
  return file.version();
}

absl::Status ReplaceCopies(const std::string& network_dir,
                           const std::string& signed_file) {
  std::vector<std::string> folders = {"administrator", "keyholder"};
  const absl::StatusOr<std::shared_ptr<const Network>> network =
      Network::FromSigned(signed_file);
  if (!network.ok()) return network.status();
  for (const auto& holder : (*network)->file().key_holders()) {
    folders.push_back(holder.id());
  }
  folders.push_back("broker");
  for (const std::string& folder : folders) {
    const std::string path = In(In(network_dir, folder), "network.kith");
    if (!FileExists(path)) continue;
    KITH_RETURN_IF_ERROR(ReplaceFile(path, signed_file, Readers::kEverybody));
  }
  return absl::OkStatus();
}

absl::Status MakeServerCertificate(const std::string& folder,
                                   const Authority& authority,
                                   const PeerIdentity& identity, Random& random,
                                   absl::Time now) {
  KITH_ASSIGN_OR_RETURN(const KeyAndRequest made, MakeKeyAndRequest());
  KITH_ASSIGN_OR_RETURN(
      const std::string certificate,
      authority.IssueFromRequest(
          made.request_pem, {.identity = identity, .validity = kServerValidity},
          random, now));
  KITH_RETURN_IF_ERROR(made.private_key_pem.ToNewFile(In(folder, "tls.key")));
  return ReplaceFile(In(folder, "certificate.pem"), certificate,
                     Readers::kEverybody);
}

}  // namespace kith::deploy
