// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <csignal>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "agent/connectors/csv_reader.h"
#include "agent/connectors/propose_map.h"
#include "agent/connectors/whole_file.h"
#include "deploy/kith/commands.h"
#include "deploy/kith/desk_options.h"
#include "deploy/kith/files.h"
#include "deploy/kith/finish.h"
#include "deploy/kith/import_words.h"
#include "deploy/kith/watch_accept.h"
#include "deploy/kith/watched_folder.h"
#include "keys/base/status_macros.h"
#include "keys/program/config_file.h"
#include "kith/config/v1/config.pb.h"

namespace kith::deploy {
namespace {

constexpr absl::Duration kBetweenLooks = absl::Seconds(1);
// What is wrong with a folder is said again after this.
constexpr absl::Duration kSaidAgain = absl::Minutes(10);
constexpr std::size_t kMostLines = 1000;

volatile std::sig_atomic_t stopped = 0;
void Stop(int) { stopped = 1; }

struct WatchValues {
  std::string config, folder, map, as;
  bool unattended = false;
  bool once = false;
  double settles = 5;
};

// One folder as it was named, or those of the agent's configuration.
absl::StatusOr<std::vector<WatchedFolder::Options>> FoldersOf(
    const WatchValues& values) {
  const absl::Duration settles = absl::Seconds(values.settles);
  if (!values.folder.empty()) {
    return std::vector<WatchedFolder::Options>{
        {.place = {.folder = values.folder,
                   .map =
                       values.map.empty() ? MapIn(values.folder) : values.map,
                   .staff = values.as,
                   .unattended = values.unattended},
         .settles = settles}};
  }
  config::v1::AgentConfig config;
  KITH_RETURN_IF_ERROR(ReadConfigFile(values.config, config));
  std::vector<WatchedFolder::Options> folders;
  for (WatchPlace& place : WatchPlacesOf(values.config, config)) {
    folders.push_back({.place = std::move(place), .settles = settles});
  }
  if (folders.empty()) {
    return absl::FailedPreconditionError(
        absl::StrCat(values.config,
                     ": watches no folder; add one: watch { folder: "
                     "\"import\" map: \"import/map.textproto\" }"));
  }
  return folders;
}

// Says a line once, and once more each kSaidAgain.
class Said {
 public:
  bool IsNew(const std::string& line, absl::Time now) {
    if (line == line_ && now - at_ < kSaidAgain) return false;
    line_ = line;
    at_ = now;
    return true;
  }

