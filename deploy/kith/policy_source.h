// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_POLICY_SOURCE_H_
#define KITH_DEPLOY_KITH_POLICY_SOURCE_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "kith/network/v1/network.pb.h"
#include "policy/sharing_policy.h"
#include "policy/vocabulary.h"

namespace kith::deploy {

// A bundle, and the words of the network it is for.
struct PolicySource {
  std::shared_ptr<const policy::SharingPolicy> policy;
  policy::Vocabulary vocabulary;
};

policy::Vocabulary VocabularyOf(const network::v1::NetworkFile& file);

// INVALID_ARGUMENT, with every fault, for a text that is no policy.
absl::StatusOr<PolicySource> PolicyOf(const network::v1::NetworkFile& file);

// From a signed network file, or from a policy text, whose words are those of
// the network.textproto beside it. NOT_FOUND if there is none.
absl::StatusOr<PolicySource> LoadPolicy(const std::string& path);

// That the rules keep what they promise. INVALID_ARGUMENT with everything that
// does not: such a policy is not signed.
absl::Status RequireProved(const PolicySource& source);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_POLICY_SOURCE_H_
