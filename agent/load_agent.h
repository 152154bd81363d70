// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_LOAD_AGENT_H_
#define KITH_AGENT_LOAD_AGENT_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "agent/service/staff_list.h"
#include "keys/log_signer.h"
#include "keys/network/network.h"
#include "keys/program/load.h"
#include "keys/secret.h"
#include "keys/signer.h"
#include "keys/tls/credentials.h"
#include "kith/config/v1/config.pb.h"

namespace kith::agent {

// Everything that is read before anything is started.
struct Loaded {
  config::v1::AgentConfig config;
  std::string network_path;
  std::string database_path;
  std::string socket_path;
  std::string certificate_path;
  std::string private_key_path;
  std::shared_ptr<const Network> network;
  TlsFiles tls;
  std::string proxy;  // As DialBroker takes it; may hold a password.
  Secret database_key;
  Signer signer;
  LogSigner log_signer;
  StaffList staff;
  FileLock lock;
};

// Whether the configuration at `config_path` and its network file could be read
// for a start. An agent may be running by them. Errors as Server::Start.
absl::Status CheckAgentConfig(const std::string& config_path);

// Reads the configuration at `config_path`, the files it names, and takes the
// database for this process. Errors as Server::Start.
absl::StatusOr<Loaded> LoadAgent(const std::string& config_path);

}  // namespace kith::agent

#endif  // KITH_AGENT_LOAD_AGENT_H_
