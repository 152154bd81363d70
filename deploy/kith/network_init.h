// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_NETWORK_INIT_H_
#define KITH_DEPLOY_KITH_NETWORK_INIT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "deploy/kith/network_signing.h"
#include "keys/base/random.h"

namespace kith::deploy {

struct InitOptions {
  // A folder of `sample_dir` with network.textproto and policy.textproto.
  std::string sample = "england";
  std::string sample_dir;  // Empty: the samples that came with the program.
  std::string dir;         // Made; must be empty.
  std::string name;        // Empty: the sample's.
  std::string broker_address = "127.0.0.1:7443";
  std::string keyholder_address = "127.0.0.1:7444";
  std::string keyholder_id = "keyholder-1";
  std::string keyholder_name = "Key holder";
  std::string desk_agency;  // Whose people answer at the desk, if any.
  std::string operated_by;  // The broker's operator's agency id, if any.
  std::string administrator_name = kAdministratorName;
  std::string administrator_organisation;
  // The public parts of further administrators (MakeAdministrator): then the
  // first version waits for one of them too. Only a test network needs none.
  std::vector<std::string> administrators;
  // host:port where agencies enrol by a code; empty: they cannot.
  std::string enrol_address;
  std::uint32_t release_ms = 0;  // 0: the sample's.
  // Staff may ask as often as they like: for measuring, in a test network.
  bool lift_limits = false;
};

// Makes a network: dir/administrator, dir/broker and dir/keyholder with their
// keys, certificates and configurations, and version 1 of the network file in
// each, or a proposal of it. The broker also gets issuing.pem and issuing.key,
// valid for two years, under the authority. Secrets are 0600, folders 0700. A
// failure leaves a folder that must be removed before trying again.
//
// NOT_FOUND if there is no such sample, FAILED_PRECONDITION if `dir` is not
// empty, INVALID_ARGUMENT naming what is wrong in the sample or the options.
absl::StatusOr<SignedVersion> InitNetwork(const InitOptions& options,
                                          absl::Time now, Random& random);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_NETWORK_INIT_H_
