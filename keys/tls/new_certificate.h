// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_TLS_NEW_CERTIFICATE_H_
#define KITH_KEYS_TLS_NEW_CERTIFICATE_H_

#include <initializer_list>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "keys/base/random.h"
#include "keys/secret.h"
#include "keys/tls/openssl.h"

// What every authority here makes certificates with. Only keys/tls includes
// this.
namespace kith::openssl {

// INTERNAL and INVALID_ARGUMENT; OpenSSL's own errors are forgotten.
absl::Status Failed(absl::string_view what);
absl::Status Refused(absl::string_view why);

// On P-256.
absl::StatusOr<Key> NewKey();
absl::StatusOr<Secret> SecretPemOf(EVP_PKEY* key);
// In PEM, or the address of one in a hardware token.
absl::StatusOr<Key> ReadKey(const Secret& pem);
absl::StatusOr<Certificate> ReadCertificate(absl::string_view pem);

// INVALID_ARGUMENT unless this is an authority's certificate and its key; else
// as ReadKey.
absl::Status CheckAuthority(absl::string_view certificate_pem,
                            const Secret& private_key_pem);

// 1 to 253 of a-z, 0-9, - and .: no room for another name beside it.
bool IsHostName(absl::string_view name);

// Everything that certificates of all kinds have, issuer and extensions apart;
// `name` has at most 64 bytes. Begins Authority::kBeginsBefore `now`.
absl::StatusOr<Certificate> NewCertificate(const std::string& name,
                                           EVP_PKEY* key, Random& random,
                                           absl::Time now,
                                           absl::Duration validity);
// By NID, as OpenSSL writes their values in a configuration.
absl::Status AddExtensions(
    X509* certificate, X509* issuer,
    std::initializer_list<std::pair<int, std::string>> extensions);
absl::Status CheckEndsBefore(const X509* certificate, const X509* issuer);
absl::StatusOr<std::string> SignedPem(X509* certificate, const X509* issuer,
                                      EVP_PKEY* key);

}  // namespace kith::openssl

#endif  // KITH_KEYS_TLS_NEW_CERTIFICATE_H_
