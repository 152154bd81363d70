// SPDX-License-Identifier: Apache-2.0
// The broker is killed at random moments, or one of its file system calls
// fails, while agencies publish, ask and withdraw: nothing that was
// acknowledged is lost, nothing is shown without its entry, and the database is
// sound.
#include <gmock/gmock.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <future>
#include <iterator>
#include <map>
#include <regex>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "deploy/demonstration/child_process.h"
#include "keys/network/network.h"
#include "keys/tlog/audit_log.h"
#include "keys/tlog/leaf.h"
#include "keys/tlog/merkle.h"
#include "keys/tlog/note.h"
#include "tests/scenarios/scenario_test.h"

namespace kith::tests {
namespace {

using deploy::ChildProcess;

constexpr char kStrace[] = "/usr/bin/strace";
constexpr char kCalls[] =
    "pwrite64,pread64,fdatasync,fsync,ftruncate,openat,unlink";
constexpr int kQuestions = 3;
constexpr std::uint32_t kLongestMs = 2'500;

Somebody PersonNumber(int number) {
  return ManyPeople(number + 1, "all").back().person;
}

class BrokerUnderLoadTest : public ScenarioTest {
 protected:
  void SetUp() override { Start({kSchool, kEarlyHelp}); }

  // Publishes one more person, withdraws the one before and asks, all at once
  // with `trouble`; then ends the broker, looks at what it left and starts it.
  void Round(const std::function<void()>& trouble);
  void Ask3(int number);
  void PublishAndWithdraw(int number);
  void LookAndStart();
  void ExpectNothingLost();
  std::int64_t ActiveGrounds() {
    return Count("broker", "SELECT count(*) FROM ground WHERE withdrawn = 0");
  }
  // Makes the n-th call of a kind fail while the broker lives on, by a tracer
  // that goes with it.
  void Trace(const std::string& inject);
  std::string TracePath() { return network().folder("trace"); }
  std::string TracedLines();
  void Print(const char* what, const nlohmann::ordered_json& more);

