// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_ENROLMENT_CERTIFICATE_IN_FORCE_H_
#define KITH_KEYS_ENROLMENT_CERTIFICATE_IN_FORCE_H_

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "keys/network/network.h"
#include "keys/tls/certificate.h"

namespace kith {

// UNAUTHENTICATED, in words, if a certificate's hash is among those that the
// network file revokes, or it has ended or not begun.
absl::Status CheckCertificate(const CertificateFacts& certificate,
                              const Network& network, absl::Time now);

}  // namespace kith

#endif  // KITH_KEYS_ENROLMENT_CERTIFICATE_IN_FORCE_H_
