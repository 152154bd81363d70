// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_TLS_CERTIFICATE_H_
#define KITH_KEYS_TLS_CERTIFICATE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "keys/secret.h"

namespace kith {

// Whom a certificate names, by its one URI:
//
//   kith://<network>/<role>/<id>      role: agency, broker, keyholder
//
// Network names and ids are 1 to 64 of [a-z0-9-]. The common name is ignored.
struct PeerIdentity {
  enum class Role { kAgency, kBroker, kKeyHolder };

  std::string network;
  Role role;
  std::string id;

  friend bool operator==(const PeerIdentity&, const PeerIdentity&) = default;
};

// INVALID_ARGUMENT unless network and id are well-formed.
absl::Status CheckIdentity(const PeerIdentity& identity);

std::string UriOf(const PeerIdentity& identity);
// UNAUTHENTICATED unless well-formed to the letter.
absl::StatusOr<PeerIdentity> IdentityFromUri(absl::string_view uri);

// What a client asks of the server it dials: <id>.<role>.<network>.kith.
// Brokers and key holders carry it as their DNS name; agencies carry none, so
// an agency's certificate never passes for a server's.
std::string ServerNameOf(const PeerIdentity& identity);

// Reads the identity. It does not check who signed the certificate: TLS has.
// UNAUTHENTICATED if it is not a certificate or does not carry exactly one URI,
// well-formed. Costs a third of a millisecond: not for every call.
absl::StatusOr<PeerIdentity> IdentityFromCertificatePem(absl::string_view pem);

// When it ends. INVALID_ARGUMENT if it is not a certificate.
absl::StatusOr<absl::Time> EndOfCertificatePem(absl::string_view pem);

// A certificate and what stands behind it in one file, at most: more is
// refused, for what is not looked at would be let pass.
inline constexpr std::size_t kMostCertificates = 5;

// What a certificate is known by, and when it is valid.
struct CertificateFacts {
  std::string sha256;  // 32 bytes, of its DER.
  // 32 bytes, SHA-256 of what its issuer signed: the tbsCertificate of RFC
  // 5280, section 4.1. Whoever has a certificate with an ECDSA signature can
  // write another signature under it that holds as well, and with that another
  // `sha256`; not another of this.
  std::string tbs_sha256;
  absl::Time begins;
  absl::Time ends;
  // tbs_sha256 of those that stand behind it.
  std::vector<std::string> behind_tbs_sha256 = {};
};
// Of the first certificate in `pem`. INVALID_ARGUMENT if there is none, or more
// than kMostCertificates. Costs as IdentityFromCertificatePem.
absl::StatusOr<CertificateFacts> FactsOfCertificatePem(absl::string_view pem);

// The one certificate in `pem`, written anew: whoever reads the result finds
// what was looked at, and nothing beside it. INVALID_ARGUMENT if there is none,
// or more than one.
absl::StatusOr<std::string> OnlyCertificatePem(absl::string_view pem);

// Whether the private key (PEM) is that of the first certificate in `pem`.
bool IsKeyOfCertificate(absl::string_view pem, const Secret& private_key_pem);

}  // namespace kith

#endif  // KITH_KEYS_TLS_CERTIFICATE_H_
