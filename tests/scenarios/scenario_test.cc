// SPDX-License-Identifier: Apache-2.0
#include "tests/scenarios/scenario_test.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "deploy/demonstration/child_process.h"
#include "deploy/demonstration/story_checks.h"
#include "deploy/kith/export_evidence.h"
#include "deploy/kith/files.h"
#include "keys/base/status_macros.h"

namespace kith::tests {
namespace {

using deploy::DemoNetwork;

// Long enough for a busy machine: a late answer reads as none.
constexpr std::uint32_t kReleaseMs = 800;
// In memory, where a neighbour's writes to the disk make no answer late.
// Programs are killed here, machines are not: what is synced has no part in it.
constexpr char kInMemory[] = "/dev/shm";
constexpr std::uint64_t kEnoughMemory = std::uint64_t{1} << 30;
constexpr std::uint32_t kManyElements = 1'000'000;
constexpr absl::Duration kPause = absl::Milliseconds(10);
constexpr std::size_t kMostOutput = 1 << 20;

absl::StatusOr<std::vector<std::string>> ReadColumn(const DemoNetwork& network,
                                                    const std::string& who,
                                                    const std::string& sql) {
  KITH_ASSIGN_OR_RETURN(const std::unique_ptr<SealedDb> db,
                        network.OpenDatabase(who));
  KITH_ASSIGN_OR_RETURN(Statement rows, db->Prepare(sql));
  std::vector<std::string> column;
  while (true) {
    KITH_ASSIGN_OR_RETURN(const bool more, rows.Step());
    if (!more) return column;
    column.emplace_back(rows.Bytes(0));
  }
}

absl::StatusOr<std::int64_t> ReadCount(const DemoNetwork& network,
                                       const std::string& who,
                                       const std::string& sql) {
  KITH_ASSIGN_OR_RETURN(const std::unique_ptr<SealedDb> db,
                        network.OpenDatabase(who));
  KITH_ASSIGN_OR_RETURN(Statement count, db->Prepare(sql));
  KITH_RETURN_IF_ERROR(count.Step().status());
  return count.Int(0);
}

// Short, for the path of a socket is.
std::string TemplateOfFolder() {
  std::error_code none;
  const auto space = std::filesystem::space(kInMemory, none);
  const bool fits = !none && space.available >= kEnoughMemory;
  return absl::StrCat(fits ? kInMemory : "/tmp", "/kith-scenario.XXXXXX");
}

// A folder below `dir` of all programs, with this one as the broker.
std::string ProgramsWith(const std::string& broker, const std::string& dir) {
  const std::filesystem::path folder = dir + "/programs";
  std::filesystem::create_directory(folder);
  for (const char* program : {"kith-agent", "kith-keyholder"}) {
    std::filesystem::create_symlink(absl::StrCat(KITH_PROGRAMS, "/", program),
                                    folder / program);
  }
  std::filesystem::create_symlink(broker, folder / "kith-broker");
  return folder;
}

}  // namespace

ScenarioTest::~ScenarioTest() {
  // How a program ends in order is not what a scenario is about.
  if (network_ != nullptr) network_->KillAll();
  network_.reset();
  if (dir_.empty()) return;
  if (HasFailure()) {
    std::cout << "logs and folders: " << dir_ << "\n";
    return;
  }
  std::error_code ignored;
  std::filesystem::remove_all(dir_, ignored);
}

DemoNetwork::Plan ScenarioTest::PlanOf(
    const std::vector<std::string>& members) const {
  DemoNetwork::Plan plan{.release_ms = kReleaseMs, .lift_limits = lift_limits_};
  for (Member& member : DemoNetwork::TheFive().members) {
    if (std::find(members.begin(), members.end(), member.id) == members.end())
      continue;
    member.ask_elements = kManyElements;
    plan.members.push_back(std::move(member));
  }
  EXPECT_EQ(plan.members.size(), members.size());
  return plan;
}

void ScenarioTest::Start(const std::vector<std::string>& members) {
  Start(PlanOf(members));
}

void ScenarioTest::StartWithDesk(
    const std::vector<std::string>& members, const std::string& desk_agency,
    const std::vector<std::string>& with_colleagues) {
  DemoNetwork::Plan plan = PlanOf(members);
  plan.desk_agency = desk_agency;
  for (Member& member : plan.members) {
    member.colleagues =
        std::find(with_colleagues.begin(), with_colleagues.end(), member.id) !=
        with_colleagues.end();
  }
  Start(plan);
}

void ScenarioTest::Start(const DemoNetwork::Plan& plan,
                         const std::string& broker_program) {
  ASSERT_FALSE(NewFolder().empty());
  const std::string programs = broker_program.empty()
                                   ? KITH_PROGRAMS
                                   : ProgramsWith(broker_program, dir_);
  auto made = DemoNetwork::Make(dir_ + "/n", programs, clock_, random_, plan);
  ASSERT_TRUE(made.ok()) << made.status();
  network_ = *std::move(made);
  const absl::Status started = network_->StartAll();
  ASSERT_TRUE(started.ok()) << started;
}

std::string ScenarioTest::NewFolder() {
  std::string folder = TemplateOfFolder();
  if (mkdtemp(folder.data()) != nullptr) dir_ = folder;
  return dir_;
}

void ScenarioTest::Import(const std::string& agency,
                          const std::vector<Supported>& supported) {
  ImportOnly(agency, supported);
  WaitPublished(agency);
}

void ScenarioTest::ImportOnly(const std::string& agency,
                              const std::vector<Supported>& supported) {
  const auto report =
      Must(network_->Import(ExportOf(agency, supported), /*accept=*/true));
  EXPECT_TRUE(report.accepted()) << report.file_fault();
  EXPECT_EQ(report.rejected(), 0u);
}

void ScenarioTest::WaitPublished(const std::string& agency) {
  EXPECT_TRUE(Eventually([&] { return IsPublished(agency); }))
      << agency << " does not get its rows into the index";
}

bool ScenarioTest::IsPublished(const std::string& agency) {
  const auto reply = desk(agency).Doctor([] {
    desk::v1::DoctorRequest request;
    request.set_as(deploy::kBrook);
    return request;
  }());
  if (!reply.ok()) return false;
  for (const auto& statement : reply->statements()) {
    if (absl::StrContains(statement.words(), "are in the index")) {
      return statement.good();
    }
  }
  return false;
}

void ScenarioTest::Shield(const std::string& agency, const Somebody& somebody,
                          const std::string& kind) {
  ShieldOnly(agency, somebody, kind);
  WaitPublished(agency);
}

void ScenarioTest::ShieldOnly(const std::string& agency,
                              const Somebody& somebody,
                              const std::string& kind) {
  desk::v1::SetShieldRequest request;
  *request.mutable_person() = PersonOf(somebody);
  request.set_kind(kind);
  Must(desk(agency).SetShield(request).status());
}

desk::v1::CheckReply ScenarioTest::Ask(const Question& question) {
  desk::v1::CheckRequest request;
  request.set_as(deploy::kBrook);
  for (const Somebody& somebody : question.people) {
    *request.add_people() = PersonOf(somebody);
  }
  request.set_purpose("considering-referral");
  request.set_ground("family-agreed");
  request.set_no_personal_connection(true);
  request.set_shape_of_eight(question.eight);
  return Must(desk(question.asker).Check(request));
}

std::string ScenarioTest::Outcome(const Question& question) {
  const desk::v1::CheckReply reply = Ask(question);
  if (reply.outcome_of_request() == "unavailable") {
    // For whoever did not expect it: the test prints nothing else of it.
    std::cout << "unavailable: " << reply.words() << "\n";
  }
  return deploy::Summary(reply);
}

std::string ScenarioTest::Outcome(const Somebody& somebody) {
  return Outcome(Question{.asker = kSchool, .people = {somebody}});
}

std::int64_t ScenarioTest::Count(const std::string& who,
                                 const std::string& sql) {
  return Must(ReadCount(*network_, who, sql));
}

std::vector<std::string> ScenarioTest::Column(const std::string& who,
                                              const std::string& sql) {
  return Must(ReadColumn(*network_, who, sql));
}

bool ScenarioTest::Eventually(const std::function<bool()>& holds,
                              absl::Duration patience) {
  const absl::Duration give_up = clock_.Monotonic() + patience;
  while (!holds()) {
    if (clock_.Monotonic() > give_up) return false;
    absl::SleepFor(kPause);
  }
  return true;
}

std::string ScenarioTest::NewName(const std::string& what) {
  return absl::StrCat(dir_, "/", what, "-", ++names_);
}

ScenarioTest::Ended ScenarioTest::Kith(
    const std::vector<std::string>& arguments) {
  std::vector<std::string> all = {absl::StrCat(KITH_PROGRAMS, "/kith")};
  all.insert(all.end(), arguments.begin(), arguments.end());
  return RunProgram(all);
}

ScenarioTest::Ended ScenarioTest::RunProgram(
    const std::vector<std::string>& program) {
  const std::string output = NewName("output.txt");
  auto process = deploy::ChildProcess::Start(program, output);
  EXPECT_TRUE(process.ok()) << process.status();
  if (!process.ok()) return {};
  const int exit = process->Wait();
  return {exit, Must(deploy::ReadFile(output, kMostOutput))};
}

ScenarioTest::Ended ScenarioTest::FsckBroker(
    const std::vector<std::string>& options) {
  std::vector<std::string> program{
      absl::StrCat(KITH_PROGRAMS, "/kith-broker"), "fsck", "--config",
      network_->folder("network/broker/broker.textproto")};
  program.insert(program.end(), options.begin(), options.end());
  return RunProgram(program);
}

deploy::Evidence ScenarioTest::EvidenceOf(const std::string& agency) {
  const std::string folder = NewName("evidence");
  Must(deploy::ExportEvidenceTo(desk(agency), "", folder));
  return Must(deploy::ReadEvidence(folder));
}

std::vector<std::string> ScenarioTest::FindingsOf(const std::string& agency) {
  const std::string folder = NewName("evidence");
  Must(deploy::ExportEvidenceTo(desk(agency), "", folder));
  return Must(deploy::VerifyEvidence(folder)).findings;
}

void ScenarioTest::PrintFigures(const nlohmann::ordered_json& figures) {
  std::cout << figures.dump() << std::endl;
}

bool IsLongRun() { return std::getenv("KITH_LONG") != nullptr; }

}  // namespace kith::tests
