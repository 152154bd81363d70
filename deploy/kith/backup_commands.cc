// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "agent/register/held.h"
#include "agent/register/register.h"
#include "broker/recover.h"
#include "deploy/kith/commands.h"
#include "deploy/kith/files.h"
#include "deploy/kith/finish.h"
#include "deploy/kith/passphrase.h"
#include "keys/backup/make_backup.h"
#include "keys/backup/restore_backup.h"
#include "keys/base/status_macros.h"
#include "keys/health/setup.h"
#include "keys/network/network.h"
#include "keys/program/become_owner.h"

namespace kith::deploy {
namespace {

constexpr std::size_t kMostCheckpoint = 64 * 1024;

struct BackupValues {
  std::string config, to, passphrase_file;
  bool with_keys = false, json = false;
};

struct RestoreValues {
  std::string config, from, mirror, passphrase_file;
  std::vector<std::string> checkpoints;
  bool without_mirror = false, keys = false, json = false;
};

absl::StatusOr<Secret> Passphrase(const char* prompt, const std::string& file) {
  KITH_ASSIGN_OR_RETURN(std::string text, ReadPassphrase(prompt, file));
  Secret passphrase = Secret::FromBytes(text);
  WipeString(text);
  return passphrase;
}

absl::StatusOr<health::Setup> Read(const std::string& config) {
  return health::ReadSetup(config, std::nullopt);
}

absl::StatusOr<backup::MadeBackup> Make(Terminal& terminal,
                                        const BackupValues& values) {
  KITH_ASSIGN_OR_RETURN(const health::Setup setup, Read(values.config));
  std::optional<Secret> passphrase;
  if (values.with_keys) {
    KITH_ASSIGN_OR_RETURN(
        passphrase,
        Passphrase("A passphrase for the keys, at least 12 characters: ",
                   values.passphrase_file));
  }
  KITH_RETURN_IF_ERROR(BecomeOwnerOfFolder(setup.database_path));
  return backup::MakeBackup(setup, values.to, passphrase, terminal.clock.Now(),
                            terminal.random);
}

void RunBackup(Terminal& terminal, const BackupValues& values) {
  const auto made = Make(terminal, values);
  const backup::Manifest manifest =
      made.ok() ? made->manifest : backup::Manifest();
  Finish(
      terminal, values.json, made.status(),
      {{"folder", made.ok() ? made->folder : ""},
       {"log_size", manifest.log_size},
       {"bytes", manifest.database_bytes},
       {"removed", made.ok() ? made->removed : 0}},
      !made.ok()
          ? ""
          : absl::StrCat(
                "Backed up: ", manifest.log_size, " log entries, ",
                manifest.database_bytes, " bytes, in ", made->folder, "\n",
                values.with_keys ? "Its keys are in it, under the passphrase.\n"
                                 : "Its keys are not in it: keep database.key "
                                   "somewhere else, or it never opens.\n",
                made->removed == 0 ? ""
                                   : absl::StrCat(made->removed,
                                                  " older ones removed: their "
                                                  "time was over.\n")));
}

// The origin of the program's checkpoints, as its server has it.
std::string OriginOf(const health::Setup& setup, const Network& network) {
  const std::string& origin = network.file().broker().log_origin();
  switch (setup.program) {
    case health::Program::kBroker:
      return origin;
    case health::Program::kKeyHolder:
      return absl::StrCat(origin, "/keyholder/", setup.id);
    case health::Program::kAgent:
      return absl::StrCat(origin, "/agency/", setup.id);
  }
  return "";
}

absl::Status CheckMirrorWords(const health::Setup& setup,
                              const RestoreValues& values) {
  const bool is_broker = setup.program == health::Program::kBroker;
  if (!is_broker && (values.without_mirror || !values.mirror.empty())) {
    return absl::InvalidArgumentError(
        "--mirror is of the broker's log; leave it out");
  }
  if (is_broker && values.mirror.empty() && !values.without_mirror) {
    return absl::FailedPreconditionError(
        "a broker goes on from a mirror of its log, or it would sign a second "
        "history: name one with --mirror (an agency makes it by kith audit "
        "mirror); where nobody has ever kept one, --without-mirror");
  }
  return absl::OkStatus();
}

// What the mirror brought; nothing without one.
using Recovered = std::optional<tlog::RestoredLog>;

absl::StatusOr<std::uint64_t> BringUp(SealedDb& copy, const Network& network,
                                      const tlog::TileFolder& mirror,
                                      Recovered& recovered) {
  absl::StatusOr<tlog::RestoredLog> done = broker::RecoverDatabase(
      copy, network, mirror, [](std::uint64_t, std::uint64_t) {});
  if (absl::IsAlreadyExists(done.status())) {
    return absl::FailedPreconditionError(
        "the backup has all that the mirror has: name a newer mirror; if "
        "nobody has one, leave it out and say --without-mirror");
  }
  KITH_RETURN_IF_ERROR(done.status());
  recovered = *done;
  return done->end;
}

// Before a copy is made: a mirror that cannot be used puts nothing in place.
absl::Status AddMirror(const std::string& folder,
                       std::shared_ptr<const Network> network,
                       Recovered& recovered, backup::SeenByOthers& seen) {
  KITH_ASSIGN_OR_RETURN(tlog::TileFolder mirror,
                        broker::OpenMirror(folder, *network));
  seen.bring_up = [network = std::move(network), mirror = std::move(mirror),
                   &recovered](SealedDb& copy) {
    return BringUp(copy, *network, mirror, recovered);
  };
  return absl::OkStatus();
}

absl::StatusOr<backup::SeenByOthers> Seen(const RestoreValues& values,
                                          const health::Setup& setup,
                                          Recovered& recovered) {
  KITH_ASSIGN_OR_RETURN(const auto network, Network::Load(setup.network_path));
  backup::SeenByOthers seen{.origin = OriginOf(setup, *network),
                            .checkpoints = {},
                            .bring_up = nullptr};
  if (!values.mirror.empty()) {
    KITH_RETURN_IF_ERROR(AddMirror(values.mirror, network, recovered, seen));
  }
  for (const std::string& file : values.checkpoints) {
    KITH_ASSIGN_OR_RETURN(std::string note, ReadFile(file, kMostCheckpoint));
    seen.checkpoints.push_back(std::move(note));
  }
  return seen;
}

// Shields that were set since are not in it: the agent is held until somebody
// has confirmed them.
absl::Status MarkAsCopy(const backup::Manifest& manifest, SealedDb& copy) {
  agent::Register people(copy);
  return agent::PutHold({agent::Hold::Why::kRestored, manifest.made_at},
                        people);
}

absl::StatusOr<backup::RestoredBackup> Restore(Terminal& terminal,
                                               const RestoreValues& values,
                                               const health::Setup& setup,
                                               Recovered& recovered) {
  KITH_RETURN_IF_ERROR(CheckMirrorWords(setup, values));
  backup::RestoreOptions options{.folder = values.from};
  if (setup.program == health::Program::kAgent) options.mark = MarkAsCopy;
  std::optional<Secret> passphrase;
  if (values.keys) {
    KITH_ASSIGN_OR_RETURN(passphrase, Passphrase("The keys' passphrase: ",
                                                 values.passphrase_file));
    options.passphrase = &*passphrase;
  }
  KITH_RETURN_IF_ERROR(BecomeOwnerOfFolder(setup.database_path));
  KITH_ASSIGN_OR_RETURN(options.seen, Seen(values, setup, recovered));
  return backup::RestoreBackup(setup, options, terminal.clock.Now(),
                               terminal.random);
}

std::string NextWords(const health::Setup& setup, const Recovered& recovered) {
  switch (setup.program) {
    case health::Program::kBroker:
      return recovered.has_value()
                 ? broker::RecoveredWords(*recovered)
                 : "  next: kith-broker fsck, then start it\n";
    case health::Program::kKeyHolder:
      return "Its log says so to every agency. What was charged since is "
             "forgotten: allowances of today\nbegin anew.\n  next: start it\n";
    case health::Program::kAgent:
      return "Its log says so (ALARM). What was recorded since is not in it: "
             "shields and people told apart\n(kith shield) set since, "
             "withdrawals, objections and agreements, and staff. A family may "
             "be hiding\nbehind a shield that this copy does not have: the "
             "agent answers nobody and publishes nothing until\na manager or "
             "the data protection officer has confirmed them.\n"
             "  next: kith doctor --config, start it, import again, set again "
             "what is missing;\n  then they say: kith shield confirm\n";
  }
  return "";
}

// What a person does next who reads why nothing was put in place.
std::string WhyNotWords(const absl::Status& why, const RestoreValues& values) {
  if (values.mirror.empty()) return "";
  if (absl::IsAborted(why)) {
    return "; nothing was put in place: change neither, keep both, and tell "
           "every agency: docs/operate/broker.md, \"When the broker is lost\"";
  }
  return "; nothing was put in place: mend that, or name another mirror, and "
         "run it again (docs/operate/backup.md)";
}

absl::Status AddWords(const absl::Status& why, const std::string& words) {
  return absl::Status(why.code(), absl::StrCat(why.message(), words));
}

std::string RestoredWords(const health::Setup& setup,
                          const backup::RestoredBackup& restored,
                          const Recovered& recovered) {
  const backup::Manifest& manifest = restored.manifest;
  return absl::StrCat(
      "Restored: ", manifest.log_size, " log entries, as they were on ",
      absl::FormatTime("%-d %B %Y at %H:%M UTC", manifest.made_at,
                       absl::UTCTimeZone()),
      ".\n",
      restored.replaced.empty()
          ? ""
          : absl::StrCat("What was there is at ", restored.replaced, ".\n"),
      NextWords(setup, recovered));
}

void RunRestore(Terminal& terminal, const RestoreValues& values) {
  Recovered recovered;
  const auto setup = Read(values.config);
  const auto restored =
      setup.ok() ? Restore(terminal, values, *setup, recovered)
                 : absl::StatusOr<backup::RestoredBackup>(setup.status());
  if (!restored.ok()) {
    Finish(terminal, values.json,
           AddWords(restored.status(), WhyNotWords(restored.status(), values)),
           {}, "");
    return;
  }
  const backup::Manifest& manifest = restored->manifest;
  Finish(terminal, values.json, absl::OkStatus(),
         {{"log_size", recovered ? recovered->size : manifest.log_size},
          {"made_at_ms", absl::ToUnixMillis(manifest.made_at)},
          {"replaced", restored->replaced}},
         RestoredWords(*setup, *restored, recovered));
}

void AddBackup(CLI::App& kith, Terminal& terminal) {
  auto* command = kith.add_subcommand(
      "backup",
      "Copies a program's database while it runs, into a folder of its own "
      "below the one named.\n\nExample:\n  kith backup --config "
      "/etc/kith/agent.textproto --to /var/backups/kith\n\nThe copy is "
      "encrypted as the database is. Keys are not in it, unless --with-keys. "
      "Older ones go\nwhen their time is over: 35 days, or what the network "
      "file says.");
  const auto values = std::make_shared<BackupValues>();
  command
      ->add_option("--config", values->config,
                   "an agent's, a broker's or a key holder's configuration")
      ->required();
  command->add_option("--to", values->to, "the folder of the backups")
      ->required();
  command->add_flag("--with-keys", values->with_keys,
                    "its keys too, sealed under a passphrase that is asked "
                    "for");
  command->add_option("--passphrase-file", values->passphrase_file,
                      "a file whose first line is the passphrase");
  command->add_flag("--json", values->json, "print JSON");
  command->callback([&terminal, values] { RunBackup(terminal, *values); });
}

void AddRestore(CLI::App& kith, Terminal& terminal) {
  auto* command = kith.add_subcommand(
      "restore",
      "Puts a backup in the place of the database of a program that is "
      "stopped.\n\nExample:\n  kith restore --config "
      "/etc/kith/agent.textproto --from "
      "/var/backups/kith/agent-hillview-20261128T020000Z\n  kith restore "
      "--config /etc/kith/broker.textproto --from ... --mirror "
      "/srv/mirror\n\nIt refuses what would fork the log: a copy that is "
      "shorter than the database that is there, or\nthan a checkpoint that "
      "somebody has seen. A broker goes on from a mirror of its log.");
  const auto values = std::make_shared<RestoreValues>();
  command
      ->add_option("--config", values->config,
                   "an agent's, a broker's or a key holder's configuration")
      ->required();
  command->add_option("--from", values->from, "the folder of one backup")
      ->required();
  command->add_option("--checkpoint", values->checkpoints,
                      "a checkpoint of this log that somebody else holds (of "
                      "exported evidence); may be repeated");
  command->add_option("--mirror", values->mirror,
                      "of a broker: a mirror that an agency keeps of its log");
  command->add_flag("--without-mirror", values->without_mirror,
                    "of a broker: nobody has ever kept one");
  command->add_flag("--with-keys", values->keys,
                    "puts back the key files that are missing, by the "
                    "passphrase they are sealed under");
  command->add_option("--passphrase-file", values->passphrase_file,
                      "a file whose first line is the passphrase");
  command->add_flag("--json", values->json, "print JSON");
  command->callback([&terminal, values] { RunRestore(terminal, *values); });
}

}  // namespace

void AddBackupCommands(CLI::App& kith, Terminal& terminal) {
  AddBackup(kith, terminal);
  AddRestore(kith, terminal);
}

}  // namespace kith::deploy
