// SPDX-License-Identifier: Apache-2.0
#include "tests/adversary/console_stage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "agent/console/signin/account_file.h"
#include "agent/console/signin/totp.h"
#include "deploy/demonstration/population.h"
#include "keys/base/status_macros.h"
#include "tests/browser/console_folder.h"

namespace kith::tests {
namespace {

using deploy::ChildProcess;
using deploy::DemoNetwork;
using testing::HasSubstr;

constexpr std::uint32_t kReleaseMs = 500;
constexpr int kTries = 500;
constexpr absl::Duration kPause = absl::Milliseconds(20);
constexpr char kForm[] = "application/x-www-form-urlencoded";

constexpr char kMap[] = R"(# proto-file: kith/config/v1/column_map.proto
source: "caseload"
person_id { column: "id" }
forenames { column: "forename" }
surname { column: "surname" }
date_of_birth { column: "born" }
involvement {
  service { column: "service" }
  worker { column: "worker" }
  contact { column: "contact" }
  level { constant: "additional" }
  since { constant: "2024-03-11" }
}
ground {
  agreed { constant: "yes" }
  agreed_by { constant: "<script>alert('agreed')</script>" }
  capacity { constant: "adult" }
  agreed_on { constant: "2024-03-11" }
  until { constant: "2090-12-31" }
  recipients { constant: "all" }
  purposes {
    constant: "considering-referral;starting-assessment;team-planning;joining;worried-about-a-child"
  }
  evidence { constant: "<script>alert('evidence')</script>" }
  language { constant: "en" }
}
)";

std::string Cell(const std::string& text) {
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\"", "\"\""}}), "\"");
}

std::string HostileRows() {
  const std::vector<std::vector<std::string>> rows = {
      {"id", "forename", "surname", "born", "service", "worker", "contact"},
      {"1", "Zoa", "Quibbler", "2011-02-03", kScript, kImage, kAddress},
      {"2", "Zob", "Quibbler", "2012-02-03", kBraces, kReversed, kScript},
      {"3", "Zoc", "Quibbler", "2013-02-03", "Family support",
       "'\"</textarea></title><svg onload=alert(1)>", "01632 960 101"},
      {"4", absl::StrCat("Zod", kScript), absl::StrCat("Quibbler", kBraces),
       "2014-02-03", kImage, "Pat Example", "tel:01632960101"}};
  std::string csv;
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      absl::StrAppend(&csv, i == 0 ? "" : ",", Cell(row[i]));
    }
    csv += '\n';
  }
  return csv;
}

// Free a moment ago: the console's address is in what it is started with.
int FreePort() {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (bind(fd, reinterpret_cast<sockaddr*>(&address), size) != 0) return 0;
  getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  close(fd);
  return ntohs(address.sin_port);
}

std::string ReadWhole(const std::string& path) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

DemoNetwork::Plan PlanOfTwo() {
  DemoNetwork::Plan plan{.release_ms = kReleaseMs, .lift_limits = true};
  for (DemoNetwork::Member& member : DemoNetwork::TheFive().members) {
    if (member.id != deploy::kSchool && member.id != deploy::kHealthVisiting) {
      continue;
    }
    member.ask_elements = 1'000'000;
    if (member.id == deploy::kSchool) member.colleagues = true;
    if (member.id == deploy::kHealthVisiting) {
      member.name = absl::StrCat("Trust ", kScript, "{{title}}");
    }
    plan.members.push_back(std::move(member));
  }
  return plan;
}

std::unique_ptr<ConsoleStage>& TheStage() {
  static auto& stage = *new std::unique_ptr<ConsoleStage>;
  return stage;
}

std::string& TheFolder() {
  static auto& folder = *new std::string;
  return folder;
}

}  // namespace

ConsoleStage* ConsoleStage::Get() {
  std::unique_ptr<ConsoleStage>& stage = TheStage();
  if (stage != nullptr || !TheFolder().empty()) return stage.get();
  char name[] = "/tmp/kith-console.XXXXXX";
  if (mkdtemp(name) == nullptr) return nullptr;
  TheFolder() = name;
  std::unique_ptr<ConsoleStage> made(new ConsoleStage(name));
  const absl::Status raised = made->Raise();
  if (raised.ok()) {
    stage = std::move(made);
  } else {
    std::cerr << raised << "\n";
  }
  return stage.get();
}

void ConsoleStage::End(bool keep) {
  if (TheStage() != nullptr) TheStage()->network_->KillAll();
  TheStage().reset();
  if (keep) {
    std::cout << "logs and folders: " << TheFolder() << "\n";
    return;
  }
  std::error_code ignored;
  if (!TheFolder().empty()) {
    std::filesystem::remove_all(TheFolder(), ignored);
  }
}

