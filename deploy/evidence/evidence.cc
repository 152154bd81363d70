// SPDX-License-Identifier: Apache-2.0
#include "deploy/evidence/evidence.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "deploy/evidence/log_folder.h"
#include "deploy/kith/files.h"
#include "keys/base/status_macros.h"
#include "keys/signer.h"

namespace kith::deploy {
namespace {

namespace fs = std::filesystem;

constexpr char kKeyHoldersFolder[] = "keyholder";
constexpr std::size_t kMostNetworkBytes = 5 << 20;
constexpr std::size_t kMostNoteBytes = 64 << 10;
constexpr std::size_t kMostBundleBytes = 1 << 20;

bool IsId(absl::string_view text) {
  return !text.empty() && text.size() <= 64 &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '-';
         });
}

// INVARIANT (nothing is hidden): files and folders only, and no folder that is
// empty; whoever reads it looks at each.
absl::Status CheckKinds(const std::string& folder) {
  std::error_code fault;
  for (auto at = fs::recursive_directory_iterator(folder, fault);
       !fault && at != fs::recursive_directory_iterator();
       at.increment(fault)) {
    const fs::file_status status = at->symlink_status(fault);
    const bool is_folder = fs::is_directory(status);
    if ((!is_folder && !fs::is_regular_file(status)) ||
        (is_folder && fs::is_empty(at->path(), fault))) {
      return absl::InvalidArgumentError(
          absl::StrCat(at->path().string(),
                       ": a link or an empty folder is no evidence; export it "
                       "again"));
    }
  }
  return fault ? absl::NotFoundError(
                     absl::StrCat(folder, ": cannot be read; check the name"))
               : absl::OkStatus();
}

absl::Status CheckNames(const std::string& folder,
                        const std::set<std::string>& names) {
  std::error_code fault;
  for (const auto& entry : fs::directory_iterator(folder, fault)) {
    if (!names.contains(entry.path().filename().string())) {
      return absl::InvalidArgumentError(
          absl::StrCat(entry.path().string(),
                       ": is no part of the evidence; export it again"));
    }
  }
  return fault ? absl::NotFoundError(
                     absl::StrCat(folder, ": cannot be read; check the name"))
               : absl::OkStatus();
}

