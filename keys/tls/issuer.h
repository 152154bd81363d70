// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_TLS_ISSUER_H_
#define KITH_KEYS_TLS_ISSUER_H_

#include <string>

#include "absl/strings/string_view.h"

namespace kith {

// Who says that it issued the first certificate of `pem`, for a look and never
// for trust: its common name or organisation, at most 60 characters of
// printable ASCII; "nobody named" if neither is there, or it is no certificate.
std::string IssuerNamed(absl::string_view pem);

// Whether `authority_pem` signed the first certificate of `pem`, by itself or
// by the certificates behind it: each signs the one before. Dates are not
// looked at. False if there is no certificate.
bool IsSignedBy(absl::string_view pem, absl::string_view authority_pem);

}  // namespace kith

#endif  // KITH_KEYS_TLS_ISSUER_H_
