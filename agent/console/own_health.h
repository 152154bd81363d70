// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_CONSOLE_OWN_HEALTH_H_
#define KITH_AGENT_CONSOLE_OWN_HEALTH_H_

#include <string>
#include <utility>
#include <vector>

#include "agent/console/signin/openid.h"
#include "keys/base/clock.h"
#include "kith/desk/v1/desk.pb.h"

namespace kith::console {

// What the console itself needs and the agent cannot see: its certificate, and
// whether people can sign in. In sentences, as `kith doctor` has them.
//
// Thread-safe.
class OwnHealth {
 public:
  // `provider` may be null; both outlive this object.
  OwnHealth(std::string certificate_pem, const Clock& clock, OpenId* provider)
      : certificate_pem_(std::move(certificate_pem)),
        clock_(clock),
        provider_(provider) {}

  // Asks the provider: at most 5 seconds.
  std::vector<desk::v1::Statement> Look();

 private:
  desk::v1::Statement LookAtCertificate() const;

  const std::string certificate_pem_;
  const Clock& clock_;
  OpenId* const provider_;
};

}  // namespace kith::console

#endif  // KITH_AGENT_CONSOLE_OWN_HEALTH_H_