absl::Status ConsoleStage::Raise() {
  KITH_ASSIGN_OR_RETURN(
      network_, DemoNetwork::Make(dir_ + "/n", KITH_PROGRAMS, clock_, random_,
                                  PlanOfTwo()));
  port_ = FreePort();
  accounts_ = dir_ + "/c/accounts.textproto";
  const ConsolePlan plan{.agency = deploy::kSchool,
                         .port = port_,
                         .agent_folder = network_->folder(deploy::kSchool),
                         .folder = dir_ + "/c",
                         // Nobody listens there; see provider's own tests.
                         .issuer = "http://127.0.0.1:9",
                         .accounts = accounts_};
  origin_ = OriginOf(plan);
  KITH_RETURN_IF_ERROR(WriteConsoleFolder(plan, clock_.Now(), random_));
  KITH_RETURN_IF_ERROR(AddAccounts());
  KITH_RETURN_IF_ERROR(network_->StartAll());
  KITH_RETURN_IF_ERROR(ImportHostileRows());
  KITH_ASSIGN_OR_RETURN(
      ChildProcess console,
      ChildProcess::Start({absl::StrCat(KITH_PROGRAMS, "/kith-console"),
                           "--config", plan.folder + "/console.textproto"},
                          plan.folder + "/console.log"));
  console_ = std::make_unique<ChildProcess>(std::move(console));
  for (int i = 0; i < kTries; ++i) {
    if (TlsClient::Dial(port_) != nullptr) return absl::OkStatus();
    absl::SleepFor(kPause);
  }
  return absl::UnavailableError("the console does not listen");
}

absl::Status ConsoleStage::AddAccounts() {
  const std::vector<std::string> all = {"practitioner", "lead-practitioner",
                                        "manager", "dpo", "it"};
  const std::pair<const char*, std::vector<std::string>> accounts[] = {
      {"brook", all},    {"finch", {"practitioner", "manager"}},
      {"dove", {"dpo"}}, {"robin", {"it"}},
      {"wren", {"it"}},  {"lark", {"it"}},
      {"linnet", {"it"}}};
  for (const auto& [name, roles] : accounts) {
    KITH_ASSIGN_OR_RETURN(const auto made,
                          console::AddAccount(accounts_, name, roles,
                                              Secret::FromBytes(kPassword),
                                              "Kith test", random_));
    KITH_ASSIGN_OR_RETURN(secrets_[name], console::FromBase32(made.secret));
  }
  return absl::OkStatus();
}

absl::Status ConsoleStage::ImportHostileRows() {
  for (const char* agency : {deploy::kHealthVisiting, deploy::kSchool}) {
    KITH_ASSIGN_OR_RETURN(
        const auto report,
        network_->Import({.agency = agency, .csv = HostileRows(), .map = kMap},
                         /*accept=*/true));
    if (!report.accepted() || report.rejected() != 0) {
      return absl::InternalError(absl::StrCat(
          "the hostile rows are not taken: ", report.ShortDebugString()));
    }
  }
  return network_->WaitPublished(deploy::kHealthVisiting);
}

std::string ConsoleStage::NewCode(const std::string& account) {
  const auto step_now = [&] { return absl::ToUnixSeconds(clock_.Now()) / 30; };
  const std::int64_t step = std::max(used_[account] + 1, step_now());
  while (step > step_now() + 1) absl::SleepFor(kPause);
  used_[account] = step;
  return console::TotpCode(secrets_.at(account),
                           absl::FromUnixSeconds(step * 30));
}

std::int64_t ConsoleStage::ResidentKib() const {
  std::ifstream status(absl::StrCat("/proc/", console_->pid(), "/status"));
  std::int64_t kib = 0;
  for (std::string line; std::getline(status, line);) {
    // Of its own: not what is mapped of its program.
    if (!absl::StartsWith(line, "RssAnon:")) continue;
    std::stringstream words(line.substr(8));
    words >> kib;
  }
  return kib;
}

bool ConsoleStage::IsRunning() const {
  return kill(console_->pid(), 0) == 0 &&
         !absl::StrContains(
             ReadWhole(absl::StrCat("/proc/", console_->pid(), "/stat")),
             ") Z ");
}

std::string ConsoleStage::Logs() const {
  return absl::StrCat(ReadWhole(dir_ + "/c/console.log"),
                      ReadWhole(network_->folder(deploy::kSchool) + ".log"));
}