// All of the file's signatures, not one: a changed one is a changed file.
absl::Status CheckSignatures(const Network& network) {
  network::v1::SignedFile file;
  const bool parsed = file.ParseFromString(network.signed_bytes());
  file.DiscardUnknownFields();
  if (!parsed || file.SerializeAsString() != network.signed_bytes()) {
    return absl::UnauthenticatedError("network.kith: not of its form");
  }
  std::set<std::string> signers;
  for (const auto& signature : file.signatures()) {
    bool holds = false;
    if (!signers.insert(signature.signer()).second) {
      return absl::UnauthenticatedError(
          "network.kith: one administrator's signature is there twice");
    }
    for (const auto& administrator : network.file().administrators()) {
      holds = holds ||
              (administrator.name() == signature.signer() &&
               VerifySignature(administrator.public_key(), Label::kNetworkFile,
                               network.id(), file.body(), signature.signature())
                   .ok());
    }
    if (!holds) {
      return absl::UnauthenticatedError(
          "network.kith: a signature does not hold; export it again");
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> ReadLeaves(const std::string& folder) {
  std::vector<std::string> leaves;
  while (true) {
    const std::uint64_t index = leaves.size() / tlog::kTileWidth;
    std::size_t width = tlog::kTileWidth;
    if (!FileExists(In(folder, tlog::BundlePath(index, width)))) {
      for (width = tlog::kTileWidth - 1; width > 0; --width) {
        if (FileExists(In(folder, tlog::BundlePath(index, width)))) break;
      }
    }
    if (width == 0) return leaves;
    const std::string path = tlog::BundlePath(index, width);
    KITH_ASSIGN_OR_RETURN(const std::string bytes,
                          ReadEvidenceFile(folder, path, kMostBundleBytes));
    KITH_ASSIGN_OR_RETURN(std::vector<std::string> of_bundle,
                          ParseBundle(In(folder, path), bytes));
    leaves.insert(leaves.end(), of_bundle.begin(), of_bundle.end());
    if (width < tlog::kTileWidth) return leaves;
  }
}

absl::StatusOr<LogEvidence> ReadLog(const std::string& folder) {
  LogEvidence log;
  KITH_ASSIGN_OR_RETURN(log.checkpoint,
                        ReadEvidenceFile(folder, "checkpoint", kMostNoteBytes));
  KITH_ASSIGN_OR_RETURN(log.leaves, ReadLeaves(folder));
  KITH_ASSIGN_OR_RETURN(OpeningsReader openings, OpeningsReader::Open(folder));
  while (true) {
    KITH_ASSIGN_OR_RETURN(std::optional<log::v1::LeafOpening> opening,
                          openings.Next());
    if (!opening.has_value()) return log;
    log.openings.push_back(*std::move(opening));
  }
}

absl::Status WriteLog(const LogEvidence& log, const std::string& folder) {
  KITH_ASSIGN_OR_RETURN(LogFolderWriter writer, LogFolderWriter::Make(folder));
  for (const std::string& leaf : log.leaves) {
    KITH_RETURN_IF_ERROR(writer.AddLeaves(leaf));
  }
  for (const log::v1::LeafOpening& opening : log.openings) {
    KITH_RETURN_IF_ERROR(writer.AddOpenings(PackOpening(opening)));
  }
  return writer.Finish(log.checkpoint);
}

}  // namespace

absl::StatusOr<LogEvidence> ReadLogEvidence(const std::string& folder,
                                            const std::string& log) {
  return ReadLog(In(folder, log));
}

std::string KeyHolderFolder(const std::string& folder, const std::string& id) {
  return In(In(folder, kKeyHoldersFolder), id);
}

absl::StatusOr<EvidenceFrame> ReadEvidenceFrame(const std::string& folder) {
  KITH_RETURN_IF_ERROR(CheckKinds(folder));
  KITH_RETURN_IF_ERROR(CheckNames(
      folder,
      {"agency.txt", "network.kith", "broker", "agent", kKeyHoldersFolder}));
  EvidenceFrame frame;
  KITH_ASSIGN_OR_RETURN(
      const std::string network,
      ReadEvidenceFile(folder, "network.kith", kMostNetworkBytes));
  KITH_ASSIGN_OR_RETURN(frame.network, Network::FromSigned(network));
  KITH_RETURN_IF_ERROR(CheckSignatures(*frame.network));
  std::set<std::string> key_holders;
  for (const auto& holder : frame.network->file().key_holders()) {
    key_holders.insert(holder.id());
  }
  KITH_RETURN_IF_ERROR(CheckNames(In(folder, kKeyHoldersFolder), key_holders));
  KITH_ASSIGN_OR_RETURN(frame.agency,
                        ReadEvidenceFile(folder, "agency.txt", 1 << 10));
  if (!absl::EndsWith(frame.agency, "\n")) {
    return absl::InvalidArgumentError(
        absl::StrCat(folder,
                     "/agency.txt: an id and a line end; export it "
                     "again"));
  }
  frame.agency.pop_back();
  if (!IsId(frame.agency)) {
    return absl::InvalidArgumentError(absl::StrCat(
        folder, "/agency.txt: holds no agency's id; export it again"));
  }
  return frame;
}

absl::StatusOr<Evidence> ReadEvidence(const std::string& folder) {
  KITH_ASSIGN_OR_RETURN(EvidenceFrame frame, ReadEvidenceFrame(folder));
  Evidence evidence{frame.network, frame.agency, {}, {}, {}};
  KITH_ASSIGN_OR_RETURN(evidence.broker, ReadLog(In(folder, "broker")));
  KITH_ASSIGN_OR_RETURN(evidence.agent, ReadLog(In(folder, "agent")));
  for (const auto& holder : frame.network->file().key_holders()) {
    KITH_ASSIGN_OR_RETURN(evidence.key_holders[holder.id()],
                          ReadLog(KeyHolderFolder(folder, holder.id())));
  }
  return evidence;
}

absl::Status WriteEvidence(const Evidence& evidence,
                           const std::string& folder) {
  KITH_RETURN_IF_ERROR(MakeEmptyFolder(folder));
  KITH_RETURN_IF_ERROR(ReplaceFile(In(folder, "agency.txt"),
                                   absl::StrCat(evidence.agency, "\n"),
                                   Readers::kOwner));
  KITH_RETURN_IF_ERROR(ReplaceFile(In(folder, "network.kith"),
                                   evidence.network->signed_bytes(),
                                   Readers::kOwner));
  KITH_RETURN_IF_ERROR(WriteLog(evidence.broker, In(folder, "broker")));
  for (const auto& [id, log] : evidence.key_holders) {
    KITH_RETURN_IF_ERROR(MakeFolder(In(folder, kKeyHoldersFolder)));
    KITH_RETURN_IF_ERROR(WriteLog(log, KeyHolderFolder(folder, id)));
  }
  return WriteLog(evidence.agent, In(folder, "agent"));
}

}  // namespace kith::deploy
