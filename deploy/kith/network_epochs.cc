// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/network_epochs.h"

#include <google/protobuf/text_format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "deploy/kith/files.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"
#include "keys/network/epochs.h"
#include "keys/oprf/shares.h"
#include "keys/private_file.h"
#include "keys/program/config_file.h"

namespace kith::deploy {
namespace {

using network::v1::Epoch;
using network::v1::KeyHolder;
using network::v1::NetworkFile;

// Enough to read out over a telephone.
std::string Fingerprint(const std::string& public_key) {
  const std::string hex =
      absl::BytesToHexString(HashBytes(Sha256(public_key)).substr(0, 8));
  return absl::StrCat(hex.substr(0, 4), " ", hex.substr(4, 4), " ",
                      hex.substr(8, 4), " ", hex.substr(12, 4));
}

// In the order of their shares.
std::vector<KeyHolder> HoldersOf(const Network& network) {
  std::vector<KeyHolder> holders(network.file().key_holders().begin(),
                                 network.file().key_holders().end());
  std::sort(holders.begin(), holders.end(),
            [](const KeyHolder& a, const KeyHolder& b) {
              return a.share_index() < b.share_index();
            });
  return holders;
}

absl::Status CheckPlaces(const std::vector<KeyHolder>& holders,
                         const std::vector<std::string>& folders,
                         const std::string& file_name) {
  if (holders.size() < 2) {
    return absl::FailedPreconditionError(
        "the network has one key holder; add the others first: kith network "
        "keyholder");
  }
  std::set<std::string> places;
  for (const std::string& folder : folders) {
    std::error_code error;
    places.insert(std::filesystem::weakly_canonical(folder, error).string());
    if (FileExists(In(folder, file_name))) {
      return absl::FailedPreconditionError(
          absl::StrCat(In(folder, file_name),
                       ": there is a share already; nothing was dealt"));
    }
    if (!std::filesystem::is_directory(folder, error)) {
      return absl::InvalidArgumentError(
          absl::StrCat(folder, ": no such folder; nothing was dealt"));
    }
  }
  if (places.size() != holders.size() || folders.size() != holders.size()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "to: one folder for each of the ", holders.size(),
        " key holders, no two the same, in the order of their shares"));
  }
  return absl::OkStatus();
}

std::string RecordOf(const Network& network,
                     const std::vector<KeyHolder>& holders, const Epoch& epoch,
                     const std::string& file_name, absl::Time now) {
  std::string text;
  google::protobuf::TextFormat::PrintToString(epoch, &text);
  std::string record = absl::StrCat(
      "# Record of a key ceremony. It holds no secret: keep it, sign it.\n",
      "#\n# Network:  ", network.file().name(), " (",
      absl::BytesToHexString(network.id().substr(0, 8)),
      ")\n# Epoch:    ", epoch.number(), "\n# Held:     ",
      absl::FormatTime("%Y-%m-%d %H:%M UTC", now, absl::UTCTimeZone()),
      "\n# Key:      ", Fingerprint(epoch.public_key()),
      "  (any two of the shares below; nobody has it)\n#\n");
  for (std::size_t i = 0; i < holders.size(); ++i) {
    absl::StrAppend(&record, "# Share ", holders[i].share_index(), ":  ",
                    Fingerprint(epoch.shares(static_cast<int>(i)).public_key()),
                    "  ", file_name, " for ", holders[i].name(), " (",
                    holders[i].id(),
                    ")\n#   received by: "
                    "______________________  signature: "
                    "____________________\n");
  }
  return absl::StrCat(record,
                      "#\n# Present:   ______________________  "
                      "______________________\n#\n# Next: kith network epoch "
                      "add --record THIS-FILE\n",
                      text);
}

Epoch* Find(std::uint32_t number, NetworkFile& file) {
  for (Epoch& epoch : *file.mutable_epochs()) {
    if (epoch.number() == number) return &epoch;
  }
  return nullptr;
}

absl::Status NoSuchEpoch(std::uint32_t number) {
  return absl::InvalidArgumentError(
      absl::StrCat("epoch ", number,
                   ": the network file has none; kith network print says "
                   "which there are"));
}

}  // namespace

