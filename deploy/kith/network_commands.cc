// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_split.h"
#include "deploy/kith/administrator_commands.h"
#include "deploy/kith/agency_commands.h"
#include "deploy/kith/agency_life.h"
#include "deploy/kith/commands.h"
#include "deploy/kith/document_command.h"
#include "deploy/kith/enrol_command.h"
#include "deploy/kith/finish.h"
#include "deploy/kith/json.h"
#include "deploy/kith/network_allowances.h"
#include "deploy/kith/network_certificate_command.h"
#include "deploy/kith/network_init.h"
#include "deploy/kith/network_key_commands.h"
#include "deploy/kith/network_policy.h"
#include "deploy/kith/network_proxy_command.h"
#include "deploy/kith/network_settings.h"
#include "deploy/kith/network_words.h"
#include "keys/base/status_macros.h"
#include "keys/network/network.h"

namespace kith::deploy {
namespace {

// Empty for what is not hexadecimal.
std::string BytesOfHex(const std::string& hex) {
  return std::all_of(hex.begin(), hex.end(), absl::ascii_isxdigit) &&
                 hex.size() % 2 == 0
             ? absl::HexStringToBytes(hex)
             : "";
}

void AddInit(CLI::App& network, Terminal& terminal) {
  auto* command = network.add_subcommand(
      "init",
      "Makes a network: the administrator's, the broker's and a key "
      "holder's folders.\nThe key holder's folder belongs to another "
      "organisation than the broker's operator:\ntogether they could "
      "list the people in the index.\n\nExample:\n  kith network init "
      "--sample england --dir /srv/kith --name northshire");
  struct Values {
    InitOptions init;
    bool json = false;
  };
  const auto values = std::make_shared<Values>();
  InitOptions& init = values->init;
  command->add_option("--sample", init.sample, "england or jersey")
      ->capture_default_str();
  command->add_option("--sample-dir", init.sample_dir,
                      "where samples are, if not those of this program");
  command->add_option("--dir", init.dir, "the new network's folder")
      ->required();
  command->add_option("--name", init.name, "default: the sample's");
  command
      ->add_option("--broker-address", init.broker_address,
                   "host:port it listens on and agents dial")
      ->capture_default_str();
  command
      ->add_option("--keyholder-address", init.keyholder_address,
                   "host:port of the key holder")
      ->capture_default_str();
  command->add_option("--keyholder-id", init.keyholder_id, "its id")
      ->capture_default_str();
  command
      ->add_option("--keyholder-name", init.keyholder_name,
                   "its organisation, in words")
      ->capture_default_str();
  command->add_option("--desk-agency", init.desk_agency,
                      "the agency whose people answer at the desk: they may be "
                      "the second for urgent access");
  command->add_option("--operated-by", init.operated_by,
                      "the agency that operates the broker, if one does");
  command->add_option("--release-ms", init.release_ms,
                      "how long an answer takes; default: the sample's");
  command
      ->add_option("--enrol-address", init.enrol_address,
                   "host:port where the broker lets agencies enrol by a code; "
                   "\"\": by request files only")
      ->capture_default_str();
  command
      ->add_option("--administrator-name", init.administrator_name,
                   "your name, as the network file has it")
      ->capture_default_str();
  command->add_option("--administrator-organisation",
                      init.administrator_organisation, "whose person you are");
  command->add_option("--administrator", init.administrators,
                      "the administrator.textproto of another administrator "
                      "(kith network administrator new); only a test network "
                      "does without; repeat");
  command->add_flag("--json", values->json, "print JSON");
  command->callback([&terminal, values] {
    const InitOptions& made = values->init;
    const auto version =
        InitNetwork(made, terminal.clock.Now(), terminal.random);
    const std::string proposal =
        version.ok() ? version->proposal : std::string();
    Finish(terminal, values->json, version.status(),
           {{"dir", made.dir}, {"version", 1}, {"proposal", proposal}},
           absl::StrCat(
               "The network is in ", made.dir,
               proposal.empty()
                   ? ".\nNext, for each agency: kith agency add --id ID ... "
                     "makes a code for its machine\n"
                   : absl::StrCat(".\nIts first version waits for the other "
                                  "administrator: send them\n  ",
                                  proposal,
                                  "\nThey run: kith network sign FILE "
                                  "--administrator DIR\n")));
  });
}

void AddPolicy(CLI::App& network, Terminal& terminal) {
  auto* command = network.add_subcommand(
      "policy",
      "Gives a network other rules: proves them by the network's own words and "
      "signs the\nnext version of the network file. A running broker sends it "
      "on to connected\nagencies.\n\nExample:\n  kith network policy "
      "--network-dir /srv/kith --policy policy.textproto");
  struct Values {
    std::string network_dir, policy;
    bool json = false;
  };
  const auto values = std::make_shared<Values>();
  command
      ->add_option("--network-dir", values->network_dir, "the network's folder")
      ->required();
  command
      ->add_option("--policy", values->policy,
                   "the new rules; their version is above that in force")
      ->required();
  command->add_flag("--json", values->json, "print JSON");
  command->callback([&terminal, values] {
    const auto version = ReplacePolicy(values->network_dir, values->policy,
                                       terminal.clock.Now());
    FinishSigned(terminal, values->json, "Proved and signed", version);
  });
}

void AddAllow(CLI::App& network, Terminal& terminal) {
  auto* command = network.add_subcommand(
      "allow",
      "Sets how much may be done in a day, and signs the next version of the "
      "network\nfile. What is not given stays.\n\nExample:\n  kith network "
      "allow --network-dir /srv/kith --role practitioner=30 \\\n    --role "
      "front-door=400 --lists 60\n  kith network allow --network-dir /srv/kith "
      "--agency hub --ask-elements 80000");
  struct Values {
    std::string network_dir;
    AllowanceChanges changes;
    bool json = false;
  };
  const auto values = std::make_shared<Values>();
  AllowanceChanges& changes = values->changes;
  command
      ->add_option("--network-dir", values->network_dir, "the network's folder")
      ->required();
  command->add_option("--role", changes.roles,
                      "people a day for one member of staff: practitioner=30; "
                      "0 for no limit of its own; repeat");
  command->add_option("--lists", changes.lists,
                      "the same in lists; 0 for no lists");
  command->add_option("--repeats", changes.repeats_most,
                      "how often one may ask about a person in seven days");
  command->add_option("--repeats-of-agency", changes.repeats_most_of_agency,
                      "and all of an agency together");
  command->add_option("--agency", changes.agency,
                      "whose the figures below are, by its id");
  command->add_option("--ask-elements", changes.ask_elements,
                      "what it may ask a day, 16 for a check of one person");
  command->add_option("--register-size", changes.register_size,
                      "people in its register");
  command->add_option("--grounds", changes.grounds_a_day,
                      "grounds it may record a day; 0: as many as people");
  command->add_flag("--json", values->json, "print JSON");
  command->callback([&terminal, values] {
    const auto version = ChangeAllowances(values->network_dir, values->changes,
                                          terminal.clock.Now());
    FinishSigned(terminal, values->json, "Signed", version);
  });
}

void AddSet(CLI::App& network, Terminal& terminal) {
  auto* command = network.add_subcommand(
      "set",
      "Sets whose people answer at the desk, how many agencies must witness "
      "the log or\nwhether a legal hold keeps everything, or adds bank "
      "holidays, and signs the next\nversion of the network "
      "file.\n\nExample:\n  kith network set "
      "--network-dir /srv/kith --desk-agency hub \\\n    --bank-holiday "
      "2029-12-25 --bank-holiday 2029-12-26");
  struct Values {
    std::string network_dir, desk_agency, log_key;
    std::vector<std::string> keyholder_addresses;
    std::uint32_t quorum = 0;
    std::uint32_t witness_hours = 0;
    std::uint32_t witness_hours_urgent = 0;
    bool witness_trial = false;
    bool legal_hold = false;
    SettingChanges changes;
    bool json = false;
  };
  const auto values = std::make_shared<Values>();
  command
      ->add_option("--network-dir", values->network_dir, "the network's folder")
      ->required();
  const auto* desk = command->add_option(
      "--desk-agency", values->desk_agency,
      "an agency's id: its people may be the second for urgent access; empty: "
      "nobody's");
  const auto* quorum =
      command
          ->add_option("--quorum", values->quorum,
                       "other agencies that must have confirmed the broker's "
                       "log lately; 0: none")
          ->check(CLI::Range(0, 16));
  const auto* hours =
      command
          ->add_option("--witness-hours", values->witness_hours,
                       "for how long that counts; 0: four hours")
          ->check(CLI::Range(0, 168));
  const auto* urgent_hours =
      command
          ->add_option("--witness-hours-urgent", values->witness_hours_urgent,
                       "the same for urgent access; 0: 24 hours")
          ->check(CLI::Range(0, 168));
  const auto* trial = command->add_flag(
      "--witness-trial,!--no-witness-trial", values->witness_trial,
      "a trial: it is said and nothing is refused, or it is again");
  const auto* hold = command->add_flag(
      "--legal-hold,!--no-legal-hold", values->legal_hold,
      "nothing is erased because its time is over, or it is again");
  const auto* log_key = command->add_option(
      "--keyholder-log-key", values->log_key,
      "what the key holder signs its log with, in hexadecimal: for a network "
      "made before its log was evidence");
  command->add_option_function<std::string>(
      "--enrol-address",
      [values](const std::string& address) {
        values->changes.enrol_address = address;
      },
      "host:port where the broker lets agencies enrol by a code; \"\": "
      "nowhere");
  command->add_option_function<std::string>(
      "--broker-address",
      [values](const std::string& address) {
        values->changes.broker_address = address;
      },
      "host:port where agents reach the broker: let it answer at both until "
      "every agency has been connected with that version");
  command->add_option("--keyholder-address", values->keyholder_addresses,
                      "ID=host:port, of a key holder; repeat");
  command->add_option("--bank-holiday", values->changes.bank_holidays,
                      "2029-12-25; repeat");
  command->add_flag("--json", values->json, "print JSON");
  command->callback([&terminal, values, desk, quorum, hours, urgent_hours,
                     trial, hold, log_key] {
    SettingChanges& changes = values->changes;
    for (const std::string& text : values->keyholder_addresses) {
      const std::pair<std::string, std::string> named =
          absl::StrSplit(text, absl::MaxSplits('=', 1));
      changes.keyholder_addresses.insert(named);
    }
    if (hours->count() > 0) changes.witness_hours = values->witness_hours;
    if (urgent_hours->count() > 0) {
      changes.witness_hours_urgent = values->witness_hours_urgent;
    }
    if (trial->count() > 0) changes.witness_trial = values->witness_trial;
    if (hold->count() > 0) values->changes.legal_hold = values->legal_hold;
    if (desk->count() > 0) values->changes.desk_agency = values->desk_agency;
    if (log_key->count() > 0) {
      changes.keyholder_log_key = BytesOfHex(values->log_key);
    }
    if (quorum->count() > 0) values->changes.quorum = values->quorum;
    const auto version = ChangeSettings(values->network_dir, values->changes,
                                        terminal.clock.Now());
    FinishSigned(terminal, values->json, "Signed", version);
  });
}

void AddPrint(CLI::App& network, Terminal& terminal) {
  auto* command = network.add_subcommand(
      "print",
      "Says in words what a network file holds, after checking its "
      "signature.\n\nExample:\n  kith network print network.kith");
  struct Values {
    std::string file;
    bool json = false;
  };
  const auto values = std::make_shared<Values>();
  command->add_option("FILE", values->file, "a network.kith")->required();
  command->add_flag("--json", values->json, "print JSON");
  command->callback([&terminal, values] {
    const Style style = values->json ? Style::kJson : Style::kWords;
    const auto loaded = Network::Load(values->file);
    if (!loaded.ok()) return Fail(terminal, style, loaded.status());
    if (values->json) {
      terminal.out << Pretty(NetworkAsJson(**loaded));
      return;
    }
    const auto words = NetworkInWords(**loaded);
    if (!words.ok()) return Fail(terminal, style, words.status());
    terminal.out << *words;
  });
}

void AddRevoke(CLI::App& network, Terminal& terminal) {
  auto* command = network.add_subcommand(
      "revoke",
      "Refuses a certificate from now on: a machine was lost, a key was "
      "copied. Its open\nconnections end within seconds.\n\nExample:\n  kith "
      "network revoke --network-dir /srv/kith --certificate certificate.pem");
  struct Values {
    std::string network_dir, certificate;
    bool json = false;
  };
  const auto values = std::make_shared<Values>();
  command
      ->add_option("--network-dir", values->network_dir, "the network's folder")
      ->required();
  command
      ->add_option("--certificate", values->certificate,
                   "a file with it; what stands behind it there is not revoked")
      ->required();
  command->add_flag("--json", values->json, "print JSON");
  command->callback([&terminal, values] {
    FinishSigned(terminal, values->json, "Revoked",
                 RevokeCertificate(values->network_dir, values->certificate,
                                   terminal.clock.Now()));
  });
}

}  // namespace

void AddNetworkCommands(CLI::App& kith, Terminal& terminal) {
  auto* network =
      kith.add_subcommand("network", "Making and reading a network");
  network->require_subcommand(1);
  AddInit(*network, terminal);
  AddPolicy(*network, terminal);
  AddAllow(*network, terminal);
  AddSet(*network, terminal);
  AddPrint(*network, terminal);
  AddAdministratorCommands(*network, terminal);
  AddRevoke(*network, terminal);
  AddCertificateCommand(*network, terminal);
  AddNetworkKeyCommands(*network, terminal);
  AddProxyCommand(*network, terminal);
  AddDocumentsCommand(*network, terminal);
  AddEnrolCommand(kith, terminal);
  AddAgencyCommands(kith, terminal);
}

}  // namespace kith::deploy
