// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_PARTS_H_
#define KITH_AGENT_FLOWS_PARTS_H_

#include <cstdint>
#include <string>

#include "agent/register/register.h"
#include "agent/relay/centre.h"
#include "agent/relay/key_holders.h"
#include "keys/base/clock.h"
#include "keys/base/executor.h"
#include "keys/base/random.h"
#include "keys/network/network.h"
#include "keys/secret.h"
#include "keys/signer.h"
#include "keys/tlog/audit_log.h"
#include "policy/policy_cache.h"

namespace kith::agent {

// What the agent's flows work with; made and owned by server.cc, and all of it
// outlives every flow. `reader` sees what is committed; changes go through
// `log`, each with what is to be logged of it.
struct Parts {
  std::string agency;  // This agency's id.
  CurrentNetwork& network;
  policy::PolicyCache& policies;
  RegisterReader& reader;
  tlog::AuditLog& log;
  const Signer& signer;
  const Secret& pseudonym_key;  // 32 bytes: what staff are hashed with.
  KeyHolders& key_holders;
  Broker& broker;
  const Clock& clock;
  Random& random;
  Executor& executor;
};

// A staff member, as the agency's configuration names them.
struct Staff {
  std::string name;
  std::string shown_as;
  std::string role;  // The one the request is made in.
  // Of the web console, as it numbers them; 0: they called by themselves.
  std::uint64_t session = 0;
};

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_PARTS_H_
