// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_NETWORK_CERTIFICATE_COMMAND_H_
#define KITH_DEPLOY_KITH_NETWORK_CERTIFICATE_COMMAND_H_

#include "deploy/kith/commands.h"

namespace CLI {
class App;
}

namespace kith::deploy {

// `kith network certificate`.
void AddCertificateCommand(CLI::App& network, Terminal& terminal);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_NETWORK_CERTIFICATE_COMMAND_H_