  int rounds_ = 0;
  std::set<std::uint64_t> shown_;  // RELEASED, by what the asker was shown.
  std::set<std::string> heads_;
  std::string newest_head_;
  std::uint64_t newest_size_ = 0;
  std::int64_t withdrawn_ = 0;     // As the agency was told, pending or not.
  std::int64_t acknowledged_ = 0;  // Not pending.
  int unsound_ = 0;
  std::size_t lost_ = 0;
  std::size_t shown_unlogged_ = 0;
  std::unique_ptr<ChildProcess> tracer_;
};

void BrokerUnderLoadTest::Ask3(int number) {
  for (int i = 0; i < kQuestions; ++i) {
    const auto reply =
        Ask({.asker = kSchool, .people = {PersonNumber(number)}});
    if (reply.outcome_of_request() != "answered") continue;
    shown_.insert(reply.proof().leaf_index());
    heads_.insert(reply.proof().checkpoint());
    const auto size = reply.proof().leaf_index() + 1;
    if (size > newest_size_) {
      newest_size_ = size;
      newest_head_ = reply.proof().checkpoint();
    }
  }
}

void BrokerUnderLoadTest::PublishAndWithdraw(int number) {
  Must(network().Import(ExportOf(kEarlyHelp, ManyPeople(number + 1, "all")),
                        /*accept=*/true));
  if (number == 0) return;
  desk::v1::WithdrawConsentRequest request;
  *request.add_people() = PersonOf(PersonNumber(number - 1));
  const auto reply = desk(kEarlyHelp).WithdrawConsent(request);
  EXPECT_TRUE(reply.ok()) << reply.status();
  if (!reply.ok()) return;
  ++withdrawn_;
  acknowledged_ += !reply->pending();
}

void BrokerUnderLoadTest::Round(const std::function<void()>& trouble) {
  const int number = rounds_++;
  ASSERT_TRUE(
      Eventually([&] { return Connected(kSchool) && Connected(kEarlyHelp); }));
  auto asking = std::async(std::launch::async, [&] { Ask3(number); });
  auto publishing =
      std::async(std::launch::async, [&] { PublishAndWithdraw(number); });
  trouble();
  asking.get();
  // A withdrawal just after a start is acknowledged after ten seconds: not
  // every round waits for it. Once the broker has gone it is pending.
  publishing.wait_for(std::chrono::seconds(number % 5 == 2 ? 15 : 1));
  network().KillBroker();
  publishing.get();
  LookAndStart();
}

void BrokerUnderLoadTest::LookAndStart() {
  if (tracer_ != nullptr) tracer_->Wait();
  tracer_.reset();
  std::vector<std::string> seen;
  if (!newest_head_.empty()) {
    const std::string file = network().folder("checkpoint");
    std::ofstream(file, std::ios::binary | std::ios::trunc) << newest_head_;
    seen = {"--checkpoint", file};
  }
  const Ended fsck = FsckBroker(seen);
  EXPECT_EQ(fsck.exit, 0) << "round " << rounds_ << ": " << fsck.output;
  unsound_ += fsck.exit != 0;
  Must(network().StartBroker());
}

void BrokerUnderLoadTest::ExpectNothingLost() {
  const auto db = Must(network().OpenDatabase("broker"));
  for (const std::uint64_t index : shown_) {
    const auto opening = tlog::AuditLog::ReadOpening(*db, index);
    shown_unlogged_ +=
        !opening.ok() || opening->event() != log::v1::EVENT_RELEASED;
  }
  const std::string leaves =
      Must(tlog::AuditLog::ReadLeaves(*db, 0, ~std::uint32_t{0}));
  tlog::MerkleTree tree;
  for (std::size_t at = 0; at < leaves.size(); at += tlog::kLeafBytes) {
    tree.Append(tlog::LeafHash(leaves.substr(at, tlog::kLeafBytes)));
  }
  const auto network_file =
      Must(Network::Load(network().folder(kSchool) + "/network.kith"));
  const auto& broker = network_file->file().broker();
  for (const std::string& note : heads_) {
    const auto head =
        tlog::OpenCheckpoint(note, broker.log_origin(), broker.log_key());
    lost_ += !head.ok() || head->size > tree.size() ||
             head->root != tree.Root(head->size);
  }
  EXPECT_EQ(shown_unlogged_, 0u);
  EXPECT_EQ(lost_, 0u);
  // What is pending is carried out by itself; who was withdrawn before the
  // broker had heard of them is not recorded any more.
  EXPECT_TRUE(Eventually([&] {
    return ActiveGrounds() <= rounds_ - withdrawn_;
  })) << ActiveGrounds()
      << " of " << rounds_ << ", less " << withdrawn_;
  EXPECT_GT(shown_.size(), 0u);
}

void BrokerUnderLoadTest::Trace(const std::string& inject) {
  const std::string said = absl::StrCat(TracePath(), ".said");
  std::filesystem::remove(said);
  std::filesystem::remove(TracePath());
  std::vector<std::string> program{kStrace,
                                   "-f",
                                   "-y",
                                   "-o",
                                   TracePath(),
                                   "-e",
                                   absl::StrCat("trace=", kCalls)};
  if (!inject.empty()) {
    program.insert(program.end(), {"-e", absl::StrCat("inject=", inject)});
  }
  program.insert(program.end(), {"-p", absl::StrCat(network().pid("broker"))});
  auto tracer = ChildProcess::Start(program, said);
  ASSERT_TRUE(tracer.ok()) << tracer.status();
  tracer_ = std::make_unique<ChildProcess>(*std::move(tracer));
  EXPECT_TRUE(Eventually([&] {
    std::ifstream file(said);
    const std::string text(std::istreambuf_iterator<char>(file), {});
    return absl::StrContains(text, "attached");
  }));
}

std::string BrokerUnderLoadTest::TracedLines() {
  std::ifstream file(TracePath());
  return std::string(std::istreambuf_iterator<char>(file), {});
}

void BrokerUnderLoadTest::Print(const char* what,
                                const nlohmann::ordered_json& more) {
  nlohmann::ordered_json figures{{"scenario", what}, {"rounds", rounds_}};
  figures.update(more);
  figures.update({{"shown", shown_.size()},
                  {"shown_without_entry", shown_unlogged_},
                  {"withdrawals", withdrawn_},
                  {"withdrawals_not_pending", acknowledged_},
                  {"heads", heads_.size()},
                  {"lost", lost_},
                  {"unsound", unsound_}});
  PrintFigures(figures);
}

TEST_F(BrokerUnderLoadTest, KilledAtRandomMomentsItLosesNothing) {
  const int kills = IsLongRun() ? 1'000 : 7;
  for (int i = 0; i < kills; ++i) {
    ASSERT_NO_FATAL_FAILURE(Round([&] {
      absl::SleepFor(absl::Milliseconds(random_.Below(kLongestMs)));
      network().KillBroker();
    }));
  }
  ASSERT_NO_FATAL_FAILURE(Round([] {}));
  ExpectNothingLost();
  Print("broker killed while agencies publish, ask and withdraw",
        {{"kills", kills}});
}

// What a call answers instead, as strace says it.
struct Failure {
  std::string call;
  std::string answer;
  int number = 0;

