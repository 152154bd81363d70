// SPDX-License-Identifier: Apache-2.0
#include "broker/server.h"

#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "broker/flows/accept_enquiry_flow.h"
#include "broker/flows/all_published_flow.h"
#include "broker/flows/enrol_flow.h"
#include "broker/flows/handover_flow.h"
#include "broker/flows/heartbeat_flow.h"
#include "broker/flows/leave_flow.h"
#include "broker/flows/membership_flow.h"
#include "broker/flows/network_updates.h"
#include "broker/flows/paper_notices.h"
#include "broker/flows/probe_flow.h"
#include "broker/flows/publish_flow.h"
#include "broker/flows/recall_flow.h"
#include "broker/flows/receive_answer_flow.h"
#include "broker/flows/record_grounds_flow.h"
#include "broker/flows/recover_flow.h"
#include "broker/flows/release_enquiry_flow.h"
#include "broker/flows/remove_all_flow.h"
#include "broker/flows/retire_epochs_flow.h"
#include "broker/flows/route_enquiry_flow.h"
#include "broker/flows/takeover_flow.h"
#include "broker/flows/urgent_flow.h"
#include "broker/flows/urgent_review_flow.h"
#include "broker/flows/welcome_flow.h"
#include "broker/flows/withdraw_flow.h"
#include "broker/flows/withdrawal_notice_flow.h"
#include "broker/flows/witness_flow.h"
#include "broker/load_broker.h"
#include "broker/relay/agent_links.h"
#include "broker/service/enquiry_service.h"
#include "broker/service/enrol_service.h"
#include "broker/service/ground_service.h"
#include "broker/service/handover_service.h"
#include "broker/service/involvement_service.h"
#include "broker/service/link_service.h"
#include "broker/service/recall_service.h"
#include "broker/service/urgent_service.h"
#include "broker/store/sqlcipher_store.h"
#include "keys/base/logging.h"
#include "keys/base/status_macros.h"
#include "keys/enrolment/invitation.h"
#include "keys/health/look.h"
#include "keys/network/history.h"
#include "keys/program/config_file.h"
#include "keys/program/load.h"
#include "keys/service/log_service.h"
#include "keys/service/metrics_server.h"
#include "keys/service/peer.h"
#include "keys/tlog/retention_flow.h"
#include "keys/tls/credentials.h"

namespace kith::broker {
namespace {

constexpr int kThreads = 2;
constexpr int kPublishingThreads = 1;  // InvolvementService relies on it.
constexpr int kMaxMessageBytes = 1 << 20;
constexpr int kMaxEnrolmentBytes = 64 << 10;
constexpr int kEnrolmentThreads = 16;
constexpr absl::Duration kDrain = absl::Seconds(3);
constexpr absl::Duration kLookForNetworkFile = absl::Seconds(1);
constexpr absl::Duration kLookForLateReviews = absl::Minutes(10);

std::string EnrolmentFolderBeside(const std::string& network_path) {
  return (std::filesystem::path(network_path).parent_path() / kEnrolmentFolder)
      .string();
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
       std::unique_ptr<StoreReader> long_store_reader,
       std::unique_ptr<tlog::AuditLog> audit_log, ReleaseTimer timer)
      : loaded(std::move(from)),
        reader(std::move(store_reader)),
        long_reader(std::move(long_store_reader)),
        log(std::move(audit_log)),
        release_timer(timer) {}