 private:
  std::string line_;
  absl::Time at_;
};

absl::Status Watch(Terminal& terminal, const WatchValues& values,
                   desk::DeskClient& desk) {
  KITH_ASSIGN_OR_RETURN(const auto options, FoldersOf(values));
  std::vector<WatchedFolder> folders;
  for (const auto& one : options) {
    folders.emplace_back(one, [&desk](const desk::v1::ImportOptions& how,
                                      const std::string& content) {
      return desk.Import(how, content);
    });
  }
  std::signal(SIGTERM, &Stop);
  std::signal(SIGINT, &Stop);
  std::vector<Said> said(folders.size());
  std::map<std::string, Said> lines;
  while (stopped == 0) {
    bool settled = true;
    for (std::size_t i = 0; i < folders.size(); ++i) {
      const absl::Time now = terminal.clock.Now();
      const auto done = folders[i].Look(now);
      settled = settled && folders[i].settled();
      if (!done.ok()) {
        if (values.once) return done.status();
        const std::string line(done.status().message());
        if (said[i].IsNew(line, now)) terminal.err << line << std::endl;
        continue;
      }
      for (const std::string& line : *done) {
        // What goes on being so is said once, and now and then again.
        if (lines[line].IsNew(line, now)) terminal.out << line << std::endl;
      }
      if (lines.size() > kMostLines) lines.clear();
    }
    if (values.once && settled) return absl::OkStatus();
    absl::SleepFor(kBetweenLooks);
  }
  return absl::OkStatus();
}

void AddAccept(CLI::App& watch, Terminal& terminal) {
  auto* command = watch.add_subcommand(
      "accept",
      "Says that what the dry run of a file in a watched folder showed is "
      "wanted: it is\nimported at the next look.\n\nExample:\n  kith watch "
      "accept /var/lib/kith/agent/import/pupils.csv");
  struct Values {
    std::string file;
    std::uint32_t ended = 0;
    bool json = false;
  };
  const auto values = std::make_shared<Values>();
  command->add_option("FILE", values->file, "the export")->required();
  command->add_option("--ended", values->ended,
                      "how many people were meant to end, where it is more "
                      "than one in ten");
  command->add_flag("--json", values->json, "print JSON");
  command->callback([&terminal, values] {
    Finish(
        terminal, values->json, AcceptWatched(values->file, values->ended),
        {{"accepted", values->file}},
        absl::StrCat(values->file, " is imported at the next look, as ",
                     FilesBeside(values->file).dry_run, ".txt\nshowed it.\n"));
  });
}

}  // namespace

void AddWatchCommand(CLI::App& kith, Terminal& terminal) {
  auto* command = kith.add_subcommand(
      "watch",
      "Imports what your system leaves in a folder: a dry run first, which "
      "waits beside the\nfile for somebody's kith watch accept; then the "
      "import. Runs until it is stopped; the\npackage has a service for "
      "it.\n\nExample:\n  kith watch --config /etc/kith/agent.textproto "
      "--desk-socket /run/kith-agent/desk.sock\n  kith watch --folder import "
      "--map "
      "import/map.textproto --agent-dir /var/lib/kith");
  const auto values = std::make_shared<WatchValues>();
  const auto desk = std::make_shared<DeskOptions>();
  command
      ->add_option("--config", values->config,
                   "the agent's configuration, which names the folders")
      ->capture_default_str();
  values->config = "/etc/kith/agent.textproto";
  command->add_option("--folder", values->folder, "one folder instead");
  command->add_option("--map", values->map,
                      "its column map; default: map.textproto in it");
  command->add_flag("--unattended", values->unattended,
                    "import by itself what a dry run shows no surprise in, "
                    "once one was accepted with this map");
  command
      ->add_option("--settles", values->settles,
                   "seconds a file must have stayed as it is")
      ->capture_default_str();
  command->add_flag("--once", values->once,
                    "end when all that lies there has been looked at");
  AddDeskOptions(*command, *desk);
  AddAccept(*command, terminal);
  command->require_subcommand(0, 1);
  command->callback([&terminal, values, desk, command] {
    if (!command->get_subcommands().empty()) return;
    values->as = desk->as;
    WithDesk(terminal, *desk, [&](desk::DeskClient& client) {
      return Watch(terminal, *values, client);
    });
  });
}

void AddMapCommand(CLI::App& kith, Terminal& terminal) {
  auto* command = kith.add_subcommand(
      "map",
      "Proposes a column map from an export's header and the look of its "
      "columns. Nothing\nleaves this machine and nothing is imported. Read it "
      "through, then do a dry run.\n\nExample:\n  kith map pupils.csv "
      ">map.textproto");
  struct Values {
    std::string file, source;
  };
  const auto values = std::make_shared<Values>();
  command->add_option("FILE", values->file, "an export, CSV")->required();
  command->add_option("--source", values->source,
                      "what the source is called: a-z, 0-9 and -; default: "
                      "from the file's name");
  command->callback([&terminal, values] {
    const auto content = agent::ReadWholeFile(values->file, [](std::size_t) {});
    if (!content.ok()) {
      return Fail(terminal, Style::kWords, content.status());
    }
    const auto table = agent::ParseCsv(*content);
    if (!table.ok()) return Fail(terminal, Style::kWords, table.status());
    std::string source = values->source;
    if (source.empty()) {
      for (const char letter :
           std::filesystem::path(values->file).stem().string()) {
        source += absl::ascii_isalnum(static_cast<unsigned char>(letter))
                      ? absl::ascii_tolower(static_cast<unsigned char>(letter))
                      : '-';
      }
    }
    const auto proposed = agent::ProposeMap(*table, source);
    if (!proposed.ok()) return Fail(terminal, Style::kWords, proposed.status());
    terminal.out << proposed->text;
    for (const std::string& field : proposed->missing) {
      terminal.err << "not found: " << field
                   << "; name its column in the map\n";
    }
    terminal.exit = proposed->missing.empty() ? Exit::kAnswered : Exit::kError;
  });
}

}  // namespace kith::deploy
