// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "agent/console/signin/account_file.h"
#include "agent/console/signin/identity.h"
#include "deploy/kith/commands.h"
#include "deploy/kith/json.h"
#include "deploy/kith/passphrase.h"
#include "keys/base/status_macros.h"
#include "keys/secret.h"

namespace kith::deploy {
namespace {

struct Values {
  std::string file;
  std::string name;
  std::vector<std::string> roles;
  std::string password_file;
  std::string issuer = "Kith";
  bool json = false;

  Style style() const { return json ? Style::kJson : Style::kWords; }
};
using Shared = std::shared_ptr<Values>;

void AddCommon(CLI::App& command, Values& values) {
  command
      .add_option("--file", values.file,
                  "the file of accounts: `accounts` of the console's "
                  "configuration")
      ->required();
  command.add_flag("--json", values.json, "print JSON");
}

void AddName(CLI::App& command, Values& values) {
  command
      .add_option("name", values.name,
                  "the staff member's name at the desk, as in the agent's "
                  "configuration")
      ->required();
}

void AddCredentials(CLI::App& command, Values& values) {
  command.add_option("--password-file", values.password_file,
                     "a file whose first line is the password; without it, "
                     "type it");
  command.add_option("--issuer", values.issuer,
                     "what the authenticator app calls it (default: Kith)");
}

absl::StatusOr<Secret> NewPassword(const std::string& file) {
  constexpr char kOption[] = "--password-file";
  KITH_ASSIGN_OR_RETURN(
      std::string password,
      ReadPassphrase("The new password, at least 12 characters: ", file,
                     kOption));
  if (file.empty()) {
    KITH_ASSIGN_OR_RETURN(std::string again,
                          ReadPassphrase("The same once more: ", "", kOption));
    const bool same = again == password;
    WipeString(again);
    if (!same) {
      WipeString(password);
      return absl::InvalidArgumentError(
          "the two passwords differ; nothing was changed");
    }
  }
  Secret secret = Secret::FromBytes(password);
  WipeString(password);
  return secret;
}

void Show(Terminal& terminal, const Values& values,
          const console::NewAuthenticator& made) {
  if (values.json) {
    terminal.out << Pretty({{"name", values.name},
                            {"address", made.address},
                            {"secret", made.secret}});
    return;
  }
  terminal.out
      << values.name
      << " can sign in with the password and the codes of an authenticator "
         "app.\nGive the app this now; it is not shown again:\n\n  "
      << made.address << "\n\nor, typed by hand (time-based, 6 digits):\n\n  "
      << made.secret << "\n";
}

// Asks for it, does what it is for, and shows what the app needs, or why not.
void WithNewPassword(
    Terminal& terminal, const Values& values,
    const std::function<
        absl::StatusOr<console::NewAuthenticator>(const Secret&)>& use) {
  const absl::StatusOr<Secret> password = NewPassword(values.password_file);
  const absl::StatusOr<console::NewAuthenticator> made =
      password.ok() ? use(*password) : password.status();
  if (!made.ok()) return Fail(terminal, values.style(), made.status());
  Show(terminal, values, *made);
}

void AddAdd(CLI::App& account, Terminal& terminal) {
  auto* command = account.add_subcommand(
      "add",
      "A staff member may sign in at the console. Prints once what their "
      "authenticator app\nneeds.\n\nExample:\n  kith account add j.brook "
      "--role practitioner --file /var/lib/kith-console/accounts.textproto");
  const Shared values = std::make_shared<Values>();
  AddName(*command, *values);
  command
      ->add_option(
          "--role", values->roles,
          absl::StrCat("one of ", console::RolesInWords(), "; may be repeated"))
      ->allow_extra_args(false)
      ->required();
  AddCredentials(*command, *values);
  AddCommon(*command, *values);
  command->callback([&terminal, values] {
    WithNewPassword(terminal, *values, [&](const Secret& password) {
      return console::AddAccount(values->file, values->name, values->roles,
                                 password, values->issuer, terminal.random);
    });
  });
}

void AddPassword(CLI::App& account, Terminal& terminal) {
  auto* command = account.add_subcommand(
      "password",
      "Another password, and another secret for the app: who lost one of them. "
      "Ends that\nperson's sessions.\n\nExample:\n  kith account password "
      "j.brook --file /var/lib/kith-console/accounts.textproto");
  const Shared values = std::make_shared<Values>();
  AddName(*command, *values);
  AddCredentials(*command, *values);
  AddCommon(*command, *values);
  command->callback([&terminal, values] {
    WithNewPassword(terminal, *values, [&](const Secret& password) {
      return console::ChangePassword(values->file, values->name, password,
                                     values->issuer, terminal.random);
    });
  });
}

void AddRemove(CLI::App& account, Terminal& terminal) {
  auto* command = account.add_subcommand(
      "remove",
      "A staff member may not sign in any more; their sessions end."
      "\n\nExample:\n  kith account remove j.brook --file "
      "/var/lib/kith-console/accounts.textproto");
  const Shared values = std::make_shared<Values>();
  AddName(*command, *values);
  AddCommon(*command, *values);
  command->callback([&terminal, values] {
    const absl::Status removed =
        console::RemoveAccount(values->file, values->name);
    if (!removed.ok()) return Fail(terminal, values->style(), removed);
    if (values->json) {
      terminal.out << Pretty({{"removed", values->name}});
    } else {
      terminal.out << "removed " << values->name << "\n";
    }
  });
}

void AddList(CLI::App& account, Terminal& terminal) {
  auto* command = account.add_subcommand(
      "list",
      "Who may sign in at the console with a local account, and as what."
      "\n\nExample:\n  kith account list --file "
      "/var/lib/kith-console/accounts.textproto");
  const Shared values = std::make_shared<Values>();
  AddCommon(*command, *values);
  command->callback([&terminal, values] {
    const auto accounts = console::ReadAccounts(values->file);
    if (!accounts.ok()) {
      return Fail(terminal, values->style(), accounts.status());
    }
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const auto& one : accounts->account()) {
      list.push_back({{"name", one.name()},
                      {"roles", std::vector<std::string>(one.role().begin(),
                                                         one.role().end())}});
      if (!values->json) {
        terminal.out << one.name() << "  " << absl::StrJoin(one.role(), ", ")
                     << "\n";
      }
    }
    if (values->json) terminal.out << Pretty({{"accounts", list}});
  });
}

}  // namespace

void AddConsoleAccountCommands(CLI::App& kith, Terminal& terminal) {
  auto* account = kith.add_subcommand(
      "account",
      "Local accounts of the web console, for a body without a sign-in "
      "provider of its own.");
  account->require_subcommand(1);
  AddAdd(*account, terminal);
  AddList(*account, terminal);
  AddPassword(*account, terminal);
  AddRemove(*account, terminal);
}

}  // namespace kith::deploy
