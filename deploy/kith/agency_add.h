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
#include "deploy/kith/network_signing.h"
#include "keys/base/random.h"
#include "kith/config/v1/config.pb.h"

namespace kith::deploy {

struct AddAgencyOptions {
  std::string network_dir;   // As `kith network init` made it.
  std::string request_file;  // The agency's request.kith.
  std::string id;            // Of an agency that is to enrol by a code.
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
// the broker sends it on to connected agencies. Where a second administrator
// has to sign, `out` has no network.kith yet.
//
// ALREADY_EXISTS if the network has such an agency; INVALID_ARGUMENT naming
// what is wrong; UNAUTHENTICATED for a request that was altered. Then nothing
// is changed.
absl::StatusOr<SignedVersion> AddAgency(const AddAgencyOptions& options,
                                        absl::Time now, Random& random);

// The agency as `options` wants it to stand in the network file, but for its id
// and its keys. INVALID_ARGUMENT naming what is wrong.
absl::StatusOr<network::v1::Agency> AgencyOf(const AddAgencyOptions& options,
                                             const Network& network,
                                             absl::Time now);

// Adds the agency to `file`, with its keys in it, and demands as many witnesses
// as is usual unless an administrator has chosen another number.
void PutAgency(const network::v1::Agency& agency,
               network::v1::NetworkFile& file);

// The text of a first agent.textproto.
std::string FirstAgentConfig(
    const std::string& agency,
    const std::vector<config::v1::StaffMember>& staff,
    std::optional<std::uint32_t> console_uid,
    const config::v1::Proxy& proxy = config::v1::Proxy());

// "NAME:SHOWN_AS:UID:role,role"; "-" for UID: without an account of their own,
// by the web console only. INVALID_ARGUMENT, with the form, for another.
absl::StatusOr<config::v1::StaffMember> ParseStaff(absl::string_view text);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_AGENCY_ADD_H_
