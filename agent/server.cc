// SPDX-License-Identifier: Apache-2.0
#include "agent/server.h"

#include <grpcpp/channel.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "agent/flows/answer_flow.h"
#include "agent/flows/ask_flow.h"
#include "agent/flows/asking_limits.h"
#include "agent/flows/audit_flow.h"
#include "agent/flows/canary_flow.h"
#include "agent/flows/complaint_flow.h"
#include "agent/flows/confirm_shields_flow.h"
#include "agent/flows/consent_flow.h"
#include "agent/flows/digest_flow.h"
#include "agent/flows/doctor_flow.h"
#include "agent/flows/evidence_flow.h"
#include "agent/flows/handover_flow.h"
#include "agent/flows/import_flow.h"
#include "agent/flows/link_flow.h"
#include "agent/flows/list_flow.h"
#include "agent/flows/own_retention.h"
#include "agent/flows/publish_flow.h"
#include "agent/flows/publish_loop.h"
#include "agent/flows/recall_flow.h"
#include "agent/flows/recall_notice_flow.h"
#include "agent/flows/renew_flow.h"
#include "agent/flows/staff_key_flow.h"
#include "agent/flows/touch_flow.h"
#include "agent/flows/urgent_flow.h"
#include "agent/load_agent.h"
#include "agent/network_files.h"
#include "agent/register/register.h"
#include "agent/relay/grpc_centre.h"
#include "agent/relay/grpc_renewals.h"
#include "agent/service/agreement_service.h"
#include "agent/service/audit_service.h"
#include "agent/service/complaint_service.h"
#include "agent/service/desk_service.h"
#include "agent/service/desk_socket.h"
#include "agent/service/directory_service.h"
#include "agent/service/handover_desk_service.h"
#include "agent/service/involvement_service.h"
#include "agent/service/list_service.h"
#include "agent/service/review_service.h"
#include "agent/service/urgent_desk_service.h"
#include "keys/base/logging.h"
#include "keys/base/status_macros.h"
#include "keys/health/look.h"
#include "keys/service/metrics_server.h"

namespace kith::agent {
namespace {

// Questions from the stream and timers: an answer is due, so nothing that waits
// for another machine is done here. Each waits for the log's writer once, which
// writes down together what waits together.
constexpr int kThreads = 8;
// Acknowledgements, consistency of the centre's log, renewal: they wait for it.
constexpr int kErrandThreads = 3;
// Desk calls: each holds one of these while it waits for the centre, a release
// time at least, and uses a processor for little of it.
constexpr int kDeskThreads = 16;
constexpr int kMaxDeskMessageBytes = 4 << 20;
constexpr std::size_t kHeadroomBytes = 16 << 20;
constexpr std::size_t kTestHeadroomBytes = 1 << 20;
constexpr absl::Duration kDrain = absl::Seconds(3);
constexpr char kPseudonymKey[] = "pseudonym-key";

absl::StatusOr<std::unique_ptr<tlog::AuditLog>> OpenLog(Loaded& loaded,
                                                        const Clock& clock,
                                                        Random& random) {
  KITH_ASSIGN_OR_RETURN(
      auto db, SealedDb::Open(loaded.database_path, loaded.database_key));
  KITH_RETURN_IF_ERROR(Register::CreateTables(*db));
  KITH_ASSIGN_OR_RETURN(
      auto log,
      tlog::AuditLog::Open(
          std::move(db),
          {.origin = OwnLogOrigin(*loaded.network, loaded.config.agency()),
           .headroom_file = loaded.database_path + ".headroom",
           .headroom_bytes = loaded.network->file().test_network()
                                 ? kTestHeadroomBytes
                                 : kHeadroomBytes},
          std::move(loaded.log_signer), clock, random));
  log->SetContext({loaded.network->hash(), loaded.network->policy_hash()});
  return log;
}

// Made once, kept in the encrypted database.
absl::StatusOr<Secret> PseudonymKey(tlog::AuditLog& log, Random& random) {
  std::string key;
  const absl::StatusOr<tlog::Committed> committed =
      log.Run([&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
        Register people(db);
        KITH_ASSIGN_OR_RETURN(key, people.GetSetting(kPseudonymKey));
        if (key.empty()) {
          key = random.Bytes(32);
          KITH_RETURN_IF_ERROR(people.PutSetting(kPseudonymKey, key));
        }
        return std::vector<tlog::Entry>();
      });
  if (!committed.ok()) return committed.status();
  Secret secret = Secret::FromBytes(key);
  WipeString(key);
  return secret;
}

health::Findings FindingsOf(const desk::v1::DoctorReply& reply) {
  using State = health::Finding::State;
  health::Findings findings;
  for (const auto& statement : reply.statements()) {
    findings.push_back({statement.check(),
                        statement.good() ? State::kGood : State::kFault,
                        statement.words(), statement.next_step()});
  }
  return findings;
}

}  // namespace

// In order of dependency: each line uses only lines above it, so they are
// destroyed in the order that is safe.
struct Server::Impl {
  Impl(Loaded from, const std::string& config_path,
       std::unique_ptr<SealedDb> reading,
       std::unique_ptr<SealedDb> reading_long,
       std::unique_ptr<tlog::AuditLog> audit_log, Secret pseudonyms)
      : loaded(std::move(from)),
        setup(health::SetupOf(config_path, loaded.config)),
        reader(std::move(reading)),
        long_reader(std::move(reading_long)),
        log(std::move(audit_log)),
        pseudonym_key(std::move(pseudonyms)) {}

