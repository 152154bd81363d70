// SPDX-License-Identifier: Apache-2.0
#include "broker/server.h"

#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "broker/flows/accept_enquiry_flow.h"
#include "broker/flows/all_published_flow.h"
#include "broker/flows/handover_flow.h"
#include "broker/flows/heartbeat_flow.h"
#include "broker/flows/membership_flow.h"
#include "broker/flows/probe_flow.h"
#include "broker/flows/publish_flow.h"
#include "broker/flows/recall_flow.h"
#include "broker/flows/receive_answer_flow.h"
#include "broker/flows/record_grounds_flow.h"
#include "broker/flows/recover_flow.h"
#include "broker/flows/release_enquiry_flow.h"
#include "broker/flows/retire_epochs_flow.h"
#include "broker/flows/route_enquiry_flow.h"
#include "broker/flows/urgent_flow.h"
#include "broker/flows/urgent_review_flow.h"
#include "broker/flows/welcome_flow.h"
#include "broker/flows/withdraw_flow.h"
#include "broker/flows/withdrawal_notice_flow.h"
#include "broker/flows/witness_flow.h"
#include "broker/relay/agent_links.h"
#include "broker/service/enquiry_service.h"
#include "broker/service/ground_service.h"
#include "broker/service/handover_service.h"
#include "broker/service/involvement_service.h"
#include "broker/service/link_service.h"
#include "broker/service/recall_service.h"
#include "broker/service/urgent_service.h"
#include "broker/store/sqlcipher_store.h"
#include "keys/base/logging.h"
#include "keys/base/status_macros.h"
#include "keys/health/look.h"
#include "keys/program/config_file.h"
#include "keys/program/load.h"
#include "keys/service/log_service.h"
#include "keys/service/metrics_server.h"
#include "keys/tlog/retention_flow.h"
#include "keys/tls/credentials.h"
#include "kith/config/v1/config.pb.h"

