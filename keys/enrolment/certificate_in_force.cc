// SPDX-License-Identifier: Apache-2.0
#include "keys/enrolment/certificate_in_force.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace kith {

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
  if (std::find(revoked.begin(), revoked.end(), certificate.sha256) !=
      revoked.end()) {
    return absl::UnauthenticatedError("the certificate was revoked");
  }
  return absl::OkStatus();
}

}  // namespace kith
