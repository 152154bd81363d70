// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_TLS_CERTIFICATE_FACTS_H_
#define KITH_KEYS_TLS_CERTIFICATE_FACTS_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "keys/secret.h"

namespace kith {

// What stands in a certificate, whoever signed it: for a look, never for trust.
struct CertificateFacts {
  absl::Time begins;
  absl::Time ends;
  // Who says it issued it: its common name or organisation, at most 60
  // characters of printable ASCII; "nobody named" if neither is there.
  std::string issuer;
};

// Of the first certificate. INVALID_ARGUMENT if it is none.
absl::StatusOr<CertificateFacts> FactsOfCertificatePem(absl::string_view pem);

// Whether `authority_pem` signed the first certificate of `pem`. Dates are not
// looked at. False if either is no certificate.
bool IsSignedBy(absl::string_view pem, absl::string_view authority_pem);

// Whether the private key is the first certificate's.
bool IsKeyOf(const Secret& private_key_pem, absl::string_view pem);

}  // namespace kith

#endif  // KITH_KEYS_TLS_CERTIFICATE_FACTS_H_
