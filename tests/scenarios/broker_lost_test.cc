// SPDX-License-Identifier: Apache-2.0
// The broker's database is lost, or an older copy of it is put back: its log
// comes from an agency's mirror, and what was withdrawn stays withdrawn.
#include <gmock/gmock.h>

#include <filesystem>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tests/scenarios/scenario_test.h"

namespace kith::tests {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

const Somebody kNell{"Nell", "Hartwhistle", "2013-10-03", ""};
const Somebody kHazel{"Hazel", "Wintersham", "2018-12-17", ""};
constexpr char kHazelKnown[] =
    "answered: involved(northshire-early-help leads)";
constexpr char kNellKnown[] =
    "answered: involved(northshire-early-help leads, "
    "northshire-health-visiting)";
constexpr char kEnded[] =
    "SELECT count(*) FROM ground WHERE withdrawn = 1 AND imported = 0";

class BrokerLostTest : public ScenarioTest {
 protected:
  // Early help supports Hazel and Nell; health visiting supports Nell too, and
  // relies on the agreement that early help recorded.
  void SetUp() override {
    Start({kSchool, kHealthVisiting, kEarlyHelp});
    if (HasFatalFailure()) return;
    Import(kEarlyHelp, {{.person = kHazel, .leads = true},
                        {.person = kNell, .share_with = "", .leads = true}});
    Import(kHealthVisiting, {{.person = kNell, .share_with = ""}});
    Rely(Agree());
    ASSERT_TRUE(Eventually([&] { return Outcome(kNell) == kNellKnown; }));
  }

  std::string Agree() {
    desk::v1::RecordConsentRequest request;
    *request.add_people() = PersonOf(kNell);
    request.set_said_by("mother");
    request.set_evidence_reference("form 12");
    request.set_capacity("parent");
    request.set_everybody(true);
    request.set_until_ms(
        absl::ToUnixMillis(clock_.Now() + absl::Hours(24 * 100)));
    return Must(desk(kEarlyHelp).RecordConsent(request)).receipt();
  }
  void Rely(const std::string& receipt) {
    desk::v1::RelyOnReceiptRequest request;
    request.set_receipt(receipt);
    auto* relied = request.add_people();
    *relied->mutable_person() = PersonOf(kNell);
    relied->set_number(1);
    Must(desk(kHealthVisiting).RelyOnReceipt(request).status());
  }
  // Everywhere, while health visiting is away: it never hears of it.
  void WithdrawUnheard() {
    network().Kill(kHealthVisiting);
    ASSERT_TRUE(Eventually([&] { return !Connected(kHealthVisiting); }));
    desk::v1::WithdrawConsentRequest request;
    *request.add_people() = PersonOf(kNell);
    EXPECT_FALSE(Must(desk(kEarlyHelp).WithdrawConsent(request)).pending());
    EXPECT_EQ(Outcome(kNell), "answered: none");
  }

