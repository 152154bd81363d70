// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_FLOWS_ISSUE_CERTIFICATE_H_
#define KITH_BROKER_FLOWS_ISSUE_CERTIFICATE_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "keys/base/random.h"
#include "keys/network/network.h"
#include "keys/tls/authority.h"
#include "kith/network/v1/network.pb.h"

namespace kith::broker {

// What may be issued to an agency: short, so that a copied key is soon worth
// nothing.
inline constexpr absl::Duration kCertificateValidity = absl::Hours(24 * 7);

// A certificate for the TLS key in `request`, and the one that issued it, PEM.
//
// UNAVAILABLE if there is no `issuing` authority, or it ends too soon;
// FAILED_PRECONDITION, in words, if the agency does not take part or the
// request is not by its present signing key; INVALID_ARGUMENT for a request
// that is none.
absl::StatusOr<std::string> IssueCertificate(
    const std::optional<Authority>& issuing, const Network& network,
    const network::v1::EnrolmentBody& request, Random& random, absl::Time now);

}  // namespace kith::broker

#endif  // KITH_BROKER_FLOWS_ISSUE_CERTIFICATE_H_