  std::string inject() const {
    return absl::StrCat(call, ":", answer, ":when=", number);
  }
};

// Every call of the thread that makes most of its kind, each with each answer.
std::vector<Failure> FailuresOf(const std::string& lines) {
  std::map<std::pair<std::string, std::string>, int> by_thread;
  std::map<std::string, int> most;
  const std::regex call(R"((\d+)\s+(\w+)\([^\n]*broker\.db)");
  for (std::sregex_iterator at(lines.begin(), lines.end(), call), end;
       at != end; ++at) {
    int& count = by_thread[{(*at)[1], (*at)[2]}];
    most[(*at)[2]] = std::max(most[(*at)[2]], ++count);
  }
  std::vector<Failure> failures;
  for (const auto& [name, count] : most) {
    for (int number = 1; number <= count; ++number) {
      for (const char* answer : {"error=EIO", "error=ENOSPC", "signal=KILL"}) {
        failures.push_back({name, answer, number});
      }
      if (name == "pwrite64") failures.push_back({name, "retval=0", number});
    }
  }
  return failures;
}

TEST_F(BrokerUnderLoadTest, WithOneCallThatFailsItLosesNothing) {
  if (RunProgram({kStrace, "-o", "/dev/null", "/bin/true"}).exit != 0) {
    GTEST_SKIP() << "strace is missing, or processes may not be traced here; "
                    "apt-get install strace, and allow CAP_SYS_PTRACE";
  }
  ASSERT_NO_FATAL_FAILURE(Round([] {}));
  ASSERT_NO_FATAL_FAILURE(Round([&] { Trace(""); }));
  const std::vector<Failure> all = FailuresOf(TracedLines());
  ASSERT_FALSE(all.empty());
  const std::size_t wanted = IsLongRun() ? all.size() : 3;
  const std::size_t step = std::max<std::size_t>(1, all.size() / wanted);
  int hit = 0;
  int went_on = 0;  // After a sync of a file that failed.
  int runs = 0;
  for (std::size_t i = step / 2; i < all.size(); i += step) {
    const Failure& failure = all[i];
    ASSERT_NO_FATAL_FAILURE(Round([&] { Trace(failure.inject()); }));
    ++runs;
    const std::string lines = TracedLines();
    const bool killed = absl::StrContains(lines, "+++ killed by");
    hit += absl::StrContains(lines, "INJECTED") ||
           (failure.answer == "signal=KILL" && killed);
    if (failure.call == "fdatasync" && failure.answer != "signal=KILL" &&
        std::regex_search(lines, std::regex(R"(broker\.db[^\n]*INJECTED)"))) {
      went_on += !absl::StrContains(lines, "SIGABRT");
    }
  }
  ExpectNothingLost();
  EXPECT_EQ(went_on, 0);
  Print("broker with one file system call that fails",
        {{"calls_and_answers", all.size()},
         {"runs", runs},
         {"hit", hit},
         {"went_on_after_a_failed_sync", went_on}});
}

}  // namespace
}  // namespace kith::tests