  absl::Status Listen();
  absl::Status ListenForEnrolment();
  void LookForNetworkFile();
  void LookForLeavers();
  void LookForLateReviews();
  absl::Status ServeMetrics(const std::string& config_path);
  void TakeNewNetworkFile(std::uint64_t from);
  void EndWhoeverLeft();
  Parts PartsReadingBy(StoreReader& by) {
    return {
        .network = network,
        .policies = policies,
        .reader = by,
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
  }

  SystemClock clock;
  SystemRandom random;
  Loaded loaded;
  CurrentNetwork network{loaded.network};
  const NetworkHistory network_history{loaded.network_path};
  policy::PolicyCache policies;
  std::unique_ptr<StoreReader> reader;
  std::unique_ptr<StoreReader> long_reader;
  std::unique_ptr<tlog::AuditLog> log;
  const ReleaseTimer release_timer;
  bool membership_is_logged = true;
  PaperNotices notices;
  SealedIndex index{loaded.pepper, random};
  AgentLinks links;
  Coverage coverage;
  Witnesses witnesses;
  EnquiryTable enquiries;
  ThreadedExecutor executor{clock, kThreads};
  ThreadedExecutor publishing{clock, kPublishingThreads};
  ReleaseFence fence{clock, executor};
  IndexState index_state;
  Parts parts = PartsReadingBy(*reader);
  // Thousands of rows at a time: no question waits for it.
  Parts publishing_parts = PartsReadingBy(*long_reader);
  ReleaseEnquiryFlow release{parts};
  RouteEnquiryFlow route{parts, release};
  WitnessFlow witness{parts};
  MembershipFlow membership{parts};
  RetireEpochsFlow retire_epochs{parts};
  AllPublishedFlow all_published{parts};
  LeaveFlow leave{parts};
  HeartbeatFlow heartbeat{parts};
  std::unique_ptr<tlog::RetentionFlow> retention;
  AcceptEnquiryFlow accept{parts, witness, route};
  TakeoverFlow takeover{parts};
  ProbeFlow probe{parts};
  ReceiveAnswerFlow answer{parts, probe, release};
  RecordGroundsFlow record{parts};
  WithdrawFlow withdraw{parts};
  PublishFlow publish{publishing_parts};
  RemoveAllFlow remove_all{parts, publish};
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
  const EnrolFlow enrol{parts, loaded.issuing,
                        EnrolmentFolderBeside(loaded.network_path)};
  const RenewFlow renew{parts, loaded.issuing};
  EnrolService enrol_service{enrol, renew};
  RenewalService renewal_service{parts, renew};
  std::unique_ptr<WelcomeFlow> welcome;
  std::unique_ptr<InvolvementService> involvement_service;
  std::unique_ptr<LinkService> link_service;
  std::unique_ptr<LogService> log_service;
  std::unique_ptr<grpc::Server> grpc;
  health::Setup setup;
  std::unique_ptr<health::EntryCounts> counts;
  std::unique_ptr<MetricsServer> metrics;
  std::unique_ptr<grpc::Server> enrol_grpc;
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

absl::Status CannotListen(const std::string& address) {
  return absl::UnavailableError(absl::StrCat("cannot listen on ", address,
                                             "; is another program using it?"));
}

// Apart from the members' port: who enrols has no certificate yet.
absl::Status Server::Impl::ListenForEnrolment() {
  if (loaded.config.enrol_listen().empty()) return absl::OkStatus();
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort(loaded.config.enrol_listen(), TlsServer(loaded.tls),
                           &port);
  builder.SetMaxReceiveMessageSize(kMaxEnrolmentBytes);
  builder.SetResourceQuota(
      grpc::ResourceQuota("enrolment").SetMaxThreads(kEnrolmentThreads));
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, 8 * 1024);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, 4);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS, 60'000);
  builder.RegisterService(&enrol_service);
  enrol_grpc = builder.BuildAndStart();
  if (enrol_grpc == nullptr || port == 0) {
    return CannotListen(loaded.config.enrol_listen());
  }
  LogInfo("enrolling", {{"port", port}});
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
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS,
                             ConnectionAgeMs(*loaded.network));
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
  builder.RegisterService(&renewal_service);
  builder.RegisterService(involvement_service.get());
  builder.RegisterService(link_service.get());
  builder.RegisterService(log_service.get());
  grpc = builder.BuildAndStart();
  if (grpc == nullptr || port == 0) return CannotListen(loaded.config.listen());
  LogInfo("serving", {{"port", port}, {"log_size", log->size()}});
  return absl::OkStatus();
}

// A newer network file in its place is taken and pushed to every agent.
void Server::Impl::LookForNetworkFile() {
  const std::uint64_t version = network.Get()->file().version();
  const absl::StatusOr<bool> replaced =
      network.ReplaceFromFile(loaded.network_path);
  if (!replaced.ok()) {
    LogError("network_file_refused", {{"why", replaced.status()}});
  } else if (*replaced) {
    TakeNewNetworkFile(version);
  }
  EndWhoeverLeft();
  if (replaced.ok() && *replaced) retire_epochs.Run();
  if (!membership_is_logged) {
    const absl::Status logged = membership.Run();
    membership_is_logged = logged.ok();
    if (!logged.ok()) LogError("network_file_not_logged", {{"why", logged}});
  }
  executor.At(clock.Monotonic() + kLookForNetworkFile,
              [this] { LookForNetworkFile(); });
}

