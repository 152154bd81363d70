// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_ENROLMENT_CERTIFICATE_IN_FORCE_H_
#define KITH_KEYS_ENROLMENT_CERTIFICATE_IN_FORCE_H_

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "keys/network/network.h"
#include "keys/tls/certificate.h"

namespace kith {

// Of a certificate that somebody showed, and behind it what issued it.
// UNAUTHENTICATED, in words, unless that leads to the network's authority:
// whether an issuer was revoked that is not shown, nobody can tell. TLS itself
// shows none when it resumes a session.
absl::StatusOr<CertificateFacts> FactsOfShown(absl::string_view pem,
                                              absl::string_view authority_pem);

// UNAUTHENTICATED, in words, if a certificate, or what issued it, is among
// those that the network file revokes, or it has ended or not begun.
absl::Status CheckCertificate(const CertificateFacts& certificate,
                              const Network& network, absl::Time now);

}  // namespace kith

#endif  // KITH_KEYS_ENROLMENT_CERTIFICATE_IN_FORCE_H_
