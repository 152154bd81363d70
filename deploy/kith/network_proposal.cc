// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/network_proposal.h"

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "deploy/kith/administrator_files.h"
#include "deploy/kith/files.h"
#include "deploy/kith/network_diff.h"
#include "keys/base/status_macros.h"
#include "keys/network/administrators.h"
#include "keys/network/check_network_file.h"

namespace kith::deploy {
namespace {

constexpr std::size_t kMaxFileBytes = 4 << 20;

// Null for the first version.
absl::StatusOr<std::shared_ptr<const Network>> LoadPresent(
    const std::string& path, const network::v1::NetworkFile& file) {
  if (file.version() == 1) return std::shared_ptr<const Network>();
  KITH_ASSIGN_OR_RETURN(std::shared_ptr<const Network> present,
                        Network::Load(path));
  const std::uint64_t version = present->file().version();
  if (version + 1 == file.version() &&
      file.previous_sha256() == HashBytes(present->hash())) {
    return present;
  }
  return absl::FailedPreconditionError(absl::StrCat(
      "the proposal is version ", file.version(), " and does not follow from ",
      path, ", version ", version,
      version >= file.version()
          ? "; it is of before: make it anew"
          : "; get the present network file from the other administrator"));
}

}  // namespace

std::vector<std::string> Proposal::changes() const {
  return NetworkDiff(
      present == nullptr ? network::v1::NetworkFile() : present->file(), file);
}

absl::StatusOr<network::v1::NetworkFile> ReadNetworkBody(
    const std::string& path) {
  KITH_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(path, kMaxFileBytes));
  network::v1::SignedFile signed_file;
  network::v1::NetworkFile file;
  if (!signed_file.ParseFromString(bytes) ||
      !file.ParseFromString(signed_file.body()) || file.version() == 0) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": is no network file"));
  }
  return file;
}

absl::StatusOr<Proposal> ReadProposal(const std::string& path,
                                      const std::string& present_path) {
  Proposal proposal;
  KITH_ASSIGN_OR_RETURN(proposal.signed_file, ReadFile(path, kMaxFileBytes));
  KITH_ASSIGN_OR_RETURN(proposal.file, ReadNetworkBody(path));
  network::v1::SignedFile signed_file;
  (void)signed_file.ParseFromString(proposal.signed_file);
  KITH_RETURN_IF_ERROR(CheckNetworkFile(proposal.file));
  KITH_ASSIGN_OR_RETURN(proposal.present,
                        LoadPresent(present_path, proposal.file));
  const auto signers = SignersOf(
      proposal.present == nullptr ? proposal.file : proposal.present->file(),
      signed_file);
  proposal.signers.assign(signers.begin(), signers.end());
  return proposal;
}

absl::StatusOr<bool> SignProposal(const std::string& path,
                                  const Proposal& proposal,
                                  const std::string& administrator_dir) {
  KITH_ASSIGN_OR_RETURN(const Administrator administrator,
                        Administrator::Load(administrator_dir));
  const bool is_new = CheckIsNamed(proposal.file, administrator).ok();
  if (!is_new) {
    KITH_RETURN_IF_ERROR(CheckIsNamed(
        proposal.present == nullptr ? proposal.file : proposal.present->file(),
        administrator));
  }
  KITH_ASSIGN_OR_RETURN(const std::string signed_file,
                        AddSignature(proposal.signed_file, administrator));
  KITH_RETURN_IF_ERROR(ReplaceFile(path, signed_file, Readers::kEverybody));
  const absl::Status complete = CheckComplete(proposal.present, signed_file);
  if (absl::IsUnauthenticated(complete)) return false;
  KITH_RETURN_IF_ERROR(complete);
  KITH_RETURN_IF_ERROR(ReplaceFile(In(administrator_dir, "network.kith"),
                                   signed_file, Readers::kEverybody));
  return true;
}

absl::Status PutProposal(const std::string& path,
                         const std::string& network_dir) {
  const std::string folder = In(network_dir, "administrator");
  const std::string present_path = In(folder, "network.kith");
  KITH_ASSIGN_OR_RETURN(const std::string signed_file,
                        ReadFile(path, kMaxFileBytes));
  std::shared_ptr<const Network> present;
  if (FileExists(present_path)) {
    KITH_ASSIGN_OR_RETURN(present, Network::Load(present_path));
  }
  KITH_RETURN_IF_ERROR(CheckComplete(present, signed_file));
  KITH_RETURN_IF_ERROR(ReplaceCopies(network_dir, signed_file));
  KITH_ASSIGN_OR_RETURN(const auto network, Network::FromSigned(signed_file));
  std::error_code fault;
  std::filesystem::remove(
      In(folder, absl::StrCat("proposal-", network->file().version(), ".kith")),
      fault);
  return absl::OkStatus();
}

}  // namespace kith::deploy
