// SPDX-License-Identifier: Apache-2.0
#include "agent/load_agent.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "agent/proxy.h"
#include "keys/base/status_macros.h"
#include "keys/network/history.h"
#include "keys/program/config_file.h"
#include "keys/sealed_db.h"
#include "keys/tls/pair_files.h"

namespace kith::agent {

namespace {

// What people write: the configuration, and the network file beside it.
struct Written {
  config::v1::AgentConfig config;
  std::string network_path;
  std::shared_ptr<const Network> network;
  const network::v1::Agency* self;  // Of `network`.
  std::string proxy;
  StaffList staff;
};

absl::StatusOr<Written> ReadWritten(const std::string& config_path) {
  config::v1::AgentConfig config;
  KITH_RETURN_IF_ERROR(ReadConfigFile(config_path, config));
  const std::string network_path =
      ResolvePath(config_path, config.network_file(), "network.kith");
  KITH_ASSIGN_OR_RETURN(std::shared_ptr<const Network> network,
                        LoadWithHistory(network_path));
  const network::v1::Agency* self = network->FindAgency(config.agency());
  if (self == nullptr) {
    return absl::FailedPreconditionError(absl::StrCat(
        "agency: the network file names no `", config.agency(),
        "`; fetch the newest, or ask the administrator to add this agency"));
  }
  KITH_ASSIGN_OR_RETURN(std::string proxy, ProxyUri(config, config_path));
  KITH_ASSIGN_OR_RETURN(
      StaffList staff,
      StaffList::FromConfig(config, network->file().test_network()));
  return Written{std::move(config), network_path,    std::move(network), self,
                 std::move(proxy),  std::move(staff)};
}

}  // namespace

absl::Status CheckAgentConfig(const std::string& config_path) {
  return ReadWritten(config_path).status();
}

absl::StatusOr<Loaded> LoadAgent(const std::string& config_path) {
  KITH_ASSIGN_OR_RETURN(Written written, ReadWritten(config_path));
  const config::v1::AgentConfig& config = written.config;
  const network::v1::Agency* const self = written.self;
  const auto path = [&](const std::string& given, const char* fallback) {
    return ResolvePath(config_path, given, fallback);
  };
  const std::string certificate_path =
      path(config.tls().certificate(), "certificate.pem");
  const std::string private_key_path =
      path(config.tls().private_key(), "tls.key");
  FinishReplacing(certificate_path, private_key_path);
  KITH_ASSIGN_OR_RETURN(TlsFiles tls,
                        ReadTlsFiles(written.network->file().authority_pem(),
                                     certificate_path, private_key_path));
  KITH_ASSIGN_OR_RETURN(
      Secret database_key,
      Secret::FromFile(path(config.database_key(), "database.key"),
                       SealedDb::kKeyBytes));
  KITH_ASSIGN_OR_RETURN(Signer signer,
                        LoadSigner(path(config.signing_key(), "signing.key"),
                                   self->signing_key(), "signing_key"));
  KITH_ASSIGN_OR_RETURN(LogSigner log_signer,
                        LoadLogSigner(path(config.log_key(), "log.key"),
                                      self->log_key(), "log_key"));
  const std::string database_path = path(config.database(), "agent.db");
  KITH_ASSIGN_OR_RETURN(FileLock lock, FileLock::Take(database_path));
  const std::string socket_path = path(config.desk_socket(), "desk.sock");
  return Loaded{std::move(written.config),
                written.network_path,
                database_path,
                socket_path,
                certificate_path,
                private_key_path,
                std::move(written.network),
                std::move(tls),
                std::move(written.proxy),
                std::move(database_key),
                std::move(signer),
                std::move(log_signer),
                std::move(written.staff),
                std::move(lock)};
}

}  // namespace kith::agent
