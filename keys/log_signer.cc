// SPDX-License-Identifier: Apache-2.0
#include "keys/log_signer.h"

#include <utility>

#include "keys/base/status_macros.h"

namespace kith {

absl::StatusOr<LogSigner> LogSigner::InHardware(absl::string_view address) {
  KITH_ASSIGN_OR_RETURN(pkcs11::HardwareKey key,
                        pkcs11::FindHardwareKey(address));
  KITH_ASSIGN_OR_RETURN(std::string public_key, pkcs11::Ed25519PublicKey(key));
  return LogSigner(std::move(public_key), std::move(key));
}

absl::StatusOr<std::string> LogSigner::SignNoteText(
    absl::string_view text) const {
  if (here_.has_value()) return here_->SignNoteText(text);
  return pkcs11::SignInHardware(in_token_, text);
}

}  // namespace kith
