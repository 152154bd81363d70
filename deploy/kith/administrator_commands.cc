// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/administrator_commands.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "deploy/kith/administrator_files.h"
#include "deploy/kith/files.h"
#include "deploy/kith/finish.h"
#include "deploy/kith/json.h"
#include "deploy/kith/network_diff.h"
#include "deploy/kith/network_proposal.h"
#include "deploy/kith/network_signing.h"
#include "deploy/kith/network_words.h"

namespace kith::deploy {
namespace {

std::string ChangesInWords(const std::vector<std::string>& changes) {
  if (changes.empty()) return "  nothing but its number and its time\n";
  return absl::StrCat("  ", absl::StrJoin(changes, "\n  "), "\n");
}

void AddComingAndGoing(CLI::App& administrator, Terminal& terminal) {
  struct Values {
    std::string network_dir, who;
    bool json = false;
  };
  const auto add = [&](const char* name, const char* about, const char* who,
                       const char* help, auto change) {
    auto* command = administrator.add_subcommand(name, about);
    const auto values = std::make_shared<Values>();
    command->add_option(who, values->who, help)->required();
    command
        ->add_option("--network-dir", values->network_dir,
                     "the network's folder")
        ->required();
    command->add_flag("--json", values->json, "print JSON");
    command->callback([&terminal, values, change] {
      FinishSigned(
          terminal, values->json, "Signed",
          change(values->network_dir, values->who, terminal.clock.Now()));
    });
  };
  add("add",
      "Proposes somebody as a further administrator. They sign the proposal "
      "too.",
      "FILE", "their administrator.textproto", &AddAdministratorTo);
  add("remove", "Proposes the network without one of its administrators.",
      "NAME", "as the network file names them", &RemoveAdministrator);
}

void AddAdministrator(CLI::App& network, Terminal& terminal) {
  auto* administrator = network.add_subcommand(
      "administrator", "Those who sign the network file");
  administrator->require_subcommand(1);
  AddComingAndGoing(*administrator, terminal);
  auto* command = administrator->add_subcommand(
      "new",
      "Makes an administrator's key, on their own machine. Two different "
      "people sign every\nchange of a network, but in a test "
      "network.\n\nExample:\n  kith network administrator new "
      "/home/ben/kith \"Ben Okafor\" --organisation \"Northshire Council\"");
  struct Values {
    std::string dir, name, organisation;
    bool json = false;
  };
  const auto values = std::make_shared<Values>();
  command->add_option("DIR", values->dir, "a new folder, theirs alone")
      ->required();
  command->add_option("NAME", values->name, "as the network file names them")
      ->required();
  command->add_option("--organisation", values->organisation,
                      "whose person it is");
  command->add_flag("--json", values->json, "print JSON");
  command->callback([&terminal, values] {
    const absl::Status made = MakeAdministrator(
        values->dir, values->name, values->organisation, terminal.random);
    const std::string part = In(values->dir, "administrator.textproto");
    const auto read = made.ok() ? ReadPublicPart(part) : made;
    const std::string mark =
        read.ok() ? Fingerprint(read->public_key()) : std::string();
    Finish(terminal, values->json, read.status(),
           {{"public_part", part}, {"fingerprint", mark}},
           absl::StrCat("Send ", part,
                        " to whoever makes the network, and read this to them "
                        "by telephone:\n  ",
                        mark,
                        "\nThe key beside it never leaves this "
                        "machine.\n"));
  });
}

void AddDiff(CLI::App& network, Terminal& terminal) {
  auto* command = network.add_subcommand(
      "diff",
      "Says in words what a network file or a proposal changes in an earlier "
      "one.\n\nExample:\n  kith network diff network-history/7.kith "
      "network.kith");
  struct Values {
    std::string before, after;
    bool json = false;
  };
  const auto values = std::make_shared<Values>();
  command->add_option("OLD", values->before, "a network.kith")->required();
  command->add_option("NEW", values->after, "a later one, or a proposal")
      ->required();
  command->add_flag("--json", values->json, "print JSON");
  command->callback([&terminal, values] {
    const auto before = ReadNetworkBody(values->before);
    const auto after = ReadNetworkBody(values->after);
    const absl::Status status = before.ok() ? after.status() : before.status();
    const auto changes =
        status.ok() ? NetworkDiff(*before, *after) : std::vector<std::string>();
    Finish(terminal, values->json, status, {{"changes", changes}},
           status.ok() ? absl::StrCat("From version ", before->version(),
                                      " to version ", after->version(), ":\n",
                                      ChangesInWords(changes))
                       : "");
  });
}

struct SignValues {
  std::string proposal, administrator, present, network_dir;
  bool yes = false;
  bool json = false;
};

void Sign(Terminal& terminal, const SignValues& values) {
  const Style style = values.json ? Style::kJson : Style::kWords;
  const std::string present = values.present.empty()
                                  ? In(values.administrator, "network.kith")
                                  : values.present;
  const auto proposal = ReadProposal(values.proposal, present);
  if (!proposal.ok()) return Fail(terminal, style, proposal.status());
  const std::vector<std::string> changes = proposal->changes();
  const std::string words = absl::StrCat(
      "Version ", proposal->file.version(), " of ", proposal->file.name(),
      ", signed by ",
      proposal->signers.empty() ? "nobody"
                                : absl::StrJoin(proposal->signers, ", "),
      ", changes:\n", ChangesInWords(changes));
  if (!values.yes) {
    return Finish(
        terminal, values.json, absl::OkStatus(),
        {{"changes", changes}, {"signed", false}},
        absl::StrCat(words,
                     "Nothing is signed yet. If that is what you agreed to: "
                     "the same command with --yes\n"));
  }
  const auto complete =
      SignProposal(values.proposal, *proposal, values.administrator);
  if (!complete.ok()) return Fail(terminal, style, complete.status());
  if (*complete && !values.network_dir.empty()) {
    const absl::Status put = PutProposal(values.proposal, values.network_dir);
    if (!put.ok()) return Fail(terminal, style, put);
  }
  Finish(terminal, values.json, absl::OkStatus(),
         {{"changes", changes},
          {"signed", true},
          {"complete", *complete},
          {"in_force", *complete && !values.network_dir.empty()}},
         absl::StrCat(
             words, "Signed. ",
             !*complete ? "It still waits for another administrator.\n"
             : values.network_dir.empty()
                 ? absl::StrCat("It is complete. Send ", values.proposal,
                                " back; who has the network's folder\nputs it "
                                "in force: kith network put FILE --network-dir "
                                "DIR\n")
                 : "It is complete, and in all copies. Bring it to the broker "
                   "and to the key\nholder if they run elsewhere.\n"));
}

void AddSign(CLI::App& network, Terminal& terminal) {
  auto* command = network.add_subcommand(
      "sign",
      "Shows what a proposal changes and, with --yes, signs it as another "
      "administrator.\n\nExample:\n  kith network sign proposal-8.kith "
      "--administrator /home/ben/kith --yes");
  const auto values = std::make_shared<SignValues>();
  command->add_option("PROPOSAL", values->proposal, "what the first one sent")
      ->required();
  command
      ->add_option("--administrator", values->administrator,
                   "the folder with your key")
      ->required();
  command->add_option("--network", values->present,
                      "the present network.kith; default: the one beside your "
                      "key");
  command->add_option("--network-dir", values->network_dir,
                      "the network's folder, if it is on this machine: the "
                      "copies in it are replaced");
  command->add_flag("--yes", values->yes, "sign it");
  command->add_flag("--json", values->json, "print JSON");
  command->callback([&terminal, values] { Sign(terminal, *values); });
}

void AddPut(CLI::App& network, Terminal& terminal) {
  auto* command = network.add_subcommand(
      "put",
      "Puts a network file that enough administrators have signed in force, "
      "in all copies.\n\nExample:\n  kith network put proposal-8.kith "
      "--network-dir /srv/kith");
  struct Values {
    std::string file, network_dir;
    bool json = false;
  };
  const auto values = std::make_shared<Values>();
  command->add_option("FILE", values->file, "what came back")->required();
  command
      ->add_option("--network-dir", values->network_dir, "the network's folder")
      ->required();
  command->add_flag("--json", values->json, "print JSON");
  command->callback([&terminal, values] {
    Finish(terminal, values->json,
           PutProposal(values->file, values->network_dir), {{"in_force", true}},
           "In force. Bring it to the broker and to the key holder if they run "
           "elsewhere.\n");
  });
}

}  // namespace

void AddAdministratorCommands(CLI::App& network, Terminal& terminal) {
  AddAdministrator(network, terminal);
  AddDiff(network, terminal);
  AddSign(network, terminal);
  AddPut(network, terminal);
}

}  // namespace kith::deploy