  std::string Broker(const std::string& file = "") {
    return network().folder("network/broker/" + file);
  }
  std::string Mirror() { return network().folder("mirror"); }
  Ended TakeMirror() {
    return Kith({"audit", "mirror", Mirror(), "--agent-dir",
                 network().folder(kEarlyHelp)});
  }
  // Nothing is logged between the mirror and the loss.
  void TakeAllIntoMirror() {
    ASSERT_TRUE(Eventually([&] {
      const auto size = Must(network().LogSize("broker"));
      const Ended taken = TakeMirror();
      EXPECT_EQ(taken.exit, 0) << taken.output;
      return Must(network().LogSize("broker")) == size;
    }));
  }
  Ended Recover() {
    return RunProgram({network().programs() + "/kith-broker", "recover",
                       "--config", Broker("broker.textproto"), Mirror()});
  }
  void RecoverAndKill(int after_ms) {
    RunProgram({"/usr/bin/timeout", "-s", "KILL",
                absl::StrCat("0.", absl::Dec(after_ms, absl::kZeroPad3)),
                network().programs() + "/kith-broker", "recover", "--config",
                Broker("broker.textproto"), Mirror()});
  }
  std::int64_t Leaves() { return Count("broker", "SELECT count(*) FROM leaf"); }
  void LoseDatabase() {
    for (const char* end : {"", "-wal", "-shm", ".headroom"}) {
      fs::remove(Broker(absl::StrCat("broker.db", end)));
    }
  }
  void ExpectRefusedUnderAnOlderFile();
  // From then on until health visiting is there, and after it.
  void ExpectAnswersOnlyWhenAllHaveTold();
  // By both verifiers, with a note of what was lost.
  void ExpectEvidenceHolds(const std::string& agency);
};

// The mirror was kept under a file that the broker's folder does not have yet.
void BrokerLostTest::ExpectRefusedUnderAnOlderFile() {
  const std::string own = Broker("network.kith");
  const std::string mirrors = Mirror() + "/network.kith";
  for (const std::string& file : {own, mirrors}) {
    fs::copy_file(file, file + ".kept");
  }
  ASSERT_EQ(Kith({"network", "set", "--network-dir",
                  network().folder("network"), "--bank-holiday", "2031-01-02"})
                .exit,
            0);
  fs::copy_file(network().folder("network") + "/administrator/network.kith",
                mirrors, fs::copy_options::overwrite_existing);
  fs::copy_file(own + ".kept", own, fs::copy_options::overwrite_existing);
  const Ended older = Recover();
  EXPECT_EQ(older.exit, 2) << older.output;
  EXPECT_THAT(older.output, HasSubstr("put the newest one in its place"));
  EXPECT_FALSE(fs::exists(Broker("broker.db"))) << "nothing was done";
  for (const std::string& file : {own, mirrors}) {
    fs::copy_file(file + ".kept", file, fs::copy_options::overwrite_existing);
    fs::remove(file + ".kept");
  }
}

void BrokerLostTest::ExpectAnswersOnlyWhenAllHaveTold() {
  Must(network().StartBroker());
  ASSERT_TRUE(
      Eventually([&] { return Connected(kSchool) && Connected(kEarlyHelp); }));
  WaitPublished(kEarlyHelp);
  for (int i = 0; i < 3; ++i) {
    const auto reply = Ask({.asker = kSchool, .people = {kHazel}});
    EXPECT_EQ(reply.outcome_of_request(), "unavailable");
  }
  ASSERT_TRUE(Eventually([&] {
    return absl::StrContains(
        Ask({.asker = kSchool, .people = {kHazel}}).words(),
        "waits until every agency has told it again");
  }));
  Must(network().StartAgent(kHealthVisiting));
  int told = 0;
  EXPECT_TRUE(Eventually([&] {
    const std::string nell = Outcome(kNell);
    told += absl::StrContains(nell, "involved") ? 1 : 0;
    return Outcome(kHazel) == kHazelKnown;
  }));
  WaitPublished(kHealthVisiting);
  EXPECT_TRUE(Eventually([&] { return Count(kHealthVisiting, kEnded) == 1; }));
  EXPECT_EQ(Outcome(kNell), "answered: none");
  EXPECT_EQ(told, 0) << "what was withdrawn was answered";
}

void BrokerLostTest::ExpectEvidenceHolds(const std::string& agency) {
  const std::string folder = network().folder("evidence-" + agency);
  ASSERT_EQ(Kith({"audit", "export", "--out", folder, "--agent-dir",
                  network().folder(agency)})
                .exit,
            0);
  const Ended first = Kith({"audit", "verify", folder});
  EXPECT_EQ(first.exit, 0) << first.output;
  EXPECT_THAT(first.output, HasSubstr("was taken from a mirror"));
  const Ended second = RunProgram(
      {"/usr/bin/env", "python3",
       absl::StrCat(KITH_SOURCE, "/deploy/verify/verify_kith.py"), folder});
  EXPECT_EQ(second.exit, 0) << second.output;
  EXPECT_THAT(second.output, HasSubstr("from a mirror"));
}

TEST_F(BrokerLostTest, ALostDatabaseIsMadeAgainFromAMirror) {
  WithdrawUnheard();
  TakeAllIntoMirror();
  EXPECT_THAT(Recover().output, HasSubstr("stop it first"));
  network().KillBroker();
  const Ended needless = Recover();
  EXPECT_EQ(needless.exit, 2) << needless.output;
  EXPECT_THAT(needless.output, HasSubstr("nothing to recover"));

  LoseDatabase();
  ExpectRefusedUnderAnOlderFile();
  const Ended recovered = Recover();
  ASSERT_EQ(recovered.exit, 0) << recovered.output;
  EXPECT_THAT(recovered.output, HasSubstr("recovered: log entries 0 to "));
  const Ended sound =
      FsckBroker({"--checkpoint", Mirror() + "/log/checkpoint"});
  EXPECT_EQ(sound.exit, 0) << sound.output;

  ExpectAnswersOnlyWhenAllHaveTold();
  for (const char* agency : {kSchool, kHealthVisiting, kEarlyHelp}) {
    ExpectEvidenceHolds(agency);
  }
  // Both find whatever is changed in it.
  const Ended mutants = RunProgram(
      {"/usr/bin/env", "python3",
       absl::StrCat(KITH_SOURCE, "/tests/evidence/mutate_evidence.py"),
       network().folder(absl::StrCat("evidence-", kSchool)),
       network().folder(absl::StrCat("evidence-", kEarlyHelp)),
       network().programs() + "/kith", "--flips", "30", "--each", "3"});
  EXPECT_EQ(mutants.exit, 0) << mutants.output;
  const Ended follows = TakeMirror();
  EXPECT_EQ(follows.exit, 0) << follows.output;
  EXPECT_THAT(follows.output, HasSubstr("FOLLOWS"));
  network().KillBroker();
  const Ended later = FsckBroker();
  EXPECT_EQ(later.exit, 0) << later.output;
}

TEST_F(BrokerLostTest, AnOlderCopyGoesOnFromAMirror) {
  const std::string backup = network().folder("broker-backup");
  network().KillBroker();
  fs::copy(Broker(), backup, fs::copy_options::recursive);
  Must(network().StartBroker());
  ASSERT_TRUE(Eventually([&] { return Outcome(kNell) == kNellKnown; }));
  WithdrawUnheard();
  TakeAllIntoMirror();
  network().KillBroker();
  const std::int64_t mirrored = Leaves();
  fs::remove_all(Broker());
  fs::copy(backup, Broker(), fs::copy_options::recursive);

  // Killed on its way it has done nothing, or all.
  const std::int64_t before = Leaves();
  for (int ms = 2; ms <= 40 && Leaves() == before; ms += 2) {
    RecoverAndKill(ms);
    EXPECT_THAT(Leaves(), testing::AnyOf(before, mirrored + 3)) << ms;
  }
  if (Leaves() != before) {
    fs::remove_all(Broker());
    fs::copy(backup, Broker(), fs::copy_options::recursive);
  }
  const Ended recovered = Recover();
  ASSERT_EQ(recovered.exit, 0) << recovered.output;
  EXPECT_EQ(Leaves(), mirrored + 3) << "and one entry for each agency";
  EXPECT_THAT(recovered.output,
              testing::Not(HasSubstr("recovered: log entries 0 to ")));
  const Ended sound = FsckBroker();
  EXPECT_EQ(sound.exit, 0) << sound.output;
  ExpectAnswersOnlyWhenAllHaveTold();
  for (const char* agency : {kSchool, kHealthVisiting, kEarlyHelp}) {
    ExpectEvidenceHolds(agency);
  }
}

TEST_F(BrokerLostTest, ACopyThatWentOnByItselfContradictsTheMirror) {
  const std::string backup = network().folder("broker-backup");
  network().KillBroker();
  fs::copy(Broker(), backup, fs::copy_options::recursive);
  Must(network().StartBroker());
  ASSERT_TRUE(Eventually([&] { return Outcome(kHazel) == kHazelKnown; }));
  ASSERT_TRUE(Eventually([&] { return Outcome(kHazel) == kHazelKnown; }));
  TakeAllIntoMirror();
  network().KillBroker();
  fs::remove_all(Broker());
  fs::copy(backup, Broker(), fs::copy_options::recursive);
  // One entry that the mirror has otherwise.
  Must(Must(network().OpenDatabase("broker"))
           ->Execute("UPDATE leaf SET bytes = CAST(substr(bytes, 1, 112) || "
                     "CASE substr(bytes, 113, 1) WHEN x'00' THEN x'01' ELSE "
                     "x'00' END AS BLOB) WHERE position = 1"));
  const Ended refused = Recover();
  EXPECT_EQ(refused.exit, 1) << refused.output;
  EXPECT_THAT(refused.output, HasSubstr("contradict each other"));
  EXPECT_THAT(refused.output, HasSubstr("next: change neither"));
}

}  // namespace
}  // namespace kith::tests
