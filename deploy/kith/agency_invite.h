// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_AGENCY_INVITE_H_
#define KITH_DEPLOY_KITH_AGENCY_INVITE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "deploy/kith/agency_add.h"
#include "deploy/kith/network_signing.h"
#include "keys/base/random.h"

namespace kith::deploy {

// Invites the agency `options.id` to enrol by a code, which is returned and
// kept nowhere. The invitation, without the code's secret, is written into
// `enrolment` beside the administrator's and the broker's network file; one
// that is there already ends.
//
// ALREADY_EXISTS if the network has such an agency; FAILED_PRECONDITION if it
// has no place where agencies enrol; else as AddAgency.
absl::StatusOr<std::string> InviteAgency(const AddAgencyOptions& options,
                                         absl::Time now, Random& random);

// The same for an agency that is a member and is to have other keys.
// NOT_FOUND if it is none.
absl::StatusOr<std::string> InviteToReplaceKeys(const std::string& network_dir,
                                                const std::string& agency,
                                                absl::Time now, Random& random);

// What an agency handed in by its code, after checking that it did.
struct PendingRequest {
  std::string agency;
  std::string name;
  std::string signing_key;  // 32 bytes.
  std::string log_key;
  bool replaces_keys = false;
};

// Those that wait beside the broker's network file; a file that does not hold
// is left out, and named in `faults`.
absl::StatusOr<std::vector<PendingRequest>> PendingRequests(
    const std::string& network_dir, std::vector<std::string>& faults);

// Signs the next version of the network file with the keys that `agency` handed
// in: as a new agency, or in the place of its own. `request_file`: where it is,
// if not beside the broker's network file. NOT_FOUND if nothing waits;
// UNAUTHENTICATED if it was not handed in by the code that was made here.
absl::StatusOr<SignedVersion> AdmitAgency(const std::string& network_dir,
                                          const std::string& agency,
                                          const std::string& request_file,
                                          absl::Time now);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_AGENCY_INVITE_H_
