// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_CONSOLE_OWN_HEALTH_H_
#define KITH_AGENT_CONSOLE_OWN_HEALTH_H_

#include <vector>

#include "agent/console/own_authority.h"
#include "agent/console/served_certificate.h"
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
  // `authority` and `provider` may be null; all outlive this object.
  OwnHealth(const ServedCertificate& served, const OwnAuthority* authority,
            const Clock& clock, OpenId* provider)
      : served_(served),
        authority_(authority),
        clock_(clock),
        provider_(provider) {}

  // Asks the provider: at most 5 seconds.
  std::vector<desk::v1::Statement> Look();

 private:
  desk::v1::Statement LookAtCertificate() const;
  desk::v1::Statement LookAtAuthority() const;

  const ServedCertificate& served_;
  const OwnAuthority* const authority_;
  const Clock& clock_;
  OpenId* const provider_;
};

}  // namespace kith::console

#endif  // KITH_AGENT_CONSOLE_OWN_HEALTH_H_
