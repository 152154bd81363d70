// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_AGENCY_LIFE_H_
#define KITH_DEPLOY_KITH_AGENCY_LIFE_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "deploy/kith/network_signing.h"

namespace kith::deploy {

// Each signs the next version of the network file under `network_dir`.
// NOT_FOUND for an agency the network does not have, INVALID_ARGUMENT, naming
// what is wrong, if nothing would change: then nothing is written.

// From then on nobody accepts a call of it. `because`: 1 to 200 bytes, in words
// that it is told.
absl::StatusOr<SignedVersion> SuspendAgency(const std::string& network_dir,
                                            const std::string& agency,
                                            const std::string& because,
                                            absl::Time now);
// FAILED_PRECONDITION for one that has left: it rejoins.
absl::StatusOr<SignedVersion> ResumeAgency(const std::string& network_dir,
                                           const std::string& agency,
                                           absl::Time now);
// Suspended for good; the broker deletes what it holds of it.
absl::StatusOr<SignedVersion> LeaveNetwork(const std::string& network_dir,
                                           const std::string& agency,
                                           absl::Time now);
absl::StatusOr<SignedVersion> RejoinNetwork(const std::string& network_dir,
                                            const std::string& agency,
                                            absl::Time now);
// Its id stays; the name it had is kept beside the new one.
absl::StatusOr<SignedVersion> RenameAgency(const std::string& network_dir,
                                           const std::string& agency,
                                           const std::string& name,
                                           absl::Time now);

// That the agency's agent runs on the machine of the agency `host`, which
// everybody in the network can read; "" for its own again. NOT_FOUND if the
// network has no such agency, INVALID_ARGUMENT if it is the agency itself or
// hosted elsewhere.
absl::StatusOr<SignedVersion> HostAgency(const std::string& network_dir,
                                         const std::string& agency,
                                         const std::string& host,
                                         absl::Time now);

// What is not given stays; an empty reference takes the paper off.
struct PaperChanges {
  std::optional<std::string> agreement;
  std::optional<std::string> agreement_expires;
  std::optional<std::string> certification;
  std::optional<std::string> certification_expires;
};
absl::StatusOr<SignedVersion> ChangePapers(const std::string& network_dir,
                                           const std::string& agency,
                                           const PaperChanges& changes,
                                           absl::Time now);

// SHA-256 (hexadecimal) of a certificate, or a file that holds one, that is
// refused from now on.
absl::StatusOr<SignedVersion> RevokeCertificate(const std::string& network_dir,
                                                const std::string& certificate,
                                                absl::Time now);

// What becomes of an agency's data when it leaves, in words.
std::string WhatLeavingDeletes(const std::string& agency);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_AGENCY_LIFE_H_
