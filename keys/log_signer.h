// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_LOG_SIGNER_H_
#define KITH_KEYS_LOG_SIGNER_H_

#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "keys/pkcs11/hardware_key.h"
#include "keys/signer.h"

namespace kith {

// What signs one log and nothing else: an Ed25519 key of this process, or one
// that a hardware token keeps. Thread-safe.
class LogSigner {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor): every signer can sign a log.
  LogSigner(Signer here)
      : public_key_(here.public_key()), here_(std::move(here)) {}
  // A key that was found, and its public half.
  LogSigner(std::string public_key, pkcs11::HardwareKey in_token)
      : public_key_(std::move(public_key)), in_token_(std::move(in_token)) {}
  // Codes as FindHardwareKey and Ed25519PublicKey.
  static absl::StatusOr<LogSigner> InHardware(absl::string_view address);

  const std::string& public_key() const { return public_key_; }

  // Signs `text` bare, as Signer::SignNoteText. UNAVAILABLE if the token does
  // not.
  absl::StatusOr<std::string> SignNoteText(absl::string_view text) const;

 private:
  std::string public_key_;
  std::optional<Signer> here_;
  pkcs11::HardwareKey in_token_;
};

}  // namespace kith

#endif  // KITH_KEYS_LOG_SIGNER_H_
