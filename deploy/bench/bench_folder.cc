// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/bench_folder.h"

#include <cstdlib>
#include <filesystem>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "deploy/kith/files.h"
#include "keys/base/status_macros.h"

namespace kith::deploy {
namespace {

constexpr std::size_t kMaxTextBytes = 1 << 20;

}  // namespace

absl::StatusOr<BenchFolder> BenchFolder::Make(const std::string& named) {
  if (!named.empty()) return BenchFolder(named, false);
  char name[] = "/tmp/kith-bench.XXXXXX";
  if (mkdtemp(name) == nullptr) {
    return absl::UnavailableError("no folder can be made under /tmp");
  }
  return BenchFolder(name, true);
}

BenchFolder::~BenchFolder() {
  if (!own_) return;
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

BenchFolder::BenchFolder(BenchFolder&& other) noexcept
    : path_(std::move(other.path_)), own_(std::exchange(other.own_, false)) {}

absl::Status WriteBenchSample(const std::string& folder,
                              const std::string& name,
                              const std::vector<std::string>& schemes,
                              const std::string& profile) {
  const std::string from = In(KITH_NETWORKS_DIR, "england");
  const std::string to = In(folder, name);
  KITH_ASSIGN_OR_RETURN(std::string network,
                        ReadFile(In(from, "network.textproto"), kMaxTextBytes));
  KITH_ASSIGN_OR_RETURN(const std::string policy,
                        ReadFile(In(from, "policy.textproto"), kMaxTextBytes));
  absl::StrReplaceAll(
      {{"profile: \"standard\"", absl::StrCat("profile: \"", profile, "\"")}},
      &network);
  for (const std::string& scheme : schemes) {
    const std::string id = absl::StrCat("id: \"", scheme, "\"");
    if (absl::StrContains(network, id)) continue;
    absl::StrAppend(&network, "identifier_schemes { ", id, " label: \"", scheme,
                    "\" legal_reference: \"a test file\" }\n");
  }
  KITH_RETURN_IF_ERROR(MakeFolder(to));
  KITH_RETURN_IF_ERROR(
      ReplaceFile(In(to, "network.textproto"), network, Readers::kOwner));
  return ReplaceFile(In(to, "policy.textproto"), policy, Readers::kOwner);
}

}  // namespace kith::deploy
