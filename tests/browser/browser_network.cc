// SPDX-License-Identifier: Apache-2.0
//
// The demonstration's network with web consoles beside some of its agencies,
// for a browser to be driven against:
//
//   browser_network --issuer=http://127.0.0.1:4000
//   --consoles=hillview-primary=4001
//
// When everything answers it prints one line of JSON: where the consoles are,
// and whom to ask about. Then it takes one order a line, and prints one line
// for each:
//
//   kill WHO      "broker", "keyholder", an agency's id or "console:AGENCY"
//   start WHO
//
// {"done":true}, or {"error":"why"}. It ends everything when its input closes.
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "deploy/demonstration/child_process.h"
#include "deploy/demonstration/demo_network.h"
#include "deploy/demonstration/exports.h"
#include "deploy/demonstration/story.h"
#include "keys/base/clock.h"
#include "keys/base/random.h"
#include "keys/base/status_macros.h"
#include "tests/browser/console_folder.h"

ABSL_FLAG(std::string, issuer, "", "the OpenID provider's address");
ABSL_FLAG(std::vector<std::string>, consoles, {}, "AGENCY=PORT, ...");

namespace kith::tests {
namespace {

using deploy::ChildProcess;
using deploy::DemoNetwork;
using nlohmann::json;

constexpr std::uint64_t kSeed = 1;
// Enough that a list has pages; the full number takes longer to import.
constexpr std::size_t kFamilies = 60;
// As in the scenarios: long enough for a busy machine.
constexpr std::uint32_t kReleaseMs = 800;
constexpr char kConsolePrefix[] = "console:";

json PersonAsJson(const deploy::StoryPerson& person) {
  return {{"forename", person.forename},
          {"surname", person.surname},
          {"born", person.date_of_birth},
          {"nhs", person.nhs}};
}

// What the school gets to hear of each; deploy/demonstration/story.h says why.
json FamiliesAsJson() {
  return {
      {"known",
       {PersonAsJson(deploy::kSami), PersonAsJson(deploy::kDina),
        PersonAsJson(deploy::kLeo)}},
      {"unknown",
       {PersonAsJson(deploy::kRowan), PersonAsJson(deploy::kIsolde)}},
      {"withheld", {PersonAsJson(deploy::kWren)}},
      {"mixed", {PersonAsJson(deploy::kTobias), PersonAsJson(deploy::kJuno)}},
      {"no_agreement_yet", {PersonAsJson(deploy::kOtis)}},
      {"leaves", {PersonAsJson(deploy::kPhoebe)}}};
}

DemoNetwork::Plan PlanOfNetwork() {
  DemoNetwork::Plan plan = DemoNetwork::TheFive();
  plan.release_ms = kReleaseMs;
  // One person asks in every test, of the same family more often than one may.
  plan.lift_limits = true;
  for (auto& member : plan.members) {
    member.ask_elements = 1'000'000;
    member.colleagues = true;
  }
  return plan;
}

// The network, its consoles, and what they are told to do.
class Stage {
 public:
  explicit Stage(std::string dir) : dir_(std::move(dir)) {}

  absl::Status Raise(const std::string& issuer,
                     const std::vector<std::string>& consoles);
  json Description() const;
  absl::Status Obey(const std::string& order);

 private:
  absl::Status PlanConsole(const std::string& issuer, const std::string& text);
  absl::Status ImportAll();
  absl::Status StartConsole(const std::string& agency);
  bool IsAgency(const std::string& who) const;
  absl::Status Start(const std::string& who);
  absl::Status Kill(const std::string& who);

