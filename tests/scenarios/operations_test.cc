// SPDX-License-Identifier: Apache-2.0
// What the person on call does: looks at programs, reads their metrics, and
// brings back what was lost.
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "deploy/demonstration/story_checks.h"
#include "keys/backup/manifest.h"
#include "keys/sealed_db.h"
#include "tests/scenarios/scenario_test.h"

namespace kith::tests {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

const Somebody kHazel{"Hazel", "Wintersham", "2018-12-17", ""};
const Somebody kNell{"Nell", "Hartwhistle", "2013-10-03", ""};
constexpr char kStrace[] = "/usr/bin/strace";
constexpr char kHazelKnown[] =
    "answered: involved(northshire-early-help leads)";

class OperationsTest : public ScenarioTest {
 protected:
  void SetUp() override {
    Start({kSchool, kEarlyHelp});
    if (HasFatalFailure()) return;
    Import(kEarlyHelp, {{.person = kHazel, .leads = true}});
    ASSERT_TRUE(Eventually([&] { return Outcome(kHazel) == kHazelKnown; }));
  }

  std::string ConfigOf(const std::string& who) {
    if (who == "broker" || who == "keyholder") {
      return network().folder(
          absl::StrCat("network/", who, "/", who, ".textproto"));
    }
    return network().folder(who) + "/agent.textproto";
  }
  std::string DatabaseOf(const std::string& who) {
    const bool central = who == "broker" || who == "keyholder";
    return absl::StrCat(network().folder(central ? "network/" + who : who), "/",
                        central ? who : "agent", ".db");
  }
  void StartAgain(const std::string& who) {
    if (who == "broker") {
      Must(network().StartBroker());
    } else if (who == "keyholder") {
      Must(network().StartKeyHolder());
    } else {
      Must(network().StartAgent(who));
    }
  }
  // Prints the folder of the backup that was made while the program runs.
  std::string BackUp(const std::string& who) {
    const Ended made = Kith({"backup", "--config", ConfigOf(who), "--to",
                             network().folder("backups"), "--json"});
    EXPECT_EQ(made.exit, 0) << made.output;
    const auto json = nlohmann::json::parse(made.output, nullptr, false);
    return json.is_object() ? json.value("folder", "") : "";
  }
  void Lose(const std::string& who) {
    network().Kill(who);
    for (const char* end : {"", "-wal", "-shm", ".headroom"}) {
      fs::remove(absl::StrCat(DatabaseOf(who), end));
    }
  }
  Ended Restore(const std::string& who, const std::string& from,
                const std::vector<std::string>& more = {}) {
    std::vector<std::string> words = {"restore", "--config", ConfigOf(who),
                                      "--from", from};
    words.insert(words.end(), more.begin(), more.end());
    return Kith(words);
  }
  // A copy of a mirror of which one leaf is another.
  std::string Spoilt(const std::string& mirror) {
    const std::string spoilt = network().folder("spoilt");
    fs::copy(mirror, spoilt, fs::copy_options::recursive);
    for (const auto& file : fs::recursive_directory_iterator(spoilt)) {
      if (!absl::StrContains(file.path().native(), "/entries/")) continue;
      if (!file.is_regular_file()) continue;
      std::fstream(file.path(), std::ios::binary | std::ios::in | std::ios::out)
              .seekp(40)
          << "spoilt";
    }
    return spoilt;
  }
  // Log entries of what is in place; none if it cannot be read.
  std::uint64_t EntriesOf(const std::string& who) {
    const auto key =
        Secret::FromFile(network().folder(who) + "/database.key", 32);
    const auto db =
        key.ok() ? SealedDb::OpenToRead(DatabaseOf(who), *key)
                 : absl::StatusOr<std::unique_ptr<SealedDb>>(key.status());
    if (!db.ok()) return 0;
    const auto head = backup::ReadLogHead(**db);
    return head.ok() ? head->size : 0;
  }
  static bool RestsOnEverybody(const desk::v1::CheckReply& reply) {
    return !reply.index_rebuilding() &&
           reply.coverage().able() == reply.coverage().total();
  }
  // It answers nobody, and that is no negative; it says why itself.
  void ExpectHeld(const std::string& agency) {
    desk::v1::CheckReply reply;
    EXPECT_TRUE(Eventually([&] {
      reply = Ask({.asker = kSchool, .people = {kHazel}});
      EXPECT_NE(deploy::Summary(reply), kHazelKnown);
      EXPECT_FALSE(RestsOnEverybody(reply)) << deploy::Summary(reply);
      return reply.index_rebuilding();
    }));
    EXPECT_EQ(reply.coverage().able() + 1, reply.coverage().total());
    // Of what it had published nothing is left to ask it by.
    EXPECT_EQ(RowsInIndex(), 0);
    const Ended looked =
        Kith({"doctor", "--agent-dir", network().folder(agency)});
    EXPECT_EQ(looked.exit, 2);
    EXPECT_THAT(looked.output, HasSubstr("kith shield confirm"));
  }
  // Of every question, not of one in two.
  void ExpectAnswers(const Somebody& somebody, const std::string& outcome) {
    ASSERT_TRUE(Eventually([&] {
      const desk::v1::CheckReply reply =
          Ask({.asker = kSchool, .people = {somebody}});
      return deploy::Summary(reply) == outcome && RestsOnEverybody(reply);
    }));
    for (int i = 0; i < 8; ++i) EXPECT_EQ(Outcome(somebody), outcome);
  }
  void ConfirmShields(const std::string& agency) {
    const Ended confirmed =
        Kith({"shield", "confirm", "--agent-dir", network().folder(agency)});
    EXPECT_EQ(confirmed.exit, 0) << confirmed.output;
  }
  void PrintDrill(const std::string& what, absl::Duration took) {
    PrintFigures(
        {{"drill", what}, {"milliseconds", absl::ToInt64Milliseconds(took)}});
  }