absl::StatusOr<Ceremony> HoldCeremony(const Network& network,
                                      const std::vector<std::string>& folders,
                                      absl::Time now, Random& random) {
  const std::vector<KeyHolder> holders = HoldersOf(network);
  Ceremony ceremony;
  Epoch& epoch = ceremony.epoch;
  epoch.set_number(network.file().epochs().rbegin()->number() + 1);
  const std::string file_name = absl::StrCat("epoch-", epoch.number(), ".key");
  KITH_RETURN_IF_ERROR(CheckPlaces(holders, folders, file_name));
  KITH_ASSIGN_OR_RETURN(
      const oprf::Dealt dealt,
      oprf::Deal(static_cast<std::uint32_t>(holders.size()), random));
  epoch.set_public_key(dealt.public_key);
  for (std::size_t i = 0; i < holders.size(); ++i) {
    // The line is drawn through the indexes 1, 2, ...
    if (holders[i].share_index() != i + 1) {
      return absl::FailedPreconditionError(
          "the key holders' share indexes are not 1, 2, ... in the network "
          "file");
    }
    auto* share = epoch.add_shares();
    share->set_index(holders[i].share_index());
    share->set_public_key(dealt.shares[i].public_key());
  }
  KITH_RETURN_IF_ERROR(WeighShares(epoch));
  for (std::size_t i = 0; i < folders.size(); ++i) {
    const absl::Status written =
        dealt.shares[i].secret().ToNewFile(In(folders[i], file_name));
    if (written.ok()) continue;
    for (std::size_t before = 0; before < i; ++before) {
      (void)DestroyPrivateFile(In(folders[before], file_name));
    }
    return written;
  }
  ceremony.record = RecordOf(network, holders, epoch, file_name, now);
  return ceremony;
}

absl::StatusOr<Epoch> ReadRecord(const std::string& path) {
  Epoch epoch;
  KITH_RETURN_IF_ERROR(ReadConfigFile(path, epoch));
  if (epoch.number() == 0 || epoch.publish() || epoch.ask()) {
    return absl::InvalidArgumentError(absl::StrCat(
        path,
        ": no record of a ceremony; save what kith network ceremony "
        "prints"));
  }
  return epoch;
}

absl::Status AddEpoch(const Epoch& epoch, NetworkFile& file) {
  if (Find(epoch.number(), file) != nullptr) {
    return absl::InvalidArgumentError(absl::StrCat(
        "epoch ", epoch.number(), ": stands in the network file already"));
  }
  Epoch* added = file.add_epochs();
  *added = epoch;
  added->set_publish(true);
  return absl::OkStatus();
}

absl::Status AskEpoch(std::uint32_t number, NetworkFile& file) {
  Epoch* epoch = Find(number, file);
  if (epoch == nullptr) return NoSuchEpoch(number);
  if (!epoch->publish()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "epoch ", number, ": is retired; hold a ceremony for another"));
  }
  epoch->set_ask(true);
  return absl::OkStatus();
}

absl::Status RetireEpoch(std::uint32_t number, NetworkFile& file) {
  Epoch* epoch = Find(number, file);
  if (epoch == nullptr) return NoSuchEpoch(number);
  const auto& epochs = file.epochs();
  if (std::none_of(epochs.begin(), epochs.end(), [&](const Epoch& other) {
        return other.number() != number && other.ask();
      })) {
    return absl::InvalidArgumentError(absl::StrCat(
        "epoch ", number,
        ": questions carry no other yet; first: kith network epoch ask N"));
  }
  epoch->set_publish(false);
  epoch->set_ask(false);
  return absl::OkStatus();
}

absl::Status ReplaceEpochs(const Epoch& epoch, NetworkFile& file) {
  KITH_RETURN_IF_ERROR(AddEpoch(epoch, file));
  for (Epoch& other : *file.mutable_epochs()) {
    const bool is_new = other.number() == epoch.number();
    other.set_publish(is_new);
    other.set_ask(is_new);
  }
  return absl::OkStatus();
}

}  // namespace kith::deploy
