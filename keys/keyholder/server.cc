// SPDX-License-Identifier: Apache-2.0
#include "keys/keyholder/server.h"

#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "keys/base/logging.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"
#include "keys/health/look.h"
#include "keys/keyholder/evaluate_service.h"
#include "keys/keyholder/share_files.h"
#include "keys/log_signer.h"
#include "keys/network/epochs.h"
#include "keys/network/history.h"
#include "keys/program/config_file.h"
#include "keys/program/load.h"
#include "keys/service/log_service.h"
#include "keys/service/metrics_server.h"
#include "keys/service/peer.h"
#include "keys/tlog/retention_flow.h"
#include "keys/tls/credentials.h"
#include "kith/config/v1/config.pb.h"

namespace kith::keyholder {
namespace {

using config::v1::KeyHolderConfig;

constexpr int kThreads = 2;
constexpr int kPublishingThreads = 2;
constexpr int kMaxMessageBytes = 64 * 1024;
constexpr absl::Duration kDrain = absl::Seconds(3);
constexpr absl::Duration kLookForNetworkFile = absl::Seconds(1);

// In the chain of every agency, so that whoever verifies one of them sees it.
std::vector<tlog::Entry> DestroyedEntries(
    const Network& network, const ShareFiles::Destroyed& destroyed) {
  log::v1::KeyDetail detail;
  // What came as a credential its reader cannot delete.
  detail.set_what(destroyed.still_at.empty() ? "destroyed"
                                             : "dropped, file remains");
  detail.set_epoch(destroyed.epoch);
  detail.set_public_key_sha256(HashBytes(Sha256(destroyed.public_key)));
  std::vector<tlog::Entry> entries;
  for (const auto& agency : network.file().agencies()) {
    entries.push_back(
        {log::v1::EVENT_KEY, agency.id(), detail.SerializeAsString(), ""});
  }
  return entries;
}

absl::StatusOr<Secret> DatabaseKey(const KeyHolderConfig& config,
                                   const std::string& config_path) {
  return Secret::FromFile(
      ResolvePath(config_path, config.database_key(), "database.key"),
      SealedDb::kKeyBytes);
}

// That agencies can verify what this key holder signs its log with.
absl::Status CheckLogKey(const network::v1::KeyHolder& named,
                         const LogSigner& signer) {
  if (named.log_key().empty()) {
    LogWarning("log_key_not_in_network_file",
               {{"public_key", absl::BytesToHexString(signer.public_key())}});
    return absl::OkStatus();
  }
  return named.log_key() == signer.public_key()
             ? absl::OkStatus()
             : absl::FailedPreconditionError(
                   "log_key: not the key that the network file names; check "
                   "log_key in the configuration");
}

absl::StatusOr<std::unique_ptr<tlog::AuditLog>> OpenLog(
    const KeyHolderConfig& config, const std::string& config_path,
    const std::string& database_path, const Network& network,
    const Clock& clock, Random& random) {
  KITH_ASSIGN_OR_RETURN(const Secret key, DatabaseKey(config, config_path));
  KITH_ASSIGN_OR_RETURN(
      LogSigner log_signer,
      ReadLogSigner(ResolvePath(config_path, config.log_key(), "log.key")));
  KITH_RETURN_IF_ERROR(
      CheckLogKey(*network.FindKeyHolder(config.id()), log_signer));
  KITH_ASSIGN_OR_RETURN(auto db, SealedDb::Open(database_path, key));
  KITH_RETURN_IF_ERROR(CreateChargeTable(*db));
  return tlog::AuditLog::Open(
      std::move(db),
      {.origin = absl::StrCat(network.file().broker().log_origin(),
                              "/keyholder/", config.id()),
       .headroom_file = "",
       .headroom_bytes = 0},
      std::move(log_signer), clock, random);
}

// What the partnership has agreed for this log.
tlog::RetentionFlow::Period DetailsPeriod(const Network& network) {
  const auto& retention = network.file().retention();
  tlog::RetentionFlow::Period period{.days = retention.key_holder_details(),
                                     .legal_hold = retention.legal_hold(),
                                     .agencies = {}};
  for (const auto& agency : network.file().agencies()) {
    period.agencies.push_back(agency.id());
  }
  return period;
}

}  // namespace

// In order of dependency: each line uses only lines above it, so they are
// destroyed in the order that is safe.
struct Server::Impl {
  Impl(FileLock database_lock, std::shared_ptr<const Network> loaded,
       const std::string& id, const std::string& config_path,
       std::string network_file)
      : lock(std::move(database_lock)),
        network_path(std::move(network_file)),
        network(std::move(loaded)),
        shares(id),
        share_files(config_path, shares) {}

