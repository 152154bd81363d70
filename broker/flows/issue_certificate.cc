// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/issue_certificate.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "keys/base/status_macros.h"
#include "keys/network/standing.h"
#include "keys/tls/certificate.h"

namespace kith::broker {

absl::StatusOr<std::string> IssueCertificate(
    const std::optional<Authority>& issuing, const Network& network,
    const network::v1::EnrolmentBody& request, Random& random, absl::Time now) {
  if (!issuing.has_value()) {
    return absl::UnavailableError(
        "this broker issues no certificates (enrol_listen in its "
        "configuration); the administrator does");
  }
  const network::v1::Agency* agency = network.FindAgency(request.agency());
  if (agency == nullptr || agency->signing_key() != request.signing_key()) {
    return absl::FailedPreconditionError(
        "the request is not by the agency's present signing key");
  }
  const Standing standing = StandingOf(*agency, now);
  if (!standing.takes_part()) {
    return absl::FailedPreconditionError(
        absl::StrCat("this agency does not take part: ", standing.why));
  }
  KITH_ASSIGN_OR_RETURN(const absl::Time end,
                        EndOfCertificatePem(issuing->certificate_pem()));
  if (now + kCertificateValidity > end) {
    return absl::UnavailableError(
        "the broker's issuing certificate ends too soon; its operator needs a "
        "new one; there is no command for it yet, see "
        "docs/operate/membership.md");
  }
  KITH_ASSIGN_OR_RETURN(const CertificateFacts facts,
                        FactsOfCertificatePem(issuing->certificate_pem()));
  const auto& revoked = network.file().revoked_certificates();
  if (std::find(revoked.begin(), revoked.end(), facts.tbs_sha256) !=
      revoked.end()) {
    return absl::UnavailableError(
        "the broker's issuing certificate was revoked; its operator needs a "
        "new one");
  }
  KITH_ASSIGN_OR_RETURN(
      const std::string certificate,
      issuing->IssueFromRequest(
          request.certificate_request_pem(),
          {.identity = {network.file().name(), PeerIdentity::Role::kAgency,
                        agency->id()},
           .validity = kCertificateValidity},
          random, now));
  return absl::StrCat(certificate, issuing->certificate_pem());
}

}  // namespace kith::broker
