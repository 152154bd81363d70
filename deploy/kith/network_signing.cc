// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/network_signing.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "deploy/kith/administrator_files.h"
#include "deploy/kith/files.h"
#include "keys/base/status_macros.h"
#include "keys/network/check_network_file.h"
#include "keys/network/history.h"

namespace kith::deploy {
namespace {

using network::v1::SignedFile;

// The copy in `folder`, its history first: whoever takes the file finds what
// lies between.
absl::Status ReplaceCopy(const std::string& folder, const Network& network) {
  const std::string path = In(folder, "network.kith");
  const NetworkHistory history(path);
  const auto present = Network::Load(path);
  if (present.ok() &&
      (*present)->file().version() + 1 == network.file().version()) {
    KITH_RETURN_IF_ERROR(history.Keep(**present));
  }
  KITH_RETURN_IF_ERROR(history.Keep(network));
  return ReplaceFile(path, network.signed_bytes(), Readers::kEverybody);
}

}  // namespace

absl::StatusOr<std::string> AddSignature(const std::string& signed_file,
                                         const Administrator& administrator) {
  SignedFile file;
  network::v1::NetworkFile body;
  if (!file.ParseFromString(signed_file) ||
      !body.ParseFromString(file.body())) {
    return absl::InvalidArgumentError("this is no network file");
  }
  KITH_RETURN_IF_ERROR(CheckNetworkFile(body));
  for (const auto& signature : file.signatures()) {
    if (signature.signer() == administrator.name) return signed_file;
  }
  auto* signature = file.add_signatures();
  signature->set_signer(administrator.name);
  signature->set_signature(administrator.signer.Sign(
      Label::kNetworkFile, body.network_id(), file.body()));
  return file.SerializeAsString();
}

absl::StatusOr<std::string> SignNetworkFile(
    const network::v1::NetworkFile& file, const Administrator& administrator) {
  SignedFile unsigned_file;
  unsigned_file.set_body(file.SerializeAsString());
  return AddSignature(unsigned_file.SerializeAsString(), administrator);
}

absl::Status CheckComplete(const std::shared_ptr<const Network>& present,
                           const std::string& signed_file) {
  if (present == nullptr) return Network::FromSigned(signed_file).status();
  CurrentNetwork current(present);
  return current.Replace(signed_file);
}

network::v1::NetworkFile NextVersion(const Network& network, absl::Time now) {
  network::v1::NetworkFile file = network.file();
  file.set_version(file.version() + 1);
  file.set_previous_sha256(HashBytes(network.hash()));
  file.set_issued_at_ms(absl::ToUnixMillis(now));
  return file;
}

absl::StatusOr<SignedVersion> SignAndPut(
    const std::string& network_dir,
    const std::shared_ptr<const Network>& present,
    const network::v1::NetworkFile& file, const Administrator& administrator) {
  SignedVersion made{file.version(), ""};
  KITH_ASSIGN_OR_RETURN(const std::string signed_file,
                        SignNetworkFile(file, administrator));
  const absl::Status complete = CheckComplete(present, signed_file);
  if (complete.ok()) {
    KITH_RETURN_IF_ERROR(ReplaceCopies(network_dir, signed_file));
    return made;
  }
  if (!absl::IsUnauthenticated(complete)) return complete;
  KITH_RETURN_IF_ERROR(
      CheckIsNamed(present == nullptr ? file : present->file(), administrator));
  made.proposal = In(In(network_dir, "administrator"),
                     absl::StrCat("proposal-", file.version(), ".kith"));
  if (FileExists(made.proposal)) {
    return absl::FailedPreconditionError(
        absl::StrCat(made.proposal,
                     ": waits for a second signature already; have it signed, "
                     "or remove it"));
  }
  KITH_RETURN_IF_ERROR(
      ReplaceFile(made.proposal, signed_file, Readers::kEverybody));
  return made;
}

absl::StatusOr<SignedVersion> SignNextVersion(
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
  return SignAndPut(network_dir, network, file, administrator);
}

absl::StatusOr<network::v1::Agency*> AgencyIn(network::v1::NetworkFile& file,
                                              const std::string& id) {
  for (auto& agency : *file.mutable_agencies()) {
    if (agency.id() == id) return &agency;
  }
  return absl::NotFoundError(absl::StrCat("the network has no agency `", id,
                                          "`; see kith network print"));
}

// The broker's copy last: it sends the file on.
absl::Status ReplaceCopies(const std::string& network_dir,
                           const std::string& signed_file) {
  KITH_ASSIGN_OR_RETURN(const std::shared_ptr<const Network> network,
                        Network::FromSigned(signed_file));
  std::vector<std::string> names = {"administrator", "keyholder"};
  for (const auto& holder : network->file().key_holders()) {
    names.push_back(holder.id());
  }
  // The broker's last: it sends the file on.
  names.push_back("broker");
  for (const std::string& name : names) {
    const std::string folder = In(network_dir, name);
    if (!FileExists(folder)) continue;
    KITH_RETURN_IF_ERROR(ReplaceCopy(folder, *network));
  }
  return absl::OkStatus();
}

}  // namespace kith::deploy
