// SPDX-License-Identifier: Apache-2.0
#include "keys/keyholder/share_files.h"

#include <algorithm>
#include <filesystem>

#include "absl/strings/str_cat.h"
#include "keys/base/status_macros.h"
#include "keys/credential.h"
#include "keys/network/epochs.h"
#include "keys/pkcs11/hardware_key.h"
#include "keys/private_file.h"
#include "keys/program/config_file.h"

namespace kith::keyholder {
namespace {

bool Exists(const std::string& path) {
  std::error_code error;
  return std::filesystem::exists(path, error);
}

bool IsNamed(const config::v1::KeyHolderConfig& config, std::uint32_t epoch) {
  return std::any_of(config.shares().begin(), config.shares().end(),
                     [&](const auto& share) { return share.epoch() == epoch; });
}

constexpr std::size_t kMostWrappedBytes = 16 * 1024;

}  // namespace

bool IsOver(const Network& network, std::uint32_t epoch) {
  const network::v1::Epoch* named = network.FindEpoch(epoch);
  if (named != nullptr) return IsRetired(*named);
  const auto& epochs = network.file().epochs();
  return !epochs.empty() && epoch < epochs.rbegin()->number();
}

absl::Status ShareFiles::Load(const Network& network) {
  config::v1::KeyHolderConfig config;
  KITH_RETURN_IF_ERROR(ReadConfigFile(config_path_, config));
  // One that is put beside the configuration needs no line in it.
  for (const auto& epoch : network.file().epochs()) {
    const std::string file = absl::StrCat("epoch-", epoch.number(), ".key");
    if (IsNamed(config, epoch.number())) continue;
    if (!Exists(ResolvePath(config_path_, file, ""))) continue;
    auto* share = config.add_shares();
    share->set_epoch(epoch.number());
    share->set_file(file);
  }
  absl::Status first_wrong = shares_.Follow(network);
  for (const auto& share : config.shares()) {
    if (shares_.Has(share.epoch())) continue;
    // A retired one is read too: so that it is destroyed, also after a restart.
    const absl::Status loaded = LoadOne(share, network);
    if (absl::IsNotFound(loaded) && IsOver(network, share.epoch())) continue;
    first_wrong.Update(loaded);
  }
  return first_wrong;
}

absl::StatusOr<Secret> ShareFiles::Unwrap(const config::v1::EpochShare& share,
                                          const std::string& path) {
  KITH_ASSIGN_OR_RETURN(const std::string wrapped,
                        ReadPrivateFile(path, kMostWrappedBytes));
  const std::string what = absl::StrCat(share.unwrap_with(), "\n", wrapped);
  const auto before = in_vain_.find(share.epoch());
  if (before != in_vain_.end() && before->second.what == what) {
    return before->second.why;
  }
  absl::StatusOr<Secret> secret = [&]() -> absl::StatusOr<Secret> {
    KITH_ASSIGN_OR_RETURN(const pkcs11::HardwareKey key,
                          pkcs11::FindHardwareKey(share.unwrap_with()));
    return pkcs11::UnwrapInHardware(key, wrapped);
  }();
  if (secret.ok() && secret->size() != oprf::kScalarBytes) {
    secret = absl::InvalidArgumentError(
        absl::StrCat("what is wrapped in it has ", secret->size(),
                     " bytes, and a share ", oprf::kScalarBytes));
  }
  if (secret.ok()) {
    in_vain_.erase(share.epoch());
    return secret;
  }
  const absl::Status why(
      secret.status().code(),
      absl::StrCat("shares: unwrap_with of epoch ", share.epoch(), ", ",
                   share.file(), ": ", secret.status().message(),
                   " (not asked again until the line or the file is another, "
                   "or a new start)"));
  in_vain_[share.epoch()] = {what, why};
  return why;
}

absl::Status ShareFiles::LoadOne(const config::v1::EpochShare& share,
                                 const Network& network) {
  const std::string path = ResolvePath(config_path_, share.file(), "");
  KITH_ASSIGN_OR_RETURN(Secret secret,
                        share.unwrap_with().empty()
                            ? Secret::FromFile(path, oprf::kScalarBytes)
                            : Unwrap(share, path));
  KITH_RETURN_IF_ERROR(shares_.Add(share.epoch(), std::move(secret), network));
  paths_[share.epoch()] = NamesCredential(share.file()) ? share.file() : path;
  return absl::OkStatus();
}

std::vector<ShareFiles::Destroyed> ShareFiles::DestroyRetired(
    const Network& network, absl::Duration now) {
  const absl::Duration grace =
      network.file().test_network() ? kGraceInTestNetwork : kGrace;
  std::vector<Destroyed> destroyed;
  for (const std::uint32_t epoch : shares_.Epochs()) {
    if (!IsOver(network, epoch)) {
      retired_since_.erase(epoch);
      continue;
    }
    const absl::Duration since =
        retired_since_.emplace(epoch, now).first->second;
    if (now - since < grace) continue;
    Destroyed one{epoch, shares_.PublicKeyOf(epoch), ""};
    const std::string path = paths_[epoch];
    const absl::Status gone = NamesCredential(path)
                                  ? absl::FailedPreconditionError(path)
                                  : DestroyPrivateFile(path);
    if (!gone.ok()) one.still_at = path;
    shares_.Drop(epoch);
    paths_.erase(epoch);
    retired_since_.erase(epoch);
    destroyed.push_back(std::move(one));
  }
  return destroyed;
}

}  // namespace kith::keyholder
