// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_ENROL_BY_CODE_H_
#define KITH_DEPLOY_KITH_ENROL_BY_CODE_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "keys/base/clock.h"
#include "keys/base/random.h"
#include "kith/config/v1/config.pb.h"

namespace kith::deploy {

struct EnrolByCodeOptions {
  std::string code;
  std::string dir;  // Where the agency's keys are made and stay.
  // How long to wait for the administrators to sign.
  absl::Duration longest_wait = absl::InfiniteDuration();
  // Who may use the desk, for the configuration that is written.
  std::vector<config::v1::StaffMember> staff = {};
  // The way out, which is written into that configuration too. One that is
  // there already stays, and names it. FAILED_PRECONDITION if it names another.
  config::v1::Proxy proxy = {};
  std::function<void(const std::string& words)> say;
};

// On the agency's own machine: makes sure that the code's network answers,
// makes the keys in `dir`, hands in what is public of them, waits until
// administrators have signed it, and writes network.kith, certificate.pem and a
// first agent.textproto. Its agency's id. Run again with the same folder it
// goes on with the keys there.
//
// INVALID_ARGUMENT for a mistyped code (nothing was sent); UNAUTHENTICATED if
// whoever answers is not the network of the code; UNAVAILABLE if nobody
// answers; DEADLINE_EXCEEDED if nobody has signed in time; else as EnrolService
// says.
absl::StatusOr<std::string> EnrolByCode(const EnrolByCodeOptions& options,
                                        const Clock& clock, Random& random);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_ENROL_BY_CODE_H_
