// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_ENROL_H_
#define KITH_DEPLOY_KITH_ENROL_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "keys/base/random.h"
#include "kith/network/v1/network.pb.h"

namespace kith::deploy {

// On the agency's own machine: makes tls.key, signing.key, log.key and
// database.key in `dir`, and request.kith to send to the administrator. The
// keys never leave `dir`. ALREADY_EXISTS if a key is there: a second request
// would need other keys, and the first ones may already be in use.
absl::Status Enrol(const std::string& agency, const std::string& dir,
                   absl::Time now, Random& random);

// What a request asks for, after checking that it was made by who holds the
// signing key in it. The agency does not know the network yet: the signature is
// made under a network id of zeros. INVALID_ARGUMENT or UNAUTHENTICATED.
absl::StatusOr<network::v1::EnrolmentBody> ReadEnrolment(
    absl::string_view request);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_ENROL_H_
