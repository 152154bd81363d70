// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_NETWORK_CERTIFICATE_H_
#define KITH_DEPLOY_KITH_NETWORK_CERTIFICATE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "keys/base/random.h"
#include "keys/tls/authority.h"
#include "keys/tls/certificate.h"

namespace kith::deploy {

// Makes a TLS key in `folder` (tls.key) and its certificate (certificate.pem),
// for 365 days.
absl::Status MakeServerCertificate(const std::string& folder,
                                   const Authority& authority,
                                   const PeerIdentity& identity, Random& random,
                                   absl::Time now);

// Makes what the broker issues agencies' certificates with: issuing.key and
// issuing.pem, for 730 days.
absl::Status MakeIssuingCertificate(const std::string& folder,
                                    const Authority& authority, Random& random,
                                    absl::Time now);

struct ServerCertificateOptions {
  std::string network_dir;
  // "broker", a key holder's id, or "issuing": what the broker issues agencies'
  // certificates with.
  std::string who;
  std::string out;  // A new folder, or an empty one.
};

struct ServerCertificate {
  std::string certificate_path;
  std::string private_key_path;
  absl::Time ends;
};

// A certificate with a new key for a server of the network, before the present
// one ends or because its key was stolen. The present one stays as it is.
//
// NOT_FOUND if the network has no such server; FAILED_PRECONDITION if this
// administrator has no authority, or `out` holds something already.
absl::StatusOr<ServerCertificate> MakeCertificateOf(
    const ServerCertificateOptions& options, absl::Time now, Random& random);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_NETWORK_CERTIFICATE_H_
