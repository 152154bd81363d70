// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/policy_source.h"

#include <filesystem>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "deploy/kith/files.h"
#include "deploy/kith/policy_words.h"
#include "keys/base/status_macros.h"
#include "keys/network/network.h"
#include "keys/program/config_file.h"
#include "policy/prover.h"

namespace kith::deploy {
namespace {

constexpr std::size_t kMaxPolicyBytes = 1 << 20;
constexpr char kWordsFile[] = "network.textproto";

}  // namespace

policy::Vocabulary VocabularyOf(const network::v1::NetworkFile& file) {
  std::vector<policy::Vocabulary::Word> purposes;
  for (const auto& purpose : file.purposes()) {
    purposes.push_back({purpose.id(), purpose.label()});
  }
  std::vector<policy::Vocabulary::Word> categories;
  for (const auto& category : file.categories()) {
    categories.push_back({category.id(), category.label()});
  }
  return {std::move(purposes), std::move(categories)};
}

absl::StatusOr<PolicySource> PolicyOf(const network::v1::NetworkFile& file) {
  KITH_ASSIGN_OR_RETURN(auto policy,
                        policy::SharingPolicy::FromText(file.policy_text()));
  return PolicySource{std::move(policy), VocabularyOf(file)};
}

absl::StatusOr<PolicySource> LoadPolicy(const std::string& path) {
  if (!absl::EndsWith(path, ".textproto")) {
    KITH_ASSIGN_OR_RETURN(const auto network, Network::Load(path));
    return PolicyOf(network->file());
  }
  const std::string words =
      (std::filesystem::path(path).parent_path() / kWordsFile).string();
  if (!FileExists(words)) {
    return absl::NotFoundError(absl::StrCat(
        words,
        ": not there; the purposes and kinds of agency that the rules "
        "name are read from it"));
  }
  network::v1::NetworkFile file;
  KITH_RETURN_IF_ERROR(ReadConfigFile(words, file));
  KITH_ASSIGN_OR_RETURN(std::string text, ReadFile(path, kMaxPolicyBytes));
  file.set_policy_text(std::move(text));
  return PolicyOf(file);
}

absl::Status RequireProved(const PolicySource& source) {
  const policy::Proof proof = policy::Prove(*source.policy, source.vocabulary);
  if (proof.Holds()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "the policy does not keep what it promises:\n", FaultsInWords(proof),
      "next: kith policy check, on its policy.textproto"));
}

}  // namespace kith::deploy
