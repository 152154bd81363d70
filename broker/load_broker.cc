// SPDX-License-Identifier: Apache-2.0
#include "broker/load_broker.h"

#include <utility>

#include "broker/store/sqlcipher_store.h"
#include "keys/base/status_macros.h"
#include "keys/network/history.h"
#include "keys/program/config_file.h"
#include "keys/tls/issuer.h"

namespace kith::broker {
namespace {

using config::v1::BrokerConfig;

constexpr std::size_t kPepperBytes = 32;
// Kept free for withdrawals when the disk is full.
constexpr std::size_t kHeadroomBytes = 64 << 20;
constexpr std::size_t kTestHeadroomBytes = 1 << 20;

}  // namespace

absl::StatusOr<Loaded> LoadBroker(const std::string& config_path,
                                  ReleaseTimer timer) {
  BrokerConfig config;
  KITH_RETURN_IF_ERROR(ReadConfigFile(config_path, config));
  const auto path = [&](const std::string& given, const char* fallback) {
    return ResolvePath(config_path, given, fallback);
  };
  const std::string network_path = path(config.network_file(), "network.kith");
  KITH_ASSIGN_OR_RETURN(std::shared_ptr<const Network> network,
                        LoadWithHistory(network_path));
  if (timer == ReleaseTimer::kAtOnce && !network->file().test_network()) {
    return absl::FailedPreconditionError(
        "measuring without the release timer: only in a test network");
  }
  const auto& broker = network->file().broker();
  KITH_ASSIGN_OR_RETURN(
      TlsFiles tls,
      ReadTlsFiles(network->file().authority_pem(),
                   path(config.tls().certificate(), "certificate.pem"),
                   path(config.tls().private_key(), "tls.key")));
  KITH_ASSIGN_OR_RETURN(
      Secret database_key,
      Secret::FromFile(path(config.database_key(), "database.key"),
                       SealedDb::kKeyBytes));
  KITH_ASSIGN_OR_RETURN(
      Secret pepper,
      Secret::FromFile(path(config.pepper(), "pepper.key"), kPepperBytes));
  KITH_ASSIGN_OR_RETURN(Signer signer,
                        LoadSigner(path(config.signing_key(), "signing.key"),
                                   broker.signing_key(), "signing_key"));
  KITH_ASSIGN_OR_RETURN(LogSigner log_signer,
                        LoadLogSigner(path(config.log_key(), "log.key"),
                                      broker.log_key(), "log_key"));
  std::optional<Authority> issuing;
  if (!config.enrol_listen().empty()) {
    KITH_ASSIGN_OR_RETURN(const TlsFiles files,
                          ReadTlsFilesForBrowsers(
                              path(config.issuing_certificate(), "issuing.pem"),
                              path(config.issuing_key(), "issuing.key")));
    if (!IsSignedBy(files.certificate_pem, network->file().authority_pem())) {
      return absl::FailedPreconditionError(
          "issuing.pem: is not of this network's authority; what it issued "
          "nobody would accept. Put the one that `kith network init` made for "
          "this network in its place");
    }
    KITH_ASSIGN_OR_RETURN(
        issuing, Authority::Load(files.certificate_pem, files.private_key_pem));
  }
  const std::string database_path = path(config.database(), "broker.db");
  KITH_ASSIGN_OR_RETURN(FileLock lock, FileLock::Take(database_path));
  return Loaded{std::move(config),  network_path,      database_path,
                std::move(network), std::move(tls),    std::move(database_key),
                std::move(pepper),  std::move(signer), std::move(log_signer),
                std::move(issuing), std::move(lock)};
}

absl::StatusOr<std::unique_ptr<tlog::AuditLog>> OpenLog(Loaded& loaded,
                                                        const Clock& clock,
                                                        Random& random) {
  KITH_ASSIGN_OR_RETURN(
      auto db, SealedDb::Open(loaded.database_path, loaded.database_key));
  KITH_RETURN_IF_ERROR(CreateStoreTables(*db));
  KITH_ASSIGN_OR_RETURN(
      auto log, tlog::AuditLog::Open(
                    std::move(db),
                    {.origin = loaded.network->file().broker().log_origin(),
                     .headroom_file = loaded.database_path + ".headroom",
                     .headroom_bytes = loaded.network->file().test_network()
                                           ? kTestHeadroomBytes
                                           : kHeadroomBytes},
                    std::move(loaded.log_signer), clock, random));
  log->SetContext({loaded.network->hash(), loaded.network->policy_hash()});
  return log;
}

}  // namespace kith::broker
