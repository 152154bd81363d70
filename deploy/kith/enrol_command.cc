// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/enrol_command.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "deploy/kith/agency_add.h"
#include "deploy/kith/enrol.h"
#include "deploy/kith/enrol_by_code.h"
#include "deploy/kith/files.h"
#include "deploy/kith/finish.h"

namespace kith::deploy {
namespace {

struct Values {
  std::string code, agency;
  std::string proxy, proxy_user, proxy_password_file;
  std::string dir = "/var/lib/kith";
  int wait_minutes = 0;
  std::vector<std::string> staff;
  bool json = false;
};

void MakeRequestFile(Terminal& terminal, const Values& values) {
  const std::string request = In(values.dir, "request.kith");
  Finish(
      terminal, values.json,
      Enrol(values.agency, values.dir, terminal.clock.Now(), terminal.random),
      {{"agency", values.agency}, {"request", request}},
      absl::StrCat("Send ", request,
                   " to the administrator of the partnership. The keys "
                   "beside it\nnever leave this machine.\n"));
}

// The package's service has its files here, and reads this configuration.
constexpr char kFolderOfThePackage[] = "/var/lib/kith-agent";
constexpr char kOfThePackage[] = "/etc/kith/agent.textproto";

std::string NextStep(const std::string& agency, const std::string& config,
                     const Values& values) {
  if (values.dir == kFolderOfThePackage && FileExists(kOfThePackage)) {
    return absl::StrCat("put agency: \"", agency,
                        "\" and the staff who may use the desk into\n  ",
                        kOfThePackage,
                        "\nand run systemctl enable --now kith-agent\n");
  }
  return absl::StrCat(
      "name the staff who may use the desk in\n  ", config,
      values.staff.empty() ? "" : " (those you gave stand there)",
      "\nand start kith-agent --config ", config, "\n");
}

config::v1::Proxy WayOut(const Values& values) {
  config::v1::Proxy proxy;
  proxy.set_address(values.proxy);
  proxy.set_user(values.proxy_user);
  // The configuration that it is written into may lie elsewhere.
  if (!values.proxy_password_file.empty()) {
    proxy.set_password_file(
        std::filesystem::absolute(values.proxy_password_file));
  }
  return proxy;
}

void UseCode(Terminal& terminal, const Values& values) {
  const Style style = values.json ? Style::kJson : Style::kWords;
  std::vector<config::v1::StaffMember> staff;
  for (const std::string& text : values.staff) {
    const auto member = ParseStaff(text);
    if (!member.ok()) return Fail(terminal, style, member.status());
    staff.push_back(*member);
  }
  const auto enrolled =
      EnrolByCode({.code = values.code,
                   .dir = values.dir,
                   .longest_wait = values.wait_minutes == 0
                                       ? absl::InfiniteDuration()
                                       : absl::Minutes(values.wait_minutes),
                   .staff = std::move(staff),
                   .proxy = WayOut(values),
                   .say =
                       [&](const std::string& words) {
                         if (!values.json)
                           terminal.out << words << "\n" << std::flush;
                       }},
                  terminal.clock, terminal.random);
  const std::string config = In(values.dir, "agent.textproto");
  Finish(terminal, values.json, enrolled.status(),
         {{"agency", enrolled.value_or("")}, {"config", config}},
         absl::StrCat("Enrolled as ", enrolled.value_or(""), ". Next: ",
                      NextStep(enrolled.value_or(""), config, values)));
}

}  // namespace

void AddEnrolCommand(CLI::App& kith, Terminal& terminal) {
  auto* command = kith.add_subcommand(
      "enrol",
      "Makes an agency's keys, on its own machine, and joins the network by "
      "the code that the\nadministrator gave; the keys stay where they are "
      "made. Run again, it goes on where it\nwas. With --agency instead of a "
      "code it writes a request to send to the\nadministrator.\n\nExample:\n  "
      "kith enrol kith-aebagb... --dir /var/lib/kith");
  const auto values = std::make_shared<Values>();
  auto* code = command->add_option("CODE", values->code,
                                   "the line that the administrator gave");
  command
      ->add_option("--agency", values->agency,
                   "without a code: its id, a-z, 0-9 and -")
      ->excludes(code);
  command->add_option("--dir", values->dir, "where its keys stay")
      ->capture_default_str();
  command->add_option("--wait", values->wait_minutes,
                      "minutes to wait for the administrators; 0: for as long "
                      "as it takes");
  command->add_option("--staff", values->staff,
                      "who may use the desk: NAME:SHOWN_AS:UID:role,role; "
                      "repeat, or name them in agent.textproto later");
  auto* proxy = command->add_option(
      "--proxy", values->proxy,
      "host:port of a proxy that it goes out through, by HTTP CONNECT; it is "
      "written into agent.textproto. What the environment names is not used");
  auto* user =
      command->add_option("--proxy-user", values->proxy_user, "its sign-in")
          ->needs(proxy);
  command
      ->add_option("--proxy-password-file", values->proxy_password_file,
                   "a file that holds the password, mode 0600")
      ->needs(user);
  command->add_flag("--json", values->json, "print JSON");
  command->callback([&terminal, values] {
    if (values->code.empty() == values->agency.empty()) {
      Fail(terminal, values->json ? Style::kJson : Style::kWords,
           absl::InvalidArgumentError(
               "give the code that the administrator gave you, or --agency"));
      terminal.exit = Exit::kUsage;
      return;
    }
    values->code.empty() ? MakeRequestFile(terminal, *values)
                         : UseCode(terminal, *values);
  });
}

}  // namespace kith::deploy
