// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/network_key_holder.h"

#include <google/protobuf/text_format.h>

#include <algorithm>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "deploy/kith/files.h"
#include "deploy/kith/network_certificate.h"
#include "keys/base/status_macros.h"
#include "keys/network/network.h"
#include "kith/config/v1/config.pb.h"

namespace kith::deploy {
namespace {

using network::v1::KeyHolder;
using network::v1::NetworkFile;

constexpr std::size_t kKeyBytes = 32;

absl::Status CheckOptions(const Network& network,
                          const KeyHolderOptions& options) {
  KITH_RETURN_IF_ERROR(CheckIdentity(
      {network.file().name(), PeerIdentity::Role::kKeyHolder, options.id}));
  if (network.FindKeyHolder(options.id) != nullptr) {
    return absl::AlreadyExistsError(absl::StrCat(
        "id: the network has a key holder `", options.id, "` already"));
  }
  if (options.name.empty() || !absl::StrContains(options.address, ':')) {
    return absl::InvalidArgumentError(
        "name, address: its organisation in words, and host:port");
  }
  if (!options.agency.empty() &&
      network.FindAgency(options.agency) == nullptr) {
    return absl::InvalidArgumentError(absl::StrCat(
        "agency: the network has no agency `", options.agency, "`"));
  }
  return absl::OkStatus();
}

KeyHolder NewHolder(const Network& network, const KeyHolderOptions& options,
                    const Signer& log_signer) {
  std::uint32_t last = 0;
  for (const KeyHolder& other : network.file().key_holders()) {
    last = std::max(last, other.share_index());
  }
  KeyHolder holder;
  holder.set_id(options.id);
  holder.set_name(options.name);
  holder.set_address(options.address);
  holder.set_share_index(last + 1);
  holder.set_log_key(log_signer.public_key());
  holder.set_operated_by(options.agency);
  return holder;
}

absl::Status WriteFolder(const std::string& folder, const Network& network,
                         const KeyHolder& holder, const Signer& log_signer,
                         const Authority& authority, absl::Time now,
                         Random& random) {
  KITH_RETURN_IF_ERROR(MakeEmptyFolder(folder));
  KITH_RETURN_IF_ERROR(log_signer.seed().ToNewFile(In(folder, "log.key")));
  KITH_RETURN_IF_ERROR(Secret::Generate(kKeyBytes, random)
                           .ToNewFile(In(folder, "database.key")));
  KITH_RETURN_IF_ERROR(MakeServerCertificate(
      folder, authority,
      {network.file().name(), PeerIdentity::Role::kKeyHolder, holder.id()},
      random, now));
  config::v1::KeyHolderConfig config;
  config.set_listen(holder.address());
  config.set_id(holder.id());
  std::string text;
  google::protobuf::TextFormat::PrintToString(config, &text);
  return ReplaceFile(
      In(folder, "keyholder.textproto"),
      absl::StrCat("# Written by kith network keyholder. Shares are the files "
                   "epoch-N.key beside this one;\n# another place is named "
                   "by shares { epoch: N file: \"...\" }\n",
                   text),
      Readers::kEverybody);
}

}  // namespace

absl::StatusOr<SignedVersion> AddKeyHolder(const std::string& network_dir,
                                           const KeyHolderOptions& options,
                                           absl::Time now, Random& random) {
  const std::string administrator_dir = In(network_dir, "administrator");
  KITH_ASSIGN_OR_RETURN(const std::shared_ptr<const Network> network,
                        Network::Load(In(administrator_dir, "network.kith")));
  KITH_RETURN_IF_ERROR(CheckOptions(*network, options));
  KITH_ASSIGN_OR_RETURN(const Administrator administrator,
                        Administrator::Load(administrator_dir));
  KITH_ASSIGN_OR_RETURN(const Authority* authority,
                        administrator.RequireAuthority());
  const Signer log_signer = Signer::Generate(random);
  const KeyHolder holder = NewHolder(*network, options, log_signer);
  const std::string folder = In(network_dir, options.id);
  KITH_RETURN_IF_ERROR(WriteFolder(folder, *network, holder, log_signer,
                                   *authority, now, random));
  KITH_RETURN_IF_ERROR(ReplaceFile(In(folder, "network.kith"),
                                   network->signed_bytes(),
                                   Readers::kEverybody));
  return SignNextVersion(network_dir, now,
                         [&](NetworkFile& file) -> absl::Status {
                           *file.add_key_holders() = holder;
                           return absl::OkStatus();
                         });
}

}  // namespace kith::deploy
