// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_AGENCY_KEYS_H_
#define KITH_DEPLOY_KITH_AGENCY_KEYS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "deploy/kith/network_signing.h"
#include "keys/base/random.h"

namespace kith::deploy {

// Puts an agency's new keys in the place of its own; certificates of before
// `now` are refused from then on. NOT_FOUND for no member, INVALID_ARGUMENT if
// the keys are those it has.
absl::Status PutKeys(const network::v1::EnrolmentBody& request, absl::Time now,
                     network::v1::NetworkFile& file);

// The same by a request.kith that the agency sent, in the next version of the
// network file; its new certificate goes into `out`, for 90 days. Codes as
// AddAgency.
absl::StatusOr<SignedVersion> ReplaceKeys(const std::string& network_dir,
                                          const std::string& agency,
                                          const std::string& request_file,
                                          const std::string& out,
                                          absl::Time now, Random& random);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_AGENCY_KEYS_H_
