// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_RELAY_RENEWALS_H_
#define KITH_AGENT_RELAY_RENEWALS_H_

#include <string>

#include "absl/status/statusor.h"
#include "kith/network/v1/network.pb.h"

namespace kith::agent {

// Where a new certificate comes from. Thread-safe; a call blocks its thread
// until the reply or the deadline. The certificate and the one that issued it,
// PEM; codes as the service.
class Renewals {
 public:
  virtual ~Renewals() = default;
  // By the present certificate.
  virtual absl::StatusOr<std::string> Renew(
      const network::v1::EnrolmentRequest& request) = 0;
  // When that has ended: by the signing key alone, where agencies enrol.
  virtual absl::StatusOr<std::string> Reissue(
      const network::v1::NetworkFile& network,
      const network::v1::EnrolmentRequest& request) = 0;
};

}  // namespace kith::agent

#endif  // KITH_AGENT_RELAY_RENEWALS_H_