  const std::string dir_;
  SystemClock clock_;
  SystemRandom random_;
  std::unique_ptr<DemoNetwork> network_;
  std::map<std::string, ConsolePlan> plans_;
  std::map<std::string, ChildProcess> consoles_;
};

absl::Status Stage::PlanConsole(const std::string& issuer,
                                const std::string& text) {
  const std::vector<std::string> parts = absl::StrSplit(text, '=');
  ConsolePlan plan;
  if (parts.size() != 2 || !absl::SimpleAtoi(parts[1], &plan.port)) {
    return absl::InvalidArgumentError("--consoles wants AGENCY=PORT");
  }
  plan.agency = parts[0];
  plan.agent_folder = network_->folder(plan.agency);
  plan.folder = absl::StrCat(dir_, "/c/", plan.agency);
  plan.issuer = issuer;
  plan.has_secret = plan.agency == deploy::kSchool;
  KITH_RETURN_IF_ERROR(WriteConsoleFolder(plan, clock_.Now(), random_));
  plans_[plan.agency] = std::move(plan);
  return absl::OkStatus();
}

absl::Status Stage::Raise(const std::string& issuer,
                          const std::vector<std::string>& consoles) {
  KITH_ASSIGN_OR_RETURN(
      network_, DemoNetwork::Make(dir_ + "/n", KITH_PROGRAMS, clock_, random_,
                                  PlanOfNetwork()));
  for (const std::string& console : consoles) {
    KITH_RETURN_IF_ERROR(PlanConsole(issuer, console));
  }
  KITH_RETURN_IF_ERROR(network_->StartAll());
  KITH_RETURN_IF_ERROR(ImportAll());
  for (const auto& [agency, plan] : plans_) {
    KITH_RETURN_IF_ERROR(StartConsole(agency));
  }
  return absl::OkStatus();
}

absl::Status Stage::ImportAll() {
  const deploy::Demonstration story = deploy::MakeDemonstration(
      kSeed, absl::ToCivilDay(clock_.Now(), absl::UTCTimeZone()), kFamilies);
  for (const auto& from : story.exports) {
    KITH_ASSIGN_OR_RETURN(const auto done, network_->Import(from, true));
    if (!done.accepted()) {
      return absl::FailedPreconditionError(
          absl::StrCat(from.agency, ": ", done.file_fault()));
    }
  }
  for (const auto& from : story.exports) {
    KITH_RETURN_IF_ERROR(network_->WaitPublished(from.agency));
  }
  return absl::OkStatus();
}

absl::Status Stage::StartConsole(const std::string& agency) {
  const ConsolePlan& plan = plans_.at(agency);
  KITH_ASSIGN_OR_RETURN(
      ChildProcess console,
      ChildProcess::Start({absl::StrCat(KITH_PROGRAMS, "/kith-console"),
                           "--config", plan.folder + "/console.textproto"},
                          plan.folder + "/console.log"));
  consoles_.insert_or_assign(agency, std::move(console));
  return absl::OkStatus();
}

json Stage::Description() const {
  json consoles = json::array();
  for (const auto& [agency, plan] : plans_) {
    consoles.push_back({{"agency", agency},
                        {"origin", OriginOf(plan)},
                        {"folder", plan.folder},
                        {"client_id", ClientIdOf(plan)},
                        {"client_secret", ClientSecretOf(plan)}});
  }
  return {{"folder", dir_},
          {"consoles", consoles},
          {"release_ms", kReleaseMs},
          {"families", FamiliesAsJson()}};
}

bool Stage::IsAgency(const std::string& who) const {
  const std::vector<std::string>& agencies = network_->agencies();
  return std::find(agencies.begin(), agencies.end(), who) != agencies.end();
}

absl::Status Stage::Start(const std::string& who) {
  if (absl::StartsWith(who, kConsolePrefix)) {
    const std::string agency = who.substr(sizeof kConsolePrefix - 1);
    return plans_.count(agency) ? StartConsole(agency)
                                : absl::NotFoundError("no such console");
  }
  if (who == "broker") {
    KITH_RETURN_IF_ERROR(network_->StartBroker());
    return network_->WaitConnected(network_->agencies());
  }
  if (who == "keyholder") return network_->StartKeyHolder();
  if (!IsAgency(who)) return absl::NotFoundError("no such program");
  KITH_RETURN_IF_ERROR(network_->StartAgent(who));
  return network_->WaitConnected({who});
}

absl::Status Stage::Kill(const std::string& who) {
  if (absl::StartsWith(who, kConsolePrefix)) {
    const auto console = consoles_.find(who.substr(sizeof kConsolePrefix - 1));
    if (console == consoles_.end())
      return absl::NotFoundError("no such console");
    console->second.Kill();
    return absl::OkStatus();
  }
  if (who != "broker" && who != "keyholder" && !IsAgency(who)) {
    return absl::NotFoundError("no such program");
  }
  network_->Kill(who);
  return absl::OkStatus();
}

absl::Status Stage::Obey(const std::string& order) {
  const std::pair<std::string, std::string> parts =
      absl::StrSplit(order, absl::MaxSplits(' ', 1));
  if (parts.first == "start") return Start(parts.second);
  if (parts.first == "kill") return Kill(parts.second);
  return absl::InvalidArgumentError("an order is: kill WHO, or start WHO");
}

int Run() {
  char name[] = "/tmp/kith-browser.XXXXXX";
  if (mkdtemp(name) == nullptr) return 1;
  const std::string dir = name;
  {
    Stage stage(dir);
    const absl::Status raised =
        stage.Raise(absl::GetFlag(FLAGS_issuer), absl::GetFlag(FLAGS_consoles));
    if (!raised.ok()) {
      std::cerr << raised.message() << "\n  logs and folders: " << dir << "\n";
      return 1;
    }
    std::cout << stage.Description().dump() << std::endl;
    for (std::string order; std::getline(std::cin, order);) {
      const absl::Status done = stage.Obey(order);
      const std::string why(done.message());
      std::cout << (done.ok() ? json{{"done", true}} : json{{"error", why}})
                << std::endl;
    }
  }
  std::error_code ignored;
  std::filesystem::remove_all(dir, ignored);
  return 0;
}

}  // namespace
}  // namespace kith::tests

int main(int argc, char** argv) {
  absl::ParseCommandLine(argc, argv);
  return kith::tests::Run();
}
