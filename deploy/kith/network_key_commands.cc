// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/network_key_commands.h"

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "deploy/kith/files.h"
#include "deploy/kith/finish.h"
#include "deploy/kith/json.h"
#include "deploy/kith/network_epochs.h"
#include "deploy/kith/network_key_holder.h"
#include "deploy/kith/network_signing.h"
#include "keys/base/status_macros.h"
#include "keys/network/network.h"

namespace kith::deploy {
namespace {

using network::v1::Epoch;
using network::v1::NetworkFile;

void AddKeyHolderCommand(CLI::App& network, Terminal& terminal) {
  auto* command = network.add_subcommand(
      "keyholder",
      "Adds a key holder: its folder, for another organisation's machine, and "
      "its entry in\nthe network file. It has no share until the next "
      "ceremony.\n\nExample:\n  kith network keyholder --network-dir /srv/kith "
      "--id keyholder-2 \\\n    --name \"Westshire Trust\" --address "
      "keys2.northshire.example:443");
  struct Values {
    std::string network_dir;
    KeyHolderOptions holder;
    bool json = false;
  };
  const auto values = std::make_shared<Values>();
  command
      ->add_option("--network-dir", values->network_dir, "the network's folder")
      ->required();
  command->add_option("--id", values->holder.id, "its id: a-z, 0-9 and -")
      ->required();
  command->add_option("--name", values->holder.name, "its organisation")
      ->required();
  command->add_option("--address", values->holder.address, "host:port")
      ->required();
  command->add_option("--agency", values->holder.agency,
                      "the agency that runs it, if one does");
  command->add_flag("--json", values->json, "print JSON");
  command->callback([&terminal, values] {
    FinishSigned(terminal, values->json, "Added and signed",
                 AddKeyHolder(values->network_dir, values->holder,
                              terminal.clock.Now(), terminal.random));
  });
}

void AddCeremonyCommand(CLI::App& network, Terminal& terminal) {
  auto* command = network.add_subcommand(
      "ceremony",
      "Deals the token key of a new epoch: draws it, splits it among the key "
      "holders and\nwrites each share to its own place, three sticks for "
      "example. The key is nowhere\nafterwards. Prints the record: save it, "
      "print it, have it signed. On a machine without\na network; see "
      "docs/operate/keys.md.\n\nExample:\n  kith network ceremony "
      "network.kith --to /media/a --to /media/b --to /media/c >record.txt");
  struct Values {
    std::string file;
    std::vector<std::string> folders;
  };
  const auto values = std::make_shared<Values>();
  command->add_option("FILE", values->file, "the present network.kith")
      ->required();
  command
      ->add_option("--to", values->folders,
                   "where a share goes; once for each key holder, in the order "
                   "of their shares")
      ->required();
  command->callback([&terminal, values] {
    const auto network_file = Network::Load(values->file);
    if (!network_file.ok()) {
      return Fail(terminal, Style::kWords, network_file.status());
    }
    const auto ceremony = HoldCeremony(**network_file, values->folders,
                                       terminal.clock.Now(), terminal.random);
    if (!ceremony.ok()) {
      return Fail(terminal, Style::kWords, ceremony.status());
    }
    terminal.out << ceremony->record;
  });
}

// One step of an epoch's life: `change` of the file.
struct EpochValues {
  std::string network_dir, record;
  std::uint32_t number = 0;
  bool json = false;
};
using EpochChange = absl::Status (*)(const EpochValues&, NetworkFile&);

void AddEpochStep(CLI::App& epoch, Terminal& terminal, const char* name,
                  const char* help, bool by_record, EpochChange change) {
  auto* command = epoch.add_subcommand(name, help);
  const auto values = std::make_shared<EpochValues>();
  command
      ->add_option("--network-dir", values->network_dir, "the network's folder")
      ->required();
  if (by_record) {
    command
        ->add_option("--record", values->record,
                     "what kith network ceremony printed")
        ->required();
  } else {
    command->add_option("NUMBER", values->number, "the epoch")->required();
  }
  command->add_flag("--json", values->json, "print JSON");
  command->callback([&terminal, values, change] {
    FinishSigned(terminal, values->json, "Signed",
                 SignNextVersion(
                     values->network_dir, terminal.clock.Now(),
                     [&](NetworkFile& file) { return change(*values, file); }));
  });
}

absl::Status Add(const EpochValues& values, NetworkFile& file) {
  KITH_ASSIGN_OR_RETURN(const Epoch epoch, ReadRecord(values.record));
  return AddEpoch(epoch, file);
}
absl::Status Replace(const EpochValues& values, NetworkFile& file) {
  KITH_ASSIGN_OR_RETURN(const Epoch epoch, ReadRecord(values.record));
  return ReplaceEpochs(epoch, file);
}
absl::Status AskBy(const EpochValues& values, NetworkFile& file) {
  return AskEpoch(values.number, file);
}
absl::Status Retire(const EpochValues& values, NetworkFile& file) {
  return RetireEpoch(values.number, file);
}

void AddEpochCommands(CLI::App& network, Terminal& terminal) {
  auto* epoch = network.add_subcommand(
      "epoch", "The life of a token key: add, ask, retire; or replace");
  epoch->require_subcommand(1);
  AddEpochStep(*epoch, terminal, "add",
               "Agencies publish under the new key beside the old one. No "
               "question carries it yet.\n\nExample:\n  kith network epoch add "
               "--network-dir /srv/kith --record record.txt",
               /*by_record=*/true, &Add);
  AddEpochStep(*epoch, terminal, "ask",
               "Questions carry the new key's tokens too.\n\nExample:\n  kith "
               "network epoch ask 2 --network-dir /srv/kith",
               /*by_record=*/false, &AskBy);
  AddEpochStep(*epoch, terminal, "retire",
               "Ends an epoch: the broker deletes its rows, the key holders "
               "destroy their shares and\nlog it. First see that every agency "
               "has published under the other (docs/operate/keys.md).\n\n"
               "Example:\n  kith network epoch retire 1 --network-dir "
               "/srv/kith",
               /*by_record=*/false, &Retire);
  AddEpochStep(*epoch, terminal, "replace",
               "In an emergency: all other epochs are retired at once, then "
               "the new one is published\nand asked by. Until every agency has "
               "published again, negatives say so.\n\nExample:\n  kith network "
               "epoch replace --network-dir /srv/kith --record record.txt",
               /*by_record=*/true, &Replace);
}

}  // namespace

void AddNetworkKeyCommands(CLI::App& network, Terminal& terminal) {
  AddKeyHolderCommand(network, terminal);
  AddCeremonyCommand(network, terminal);
  AddEpochCommands(network, terminal);
}

}  // namespace kith::deploy
