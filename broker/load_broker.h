// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_LOAD_BROKER_H_
#define KITH_BROKER_LOAD_BROKER_H_

#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "broker/flows/parts.h"
#include "keys/log_signer.h"
#include "keys/network/network.h"
#include "keys/program/load.h"
#include "keys/secret.h"
#include "keys/signer.h"
#include "keys/tlog/audit_log.h"
#include "keys/tls/authority.h"
#include "keys/tls/credentials.h"
#include "kith/config/v1/config.pb.h"

namespace kith::broker {

// Everything that is read before anything is started.
struct Loaded {
  config::v1::BrokerConfig config;
  std::string network_path;
  std::string database_path;
  std::shared_ptr<const Network> network;
  TlsFiles tls;
  Secret database_key;
  Secret pepper;
  Signer signer;
  LogSigner log_signer;
  std::optional<Authority> issuing;  // None: certificates are issued elsewhere.
  FileLock lock;
};

// Reads the configuration at `config_path`, the files it names, and takes the
// database for this process. Errors as Server::Start.
absl::StatusOr<Loaded> LoadBroker(const std::string& config_path,
                                  ReleaseTimer timer);

// The log in the database, and the store's tables beside it. Errors as above.
absl::StatusOr<std::unique_ptr<tlog::AuditLog>> OpenLog(Loaded& loaded,
                                                        const Clock& clock,
                                                        Random& random);

}  // namespace kith::broker

#endif  // KITH_BROKER_LOAD_BROKER_H_
