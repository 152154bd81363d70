// SPDX-License-Identifier: Apache-2.0
// Each thing that can be wrong with files, machine or network file is made, and
// its sentence compared. What takes a live broker is in doctor_route_test.cc.
#include <fcntl.h>
#include <sys/file.h>

#include <algorithm>
#include <iostream>
#include <set>

#include "deploy/kith/doctor_command.h"
#include "deploy/kith/doctor_world.h"
#include "keys/health/agent_checks.h"
#include "keys/health/clock_checks.h"
#include "keys/health/database_checks.h"

namespace kith::deploy {
namespace {

namespace fs = std::filesystem;
using health::Finding;
using State = Finding::State;

class DoctorTest;
struct Wrong {
  std::string name;
  std::function<void(DoctorTest&)> make;
  std::string check;
  State state;
  std::string words;  // This world's folder is "@".
  std::string config = "school/agent.textproto";
};

void PrintTo(const Wrong& wrong, std::ostream* out) { *out << wrong.name; }

class DoctorTest : public DoctorWorld,
                   public testing::WithParamInterface<Wrong> {
 public:
  void SetUp() override { MakeAll(); }

  using DoctorWorld::At;
  using DoctorWorld::clock_;
  using DoctorWorld::Configure;
  using DoctorWorld::log_clock_;
  using DoctorWorld::MakeDatabase;
  using DoctorWorld::MakeNetwork;
  using DoctorWorld::Mode;
  using DoctorWorld::Must;
  using DoctorWorld::random_;
  using DoctorWorld::Remove;
  using DoctorWorld::root_;
  using DoctorWorld::Touch;
  using DoctorWorld::Write;

  void ChangeNetwork(
      const std::function<void(network::v1::NetworkFile&)>& change) {
    Must(SignNextVersion(At("net"), clock_.Now(),
                         [&](network::v1::NetworkFile& file) {
                           change(file);
                           return absl::OkStatus();
                         })
             .status());
    fs::copy_file(At("net/administrator/network.kith"),
                  At("school/network.kith"),
                  fs::copy_options::overwrite_existing);
  }
  // A certificate for the school with other dates or another name.
  void IssueCertificate(absl::Time now, absl::Duration validity,
                        const std::string& network = "",
                        const std::string& id = "hillview") {
    const auto made = *MakeKeyAndRequest();
    const std::string in = network.empty() ? "net" : network;
    const auto administrator = *Administrator::Load(At(in + "/administrator"));
    const auto file = *Network::Load(At(in + "/broker/network.kith"));
    const auto pem = administrator.authority->IssueFromRequest(
        made.request_pem,
        {.identity = {.network = file->file().name(),
                      .role = PeerIdentity::Role::kAgency,
                      .id = id},
         .host_names = {},
         .addresses = {},
         .validity = validity},
        random_, now);
    Must(pem.status());
    Write("school/certificate.pem", *pem);
    Write("school/tls.key", std::string(made.private_key_pem.Expose()));
    Mode("school/tls.key", 0600);
  }
  void Watch(const std::function<void(config::v1::WatchedFolder&)>& change) {
    fs::create_directories(At("exports"));
    Touch("school/map.textproto");
    Configure([&](config::v1::AgentConfig& config) {
      auto* watched = config.add_watch();
      watched->set_folder("../exports");
      watched->set_map("map.textproto");
      watched->set_staff("jb");
      change(*watched);
    });
  }
  // Held until the test ends.
  std::unique_ptr<TestListener> listener_;
  std::unique_ptr<SealedDb> other_;
};

const std::vector<Wrong>& Wrongs();

TEST_P(DoctorTest, SaysWhatIsWrong) {
  const Wrong& wrong = GetParam();
  wrong.make(*this);
  const std::string listener =
      listener_ == nullptr ? "nobody" : listener_->address();
  const std::string words =
      absl::StrReplaceAll(wrong.words, {{"LISTENER", listener}});
  std::vector<std::string> said;
  bool is_said = false;
  for (const Finding& finding : Look(wrong.config)) {
    if (finding.state == State::kGood) continue;
    said.push_back(finding.check + ": " + Plain(finding.words));
    EXPECT_FALSE(finding.next_step.empty()) << finding.words;
    is_said = is_said ||
              (finding.check == wrong.check && finding.state == wrong.state &&
               Plain(finding.words) == words);
  }
  EXPECT_TRUE(is_said) << "want " << wrong.check << ": " << wrong.words
                       << "\nsaid " << testing::PrintToString(said);
}

TEST_F(DoctorTest, WhatIsGoodIsSaidToBeGood) {
  for (const Finding& finding : Look("school/agent.textproto")) {
    if (finding.check == "route" || finding.check == "desk-socket" ||
        finding.check == "key-holders" || finding.check == "disk" ||
        finding.check == "open-files") {
      continue;  // Nobody listens in this world, and it has one key holder.
    }
    EXPECT_EQ(finding.state, State::kGood)
        << finding.check << ": " << finding.words;
  }
}

TEST_F(DoctorTest, FiguresOfTheList) {
  std::set<std::string> checks;
  for (const Wrong& wrong : Wrongs()) checks.insert(wrong.check);
  std::cout << "misconfigurations made and named here: " << Wrongs().size()
            << ", by " << checks.size() << " checks\n";
  EXPECT_GE(Wrongs().size(), 30u);
}

TEST_F(DoctorTest, ExitCountsAsMonitoringPluginsDo) {
  EXPECT_EQ(ExitOf(health::Findings{health::Good("a", "A.")}), Exit::kAnswered);
  EXPECT_EQ(static_cast<int>(ExitOf(
                {health::Good("a", "A."), health::Warning("b", "B.", "C.")})),
            1);
  EXPECT_EQ(static_cast<int>(ExitOf({health::Warning("b", "B.", "C."),
                                     health::Fault("b", "B.", "C.")})),
            2);
}

TEST_F(DoctorTest, AClockIsComparedToTheSecond) {
  using health::ClockAgainst;
  EXPECT_EQ(ClockAgainst("the broker", absl::Seconds(30)).state, State::kGood);
  const Finding slow = ClockAgainst("the broker", absl::Seconds(-31));
  EXPECT_EQ(slow.state, State::kWarning);
  EXPECT_EQ(slow.words,
            "This machine's clock is 31 seconds behind the broker's.");
  const Finding off = ClockAgainst("the broker", absl::Minutes(41));
  EXPECT_EQ(off.state, State::kFault);
  EXPECT_EQ(off.words,
            "This machine's clock is 41 minutes ahead of the broker's, and an "
            "agent more than two minutes off is refused.");
}

TEST_F(DoctorTest, ADiskThatIsNearlyFullIsSaid) {
  const std::uint64_t gib = std::uint64_t{1} << 30;
  EXPECT_EQ(health::DiskWith(3 * gib, 100 * gib).state, State::kGood);
  EXPECT_EQ(health::DiskWith(gib, 100 * gib).state, State::kWarning);
  const Finding full = health::DiskWith(gib / 10, 100 * gib);
  EXPECT_EQ(full.state, State::kFault);
  EXPECT_EQ(full.words,
            "The disk of the database has 102 MiB of 100 GiB free.");
  EXPECT_EQ(health::OpenFiles(256).words,
            "Only 256 files may be open at once; each connection takes one.");
}

TEST_F(DoctorTest, AConsoleUnderSomebodysOwnAccountIsSaid) {
  config::v1::AgentConfig config;
  config.set_console_uid(1000);
  config.add_staff()->set_uid(1000);
  const health::Findings findings = health::Staff(config, false);
  EXPECT_EQ(findings.back().check, "console-account");
  EXPECT_EQ(findings.back().words,
            "The web console runs under the account of a member of staff, who "
            "could then ask as anybody.");
  EXPECT_EQ(health::Staff(config, true).back().state, State::kGood);
}

TEST_F(DoctorTest, ALineThatIsWrongInAConfigurationIsNamed) {
  Write("school/agent.textproto", "agency: \"hillview\"\nstafff { }\n");
  const auto setup =
      health::ReadSetup(At("school/agent.textproto"), std::nullopt);
  EXPECT_THAT(std::string(setup.status().message()),
              testing::HasSubstr("line 2, column"));
}

TEST_F(DoctorTest, EachProgramsConfigurationIsRecognised) {
  using health::Program;
  const auto program = [&](const char* config) {
    return health::ReadSetup(At(config), std::nullopt)->program;
  };
  EXPECT_EQ(program("school/agent.textproto"), Program::kAgent);
  EXPECT_EQ(program("net/broker/broker.textproto"), Program::kBroker);
  EXPECT_EQ(program("net/keyholder/keyholder.textproto"), Program::kKeyHolder);
}

std::string NameOfCase(const testing::TestParamInfo<Wrong>& info) {
  return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(Made, DoctorTest, testing::ValuesIn(Wrongs()),
                         NameOfCase);

using Config = config::v1::AgentConfig;
using File = network::v1::NetworkFile;

std::vector<Wrong> WrongKeysAndCertificates() {
  return {
      {"KeyFileMissing", [](auto& w) { w.Remove("school/signing.key"); },
       "key-files", State::kFault,
       "The key file of `signing_key`, @/school/signing.key, is not there."},
      {"KeyFileReadableByOthers",
       [](auto& w) { w.Mode("school/log.key", 0644); }, "key-files",
       State::kFault, "Others than its owner may read @/school/log.key."},
      {"KeyFileOfAnotherLength",
       [](auto& w) {
         w.Write("school/log.key", std::string(33, 'x'));
         w.Mode("school/log.key", 0600);
       },
       "key-files", State::kFault,
       "@/school/log.key holds 33 bytes and not 32."},
      {"KeyFileALink",
       [](auto& w) {
         fs::rename(w.At("school/log.key"), w.At("school/log.key.kept"));
         fs::create_symlink("log.key.kept", w.At("school/log.key"));
       },
       "key-files", State::kFault,
       "@/school/log.key is no plain file, and is not read."},
      {"KeyOfAnotherEnrolment",
       [](auto& w) {
         w.Write("school/signing.key", std::string(32, 'x'));
         w.Mode("school/signing.key", 0600);
       },
       "key-files", State::kFault,
       "@/school/signing.key is not the key that the network file names as "
       "`signing_key`."},
      {"BrokersKeyOfAnotherNetwork",
       [](auto& w) {
         w.MakeNetwork({}, "other");
         fs::copy_file(w.At("other/broker/log.key"), w.At("net/broker/log.key"),
                       fs::copy_options::overwrite_existing);
       },
       "key-files", State::kFault,
       "@/net/broker/log.key is not the key that the network file names as "
       "`log_key`.",
       "net/broker/broker.textproto"},
      {"KeyHoldersShareReadableByOthers",
       [](auto& w) {
         w.Write("net/keyholder/s.key", std::string(32, 's'));
         w.Mode("net/keyholder/s.key", 0640);
         w.Write("net/keyholder/keyholder.textproto",
                 "listen: \"127.0.0.1:1\" id: \"keyholder-1\" shares { epoch: "
                 "1 file: \"s.key\" }");
       },
       "key-files", State::kFault,
       "Others than its owner may read @/net/keyholder/s.key.",
       "net/keyholder/keyholder.textproto"},
      {"FolderOthersWriteIn", [](auto& w) { w.Mode("school", 0777); }, "folder",
       State::kFault,
       "Others than its owner may write in @/school, where the keys are."},
      {"NoCertificate", [](auto& w) { w.Remove("school/certificate.pem"); },
       "certificate", State::kFault,
       "There is no certificate at @/school/certificate.pem."},
      {"DamagedCertificate",
       [](auto& w) { w.Write("school/certificate.pem", "-----BEGIN"); },
       "certificate", State::kFault,
       "@/school/certificate.pem is damaged: it holds no certificate."},
      {"CertificateEnded",
       [](auto& w) {
         w.IssueCertificate(absl::FromUnixSeconds(1'700'000'000),
                            absl::Hours(24));
       },
       "certificate", State::kFault,
       "This program's certificate ended on 15 November 2023."},
      {"CertificateNotYetValid",
       [](auto& w) {
         w.IssueCertificate(absl::FromUnixSeconds(1'860'000'000),
                            absl::Hours(24));
       },
       "certificate", State::kFault,
       "This program's certificate is not valid before 9 December 2028, by "
       "this machine's clock."},
      {"CertificateOfAnotherAgency",
       [](auto& w) {
         w.IssueCertificate(w.clock_.Now(), absl::Hours(24 * 90), "",
                            "marsh-lane");
       },
       "certificate", State::kFault,
       "This program's certificate is of marsh-lane, and the configuration of "
       "hillview."},
      {"CertificateOfAnotherAuthority",
       [](auto& w) {
         w.MakeNetwork({}, "other");
         w.IssueCertificate(w.clock_.Now(), absl::Hours(24 * 90), "other");
       },
       "certificate", State::kFault,
       "This program's certificate was not issued by the network's "
       "authority."},
      {"KeyIsNotTheCertificates",
       [](auto& w) {
         fs::copy_file(w.At("net/broker/tls.key"), w.At("school/tls.key"),
                       fs::copy_options::overwrite_existing);
       },
       "certificate-key", State::kFault,
       "@/school/tls.key is not the key of the certificate."},
      {"CertificatesKeyReadableByOthers",
       [](auto& w) { w.Mode("school/tls.key", 0604); }, "certificate-key",
       State::kFault, "Others than its owner may read @/school/tls.key."},
  };
}

std::vector<Wrong> WrongNetworks() {
  return {
      {"NoNetworkFile", [](auto& w) { w.Remove("school/network.kith"); },
       "network-file", State::kFault,
       "There is no network file at @/school/network.kith."},
      {"NetworkFileCutShort",
       [](auto& w) { w.Write("school/network.kith", "\x0a\x05short"); },
       "network-file", State::kFault,
       "The network file is damaged: network file: cannot be read; fetch it "
       "again from the administrator."},
      {"NotAMember",
       [](auto& w) {
         w.Configure([](Config& c) { c.set_agency("marsh-lane"); });
       },
       "membership", State::kFault,
       "The network file names no agency `marsh-lane`."},
      {"Suspended",
       [](auto& w) {
         w.ChangeNetwork([](File& f) {
           f.mutable_agencies(0)->set_suspended(true);
           f.mutable_agencies(0)->set_suspended_because(
               "the sharing agreement has ended");
         });
       },
       "membership", State::kFault,
       "This agency does not take part: an administrator suspended it: the "
       "sharing agreement has ended."},
      {"PaperEnded",
       [](auto& w) {
         w.ChangeNetwork([](File& f) {
           auto& paper = *f.mutable_agencies(0)->mutable_sharing_agreement();
           paper.set_reference("ISA-2026-04");
           paper.set_expires("2020-01-01");
         });
       },
       "membership", State::kFault,
       "This agency does not take part: its information-sharing agreement "
       "ISA-2026-04 ended on "
       "1 January 2020."},
      {"KeyHolderOfTheBrokersOperator",
       [](auto& w) {
         w.ChangeNetwork([](File& f) {
           f.mutable_broker()->set_operated_by("hillview");
           f.mutable_key_holders(0)->set_name("HILLVIEW Primary ");
         });
       },
       "key-holder-operator", State::kFault,
       "The key holder keyholder-1 is run by the broker's operator, who could "
       "then try out names against the index."},
      {"OneKeyHolder", [](auto&) {}, "key-holders", State::kWarning,
       "There is one key holder only: while it is down nobody can ask, and "
       "its key alone opens the index's tokens."},
      {"MoreWitnessesThanAgencies",
       [](auto& w) { w.ChangeNetwork([](File& f) { f.set_quorum(2); }); },
       "quorum", State::kFault,
       "The network asks for 2 witnesses and has 1 agencies that could be "
       "one, the asker included: no question can be released."},
      {"NameThatDoesNotResolve",
       [](auto& w) {
         w.ChangeNetwork([](File& f) {
           f.mutable_broker()->set_address("broker..kith.example:443");
         });
       },
       "name", State::kFault,
       "The name of the broker, broker..kith.example, does not resolve."},
      {"NobodyListens", [](auto&) {}, "route", State::kFault,
       "At 127.0.0.1:1 nobody listens: the broker is down, or a firewall "
       "refuses."},
      {"KeyHolderDown", [](auto&) {}, "route", State::kFault,
       "At 127.0.0.1:1 nobody listens: the key holder keyholder-1 is down, or "
       "a firewall refuses."},
      {"NoWayThere",
       [](auto& w) {
         w.ChangeNetwork([](File& f) {
           f.mutable_broker()->set_address("255.255.255.255:443");
         });
       },
       "route", State::kFault,
       "There is no way from this machine to 255.255.255.255:443."},
  };
}

std::vector<Wrong> WrongDatabases() {
  return {
      {"NoDatabase", [](auto& w) { w.Remove("school/agent.db"); }, "database",
       State::kWarning, "There is no database at @/school/agent.db."},
      {"AnotherDatabaseKey",
       [](auto& w) {
         w.Write("school/database.key", std::string(32, 'x'));
         w.Mode("school/database.key", 0600);
       },
       "database", State::kFault,
       "@/school/agent.db does not open with this database key, or is no "
       "database."},
      {"DamagedDatabase",
       [](auto& w) {
         std::fstream file(w.At("school/agent.db"),
                           std::ios::binary | std::ios::in | std::ios::out);
         file.seekp(2 * 4096 + 100);
         file << "damage";
       },
       "database", State::kFault,
       "The database is damaged: pages of it are not what was written."},
      {"DatabaseLocked",
       [](auto& w) {
         w.other_ = *SealedDb::Open(
             w.At("school/agent.db"),
             *Secret::FromFile(w.At("school/database.key"), 32));
         w.Must(w.other_->Execute("PRAGMA locking_mode = EXCLUSIVE"));
         w.Must(w.other_->Execute("CREATE TABLE held (a INTEGER)"));
       },
       "database", State::kFault,
       "@/school/agent.db is locked by another process."},
      {"ClockGoneBack",
       [](auto& w) {
         w.Remove("school/agent.db");
         w.log_clock_.Shift(absl::Minutes(301));
         w.MakeDatabase("school/agent.db", "school/database.key");
       },
       "clock-back", State::kFault,
       "This machine's clock has gone back: the newest entry of the log was "
       "made 5 hours from now."},
      {"BrokersLogStands",
       [](auto& w) {
         w.log_clock_.Shift(-absl::Hours(70));
         w.MakeDatabase("net/broker/broker.db", "net/broker/database.key");
       },
       "log-age", State::kFault,
       "The log has 1 entries, the newest 2 days old.",
       "net/broker/broker.textproto"},
      {"NeverBackedUp", [](auto& w) { w.Remove("school/agent.db.backed-up"); },
       "backups", State::kWarning, "The database was never backed up here."},
      {"BackupsAreOld",
       [](auto& w) {
         fs::last_write_time(
             w.At("school/agent.db.backed-up"),
             fs::file_time_type::clock::now() - std::chrono::hours(24 * 9));
       },
       "backups", State::kWarning,
       "The newest backup of the database is 9 days old."},
  };
}

std::vector<Wrong> WrongAgents() {
  return {
      {"DeskLeftBehind", [](auto& w) { w.Touch("school/desk.sock"); },
       "desk-socket", State::kWarning,
       "The agent does not run; @/school/desk.sock was left behind."},
      {"NoDesk", [](auto&) {}, "desk-socket", State::kWarning,
       "The agent does not run: there is no desk."},
      {"DeskPathTooLong",
       [](auto& w) {
         w.Configure([](Config& c) {
           c.set_desk_socket("/run/" + std::string(110, 'k'));
         });
       },
       "desk-socket", State::kFault,
       "The path of the desk's socket is longer than 107 bytes."},
      {"NoDataProtectionOfficer",
       [](auto& w) {
         w.Configure([](Config& c) { c.mutable_staff()->RemoveLast(); });
       },
       "staff", State::kFault,
       "No member of staff is the data protection officer, so nobody reviews "
       "what is asked."},
      {"NobodyImports",
       [](auto& w) {
         w.Configure([](Config& c) {
           c.mutable_staff(0)->clear_roles();
           c.mutable_staff(0)->add_roles("practitioner");
         });
       },
       "staff", State::kWarning,
       "No member of staff has the role it, so nobody can import."},
      {"WatchedFolderMissing",
       [](auto& w) {
         w.Watch([](auto& watched) { watched.set_folder("nowhere"); });
       },
       "watched-folder", State::kFault,
       "Exports are not taken from a watched folder: @/school/nowhere: no such "
       "folder; make it, readable and writable by the account that watches "
       "it."},
      {"MapMissing",
       [](auto& w) {
         w.Watch([](auto& watched) { watched.set_map("nowhere"); });
       },
       "watched-folder", State::kFault,
       "Exports are not taken from a watched folder: @/school/nowhere: no "
       "column map yet; make one from an export: kith map EXPORT.csv "
       ">@/school/nowhere."},
      {"MapOfTheFolderItselfMissing",
       [](auto& w) { w.Watch([](auto& watched) { watched.clear_map(); }); },
       "watched-folder", State::kFault,
       "Exports are not taken from a watched folder: "
       "@/school/../exports/map.textproto: no column map yet; make one from an "
       "export: kith map EXPORT.csv >@/school/../exports/map.textproto."},
      {"WatchedForNobody",
       [](auto& w) {
         w.Watch([](auto& watched) { watched.set_staff("nobody"); });
       },
       "watched-folder", State::kFault,
       "The watched folder @/school/../exports imports as a member of staff "
       "that the configuration does not have."},
      {"RejectedRowsReadableByOthers",
       [](auto& w) {
         w.Watch([](auto&) {});
         w.Touch("exports/export.rejected.csv");
         w.Mode("exports/export.rejected.csv", 0644);
       },
       "rejected-rows", State::kFault,
       "Others than its owner may read a file of rejected rows in "
       "@/school/../exports."},
      {"ProxyPasswordMissing",
       [](auto& w) {
         w.Configure([](Config& c) {
           c.mutable_proxy()->set_address("127.0.0.1:1");
           c.mutable_proxy()->set_user("kith");
           c.mutable_proxy()->set_password_file("proxy.password");
         });
       },
       "proxy-password", State::kFault,
       "The proxy's password cannot be used: @/school/proxy.password: no such "
       "file."},
      {"ProxyAway",
       [](auto& w) {
         w.Configure(
             [](Config& c) { c.mutable_proxy()->set_address("127.0.0.1:1"); });
       },
       "proxy", State::kFault, "The proxy 127.0.0.1:1 is not reached."},
      {"ProxyNameDoesNotResolve",
       [](auto& w) {
         w.Configure([](Config& c) {
           c.mutable_proxy()->set_address("proxy..school.example:3128");
         });
       },
       "proxy", State::kFault,
       "The name of the proxy, proxy..school.example, does not resolve."},
      {"MetricsForEverybody",
       [](auto& w) {
         w.Configure([](Config& c) { c.set_metrics_listen("0.0.0.0:9463"); });
       },
       "metrics-listen", State::kFault,
       "Metrics would be served to others than this machine, without TLS or "
       "password."},
  };
}

std::vector<Wrong> WrongMachines() {
  return {
      {"PortTaken",
       [](auto& w) {
         w.listener_ = std::make_unique<TestListener>();
         w.Write("net/broker/broker.textproto",
                 "listen: \"" + w.listener_->address() + "\"");
       },
       "port", State::kFault, "Another program listens at LISTENER.",
       "net/broker/broker.textproto"},
      {"NoAddressOfThisMachine",
       [](auto& w) {
         w.Write("net/broker/broker.textproto", "listen: \"192.0.2.7:7443\"");
       },
       "port", State::kFault, "`listen` is no address of this machine.",
       "net/broker/broker.textproto"},
      {"CoreFiles",
       [](auto& w) { w.Write("proc/sys/fs/suid_dumpable", "1\n"); },
       "core-files", State::kWarning,
       "This machine writes core files of programs that changed their "
       "account, and keys would stand in them."},
      {"PlainSwap",
       [](auto& w) {
         w.Write("proc/swaps",
                 "Filename Type Size Used Priority\n/dev/dm-1 partition 1 0 "
                 "-2\n/dev/sda3 partition 8388604 0 -3\n");
       },
       "swap", State::kWarning,
       "This machine swaps to a disk that is not encrypted, where what was in "
       "memory outlives a restart."},
      {"NoTimeZones", [](auto& w) { fs::remove_all(w.At("zones")); },
       "time-zone", State::kWarning,
       "This machine has no time zone data, so hours are shown in UTC and "
       "working days may begin an hour off."},
      {"NotUtf8", [](auto&) { setenv("LC_ALL", "C", 1); }, "locale",
       State::kWarning,
       "The locale is not UTF-8, so names with accents may be shown wrongly "
       "here."},
  };
}

const std::vector<Wrong>& Wrongs() {
  static const auto& all = *new std::vector<Wrong>([] {
    std::vector<Wrong> wrongs;
    for (const auto& some :
         {WrongKeysAndCertificates(), WrongNetworks(), WrongDatabases(),
          WrongAgents(), WrongMachines()}) {
      wrongs.insert(wrongs.end(), some.begin(), some.end());
    }
    return wrongs;
  }());
  return all;
}

}  // namespace
}  // namespace kith::deploy
