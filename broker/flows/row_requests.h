// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_FLOWS_ROW_REQUESTS_H_
#define KITH_BROKER_FLOWS_ROW_REQUESTS_H_

#include <vector>

#include "absl/status/statusor.h"
#include "broker/flows/publish_flow.h"
#include "kith/involvement/v1/involvement.pb.h"

namespace kith::broker {

// The rows that a request of InvolvementService is about. INVALID_ARGUMENT
// names the field that is missing, too many or of the wrong length.
absl::StatusOr<std::vector<PublishFlow::NewRow>> ParseNewRows(
    const involvement::v1::PublishRequest& request);
absl::StatusOr<std::vector<PublishFlow::OwnRow>> ParseOwnRows(
    const involvement::v1::RemoveRequest& request);
absl::StatusOr<std::vector<PublishFlow::KnownRow>> ParseKnownRows(
    const involvement::v1::ReconcileRequest& request);

}  // namespace kith::broker

#endif  // KITH_BROKER_FLOWS_ROW_REQUESTS_H_
