// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_ENROL_H_
#define KITH_DEPLOY_KITH_ENROL_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "keys/base/random.h"
#include "keys/signer.h"

namespace kith::deploy {

// What an agency's own machine has made.
struct AgencyKeys {
  Signer signing_key;
  std::string request;  // The content of request.kith.
};

// On the agency's own machine: makes tls.key, signing.key, log.key and
// database.key in `dir`. They never leave it. ALREADY_EXISTS if a key is there:
// a second request would need other keys, and the first ones may already be in
// use.
absl::StatusOr<AgencyKeys> MakeAgencyKeys(const std::string& agency,
                                          const std::string& dir,
                                          absl::Time now, Random& random);

// The same, and request.kith to send to the administrator.
absl::Status Enrol(const std::string& agency, const std::string& dir,
                   absl::Time now, Random& random);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_ENROL_H_