namespace kith::broker {
namespace {

using config::v1::BrokerConfig;

constexpr int kThreads = 2;
constexpr int kMaxMessageBytes = 1 << 20;
constexpr std::size_t kPepperBytes = 32;
// Kept free for withdrawals when the disk is full.
constexpr std::size_t kHeadroomBytes = 64 << 20;
constexpr std::size_t kTestHeadroomBytes = 1 << 20;
constexpr absl::Duration kDrain = absl::Seconds(3);
constexpr absl::Duration kLookForNetworkFile = absl::Seconds(1);
constexpr absl::Duration kLookForLateReviews = absl::Minutes(10);

// Everything that is read before anything is started.
struct Loaded {
  BrokerConfig config;
  std::string network_path;
  std::string database_path;
  std::shared_ptr<const Network> network;
  TlsFiles tls;
  Secret database_key;
  Secret pepper;
  Signer signer;
  Signer log_signer;
  FileLock lock;
};

absl::StatusOr<Loaded> Load(const std::string& config_path,
                            ReleaseTimer timer) {
  BrokerConfig config;
  KITH_RETURN_IF_ERROR(ReadConfigFile(config_path, config));
  const auto path = [&](const std::string& given, const char* fallback) {
    return ResolvePath(config_path, given, fallback);
  };
  const std::string network_path = path(config.network_file(), "network.kith");
  KITH_ASSIGN_OR_RETURN(std::shared_ptr<const Network> network,
                        Network::Load(network_path));
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
  KITH_ASSIGN_OR_RETURN(Signer log_signer,
                        LoadSigner(path(config.log_key(), "log.key"),
                                   broker.log_key(), "log_key"));
  const std::string database_path = path(config.database(), "broker.db");
  KITH_ASSIGN_OR_RETURN(FileLock lock, FileLock::Take(database_path));
  return Loaded{std::move(config),  network_path,      database_path,
                std::move(network), std::move(tls),    std::move(database_key),
                std::move(pepper),  std::move(signer), std::move(log_signer),
                std::move(lock)};
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

// What the partnership has agreed for this log.
tlog::RetentionFlow::Period BrokerDetailsPeriod(const Network& network) {
  const auto& retention = network.file().retention();
  tlog::RetentionFlow::Period period{.days = retention.broker_details(),
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
  Impl(Loaded from, std::unique_ptr<StoreReader> store_reader,
       std::unique_ptr<tlog::AuditLog> audit_log, ReleaseTimer timer)
      : loaded(std::move(from)),
        reader(std::move(store_reader)),
        log(std::move(audit_log)),
        release_timer(timer) {}

  absl::Status Listen();
  void LookForNetworkFile();
  void LookForLateReviews();
  void PushNetworkFile(const Network& now);
  absl::Status ServeMetrics(const std::string& config_path);

  SystemClock clock;
  SystemRandom random;
  Loaded loaded;
  CurrentNetwork network{loaded.network};
  policy::PolicyCache policies;
  std::unique_ptr<StoreReader> reader;
  std::unique_ptr<tlog::AuditLog> log;
  const ReleaseTimer release_timer;
  bool membership_is_logged = true;
  SealedIndex index{loaded.pepper, random};
  AgentLinks links;
  Coverage coverage;
  Witnesses witnesses;
  EnquiryTable enquiries;
  ThreadedExecutor executor{clock, kThreads};
  ReleaseFence fence{clock, executor};
  IndexState index_state;
  Parts parts{
      .network = network,
      .policies = policies,
      .reader = *reader,
      .transaction = [](SealedDb& db) -> std::unique_ptr<StoreTransaction> {
        return std::make_unique<SqlcipherTransaction>(db);
      },
      .log = *log,
      .index = index,
      .relay = links,
      .coverage = coverage,
      .witnesses = witnesses,
      .enquiries = enquiries,
      .fence = fence,
      .index_state = index_state,
      .signer = loaded.signer,
      .clock = clock,
      .random = random,
      .executor = executor,
      .release_timer = release_timer};
  ReleaseEnquiryFlow release{parts};
  RouteEnquiryFlow route{parts, release};
  WitnessFlow witness{parts};
  MembershipFlow membership{parts};
  RetireEpochsFlow retire_epochs{parts};
  AllPublishedFlow all_published{parts};
  HeartbeatFlow heartbeat{parts};
  std::unique_ptr<tlog::RetentionFlow> retention;
  AcceptEnquiryFlow accept{parts, witness, route};
  ProbeFlow probe{parts};
  ReceiveAnswerFlow answer{parts, probe, release};
  RecordGroundsFlow record{parts};
  WithdrawFlow withdraw{parts};
  PublishFlow publish{parts};
  RecallFlow recall{parts};
  WithdrawalNoticeFlow withdrawal_notices{parts};
  EnquiryService enquiry_service{parts, accept};
  GroundService ground_service{parts, record, withdraw, withdrawal_notices};
  RecallService recall_service{parts, recall};
  UrgentFlow urgent{parts};
  UrgentReviewFlow urgent_reviews{parts};
  UrgentService urgent_service{parts, urgent, urgent_reviews};
  HandoverFlow handover{parts};
  HandoverService handover_service{parts, handover};
  std::unique_ptr<WelcomeFlow> welcome;
  std::unique_ptr<InvolvementService> involvement_service;
  std::unique_ptr<LinkService> link_service;
  std::unique_ptr<LogService> log_service;
  std::unique_ptr<grpc::Server> grpc;
  health::Setup setup;
  std::unique_ptr<health::EntryCounts> counts;
  std::unique_ptr<MetricsServer> metrics;
};

absl::Status Server::Impl::ServeMetrics(const std::string& config_path) {
  setup = health::SetupOf(config_path, loaded.config);
  if (setup.metrics_listen.empty()) return absl::OkStatus();
  KITH_ASSIGN_OR_RETURN(
      auto db, SealedDb::Open(loaded.database_path, loaded.database_key));
  counts = std::make_unique<health::EntryCounts>(std::move(db));
  const auto read = [this] {
    const absl::Time now = clock.Now();
    health::Readings readings = health::ProgramReadings(
        health::LookFromInside(setup, *network.Get(), now), setup, *counts, now,
        {{"kith_index_rows", "Rows of the index",
          "SELECT count(*) FROM index_row"},
         {"kith_grounds", "Grounds, those that ended among them",
          "SELECT count(*) FROM ground"}});
    readings.push_back(
        {.name = "kith_streams_connected",
         .help = "Agents that hold a stream",
         .value = static_cast<double>(links.Connected().size())});
    return readings;
  };
  KITH_ASSIGN_OR_RETURN(metrics, StartMetrics(setup.metrics_listen, read));
  return absl::OkStatus();
}

absl::Status Server::Impl::Listen() {
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort(loaded.config.listen(), MutualTlsServer(loaded.tls),
                           &port);
  builder.SetMaxReceiveMessageSize(kMaxMessageBytes);
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, 8 * 1024);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, 128);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 20'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 10'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(
      GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 10'000);
  builder.RegisterService(&enquiry_service);
  builder.RegisterService(&ground_service);
  builder.RegisterService(&recall_service);
  builder.RegisterService(&urgent_service);
  builder.RegisterService(&handover_service);
  builder.RegisterService(involvement_service.get());
  builder.RegisterService(link_service.get());
  builder.RegisterService(log_service.get());
  grpc = builder.BuildAndStart();
  if (grpc == nullptr || port == 0) {
    return absl::UnavailableError(
        absl::StrCat("cannot listen on ", loaded.config.listen(),
                     "; is another program using it?"));
  }
  LogInfo("serving", {{"port", port}, {"log_size", log->size()}});
  return absl::OkStatus();
}

// A newer network file in its place is taken and pushed to every agent.
void Server::Impl::LookForNetworkFile() {
  const absl::StatusOr<bool> replaced =
      network.ReplaceFromFile(loaded.network_path);
  if (!replaced.ok()) {
    LogError("network_file_refused", {{"why", replaced.status()}});
  } else if (*replaced) {
    PushNetworkFile(*network.Get());
  }
  if (replaced.ok() && *replaced) {
    membership_is_logged = false;
    retire_epochs.Run();
  }
  if (!membership_is_logged) {
    const absl::Status logged = membership.Run();
    membership_is_logged = logged.ok();
    if (!logged.ok()) LogError("network_file_not_logged", {{"why", logged}});
  }
  executor.At(clock.Monotonic() + kLookForNetworkFile,
              [this] { LookForNetworkFile(); });
}

void Server::Impl::LookForLateReviews() {
  const absl::StatusOr<int> late = urgent_reviews.Escalate();
  if (!late.ok()) {
    LogError("late_reviews_not_logged", {{"why", late.status()}});
  } else if (*late > 0) {
    LogWarning("urgent_access_not_reviewed_in_time", {{"count", *late}});
  }
  executor.At(clock.Monotonic() + kLookForLateReviews,
              [this] { LookForLateReviews(); });
}

void Server::Impl::PushNetworkFile(const Network& now) {
  link::v1::ToAgent update;
  update.mutable_network_file()->set_signed_file(now.signed_bytes());
  for (const std::string& agency : links.Connected()) {
    const network::v1::Agency* member = now.FindAgency(agency);
    if (member == nullptr || member->suspended()) {
      links.Disconnect(agency,
                       absl::UnauthenticatedError("no longer a member"));
    } else {
      (void)links.Send(agency, update);
    }
  }
  LogInfo("network_file_replaced", {{"version", now.file().version()}});
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Server::~Server() {
  impl_->metrics.reset();
  impl_->links.DisconnectAll(absl::UnavailableError("the broker is stopping"));
  impl_->grpc->Shutdown(std::chrono::system_clock::now() +
                        absl::ToChronoSeconds(kDrain));
  impl_->executor.Stop();
  impl_->log.reset();  // Its last callbacks use what is below it.
}

absl::StatusOr<std::unique_ptr<Server>> Server::Start(
    const std::string& config_path) {
  return StartWith(config_path, ReleaseTimer::kNetwork);
}

absl::StatusOr<std::unique_ptr<Server>> Server::StartForMeasuring(
    const std::string& config_path) {
  return StartWith(config_path, ReleaseTimer::kAtOnce);
}

std::uint64_t Server::log_commits() const { return impl_->log->commits(); }

absl::StatusOr<std::unique_ptr<Server>> Server::StartWith(
    const std::string& config_path, ReleaseTimer timer) {
  KITH_ASSIGN_OR_RETURN(Loaded loaded, Load(config_path, timer));
  static SystemClock clock;
  static SystemRandom random;
  KITH_ASSIGN_OR_RETURN(std::unique_ptr<tlog::AuditLog> log,
                        OpenLog(loaded, clock, random));
  KITH_ASSIGN_OR_RETURN(auto reader_db, SealedDb::Open(loaded.database_path,
                                                       loaded.database_key));
  KITH_ASSIGN_OR_RETURN(std::unique_ptr<StoreReader> reader,
                        SqlcipherReader::Create(std::move(reader_db)));
  KITH_ASSIGN_OR_RETURN(
      auto log_db, SealedDb::Open(loaded.database_path, loaded.database_key));
  auto impl = std::make_unique<Impl>(std::move(loaded), std::move(reader),
                                     std::move(log), timer);
  KITH_RETURN_IF_ERROR(
      impl->policies.Get(impl->network.Get()->file().policy_text()).status());
  // Before anything is logged under it.
  KITH_RETURN_IF_ERROR(impl->membership.Run());
  impl->retire_epochs.Run();
  KITH_ASSIGN_OR_RETURN(const std::string index_id,
                        RecoverFlow(impl->parts).Run());
  KITH_RETURN_IF_ERROR(impl->all_published.Load(index_id));
  impl->welcome = std::make_unique<WelcomeFlow>(impl->parts, index_id);
  impl->involvement_service = std::make_unique<InvolvementService>(
      impl->parts, impl->publish, index_id);
  impl->link_service = std::make_unique<LinkService>(
      impl->parts, impl->links,
      LinkService::Flows{*impl->welcome, impl->probe, impl->answer,
                         impl->recall, impl->withdrawal_notices, impl->witness,
                         impl->all_published});
  impl->log_service = std::make_unique<LogService>(
      impl->network, *impl->log,
      [&witness = impl->witness](std::function<void(std::string)> done) {
        witness.ShowNow(std::move(done));
      },
      std::move(log_db));
  KITH_RETURN_IF_ERROR(impl->ServeMetrics(config_path));
  KITH_RETURN_IF_ERROR(impl->Listen());
  impl->LookForNetworkFile();
  impl->LookForLateReviews();
  impl->witness.Start();
  impl->heartbeat.Start();
  impl->retention =
      std::make_unique<tlog::RetentionFlow>(tlog::RetentionFlow::Parts{
          .log = *impl->log,
          .executor = impl->executor,
          .clock = impl->clock,
          .period =
              [&network = impl->network] {
                return BrokerDetailsPeriod(*network.Get());
              },
          .remove_beside = {}});
  impl->retention->Start();
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

}  // namespace kith::broker
