// SPDX-License-Identifier: Apache-2.0
#include "keys/enrolment/certificate_in_force.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "keys/tls/issuer.h"

namespace kith {

absl::StatusOr<CertificateFacts> FactsOfShown(absl::string_view pem,
                                              absl::string_view authority_pem) {
  absl::StatusOr<CertificateFacts> facts = FactsOfCertificatePem(pem);
  if (!facts.ok()) {
    return absl::UnauthenticatedError(
        absl::StrCat("the certificate: ", facts.status().message()));
  }
  if (!IsSignedBy(pem, authority_pem)) {
    return absl::UnauthenticatedError(
        "what issued the certificate was not shown with it; put the issuing "
        "certificate behind it in the file, and connect anew");
  }
  return facts;
}

absl::Status CheckCertificate(const CertificateFacts& certificate,
                              const Network& network, absl::Time now) {
  if (now >= certificate.ends) {
    return absl::UnauthenticatedError(
        absl::StrCat("the certificate ended at ",
                     absl::FormatTime(certificate.ends, absl::UTCTimeZone())));
  }
  if (now < certificate.begins) {
    return absl::UnauthenticatedError(
        "the certificate has not begun; are both clocks right?");
  }
  const auto& revoked = network.file().revoked_certificates();
  const auto is_revoked = [&](const std::string& sha256) {
    return std::find(revoked.begin(), revoked.end(), sha256) != revoked.end();
  };
  // Network files of before have the hash of the whole certificate.
  if (is_revoked(certificate.tbs_sha256) || is_revoked(certificate.sha256)) {
    return absl::UnauthenticatedError("the certificate was revoked");
  }
  // A stolen issuing key ends with its certificate.
  const auto& behind = certificate.behind_tbs_sha256;
  if (std::any_of(behind.begin(), behind.end(), is_revoked)) {
    return absl::UnauthenticatedError(
        "what issued the certificate was revoked");
  }
  return absl::OkStatus();
}

}  // namespace kith
