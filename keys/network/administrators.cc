// SPDX-License-Identifier: Apache-2.0
#include "keys/network/administrators.h"

#include "absl/strings/str_cat.h"
#include "keys/signer.h"

namespace kith {
namespace {

using network::v1::NetworkFile;
using network::v1::SignedFile;

constexpr int kMostAdministrators = 16;
constexpr int kMostSignatures = 64;
constexpr std::size_t kMaxNameBytes = 60;

absl::Status Wrong(absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("network file: ", what));
}

}  // namespace

absl::Status CheckAdministrators(const NetworkFile& file) {
  std::set<std::string> names;
  std::set<std::string> keys;
  for (const auto& administrator : file.administrators()) {
    if (administrator.name().empty() ||
        administrator.name().size() > kMaxNameBytes ||
        !names.insert(administrator.name()).second) {
      return Wrong("each administrator needs a name of their own");
    }
    if (administrator.public_key().size() != kPublicKeyBytes ||
        !keys.insert(administrator.public_key()).second) {
      return Wrong(absl::StrCat("administrator `", administrator.name(),
                                "` needs a key of 32 bytes of their own"));
    }
  }
  if (file.administrators_size() > kMostAdministrators) {
    return Wrong("at most 16 administrators");
  }
  if (file.administrators_size() < 2 && !file.test_network()) {
    return Wrong(
        "names one administrator, and every network but a test network needs "
        "two different people (kith network administrator new)");
  }
  return absl::OkStatus();
}

std::size_t SignaturesNeeded(const NetworkFile& file) {
  return file.administrators_size() > 1 ? 2 : 1;
}

std::set<std::string> SignersOf(const NetworkFile& names,
                                const SignedFile& signed_file) {
  std::set<std::string> signers;
  std::set<std::string> keys;
  if (signed_file.signatures_size() > kMostSignatures) return signers;
  for (const auto& signature : signed_file.signatures()) {
    for (const auto& administrator : names.administrators()) {
      if (administrator.name() == signature.signer() &&
          VerifySignature(administrator.public_key(), Label::kNetworkFile,
                          names.network_id(), signed_file.body(),
                          signature.signature())
              .ok() &&
          keys.insert(administrator.public_key()).second) {
        signers.insert(administrator.name());
      }
    }
  }
  return signers;
}

absl::Status CheckSigned(const NetworkFile& names,
                         const SignedFile& signed_file) {
  const std::size_t needed = SignaturesNeeded(names);
  const std::size_t held = SignersOf(names, signed_file).size();
  if (held >= needed) return absl::OkStatus();
  if (held == 0) {
    return absl::UnauthenticatedError(
        "no administrator's signature holds; fetch it again from the "
        "administrator");
  }
  return absl::UnauthenticatedError(
      "signed by one administrator only, and two must; the second signs it "
      "with `kith network sign`");
}

}  // namespace kith
