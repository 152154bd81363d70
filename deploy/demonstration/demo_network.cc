// SPDX-License-Identifier: Apache-2.0
#include "deploy/demonstration/demo_network.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "deploy/kith/agency_add.h"
#include "deploy/kith/agency_card.h"
#include "deploy/kith/enrol.h"
#include "deploy/kith/files.h"
#include "deploy/kith/network_epochs.h"
#include "deploy/kith/network_init.h"
#include "deploy/kith/network_key_holder.h"
#include "deploy/kith/network_signing.h"
#include "keys/base/status_macros.h"

namespace kith::deploy {
namespace {

constexpr int kTries = 1000;
constexpr absl::Duration kPause = absl::Milliseconds(20);
// The sample's power for hearing who asks about somebody in a refuge.
constexpr char kTouchGateway[] = "children-act-2004-s11";

// Below the ports that outgoing connections take, which could sit on one while
// its program is down.
constexpr int kFirstPort = 10'000;
constexpr int kPortsOfOneProcess = 4;
constexpr int kPlaces = 5'000;

bool IsFree(int port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  const bool free =
      bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  close(fd);
  return free;
}

// Free now, and of a place of this process's own: networks that start at the
// same time do not clash.
std::string FreeAddress(int& next_port) {
  while (!IsFree(next_port)) ++next_port;
  return absl::StrCat("127.0.0.1:", next_port++);
}

// Somebody listens at the Unix socket. A desk client that finds nobody there
// takes seconds to notice that somebody came.
bool Listens(const std::string& path) {
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  const bool listens =
      connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  close(fd);
  return listens;
}

config::v1::StaffMember StaffOf(const std::string& name,
                                const std::string& shown_as,
                                const std::vector<std::string>& roles) {
  config::v1::StaffMember staff;
  staff.set_name(name);
  staff.set_shown_as(shown_as);
  staff.set_uid(getuid());
  for (const std::string& role : roles) staff.add_roles(role);
  return staff;
}

// What the demonstration's five say of themselves.
CardChanges CardOf(const std::string& agency) {
  static const auto& cards = *new std::map<std::string, CardChanges>{
      {kSchool,
       {.about = "A primary school with a breakfast club and a family worker.",
        .ages = "4 to 11",
        .area = "Hillview and Lower Marsh",
        .how_to_ask = "Ring the school office, 01632 960 120",
        .hours = "Mon-Fri 8:30-4, in term"}},
      {kHealthVisiting,
       {.about = "Health visitors see every family with a young child, at home "
                 "and in clinics.",
        .ages = "Before birth to 5, and their parents",
        .area = "All of Northshire",
        .how_to_ask =
            "Ring the duty line, 01632 960 114; families may ring too",
        .hours = "Mon-Fri 9-5"}},
      {kHomes,
       {.about = "Homes to rent, repairs, and help to keep a tenancy.",
        .ages = "Households of any age",
        .area = "Northshire and Marsh Town",
        .how_to_ask = "Ring housing support, 01632 960 130",
        .hours = "Mon-Fri 9-5; emergencies at any time"}},
      {kEarlyHelp,
       {.about = "A family worker who brings services together around one "
                 "plan.",
        .ages = "0 to 19, and their families",
        .area = "All of Northshire",
        .how_to_ask = "Ring the Early Help hub, 01632 960 100",
        .hours = "Mon-Fri 8-6"}},
      {kCharity,
       {.about = "Somebody to talk to and a safe place, for people who are "
                 "hurt at home.",
        .ages = "Adults and their children",
        .area = "All of Northshire",
        .how_to_ask = "Ring the helpline, 01632 960 140",
        .hours = "Every day, day and night"}}};
  const auto found = cards.find(agency);
  if (found == cards.end()) return {};
  CardChanges card = found->second;
  card.confirmed = "today";
  return card;
}

template <typename Request>
Request ByBrook() {
  Request request;
  request.set_as(kBrook);
  return request;
}

bool StreamIsOpen(const desk::v1::DoctorReply& reply) {
  return std::any_of(reply.statements().begin(), reply.statements().end(),
                     [](const desk::v1::Statement& statement) {
                       return statement.good() && statement.check() == "stream";
                     });
}

}  // namespace

DemoNetwork::DemoNetwork(std::string dir, std::string programs,
                         const Clock& clock, Random& random)
    : dir_(std::move(dir)),
      programs_(std::move(programs)),
      clock_(clock),
      random_(random) {}

absl::StatusOr<std::unique_ptr<DemoNetwork>> DemoNetwork::Make(
    const std::string& dir, const std::string& programs, const Clock& clock,
    Random& random, const Plan& plan) {
  std::unique_ptr<DemoNetwork> network(
      new DemoNetwork(dir, programs, clock, random));
  KITH_RETURN_IF_ERROR(network->MakeFolders(plan));
  return network;
}

DemoNetwork::Plan DemoNetwork::TheFive() {
  return {.members = {{kSchool, "Hillview Primary", "education"},
                      {kHealthVisiting, "Northshire Community Trust", "health"},
                      {kHomes, "Northshire Homes", "housing"},
                      {kEarlyHelp, "Northshire Council", "local-authority"},
                      {kCharity, "Harbour Charity", "charity", true,
                       kTouchGateway}},
          // One practitioner asks a day's questions of many.
          .lift_limits = true};
}

absl::Status DemoNetwork::MakeFolders(const Plan& plan) {
  int next_port = kFirstPort + getpid() % kPlaces * kPortsOfOneProcess;
  KITH_RETURN_IF_ERROR(
      InitNetwork({.sample = plan.sample,
                   .sample_dir = plan.sample_dir,
                   .dir = folder("network"),
                   .broker_address = FreeAddress(next_port),
                   .keyholder_address = FreeAddress(next_port),
                   .keyholder_name = "Northshire Keys Trust",
                   .desk_agency = plan.desk_agency,
                   .enrol_address = plan.enrols ? FreeAddress(next_port) : "",
                   .release_ms = plan.release_ms,
                   .lift_limits = plan.lift_limits},
                  clock_.Now(), random_)
          .status());
  KITH_RETURN_IF_ERROR(AddKeyHolders(plan.key_holders, next_port));
  for (const Member& member : plan.members) {
    KITH_RETURN_IF_ERROR(AddOne(member));
  }
  return absl::OkStatus();
}

// Before anybody has published: the key that one had whole is never used.
absl::Status DemoNetwork::AddKeyHolders(int count, int& next_port) {
  if (count < 2) return absl::OkStatus();
  for (int number = 2; number <= count; ++number) {
    const std::string id = absl::StrCat("keyholder-", number);
    KITH_RETURN_IF_ERROR(
        AddKeyHolder(folder("network"),
                     {.id = id,
                      .name = absl::StrCat("Westshire Trust ", number),
                      .address = FreeAddress(next_port),
                      .agency = ""},
                     clock_.Now(), random_)
            .status());
    key_holders_.push_back(id);
  }
  KITH_ASSIGN_OR_RETURN(
      const std::shared_ptr<const Network> network,
      Network::Load(folder("network/administrator/network.kith")));
  std::vector<std::string> folders;
  for (const std::string& who : key_holders_) {
    folders.push_back(folder("network/" + who));
  }
  KITH_ASSIGN_OR_RETURN(const Ceremony ceremony,
                        HoldCeremony(*network, folders, clock_.Now(), random_));
  return SignNextVersion(folder("network"), clock_.Now(),
                         [&](network::v1::NetworkFile& file) {
                           return ReplaceEpochs(ceremony.epoch, file);
                         })
      .status();
}

absl::Status DemoNetwork::AddOne(const Member& member) {
  const std::string& id = member.id;
  KITH_RETURN_IF_ERROR(Enrol(id, folder(id), clock_.Now(), random_));
  AddAgencyOptions options;
  options.network_dir = folder("network");
  options.request_file = folder(id) + "/request.kith";
  options.name = member.name;
  options.category = member.category;
  options.sensitive = member.sensitive;
  options.touch_gateway = member.touch_gateway;
  options.ask_elements = member.ask_elements;
  options.register_size = member.register_size;
  options.card = CardOf(id);
  options.out = folder(id);
  // A console may be started beside any of them.
  options.console_uid = getuid();
  options.staff.push_back(
      StaffOf(kBrook, "J. Brook",
              {"practitioner", "lead-practitioner", "manager", "dpo", "it"}));
  if (member.colleagues) {
    options.staff.push_back(StaffOf(kManagerFinch, "M. Finch", {"manager"}));
    options.staff.push_back(StaffOf(kOfficerDove, "O. Dove", {"dpo"}));
  }
  KITH_RETURN_IF_ERROR(AddAgency(options, clock_.Now(), random_).status());
  agencies_.push_back(id);
  return absl::OkStatus();
}

absl::Status DemoNetwork::StartBroker() {
  KITH_ASSIGN_OR_RETURN(
      ChildProcess broker,
      ChildProcess::Start({programs_ + "/kith-broker", "--config",
                           folder("network/broker/broker.textproto")},
                          folder("network/broker/broker.log")));
  processes_.insert_or_assign("broker", std::move(broker));
  return absl::OkStatus();
}

absl::Status DemoNetwork::StartAgent(const std::string& agency) {
  desks_[agency] =
      std::make_unique<desk::DeskClient>(folder(agency) + "/desk.sock");
  KITH_ASSIGN_OR_RETURN(
      ChildProcess agent,
      ChildProcess::Start({programs_ + "/kith-agent", "--config",
                           folder(agency) + "/agent.textproto"},
                          folder(agency + ".log")));
  processes_.insert_or_assign(agency, std::move(agent));
  return absl::OkStatus();
}

absl::Status DemoNetwork::StartKeyHolder(const std::string& who) {
  KITH_ASSIGN_OR_RETURN(
      ChildProcess holder,
      ChildProcess::Start(
          {programs_ + "/kith-keyholder", "--config",
           folder(absl::StrCat("network/", who, "/keyholder.textproto"))},
          folder(absl::StrCat("network/", who, "/keyholder.log"))));
  processes_.insert_or_assign(who, std::move(holder));
  return absl::OkStatus();
}

absl::Status DemoNetwork::StartAll() {
  KITH_RETURN_IF_ERROR(StartBroker());
  for (const std::string& who : key_holders_) {
    KITH_RETURN_IF_ERROR(StartKeyHolder(who));
  }
  for (const std::string& agency : agencies_) {
    KITH_RETURN_IF_ERROR(StartAgent(agency));
  }
  return WaitConnected(agencies_);
}

void DemoNetwork::StopAgent(const std::string& agency) {
  processes_.at(agency).Stop();
}

void DemoNetwork::Kill(const std::string& who) { processes_.at(who).Kill(); }

void DemoNetwork::KillAll() {
  for (auto& [name, process] : processes_) process.Kill();
}

void DemoNetwork::Pause(const std::string& who) { processes_.at(who).Pause(); }

void DemoNetwork::Resume(const std::string& who) {
  processes_.at(who).Resume();
}

bool DemoNetwork::IsConnected(const std::string& agency) {
  if (!Listens(folder(agency) + "/desk.sock")) return false;
  const auto reply = desk(agency).Doctor(ByBrook<desk::v1::DoctorRequest>());
  return reply.ok() && StreamIsOpen(*reply);
}

absl::Status DemoNetwork::WaitConnected(
    const std::vector<std::string>& agencies) {
  for (const std::string& agency : agencies) {
    int tries = 0;
    while (!IsConnected(agency)) {
      if (++tries == kTries) {
        return absl::UnavailableError(absl::StrCat(
            agency, " does not connect; see ", folder(agency + ".log")));
      }
      absl::SleepFor(kPause);
    }
  }
  // The first probe is sent at once and answered within the release time.
  absl::SleepFor(absl::Milliseconds(500));
  return absl::OkStatus();
}

absl::Status DemoNetwork::WaitPublished(const std::string& agency) {
  return desk(agency).WatchPublishing(
      ByBrook<desk::v1::WatchPublishingRequest>(),
      [](const desk::v1::PublishProgress&) {});
}

absl::StatusOr<desk::v1::ImportReport> DemoNetwork::Import(
    const AgencyExport& from, bool accept) {
  auto options = ByBrook<desk::v1::ImportOptions>();
  options.set_map_text(from.map);
  options.set_file_name("export.csv");
  KITH_ASSIGN_OR_RETURN(const desk::v1::ImportReport dry_run,
                        desk(from.agency).Import(options, from.csv));
  if (!accept || !dry_run.file_fault().empty()) return dry_run;
  options.set_accept_digest(dry_run.digest());
  return desk(from.agency).Import(options, from.csv);
}

absl::StatusOr<std::unique_ptr<SealedDb>> DemoNetwork::OpenDatabase(
    const std::string& who) const {
  const bool is_key_holder = absl::StartsWith(who, "keyholder");
  const bool central = who == "broker" || is_key_holder;
  const std::string home = folder(central ? "network/" + who : who);
  const std::string file =
      is_key_holder ? "keyholder" : (central ? who : "agent");
  KITH_ASSIGN_OR_RETURN(
      const Secret key,
      Secret::FromFile(home + "/database.key", SealedDb::kKeyBytes));
  return SealedDb::Open(absl::StrCat(home, "/", file, ".db"), key);
}

absl::StatusOr<std::int64_t> DemoNetwork::Count(const std::string& who,
                                                const char* sql) const {
  KITH_ASSIGN_OR_RETURN(const std::unique_ptr<SealedDb> db, OpenDatabase(who));
  KITH_ASSIGN_OR_RETURN(Statement count, db->Prepare(sql));
  KITH_RETURN_IF_ERROR(count.Step().status());
  return count.Int(0);
}

absl::StatusOr<std::uint64_t> DemoNetwork::LogSize(
    const std::string& who) const {
  KITH_ASSIGN_OR_RETURN(const std::int64_t size,
                        Count(who, "SELECT count(*) FROM leaf"));
  return static_cast<std::uint64_t>(size);
}

absl::StatusOr<std::uint64_t> DemoNetwork::OpenEnquiries() const {
  KITH_ASSIGN_OR_RETURN(
      const std::int64_t open,
      Count("broker", "SELECT count(*) FROM enquiry WHERE ended = 0"));
  return static_cast<std::uint64_t>(open);
}

std::vector<int> DemoNetwork::Release() {
  std::vector<int> pids;
  for (auto& [name, process] : processes_) {
    const int pid = process.Release();
    if (pid > 0) pids.push_back(pid);
  }
  return pids;
}

}  // namespace kith::deploy
