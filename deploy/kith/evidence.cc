// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/evidence.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "deploy/kith/files.h"
#include "keys/base/status_macros.h"
#include "keys/tlog/leaf.h"

namespace kith::deploy {
namespace {

using log::v1::LeafOpening;

constexpr std::size_t kMaxFileBytes = std::size_t{4} << 30;
constexpr std::size_t kLengthBytes = 4;

absl::Status BreaksOff(const std::string& path) {
  return absl::InvalidArgumentError(
      absl::StrCat(path, ": breaks off in the middle; export it again"));
}

absl::StatusOr<std::vector<std::string>> ReadLeaves(const std::string& path) {
  KITH_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(path, kMaxFileBytes));
  if (bytes.size() % tlog::kLeafBytes != 0) return BreaksOff(path);
  std::vector<std::string> leaves;
  leaves.reserve(bytes.size() / tlog::kLeafBytes);
  for (std::size_t at = 0; at < bytes.size(); at += tlog::kLeafBytes) {
    leaves.push_back(bytes.substr(at, tlog::kLeafBytes));
  }
  return leaves;
}

std::size_t ReadLength(absl::string_view bytes) {
  std::size_t length = 0;
  for (const char byte : bytes.substr(0, kLengthBytes)) {
    length = length << 8 | static_cast<unsigned char>(byte);
  }
  return length;
}

absl::StatusOr<std::vector<LeafOpening>> ReadOpenings(const std::string& path) {
  KITH_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(path, kMaxFileBytes));
  std::vector<LeafOpening> openings;
  absl::string_view rest = bytes;
  while (!rest.empty()) {
    if (rest.size() < kLengthBytes) return BreaksOff(path);
    const std::size_t length = ReadLength(rest);
    rest.remove_prefix(kLengthBytes);
    if (rest.size() < length) return BreaksOff(path);
    if (!openings.emplace_back().ParseFromArray(rest.data(),
                                                static_cast<int>(length))) {
      return absl::InvalidArgumentError(
          absl::StrCat(path, ": entry ", openings.size(),
                       " cannot be read; export it again"));
    }
    rest.remove_prefix(length);
  }
  return openings;
}

absl::StatusOr<LogEvidence> ReadLog(const std::string& folder,
                                    absl::string_view name) {
  LogEvidence log;
  KITH_ASSIGN_OR_RETURN(
      log.checkpoint,
      ReadFile(In(folder, absl::StrCat(name, ".checkpoint")), 1 << 20));
  KITH_ASSIGN_OR_RETURN(log.leaves,
                        ReadLeaves(In(folder, absl::StrCat(name, ".leaves"))));
  KITH_ASSIGN_OR_RETURN(
      log.openings, ReadOpenings(In(folder, absl::StrCat(name, ".openings"))));
  return log;
}

}  // namespace

absl::StatusOr<Evidence> ReadEvidence(const std::string& folder) {
  Evidence evidence;
  KITH_ASSIGN_OR_RETURN(evidence.network,
                        Network::Load(In(folder, "network.kith")));
  KITH_ASSIGN_OR_RETURN(std::string agency,
                        ReadFile(In(folder, "agency.txt"), 1 << 10));
  evidence.agency = std::string(absl::StripAsciiWhitespace(agency));
  KITH_ASSIGN_OR_RETURN(evidence.broker, ReadLog(folder, "broker"));
  KITH_ASSIGN_OR_RETURN(evidence.agent, ReadLog(folder, "agent"));
  return evidence;
}

std::string PackOpening(const LeafOpening& opening) {
  const std::string bytes = opening.SerializeAsString();
  return absl::StrCat(BigEndian32(static_cast<std::uint32_t>(bytes.size())),
                      bytes);
}

bool IsEvidenceFile(absl::string_view name) {
  static constexpr absl::string_view kNames[] = {
      "network.kith",    "agency.txt",    "broker.checkpoint",
      "broker.leaves",   "agent.leaves",  "agent.checkpoint",
      "broker.openings", "agent.openings"};
  return std::find(std::begin(kNames), std::end(kNames), name) !=
         std::end(kNames);
}

}  // namespace kith::deploy