void ExpectProtected(const Reply& reply) {
  if (reply.status == 0) return;
  EXPECT_THAT(reply.One("Content-Security-Policy"),
              testing::AllOf(HasSubstr("default-src 'none'"),
                             HasSubstr("frame-ancestors 'none'"),
                             HasSubstr("form-action 'self'"),
                             HasSubstr("base-uri 'none'"),
                             testing::Not(HasSubstr("unsafe"))));
  EXPECT_EQ(reply.All("Content-Security-Policy").size(), 1u);
  EXPECT_EQ(reply.One("X-Frame-Options"), "DENY");
  EXPECT_EQ(reply.One("X-Content-Type-Options"), "nosniff");
  EXPECT_THAT(reply.One("Strict-Transport-Security"), HasSubstr("max-age="));
  EXPECT_EQ(reply.All("Cache-Control").size(), 1u);
  EXPECT_TRUE(reply.All("Access-Control-Allow-Origin").empty());
  EXPECT_TRUE(reply.All("Server").empty());
  for (const std::string& cookie : reply.All("Set-Cookie")) {
    EXPECT_THAT(cookie, testing::StartsWith("__Host-kith"));
    for (const char* needed :
         {"; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/"}) {
      EXPECT_THAT(cookie, HasSubstr(needed));
    }
    EXPECT_THAT(cookie, testing::Not(HasSubstr("Domain")));
    EXPECT_EQ(reply.One("Cache-Control"), "no-store");
  }
  // No way out: an address of our own, or none.
  for (const std::string& location : reply.All("Location")) {
    EXPECT_THAT(location, testing::MatchesRegex("/[a-z].*|/"));
  }
}

std::string FormTokenIn(const std::string& page) {
  constexpr absl::string_view kBefore = "name=\"form_token\" value=\"";
  const std::size_t at = page.find(std::string(kBefore));
  if (at == std::string::npos) return "";
  const std::size_t begin = at + kBefore.size();
  return page.substr(begin, page.find('"', begin) - begin);
}

std::string Browser::Head(const std::string& method, const std::string& target,
                          const Headers& headers) const {
  std::string head =
      absl::StrCat(method, " ", target,
                   " HTTP/1.1\r\nHost: localhost:", stage_.port(), "\r\n");
  std::string sent;
  for (const auto& [name, value] : cookies) {
    absl::StrAppend(&sent, sent.empty() ? "" : "; ", name, "=", value);
  }
  if (!sent.empty()) absl::StrAppend(&head, "Cookie: ", sent, "\r\n");
  for (const auto& [name, value] : headers) {
    absl::StrAppend(&head, name, ": ", value, "\r\n");
  }
  return head + "\r\n";
}

Reply Browser::Exchange(const std::string& bytes, bool head) {
  const auto client = TlsClient::Dial(stage_.port(), {.from = from_});
  if (client == nullptr) return {};
  client->Send(bytes);
  Reply reply = client->Read(head);
  ExpectProtected(reply);
  for (const std::string& cookie : reply.All("Set-Cookie")) {
    const std::pair<std::string, std::string> parts = absl::StrSplit(
        cookie.substr(0, cookie.find(';')), absl::MaxSplits('=', 1));
    if (parts.second.empty()) {
      cookies.erase(parts.first);
    } else {
      cookies[parts.first] = parts.second;
    }
  }
  return reply;
}

Reply Browser::Send(const std::string& bytes) { return Exchange(bytes, false); }

Reply Browser::Get(const std::string& target, const Headers& more) {
  return Exchange(Head("GET", target, more), false);
}

Reply Browser::Head(const std::string& target) {
  return Exchange(Head("HEAD", target, {}), true);
}

Reply Browser::Post(const std::string& path, const std::string& form) {
  return PostWith(path,
                  form_token.empty()
                      ? form
                      : absl::StrCat("form_token=", form_token, "&", form),
                  {{"Origin", stage_.origin()},
                   {"Sec-Fetch-Site", "same-origin"},
                   {"Content-Type", kForm}});
}

Reply Browser::PostWith(const std::string& path, const std::string& form,
                        const Headers& headers) {
  Headers all = headers;
  all.emplace_back("Content-Length", absl::StrCat(form.size()));
  return Exchange(Head("POST", path, all) + form, false);
}

Reply Browser::TryToSignIn(const std::string& account,
                           const std::string& password,
                           const std::string& code) {
  return Post("/sign-in",
              absl::StrCat("name=", account, "&password=",
                           absl::StrReplaceAll(password, {{" ", "+"}}),
                           "&code=", code));
}

bool Browser::SignIn(ConsoleStage& stage, const std::string& account) {
  const Reply reply =
      TryToSignIn(account, ConsoleStage::kPassword, stage.NewCode(account));
  if (reply.status != 303) return false;
  form_token = FormTokenIn(Get("/agencies").body);
  return !form_token.empty();
}

bool Browser::IsSignedIn() {
  const Reply reply = Get("/");
  return reply.status == 303 &&
         !absl::StartsWith(reply.One("Location"), "/sign-in");
}

}  // namespace kith::tests