  absl::Status Serve();
  absl::Status ServeMetrics();
  absl::Status Keep(const std::vector<std::string>& between,
                    const Network& newest);

  Parts PartsReadingBy(RegisterReader& by, Executor& on) {
    return {.agency = loaded.config.agency(),
            .network = network,
            .policies = policies,
            .reader = by,
            .log = *log,
            .signer = loaded.signer,
            .pseudonym_key = pseudonym_key,
            .key_holders = key_holders,
            .broker = *broker,
            .clock = clock,
            .random = random,
            .executor = on};
  }

  SystemClock clock;
  SystemRandom random;
  Loaded loaded;
  const health::Setup setup;
  CurrentNetwork network{loaded.network};
  std::atomic<bool> centre_has_moved = false;
  policy::PolicyCache policies;
  RegisterReader reader;
  RegisterReader long_reader;
  std::unique_ptr<tlog::AuditLog> log;
  const Secret pseudonym_key;
  ThreadedExecutor executor{clock, kThreads};
  ThreadedExecutor errands{clock, kErrandThreads};
  ThreadedExecutor desk_workers{clock, kDeskThreads};
  const std::shared_ptr<ServerGate> gate =
      std::make_shared<ServerGate>(network, clock);
  const bool watches = WatchTls(gate, loaded);
  const std::shared_ptr<grpc::Channel> broker_channel =
      DialBroker(*loaded.network, loaded.tls, loaded.proxy);
  const std::unique_ptr<Broker> broker = MakeBroker(broker_channel);
  KeyHolders key_holders{
      network, clock, [this](const network::v1::KeyHolder& holder) {
        return std::shared_ptr<KeyHolder>(MakeKeyHolder(
            DialKeyHolder(*network.Get(), holder, loaded.tls, loaded.proxy)));
      }};
  Parts parts = PartsReadingBy(reader, executor);
  // Of flows whose later steps wait for the centre.
  Parts waiting_parts = PartsReadingBy(reader, errands);
  const std::unique_ptr<Renewals> renewals =
      MakeRenewals(broker_channel, loaded.proxy);
  RenewFlow renew{waiting_parts,
                  *renewals,
                  {loaded.certificate_path, loaded.private_key_path}};
  // Who goes through the whole register reads apart, so that no question waits
  // for it.
  Parts long_parts = PartsReadingBy(long_reader, executor);
  CountersignFlow countersign{parts};
  CountersignFlow countersign_published{long_parts};
  PublishFlow publish{long_parts, countersign_published};
  RegisterNames names{long_reader};
  RecallFlow recall{parts};
  RecallNoticeFlow recall_notices{parts};
  PublishLoop publish_loop{parts, publish, names, [this]() -> absl::Status {
                             link_flow.SayAllPublished();
                             KITH_RETURN_IF_ERROR(ForgetAskedBefore(parts));
                             KITH_RETURN_IF_ERROR(recall.SendWaiting());
                             return recall_notices.SendWaiting();
                           }};
  // The stream's events come only after Start(), when `link_flow` is there.
  BrokerLink link{{.channel = broker_channel,
                   .events = {.hello = [this] { return link_flow.Hello(); },
                              .message =
                                  [this](const link::v1::ToAgent& message) {
                                    link_flow.Take(message);
                                  },
                              .ended =
                                  [this](const absl::Status& why) {
                                    if (absl::IsUnauthenticated(why))
                                      renew.Refused();
                                    link_flow.Ended(why);
                                  }},
                   .clock = clock,
                   .random = random,
                   .executor = executor,
                   .longest_wait = loaded.network->file().test_network()
                                       ? absl::Seconds(2)
                                       : absl::Seconds(30)}};
  ReleaseProofs proofs{parts};
  AnswerFlow answer{parts, names, link, proofs};
  LinkFlow link_flow{
      waiting_parts,
      {.uplink = link,
       .answers = executor,
       .answer = answer,
       .proofs = proofs,
       .publish = publish,
       .recall = recall,
       .recall_notices = recall_notices,
       .register_changed = [this] { publish_loop.Wake(); },
       .keep_network_file =
           [this](const std::vector<std::string>& between,
                  const Network& newest) { return Keep(between, newest); }}};
  AskFlow ask{waiting_parts};
  ImportFlow import{long_parts};
  ConsentFlow consent{parts, countersign};
  ObjectionFlow objections{parts};
  BasisFlow bases{parts};
  RelyFlow rely{parts};
  TouchFlow touch{parts};
  StaffKeyFlow staff_keys{parts};
  UrgentFlow urgent{parts, ask, staff_keys};
  HandoverFlow handover{parts};
  ListFlow lists{parts, ask};
  SessionFlow sessions{parts};
  DirectoryFlow directory{parts};
  InvolvementFlow involvements{parts};
  CanaryFlow canaries{parts};
  DigestFlow digest{long_parts};
  AuditFlow audit{long_parts};
  ComplaintFlow complaints{parts};
  ApartFlow apart{parts};
  ConfirmShieldsFlow confirm_shields{parts};
  EvidenceFlow evidence{parts};
  tlog::RetentionFlow retention{OwnRetention(parts)};
  ExplainFlow explain{parts};
  DoctorFlow doctor{
      parts,
      {.uplink = link,
       .proofs = proofs,
       .publish = publish,
       .last_end = [this] { return link_flow.last_end(); },
       .taken_over = [this] { return link_flow.taken_over(); },
       .broker_has_moved =
           [this] {
             return loaded.network->file().broker().address() !=
                    network.Get()->file().broker().address();
           },
       .witnessed_until = [this] { return link_flow.witnessed_until(); },
       .look =
           [this] {
             return health::LookFromInside(setup, *network.Get(), clock.Now());
           },
       .certificate = [this] { return renew.state(); }}};
  std::unique_ptr<DeskSocket> socket;
  std::unique_ptr<DeskCalls> calls;
  std::unique_ptr<DeskService> desk;
  std::unique_ptr<AgreementService> agreements;
  std::unique_ptr<UrgentDeskService> urgent_desk;
  std::unique_ptr<HandoverDeskService> handover_desk;
  std::unique_ptr<ListService> list_service;
  std::unique_ptr<ReviewService> review_service;
  std::unique_ptr<AuditService> audit_service;
  std::unique_ptr<ComplaintService> complaint_service;
  std::unique_ptr<DirectoryService> directory_service;
  std::unique_ptr<InvolvementService> involvement_service;
  std::unique_ptr<grpc::Server> grpc;
  std::unique_ptr<health::EntryCounts> counts;
  std::unique_ptr<MetricsServer> metrics;
};

absl::Status Server::Impl::ServeMetrics() {
  if (setup.metrics_listen.empty()) return absl::OkStatus();
  KITH_ASSIGN_OR_RETURN(
      auto db, SealedDb::Open(loaded.database_path, loaded.database_key));
  counts = std::make_unique<health::EntryCounts>(std::move(db));
  const auto read = [this] {
    const auto reply = doctor.Run();
    health::Readings readings = health::ProgramReadings(
        reply.ok() ? FindingsOf(*reply) : health::Findings(), setup, *counts,
        clock.Now(), {});
    const PublishFlow::Progress progress = publish.progress();
    readings.push_back({.name = "kith_streams_connected",
                        .help = "1 while the stream to the broker is open",
                        .value = link.connected() ? 1.0 : 0.0});
    readings.push_back({.name = "kith_rows_in_index",
                        .help = "Rows of this agency that the index has",
                        .value = static_cast<double>(progress.present)});
    readings.push_back({.name = "kith_rows_wanted",
                        .help = "Rows that it should have",
                        .value = static_cast<double>(progress.wanted)});
    return readings;
  };
  KITH_ASSIGN_OR_RETURN(metrics, StartMetrics(setup.metrics_listen, read));
  return absl::OkStatus();
}

absl::Status Server::Impl::Serve() {
  KITH_RETURN_IF_ERROR(KeepPolicy(parts));
  KITH_RETURN_IF_ERROR(names.Rebuild());
  KITH_ASSIGN_OR_RETURN(socket, DeskSocket::Bind(loaded.socket_path));
  calls = std::make_unique<DeskCalls>(*socket, loaded.staff, sessions,
                                      desk_workers);
  agreements = std::make_unique<AgreementService>(AgreementService::Parts{
      .calls = *calls,
      .agent = long_parts,
      .objections = objections,
      .bases = bases,
      .rely = rely,
      .register_changed = [this] { publish_loop.Wake(); }});
  urgent_desk = std::make_unique<UrgentDeskService>(UrgentDeskService::Parts{
      .calls = *calls, .agent = parts, .keys = staff_keys, .urgent = urgent});
  handover_desk =
      std::make_unique<HandoverDeskService>(HandoverDeskService::Parts{
          .calls = *calls,
          .agent = parts,
          .handover = handover,
          .register_changed = [this] { publish_loop.Wake(); }});
  desk = std::make_unique<DeskService>(
      DeskService::Parts{.calls = *calls,
                         .flows = {.lists = lists,
                                   .import = import,
                                   .publish = publish,
                                   .consent = consent,
                                   .recall = recall,
                                   .recall_notices = recall_notices,
                                   .touch = touch,
                                   .evidence = evidence,
                                   .explain = explain,
                                   .doctor = doctor},
                         .clock = clock,
                         .register_changed = [this] { publish_loop.Wake(); }});
  list_service = std::make_unique<ListService>(*calls, lists);
  review_service = std::make_unique<ReviewService>(ReviewService::Parts{
      .calls = *calls,
      .canaries = canaries,
      .digest = digest,
      .apart = apart,
      .confirm_shields = confirm_shields,
      .register_changed = [this] { publish_loop.Wake(); }});
  audit_service = std::make_unique<AuditService>(*calls, audit);
  complaint_service = std::make_unique<ComplaintService>(*calls, complaints);
  directory_service = std::make_unique<DirectoryService>(*calls, directory);
  involvement_service = std::make_unique<InvolvementService>(
      *calls, involvements, [this] { publish_loop.Wake(); });
  grpc::ServerBuilder builder;
  builder.SetMaxReceiveMessageSize(kMaxDeskMessageBytes);
  builder.RegisterService(desk.get());
  builder.RegisterService(agreements.get());
  builder.RegisterService(urgent_desk.get());
  builder.RegisterService(handover_desk.get());
  builder.RegisterService(list_service.get());
  builder.RegisterService(review_service.get());
  builder.RegisterService(audit_service.get());
  builder.RegisterService(complaint_service.get());
  builder.RegisterService(directory_service.get());
  builder.RegisterService(involvement_service.get());
  KITH_RETURN_IF_ERROR(ServeMetrics());
  grpc = builder.BuildAndStart();
  if (grpc == nullptr) return absl::InternalError("the desk cannot be served");
  socket->Serve(*grpc);
  link.Start();
  publish_loop.Start();
  retention.Start();
  renew.Start();
  LogInfo("serving",
          {{"agency", loaded.config.agency()}, {"log_size", log->size()}});
  return absl::OkStatus();
}

// Once it is on the disk: who starts anew reads it there.
absl::Status Server::Impl::Keep(const std::vector<std::string>& between,
                                const Network& newest) {
  KITH_RETURN_IF_ERROR(KeepNetworkFile(loaded.network_path, between, newest));
  centre_has_moved = loaded.network->file().broker().address() !=
                     newest.file().broker().address();
  return absl::OkStatus();
}

bool Server::centre_has_moved() const { return impl_->centre_has_moved; }

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Server::~Server() {
  impl_->metrics.reset();
  impl_->link.Stop();
  impl_->socket->StopAccepting();
  impl_->grpc->Shutdown(std::chrono::system_clock::now() +
                        absl::ToChronoSeconds(kDrain));
  impl_->publish_loop.Stop();
  impl_->desk_workers.Stop();
  impl_->errands.Stop();
  impl_->executor.Stop();
  impl_->gate->Close();
}

absl::StatusOr<std::unique_ptr<Server>> Server::Start(
    const std::string& config_path) {
  static SystemClock clock;
  static SystemRandom random;
  KITH_ASSIGN_OR_RETURN(Loaded loaded, LoadAgent(config_path));
  KITH_ASSIGN_OR_RETURN(std::unique_ptr<tlog::AuditLog> log,
                        OpenLog(loaded, clock, random));
  KITH_ASSIGN_OR_RETURN(Secret pseudonym_key, PseudonymKey(*log, random));
  KITH_ASSIGN_OR_RETURN(
      auto reading, SealedDb::Open(loaded.database_path, loaded.database_key));
  KITH_ASSIGN_OR_RETURN(auto reading_long, SealedDb::Open(loaded.database_path,
                                                          loaded.database_key));
  auto impl = std::make_unique<Impl>(
      std::move(loaded), config_path, std::move(reading),
      std::move(reading_long), std::move(log), std::move(pseudonym_key));
  KITH_RETURN_IF_ERROR(
      impl->policies.Get(impl->network.Get()->file().policy_text()).status());
  KITH_RETURN_IF_ERROR(impl->Serve());
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

}  // namespace kith::agent