  // A port of this machine that was free just now.
  static int FreePort() {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    bind(fd, reinterpret_cast<sockaddr*>(&address), size);
    getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
    close(fd);
    return ntohs(address.sin_port);
  }
  int StartWithMetrics(const std::string& who) {
    const int port = FreePort();
    network().Kill(who);
    std::ofstream(ConfigOf(who), std::ios::app)
        << "\nmetrics_listen: \"127.0.0.1:" << port << "\"\n";
    StartAgain(who);
    return port;
  }
  std::string Scrape(int port) {
    std::string text;
    Eventually([&] {
      const Ended got = RunProgram(
          {"/usr/bin/env", "python3", "-c",
           absl::StrCat("import urllib.request as u; print(u.build_opener("
                        "u.ProxyHandler({})).open('http://127.0.0.1:",
                        port, "/metrics').read().decode())")});
      text = got.output;
      return got.exit == 0;
    });
    return text;
  }
};

TEST_F(OperationsTest, EachProgramIsScrapedAndNoLabelNamesAnybody) {
  const int broker = StartWithMetrics("broker");
  const int holder = StartWithMetrics("keyholder");
  const int agent = StartWithMetrics(kSchool);
  EXPECT_THAT(Scrape(broker), HasSubstr("kith_log_entries"));
  ASSERT_TRUE(
      Eventually([&] { return Connected(kSchool) && Connected(kEarlyHelp); }));
  ASSERT_TRUE(Eventually([&] { return Outcome(kHazel) == kHazelKnown; }));
  // The text is kept for a second.
  std::string text;
  EXPECT_TRUE(Eventually([&] {
    text = Scrape(broker);
    return absl::StrContains(text, "{event=\"released\"}") &&
           absl::StrContains(text, "kith_streams_connected 2");
  })) << text;
  EXPECT_THAT(text, HasSubstr("kith_check{check=\"certificate\"} 1"));
  EXPECT_THAT(text, HasSubstr("kith_certificate_seconds_left"));
  EXPECT_THAT(text, HasSubstr("kith_index_rows"));
  EXPECT_THAT(Scrape(holder), HasSubstr("kith_elements_charged"));
  const std::string of_agent = Scrape(agent);
  EXPECT_THAT(of_agent, HasSubstr("kith_check{check=\"stream\"} 1"));
  EXPECT_THAT(of_agent, HasSubstr("kith_streams_connected 1"));
  for (const std::string& one : {text, Scrape(holder), of_agent}) {
    EXPECT_THAT(one, Not(HasSubstr(kSchool)));
    EXPECT_THAT(one, Not(HasSubstr(kEarlyHelp)));
    EXPECT_THAT(one, Not(HasSubstr("agency=")));
    EXPECT_THAT(one, Not(HasSubstr("brook")));
  }
}

TEST_F(OperationsTest, DoctorLooksAtARunningAgentBothWays) {
  const Ended outside =
      Kith({"doctor", "--config", ConfigOf(kSchool), "--json"});
  const auto json = nlohmann::json::parse(outside.output, nullptr, false);
  ASSERT_TRUE(json.is_object()) << outside.output;
  std::map<std::string, std::string> states;
  for (const auto& finding : json["findings"]) {
    states[finding["check"]] = finding["state"];
  }
  for (const char* check : {"clock", "route", "accepted", "desk-socket",
                            "database", "network-file-age", "key-files"}) {
    EXPECT_EQ(states[check], "good") << check << "\n" << outside.output;
  }
  EXPECT_EQ(outside.exit, json["faults"] > 0 ? 2 : 1)
      << "never backed up, one key holder: warnings\n"
      << outside.output;
  const Ended inside = Kith(
      {"doctor", "--agent-dir", network().folder(kSchool), "--as", "brook"});
  EXPECT_THAT(inside.output, HasSubstr("The stream to the broker is open."));
  EXPECT_EQ(inside.exit, outside.exit) << inside.output;
  EXPECT_EQ(Kith({"doctor", "--config", "/nowhere.textproto"}).exit, 3);
  for (const char* central : {"broker", "keyholder"}) {
    const Ended looked = Kith({"doctor", "--config", ConfigOf(central)});
    EXPECT_LE(looked.exit, 2) << looked.output;
    EXPECT_THAT(looked.output, HasSubstr("every page of it is whole"));
  }
}

TEST_F(OperationsTest, ALostBrokerIsRestoredAndItsIndexRebuilt) {
  const std::string backup = BackUp("broker");
  ASSERT_TRUE(Eventually([&] { return Outcome(kHazel) == kHazelKnown; }));
  const std::string mirror = network().folder("mirror");
  ASSERT_EQ(Kith({"audit", "mirror", mirror, "--agent-dir",
                  network().folder(kEarlyHelp)})
                .exit,
            0);
  const Ended running = Restore("broker", backup, {"--mirror", mirror});
  EXPECT_THAT(running.output, HasSubstr("stop it first"));
  Lose("broker");
  const Ended alone = Restore("broker", backup);
  EXPECT_EQ(alone.exit, 1) << alone.output;
  EXPECT_THAT(alone.output, HasSubstr("would sign a second history"));
  for (const std::string& bad : {network().folder("none"), Spoilt(mirror)}) {
    const Ended refused = Restore("broker", backup, {"--mirror", bad});
    EXPECT_EQ(refused.exit, 1) << refused.output;
    EXPECT_THAT(refused.output, HasSubstr("nothing was put in place"));
    EXPECT_THAT(refused.output, Not(HasSubstr("Restored")));
    EXPECT_FALSE(fs::exists(DatabaseOf("broker")));
  }
  const absl::Duration began = clock_.Monotonic();
  const Ended restored = Restore("broker", backup, {"--mirror", mirror});
  ASSERT_EQ(restored.exit, 0) << restored.output;
  EXPECT_THAT(restored.output, HasSubstr("recovered: log entries"));
  EXPECT_EQ(FsckBroker().exit, 0);
  StartAgain("broker");
  ASSERT_TRUE(
      Eventually([&] { return Connected(kSchool) && Connected(kEarlyHelp); }));
  std::vector<desk::v1::CheckReply> meanwhile;
  EXPECT_TRUE(Eventually([&] {
    meanwhile.push_back(Ask({.asker = kSchool, .people = {kHazel}}));
    return deploy::Summary(meanwhile.back()) == kHazelKnown;
  }));
  PrintDrill("broker lost, restored and rebuilt by its agents",
             clock_.Monotonic() - began);
  // A negative rests on everybody, or says that it does not.
  for (const desk::v1::CheckReply& reply : meanwhile) {
    if (deploy::Summary(reply) == kHazelKnown) continue;
    EXPECT_TRUE(reply.outcome_of_request() == "unavailable" ||
                reply.index_rebuilding() ||
                reply.coverage().able() < reply.coverage().total())
        << "an outage reads as a negative";
  }
}

TEST_F(OperationsTest, ALostAgentIsRestored) {
  const std::string backup = BackUp(kEarlyHelp);
  Lose(kEarlyHelp);
  const absl::Duration began = clock_.Monotonic();
  const Ended restored = Restore(kEarlyHelp, backup);
  ASSERT_EQ(restored.exit, 0) << restored.output;
  EXPECT_THAT(restored.output, HasSubstr("Its log says so (ALARM)"));
  StartAgain(kEarlyHelp);
  ASSERT_TRUE(Eventually([&] { return Connected(kEarlyHelp); }));
  const absl::Duration running = clock_.Monotonic();
  ExpectHeld(kEarlyHelp);
  const absl::Duration looked_for = clock_.Monotonic() - running;
  ConfirmShields(kEarlyHelp);
  ASSERT_TRUE(Eventually([&] { return Outcome(kHazel) == kHazelKnown; }));
  PrintDrill("agent lost, restored, its shields confirmed",
             clock_.Monotonic() - began - looked_for);
  // Both verifiers, and the officer's digest.
  EXPECT_THAT(FindingsOf(kEarlyHelp), testing::IsEmpty());
  const Ended digest =
      Kith({"audit", "digest", "--agent-dir", network().folder(kEarlyHelp)});
  EXPECT_THAT(digest.output, HasSubstr("restored from a backup"));
  EXPECT_THAT(digest.output, HasSubstr("shields confirmed after a loss"));
}

// A family hides from somebody who works in one of these agencies, since after
// the backup.
TEST_F(OperationsTest, AShieldThatTheBackupDoesNotHaveHidesAllTheSame) {
  Import(kEarlyHelp,
         {{.person = kHazel, .leads = true}, {.person = kNell, .leads = true}});
  const std::string backup = BackUp(kEarlyHelp);
  Shield(kEarlyHelp, kHazel, "silent");
  ASSERT_TRUE(Eventually([&] { return Outcome(kHazel) != kHazelKnown; }));
  Lose(kEarlyHelp);
  ASSERT_EQ(Restore(kEarlyHelp, backup).exit, 0);
  StartAgain(kEarlyHelp);
  ASSERT_TRUE(Eventually([&] { return Connected(kEarlyHelp); }));
  ExpectHeld(kEarlyHelp);
  ShieldOnly(kEarlyHelp, kHazel, "silent");
  ConfirmShields(kEarlyHelp);
  ExpectAnswers(kNell, kHazelKnown);
  ExpectAnswers(kHazel, "answered: none");
}

// Nobody had a backup, or the configuration names another file. What was
// published from the old one catches no question.
TEST_F(OperationsTest, AnAgentWithANewDatabaseIsHeldToo) {
  Lose(kEarlyHelp);
  StartAgain(kEarlyHelp);
  ASSERT_TRUE(Eventually([&] { return Connected(kEarlyHelp); }));
  ExpectHeld(kEarlyHelp);
  ImportOnly(kEarlyHelp, {{.person = kHazel, .leads = true}});
  ExpectHeld(kEarlyHelp);
  ConfirmShields(kEarlyHelp);
  ExpectAnswers(kHazel, kHazelKnown);
}

TEST_F(OperationsTest, ARestoringThatIsKilledLeavesTheOldOrTheNew) {
  if (RunProgram({kStrace, "-o", "/dev/null", "/bin/true"}).exit != 0) {
    GTEST_SKIP() << "strace is missing, or processes may not be traced here; "
                    "apt-get install strace, and allow CAP_SYS_PTRACE";
  }
  const std::string older = BackUp(kSchool);
  ASSERT_EQ(Outcome(kHazel), kHazelKnown);
  absl::SleepFor(absl::Seconds(1));  // Folders are named by the second.
  const std::string backup = BackUp(kSchool);
  int kills = 0;
  for (const char* call : {"link", "rename", "fsync", "unlink"}) {
    const int kills_before = kills;
    Lose(kSchool);
    fs::copy_file(older + "/database.db", DatabaseOf(kSchool));
    const std::uint64_t before = EntriesOf(kSchool);
    ASSERT_GT(before, 0u);
    for (int number = 1; EntriesOf(kSchool) == before; ++number, ++kills) {
      ASSERT_LT(number, 200) << call;
      RunProgram({kStrace, "-f", "-o", "/dev/null", "-e",
                  absl::StrCat("inject=", call, ":signal=KILL:when=", number),
                  absl::StrCat(KITH_PROGRAMS, "/kith"), "restore", "--config",
                  ConfigOf(kSchool), "--from", backup});
    }
    EXPECT_GT(EntriesOf(kSchool), before) << call << ": not the new one either";
    EXPECT_GT(kills, kills_before)
        << call << ": never made, nothing was killed";
    const Ended again = Restore(kSchool, backup);
    EXPECT_THAT(again.output, HasSubstr("nothing to restore"));
  }
  PrintFigures({{"story", "restoring killed"}, {"kills", kills}});
  StartAgain(kSchool);
  ASSERT_TRUE(Eventually([&] { return Connected(kSchool); }));
  EXPECT_TRUE(Eventually([&] { return Outcome(kHazel) == kHazelKnown; }));
}

TEST_F(OperationsTest, AnAgentIsNotTakenBackBehindWhatItsOfficerHasSeen) {
  const std::string backup = BackUp(kSchool);
  ASSERT_EQ(Outcome(kHazel), kHazelKnown);
  const std::string evidence = network().folder("evidence");
  ASSERT_EQ(Kith({"audit", "export", "--out", evidence, "--agent-dir",
                  network().folder(kSchool)})
                .exit,
            0);
  std::string checkpoint;
  for (const auto& entry : fs::recursive_directory_iterator(evidence)) {
    if (entry.path().filename() == "agent.checkpoint" ||
        absl::EndsWith(entry.path().native(), "agent/.checkpoint") ||
        absl::EndsWith(entry.path().native(), "agent/checkpoint")) {
      checkpoint = entry.path();
    }
  }
  ASSERT_FALSE(checkpoint.empty());
  Lose(kSchool);
  const Ended refused = Restore(kSchool, backup, {"--checkpoint", checkpoint});
  EXPECT_EQ(refused.exit, 1) << refused.output;
  EXPECT_THAT(refused.output, HasSubstr("would fork the log"));
  EXPECT_FALSE(fs::exists(DatabaseOf(kSchool)));
}

TEST_F(OperationsTest, ALostKeyHolderIsRestoredFromItsShareAndABackup) {
  const std::string backup = BackUp("keyholder");
  Lose("keyholder");
  EXPECT_EQ(Outcome(kHazel).substr(0, 11), "unavailable");
  const absl::Duration began = clock_.Monotonic();
  const Ended restored = Restore("keyholder", backup);
  ASSERT_EQ(restored.exit, 0) << restored.output;
  StartAgain("keyholder");
  ASSERT_TRUE(Eventually([&] { return Outcome(kHazel) == kHazelKnown; }));
  PrintDrill("key holder lost, restored", clock_.Monotonic() - began);
}

}  // namespace
}  // namespace kith::tests