// By a new file, because a paper ended, or their certificate did.
void Server::Impl::EndWhoeverLeft() {
  for (const std::string& agency :
       links.EndWhoeverLeft(*network.Get(), clock.Now())) {
    LogInfo("agent_turned_out", {{"agency", agency}});
  }
  notices.Log(*network.Get(), clock.Now());
}

void Server::Impl::LookForLeavers() {
  const absl::StatusOr<bool> left = leave.Run();
  if (!left.ok()) LogError("agency_not_deleted", {{"why", left.status()}});
  executor.At(clock.Monotonic() + kLookForNetworkFile,
              [this] { LookForLeavers(); });
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

void Server::Impl::TakeNewNetworkFile(std::uint64_t from) {
  const std::shared_ptr<const Network> now = network.Get();
  membership_is_logged = false;
  const absl::Status kept = network_history.Keep(*now);
  if (!kept.ok()) LogError("network_file_not_kept", {{"why", kept}});
  // Whoever no longer takes part is told so, not sent the file.
  EndWhoeverLeft();
  const auto updates = NetworkUpdates(from, *now, network_history);
  for (const std::string& agency : links.Connected()) {
    for (const auto& update : updates) (void)links.Send(agency, update);
  }
  LogInfo("network_file_replaced", {{"version", now->file().version()}});
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Server::~Server() {
  impl_->metrics.reset();
  impl_->links.DisconnectAll(absl::UnavailableError("the broker is stopping"));
  if (impl_->enrol_grpc != nullptr) {
    impl_->enrol_grpc->Shutdown(std::chrono::system_clock::now());
  }
  impl_->grpc->Shutdown(std::chrono::system_clock::now() +
                        absl::ToChronoSeconds(kDrain));
  impl_->publishing.Stop();
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
  KITH_ASSIGN_OR_RETURN(Loaded loaded, LoadBroker(config_path, timer));
  static SystemClock clock;
  static SystemRandom random;
  KITH_ASSIGN_OR_RETURN(std::unique_ptr<tlog::AuditLog> log,
                        OpenLog(loaded, clock, random));
  const auto open_reader =
      [&]() -> absl::StatusOr<std::unique_ptr<StoreReader>> {
    KITH_ASSIGN_OR_RETURN(
        auto db, SealedDb::Open(loaded.database_path, loaded.database_key));
    return SqlcipherReader::Create(std::move(db));
  };
  KITH_ASSIGN_OR_RETURN(std::unique_ptr<StoreReader> reader, open_reader());
  KITH_ASSIGN_OR_RETURN(std::unique_ptr<StoreReader> long_reader,
                        open_reader());
  KITH_ASSIGN_OR_RETURN(
      auto log_db, SealedDb::Open(loaded.database_path, loaded.database_key));
  auto impl =
      std::make_unique<Impl>(std::move(loaded), std::move(reader),
                             std::move(long_reader), std::move(log), timer);
  KITH_RETURN_IF_ERROR(
      impl->policies.Get(impl->network.Get()->file().policy_text()).status());
  // Before anything is logged under it.
  KITH_RETURN_IF_ERROR(impl->membership.Run());
  impl->retire_epochs.Run();
  KITH_ASSIGN_OR_RETURN(const std::string index_id,
                        RecoverFlow(impl->parts).Run());
  KITH_RETURN_IF_ERROR(impl->all_published.Load(index_id));
  impl->welcome = std::make_unique<WelcomeFlow>(
      impl->parts, impl->network_history, index_id);
  impl->involvement_service = std::make_unique<InvolvementService>(
      impl->parts, impl->publish, impl->remove_all, impl->publishing, index_id);
  impl->link_service = std::make_unique<LinkService>(
      impl->parts, impl->links,
      LinkService::Flows{*impl->welcome, impl->takeover, impl->probe,
                         impl->answer, impl->recall, impl->withdrawal_notices,
                         impl->witness, impl->all_published});
  impl->log_service = std::make_unique<LogService>(
      impl->network, *impl->log, impl->clock,
      [&witness = impl->witness](std::function<void(std::string)> done) {
        witness.ShowNow(std::move(done));
      },
      std::move(log_db));
  KITH_RETURN_IF_ERROR(impl->ServeMetrics(config_path));
  KITH_RETURN_IF_ERROR(impl->Listen());
  KITH_RETURN_IF_ERROR(impl->ListenForEnrolment());
  impl->LookForNetworkFile();
  impl->LookForLeavers();
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
