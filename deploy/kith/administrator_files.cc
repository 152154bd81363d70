// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/administrator_files.h"

#include <google/protobuf/text_format.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "deploy/kith/files.h"
#include "deploy/kith/network_words.h"
#include "keys/base/status_macros.h"
#include "keys/pkcs11/hardware_key.h"
#include "keys/program/config_file.h"

namespace kith::deploy {
namespace {

constexpr std::size_t kMaxPemBytes = 64 << 10;
constexpr std::size_t kSeedBytes = 32;
constexpr std::size_t kMaxNameBytes = 60;
constexpr char kPublicPart[] = "administrator.textproto";

// The authority's key, or where it is.
absl::StatusOr<Secret> AuthorityKey(const std::string& folder) {
  const std::string path = In(folder, "authority.key");
  KITH_ASSIGN_OR_RETURN(std::string text, ReadFile(path, kMaxPemBytes));
  const std::size_t size = text.size();
  WipeString(text);
  return Secret::FromFile(path, size);
}

absl::StatusOr<Authority> LoadAuthority(const std::string& folder,
                                        const Secret& key) {
  KITH_ASSIGN_OR_RETURN(const std::string pem,
                        ReadFile(In(folder, "authority.pem"), kMaxPemBytes));
  return Authority::Load(pem, key);
}

}  // namespace

absl::StatusOr<Administrator> Administrator::Load(const std::string& folder) {
  KITH_ASSIGN_OR_RETURN(
      const Secret seed,
      Secret::FromFile(In(folder, "administrator.key"), kSeedBytes));
  KITH_ASSIGN_OR_RETURN(Signer signer, Signer::FromSeed(seed));
  Administrator administrator{std::move(signer), std::nullopt};
  if (FileExists(In(folder, "authority.key"))) {
    KITH_ASSIGN_OR_RETURN(const Secret key, AuthorityKey(folder));
    if (pkcs11::NamesHardwareKey(key.Expose())) {
      administrator.authority_folder = folder;
    } else {
      KITH_ASSIGN_OR_RETURN(administrator.authority,
                            LoadAuthority(folder, key));
    }
  }
  // Before there could be two, nobody had a name of their own.
  if (FileExists(In(folder, kPublicPart))) {
    KITH_ASSIGN_OR_RETURN(const auto part,
                          ReadPublicPart(In(folder, kPublicPart)));
    if (part.public_key() != administrator.signer.public_key()) {
      return absl::FailedPreconditionError(
          absl::StrCat(In(folder, kPublicPart),
                       ": is not of the administrator.key beside it"));
    }
    administrator.name = part.name();
    administrator.organisation = part.organisation();
  }
  return administrator;
}

network::v1::Administrator Administrator::Public() const {
  network::v1::Administrator part;
  part.set_name(name);
  part.set_public_key(signer.public_key());
  part.set_organisation(organisation);
  return part;
}

absl::StatusOr<const Authority*> Administrator::RequireAuthority() const {
  if (authority.has_value()) return &*authority;
  if (!authority_folder.empty() && !from_hardware.has_value()) {
    KITH_ASSIGN_OR_RETURN(const Secret key, AuthorityKey(authority_folder));
    KITH_ASSIGN_OR_RETURN(from_hardware, LoadAuthority(authority_folder, key));
  }
  if (from_hardware.has_value()) return &*from_hardware;
  return absl::FailedPreconditionError(
      "authority.key is not in the administrator's folder; bring it from where "
      "it is kept, or let the agency enrol by a code (kith agency add without "
      "--request)");
}

absl::Status Administrator::Save(const std::string& folder) const {
  KITH_RETURN_IF_ERROR(
      signer.seed().ToNewFile(In(folder, "administrator.key")));
  std::string text;
  google::protobuf::TextFormat::PrintToString(Public(), &text);
  KITH_RETURN_IF_ERROR(ReplaceFile(
      In(folder, kPublicPart),
      absl::StrCat("# The public part of an administrator's key; its "
                   "fingerprint is\n# ",
                   Fingerprint(signer.public_key()), "\n", text),
      Readers::kEverybody));
  if (!authority.has_value()) return absl::OkStatus();
  KITH_RETURN_IF_ERROR(
      authority->private_key_pem().ToNewFile(In(folder, "authority.key")));
  return ReplaceFile(In(folder, "authority.pem"), authority->certificate_pem(),
                     Readers::kEverybody);
}

absl::Status MakeAdministrator(const std::string& folder,
                               const std::string& name,
                               const std::string& organisation,
                               Random& random) {
  if (name.empty() || name.size() > kMaxNameBytes) {
    return absl::InvalidArgumentError("name: 1 to 60 bytes");
  }
  KITH_RETURN_IF_ERROR(MakeEmptyFolder(folder));
  return Administrator{Signer::Generate(random), std::nullopt, name,
                       organisation}
      .Save(folder);
}

absl::StatusOr<network::v1::Administrator> ReadPublicPart(
    const std::string& path) {
  network::v1::Administrator part;
  KITH_RETURN_IF_ERROR(ReadConfigFile(path, part));
  if (part.name().empty() || part.public_key().size() != kPublicKeyBytes) {
    return absl::InvalidArgumentError(absl::StrCat(
        path, ": is not what `kith network administrator new` wrote"));
  }
  return part;
}

absl::Status CheckIsNamed(const network::v1::NetworkFile& names,
                          const Administrator& administrator) {
  for (const auto& named : names.administrators()) {
    if (named.name() != administrator.name) continue;
    if (named.public_key() == administrator.signer.public_key()) {
      return absl::OkStatus();
    }
    return absl::FailedPreconditionError(
        absl::StrCat("the network file names another key of administrator `",
                     administrator.name, "` than the one in this folder"));
  }
  return absl::FailedPreconditionError(
      absl::StrCat("the network file names no administrator `",
                   administrator.name, "`; see kith network print"));
}

absl::StatusOr<SignedVersion> AddAdministratorTo(const std::string& network_dir,
                                                 const std::string& part_path,
                                                 absl::Time now) {
  KITH_ASSIGN_OR_RETURN(const auto part, ReadPublicPart(part_path));
  return SignNextVersion(
      network_dir, now, [&](network::v1::NetworkFile& file) -> absl::Status {
        for (const auto& one : file.administrators()) {
          if (one.name() == part.name() ||
              one.public_key() == part.public_key()) {
            return absl::AlreadyExistsError(
                absl::StrCat("the network has an administrator `", one.name(),
                             "` of this name or key"));
          }
        }
        *file.add_administrators() = part;
        return absl::OkStatus();
      });
}

absl::StatusOr<SignedVersion> RemoveAdministrator(
    const std::string& network_dir, const std::string& name, absl::Time now) {
  return SignNextVersion(
      network_dir, now, [&](network::v1::NetworkFile& file) -> absl::Status {
        auto& all = *file.mutable_administrators();
        for (int i = 0; i < all.size(); ++i) {
          if (all[i].name() != name) continue;
          all.DeleteSubrange(i, 1);
          return absl::OkStatus();
        }
        return absl::NotFoundError(
            absl::StrCat("the network has no administrator `", name,
                         "`; kith network print"));
      });
}

}  // namespace kith::deploy
