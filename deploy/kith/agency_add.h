// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_AGENCY_ADD_H_
#define KITH_DEPLOY_KITH_AGENCY_ADD_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "deploy/kith/agency_card.h"
#include "keys/base/random.h"
#include "kith/config/v1/config.pb.h"

namespace kith::deploy {

struct AddAgencyOptions {
  std::string network_dir;   // As `kith network init` made it.
  std::string request_file;  // The agency's request.kith.
  std::string name;
  std::string category;
  CardChanges card;
  std::string touch_gateway;
  bool sensitive = false;
  std::uint32_t register_size = 10'000;
  std::uint32_t ask_elements = 4'000;
  // Where the agency's certificate.pem and network.kith go; made if missing.
  std::string out;
  // For the agent.textproto that is written if `out` has none.
  std::vector<config::v1::StaffMember> staff;
  // The account the agency's web console runs under; none: no console.
  std::optional<std::uint32_t> console_uid;
};

// Checks the agency's request, adds the agency in the next version of the
// network file and issues its certificate for 90 days. The administrator's, the
// broker's and the key holder's copy of the network file are replaced in place;
// the broker sends it on to connected agencies.
//
// ALREADY_EXISTS if the network has such an agency; INVALID_ARGUMENT naming
// what is wrong; UNAUTHENTICATED for a request that was altered. Then nothing
// is changed.
absl::Status AddAgency(const AddAgencyOptions& options, absl::Time now,
                       Random& random);

// "NAME:SHOWN_AS:UID:role,role"; "-" for UID: without an account of their own,
// by the web console only. INVALID_ARGUMENT, with the form, for another.
absl::StatusOr<config::v1::StaffMember> ParseStaff(absl::string_view text);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_AGENCY_ADD_H_
