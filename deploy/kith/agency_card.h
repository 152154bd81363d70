// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_AGENCY_CARD_H_
#define KITH_DEPLOY_KITH_AGENCY_CARD_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "deploy/kith/network_signing.h"
#include "kith/network/v1/network.pb.h"

namespace kith::deploy {

// What stands on an agency's card; whatever is not given stays. Empty takes it
// off.
struct CardChanges {
  std::optional<std::string> about;  // At most 200 bytes, the others 100.
  std::optional<std::string> ages;
  std::optional<std::string> area;
  std::optional<std::string> how_to_ask;
  std::optional<std::string> hours;
  // When the agency said that this is right: "2026-11-20" or "today" (UTC).
  std::optional<std::string> confirmed;
};

// INVALID_ARGUMENT, naming the option, for a text that is too long or has a
// line break, and for a day that is none or is still to come.
absl::Status PutCard(const CardChanges& changes, absl::Time now,
                     network::v1::Agency& agency);

// Signs the next version of the network file with another card of `agency`, in
// all copies under `network_dir`; what became of it. NOT_FOUND for an agency
// the network does not have; INVALID_ARGUMENT as PutCard, and if nothing would
// change. Then nothing is changed.
absl::StatusOr<SignedVersion> ChangeCard(const std::string& network_dir,
                                         const std::string& agency,
                                         const CardChanges& changes,
                                         absl::Time now);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_AGENCY_CARD_H_