  void LookForNetworkFile();
  void FollowEpochs();
  absl::Status ServeMetrics(const health::Setup& from,
                            std::unique_ptr<SealedDb> reading);

  FileLock lock;
  const std::string network_path;

  SystemClock clock;
  SystemRandom random;
  CurrentNetwork network;
  std::shared_ptr<const Network> followed;  // Whose shares were looked for.
  ShareSet shares;
  ShareFiles share_files;
  absl::Status shares_loaded;  // As it was said last.
  std::unique_ptr<tlog::AuditLog> log;
  ThreadedExecutor executor{clock, kThreads};
  ThreadedExecutor publishing{clock, kPublishingThreads};
  std::unique_ptr<EvaluateFlow> flow;
  std::unique_ptr<tlog::RetentionFlow> retention;
  std::unique_ptr<EvaluateService> service;
  std::unique_ptr<LogService> log_service;
  std::unique_ptr<grpc::Server> grpc;
  health::Setup setup;
  std::unique_ptr<health::EntryCounts> counts;
  std::unique_ptr<MetricsServer> metrics;
};

absl::Status Server::Impl::ServeMetrics(const health::Setup& from,
                                        std::unique_ptr<SealedDb> reading) {
  setup = from;
  counts = std::make_unique<health::EntryCounts>(std::move(reading));
  KITH_ASSIGN_OR_RETURN(
      metrics, StartMetrics(setup.metrics_listen, [this] {
        const absl::Time now = clock.Now();
        return health::ProgramReadings(
            health::LookFromInside(setup, *network.Get(), now), setup, *counts,
            now,
            {{"kith_elements_charged",
              "Elements charged in the days and epochs that are kept",
              "SELECT coalesce(sum(elements), 0) FROM charge"}});
      }));
  return absl::OkStatus();
}

// A newer network file in its place is taken: new agencies, new allowances.
void Server::Impl::LookForNetworkFile() {
  const absl::StatusOr<bool> replaced = network.ReplaceFromFile(network_path);
  if (!replaced.ok()) {
    LogError("network_file_refused", {{"why", replaced.status()}});
  } else if (*replaced) {
    const std::shared_ptr<const Network> now = network.Get();
    log->SetContext({now->hash(), now->policy_hash()});
    const absl::Status kept = NetworkHistory(network_path).Keep(*now);
    if (!kept.ok()) LogError("network_file_not_kept", {{"why", kept}});
    LogInfo("network_file_replaced", {{"version", now->file().version()}});
  }
  FollowEpochs();
  executor.At(clock.Monotonic() + kLookForNetworkFile,
              [this] { LookForNetworkFile(); });
}

// A share that was put beside the others is read while its epoch has none.
void Server::Impl::FollowEpochs() {
  const std::shared_ptr<const Network> now = network.Get();
  bool missing = false;
  for (const auto& epoch : now->file().epochs()) {
    missing = missing || (!IsRetired(epoch) && !shares.Has(epoch.number()));
  }
  if (missing || now != followed) {
    followed = now;
    const absl::Status loaded = share_files.Load(*now);
    // It is looked at every second: what is as before is not said again.
    if (!loaded.ok() && loaded != shares_loaded) {
      LogWarning("share_not_usable", {{"why", loaded}});
    }
    shares_loaded = loaded;
  }
  for (const auto& destroyed :
       share_files.DestroyRetired(*now, clock.Monotonic())) {
    LogInfo("share_destroyed", {{"epoch", destroyed.epoch},
                                {"delete_yourself", destroyed.still_at}});
    log->Submit(
        [now,
         destroyed](SealedDb&) -> absl::StatusOr<std::vector<tlog::Entry>> {
          return DestroyedEntries(*now, destroyed);
        },
        [](absl::StatusOr<tlog::Committed> committed) {
          if (!committed.ok()) {
            LogError("share_destroyed_not_logged",
                     {{"why", committed.status()}});
          }
        });
  }
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Server::~Server() {
  impl_->metrics.reset();
  impl_->grpc->Shutdown(std::chrono::system_clock::now() +
                        absl::ToChronoSeconds(kDrain));
  impl_->publishing.Stop();
  impl_->executor.Stop();
}

absl::StatusOr<std::unique_ptr<Server>> Server::Start(
    const std::string& config_path) {
  KeyHolderConfig config;
  KITH_RETURN_IF_ERROR(ReadConfigFile(config_path, config));
  const std::string network_path =
      ResolvePath(config_path, config.network_file(), "network.kith");
  KITH_ASSIGN_OR_RETURN(std::shared_ptr<const Network> network,
                        LoadWithHistory(network_path));
  if (network->FindKeyHolder(config.id()) == nullptr) {
    return absl::FailedPreconditionError(
        "id: the network file names no such key holder");
  }
  KITH_ASSIGN_OR_RETURN(
      const TlsFiles tls,
      ReadTlsFiles(
          network->file().authority_pem(),
          ResolvePath(config_path, config.tls().certificate(),
                      "certificate.pem"),
          ResolvePath(config_path, config.tls().private_key(), "tls.key")));
  const std::string database_path =
      ResolvePath(config_path, config.database(), "keyholder.db");
  KITH_ASSIGN_OR_RETURN(FileLock lock, FileLock::Take(database_path));
  auto impl = std::make_unique<Impl>(std::move(lock), network, config.id(),
                                     config_path, network_path);
  // One bad share does not take away a good one.
  const absl::Status shares = impl->share_files.Load(*network);
  if (!shares.ok()) {
    if (impl->shares.Epochs().empty()) return shares;
    LogError("share_not_usable", {{"why", shares}});
    impl->shares_loaded = shares;
  }
  // One that was added waits for the next ceremony.
  if (impl->shares.Epochs().empty()) LogWarning("no_share_yet", {});
  KITH_ASSIGN_OR_RETURN(impl->log,
                        OpenLog(config, config_path, database_path, *network,
                                impl->clock, impl->random));
  impl->log->SetContext({network->hash(), network->policy_hash()});
  impl->flow = std::make_unique<EvaluateFlow>(EvaluateFlow::Parts{
      config.id(), impl->network, impl->shares, *impl->log, impl->executor,
      impl->publishing, impl->clock, impl->random});
  impl->service = std::make_unique<EvaluateService>(*impl->flow, impl->network,
                                                    impl->clock);
  KITH_ASSIGN_OR_RETURN(const Secret database_key,
                        DatabaseKey(config, config_path));
  KITH_ASSIGN_OR_RETURN(auto reading,
                        SealedDb::Open(database_path, database_key));
  impl->log_service = std::make_unique<LogService>(
      impl->network, *impl->log, impl->clock,
      [&log = *impl->log](const std::function<void(std::string)>& done) {
        done(log.checkpoint());
      },
      std::move(reading));

  KITH_ASSIGN_OR_RETURN(auto for_metrics,
                        SealedDb::Open(database_path, database_key));
  KITH_RETURN_IF_ERROR(impl->ServeMetrics(health::SetupOf(config_path, config),
                                          std::move(for_metrics)));

  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort(config.listen(), MutualTlsServer(tls), &port);
  builder.SetMaxReceiveMessageSize(kMaxMessageBytes);
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  // Agents ping each 20 s, under what proxies cut off as idle.
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 20'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 10'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(
      GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 10'000);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS,
                             ConnectionAgeMs(*network));
  builder.RegisterService(impl->service.get());
  builder.RegisterService(impl->log_service.get());
  impl->grpc = builder.BuildAndStart();
  if (impl->grpc == nullptr || port == 0) {
    return absl::UnavailableError(
        absl::StrCat("cannot listen on ", config.listen(),
                     "; is another program using it?"));
  }
  impl->LookForNetworkFile();
  impl->retention = std::make_unique<tlog::RetentionFlow>(
      tlog::RetentionFlow::Parts{.log = *impl->log,
                                 .executor = impl->executor,
                                 .clock = impl->clock,
                                 .period =
                                     [&network = impl->network] {
                                       return DetailsPeriod(*network.Get());
                                     },
                                 .remove_beside = {}});
  impl->retention->Start();
  LogInfo("serving", {{"port", port}});
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

}  // namespace kith::keyholder
