// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_PKCS11_HARDWARE_KEY_H_
#define KITH_KEYS_PKCS11_HARDWARE_KEY_H_

#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "keys/secret.h"

// OpenSSL's EVP_PKEY.
struct evp_pkey_st;

// Keys that a hardware token keeps (PKCS #11). What works with one is OpenSSL's
// provider `pkcs11` (Debian: pkcs11-provider); Kith runs without it.
//
// Thread-safe: one call at a time reaches the token.
namespace kith::pkcs11 {

// A private key in a token. It is used there and cannot be read.
using HardwareKey = std::shared_ptr<evp_pkey_st>;

// Whether `text` is the address of one (RFC 7512), as a key file may hold it in
// place of a key:
//
//   pkcs11:token=kith;object=log?pin-source=/etc/kith/token.pin
bool NamesHardwareKey(absl::string_view text);

// From then on, where an address names no file with the PIN, it is asked for at
// the terminal: for commands. A server must not wait for one.
void AskForPins();

// The key at this address; of several the first. The file that `pin-source`
// names has the PIN in its first line.
//
//   INVALID_ARGUMENT     it is no such address, or a PIN stands in it, which
//                        configurations and backups would carry
//   FAILED_PRECONDITION  OpenSSL's provider or its module is not installed
//   UNAVAILABLE          no such token or key, or another PIN: it may count
absl::StatusOr<HardwareKey> FindHardwareKey(absl::string_view address);

// For whoever uses one by OpenSSL itself: nobody else reaches the token
// meanwhile. Not to be held around the calls of this file.
class OneAtATime {
 public:
  OneAtATime() ABSL_NO_THREAD_SAFETY_ANALYSIS;
  ~OneAtATime() ABSL_NO_THREAD_SAFETY_ANALYSIS;
  OneAtATime(const OneAtATime&) = delete;
  OneAtATime& operator=(const OneAtATime&) = delete;
};

// An Ed25519 key's public half, 32 bytes. INVALID_ARGUMENT for another kind.
absl::StatusOr<std::string> Ed25519PublicKey(const HardwareKey& key);

// 64 bytes (RFC 8032). UNAVAILABLE if the token does not give them.
absl::StatusOr<std::string> SignInHardware(const HardwareKey& key,
                                           absl::string_view bytes);

// What was encrypted for the key: CMS EnvelopedData or AuthEnvelopedData in DER
// (RFC 5652, RFC 5083), to an RSA key. UNAVAILABLE if the token does not open
// it, INVALID_ARGUMENT if it is no CMS.
absl::StatusOr<Secret> UnwrapInHardware(const HardwareKey& key,
                                        absl::string_view wrapped);

}  // namespace kith::pkcs11

#endif  // KITH_KEYS_PKCS11_HARDWARE_KEY_H_
