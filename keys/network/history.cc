// SPDX-License-Identifier: Apache-2.0
#include "keys/network/history.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "keys/base/logging.h"
#include "keys/base/status_macros.h"
#include "keys/private_file.h"

namespace kith {
namespace {

namespace fs = std::filesystem;

constexpr char kFolder[] = "network-history";
constexpr char kEnding[] = ".kith";

absl::Status Missing(const NetworkHistory& history, std::uint64_t first,
                     std::uint64_t last) {
  return absl::FailedPreconditionError(absl::StrCat(
      "network file: version",
      first == last ? absl::StrCat(" ", first)
                    : absl::StrCat("s ", first, " to ", last),
      " between the one that this program has worked under and the one it was "
      "given ",
      first == last ? "is" : "are", " not in ", history.folder(),
      "; bring the administrator's network-history too"));
}

// What the network file that was given is to the newest of the history.
absl::StatusOr<std::shared_ptr<const Network>> Joined(
    const NetworkHistory& history, std::uint64_t newest,
    std::shared_ptr<const Network> given) {
  const std::uint64_t version = given->file().version();
  const std::uint64_t from = std::min(newest, version);
  KITH_ASSIGN_OR_RETURN(const std::vector<std::string> known,
                        history.Read(from, from));
  if (newest == version) {
    KITH_ASSIGN_OR_RETURN(const auto same, Network::FromSigned(known[0]));
    return same->hash() == given->hash()
               ? absl::StatusOr<std::shared_ptr<const Network>>(given)
               : absl::FailedPreconditionError(absl::StrCat(
                     "network file: another version ", version,
                     " than the one this program has worked under; put ",
                     history.PathOf(version), " in its place"));
  }
  std::shared_ptr<const Network> older = given;
  std::string newer;
  if (newest < version) {
    KITH_ASSIGN_OR_RETURN(older, Network::FromSigned(known[0]));
    newer = given->signed_bytes();
  } else {
    KITH_ASSIGN_OR_RETURN(const std::vector<std::string> last,
                          history.Read(newest, newest));
    newer = last[0];
  }
  const std::uint64_t first = from + 1;
  const std::uint64_t last = std::max(newest, version) - 1;
  const auto between = history.Read(first, last);
  if (!between.ok()) return Missing(history, first, last);
  CurrentNetwork current(std::move(older));
  KITH_RETURN_IF_ERROR(ReplaceThrough(current, *between, newer));
  return current.Get();
}

}  // namespace

NetworkHistory::NetworkHistory(const std::string& network_path)
    : folder_((fs::path(network_path).parent_path() / kFolder).string()) {}

std::string NetworkHistory::PathOf(std::uint64_t version) const {
  return absl::StrCat(folder_, "/", version, kEnding);
}

absl::Status NetworkHistory::Keep(const Network& network) const {
  const std::uint64_t version = network.file().version();
  const auto known = Read(version, version);
  if (known.ok()) {
    const auto same = Network::FromSigned(known->front());
    if (same.ok() && (*same)->hash() == network.hash()) return absl::OkStatus();
    return absl::FailedPreconditionError(
        absl::StrCat(PathOf(version), ": is another file of version ", version,
                     " and was left alone; ask the administrator which one is "
                     "right"));
  }
  KITH_RETURN_IF_ERROR(MakePrivateFolder(folder_));
  KITH_RETURN_IF_ERROR(
      ReplacePrivateFile(PathOf(version), network.signed_bytes()));
  return SyncFolderOf(PathOf(version));
}

absl::StatusOr<std::vector<std::string>> NetworkHistory::Read(
    std::uint64_t first, std::uint64_t last) const {
  std::vector<std::string> files;
  for (std::uint64_t version = first; version <= last; ++version) {
    const auto network = Network::Load(PathOf(version));
    if (!network.ok() || (*network)->file().version() != version) {
      return absl::NotFoundError(
          absl::StrCat("no version ", version, " in ", folder_));
    }
    files.push_back((*network)->signed_bytes());
  }
  return files;
}

absl::StatusOr<std::uint64_t> NetworkHistory::Newest() const {
  std::uint64_t newest = 0;
  std::error_code fault;
  fs::directory_iterator entries(folder_, fault);
  if (fault == std::errc::no_such_file_or_directory) return newest;
  if (fault) {
    return absl::FailedPreconditionError(absl::StrCat(
        "network file: ", folder_, " may not be looked into (", fault.message(),
        "); give it to the user that this program runs as"));
  }
  for (const auto& entry : entries) {
    std::uint64_t version = 0;
    if (entry.path().extension() == kEnding &&
        absl::SimpleAtoi(entry.path().stem().string(), &version)) {
      newest = std::max(newest, version);
    }
  }
  return newest;
}

absl::Status ReplaceThrough(CurrentNetwork& current,
                            const std::vector<std::string>& between,
                            absl::string_view newest) {
  std::vector<absl::string_view> chain(between.begin(), between.end());
  chain.push_back(newest);
  const std::uint64_t present = current.Get()->file().version();
  // Tried aside first, so that a chain that breaks changes nothing.
  CurrentNetwork aside(current.Get());
  for (CurrentNetwork* each : {&aside, &current}) {
    for (const absl::string_view next : chain) {
      KITH_ASSIGN_OR_RETURN(const std::shared_ptr<const Network> network,
                            Network::FromSigned(next));
      // Whoever sends the chain may not know how much of it is here already.
      if (next != newest && network->file().version() <= present) continue;
      KITH_RETURN_IF_ERROR(each->Replace(next));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<const Network>> LoadWithHistory(
    const std::string& path) {
  KITH_ASSIGN_OR_RETURN(std::shared_ptr<const Network> network,
                        Network::Load(path));
  const NetworkHistory history(path);
  KITH_ASSIGN_OR_RETURN(const std::uint64_t newest, history.Newest());
  if (newest != 0) {
    KITH_ASSIGN_OR_RETURN(network, Joined(history, newest, std::move(network)));
  }
  const absl::Status kept = history.Keep(*network);
  if (!kept.ok()) LogWarning("network_history_not_kept", {{"why", kept}});
  return network;
}

}  // namespace kith
