// SPDX-License-Identifier: Apache-2.0
#include "deploy/demonstration/demo_command.h"

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <filesystem>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "deploy/demonstration/demo_network.h"
#include "deploy/demonstration/demo_report.h"
#include "deploy/demonstration/exports.h"
#include "deploy/demonstration/story.h"
#include "deploy/demonstration/story_checks.h"
#include "deploy/kith/import_words.h"
#include "keys/base/status_macros.h"

namespace kith::deploy {
namespace {

constexpr std::uint64_t kSeed = 1;

struct Values {
  std::string dir;
  bool keep = false;
  bool json = false;
};

// A folder of its own for one run, short enough for a socket's path.
std::string NewFolder() {
  char name[] = "/tmp/kith-demo.XXXXXX";
  return mkdtemp(name) == nullptr ? "" : name;
}

absl::Status ImportAll(DemoNetwork& network, const Demonstration& story,
                       const std::string& dir, DemoReport& report) {
  report.Chapter("To begin", "five agencies import their own exports");
  std::uint64_t rows = 0;
  std::uint64_t open = 0;
  std::uint64_t usable = 0;
  for (const AgencyExport& from : story.exports) {
    const std::string folder = dir + "/exports/" + from.agency;
    KITH_ASSIGN_OR_RETURN(const auto shown, network.Import(from, false));
    report.Show(absl::StrCat(
        from.agency, "\n",
        ImportInWords(
            shown, folder + "/export.csv",
            absl::StrCat("kith import --map ", folder, "/column_map.textproto ",
                         folder, "/export.csv --accept-last"))));
    rows += shown.rows();
    open += shown.involvements_open();
    usable += shown.involvements_usable();
    KITH_ASSIGN_OR_RETURN(const auto done, network.Import(from, true));
    if (!done.accepted()) {
      return absl::FailedPreconditionError(
          absl::StrCat(from.agency, ": ", done.file_fault()));
    }
  }
  report.Show(absl::StrCat(
      "In all ", rows, " people, ", open, " open involvements: ", usable,
      " have usable agreement and are listed, ", open - usable,
      " have not.\nEverybody else stays in the registers and is never "
      "listed."));
  for (const AgencyExport& from : story.exports) {
    KITH_RETURN_IF_ERROR(network.WaitPublished(from.agency));
  }
  return absl::OkStatus();
}

void TellWhatToTry(const std::string& kith, const std::string& dir,
                   const std::vector<int>& processes, std::ostream& out) {
  const std::string school = absl::StrCat(" --agent-dir ", dir, "/", kSchool);
  const std::string early_help =
      absl::StrCat(" --agent-dir ", dir, "/", kEarlyHelp);
  out << "\nLeft running (the charity's agent stays stopped). Try:\n  " << kith
      << " check --person \"forename=" << kSami.forename
      << ",surname=" << kSami.surname << ",dob=" << kSami.date_of_birth
      << "\" \\\n    --why considering-referral --ground family-agreed "
         "--no-personal-connection \\\n   "
      << school << "\n  " << kith << " involvement list" << early_help << "\n  "
      << kith << " doctor" << school << "\nEnd it with: kill "
      << absl::StrJoin(processes, " ") << "\n";
}

absl::Status RunStory(const Values& values, const std::string& dir,
                      Terminal& terminal, DemoReport& report) {
  const std::string programs =
      std::filesystem::read_symlink("/proc/self/exe").parent_path();
  const Demonstration story = MakeDemonstration(
      kSeed, absl::ToCivilDay(terminal.clock.Now(), absl::UTCTimeZone()));
  KITH_RETURN_IF_ERROR(WriteDemonstration(story, dir + "/exports"));
  KITH_ASSIGN_OR_RETURN(
      const std::unique_ptr<DemoNetwork> network,
      DemoNetwork::Make(dir, programs, terminal.clock, terminal.random));
  KITH_RETURN_IF_ERROR(network->StartAll());
  KITH_RETURN_IF_ERROR(ImportAll(*network, story, dir, report));
  KITH_RETURN_IF_ERROR(StoryChecks(*network, story, report).Run());
  if (values.keep) {
    TellWhatToTry(programs + "/kith", dir, network->Release(), terminal.out);
  }
  return absl::OkStatus();
}

void Run(const Values& values, Terminal& terminal) {
  const absl::Duration started = terminal.clock.Monotonic();
  const std::string dir = values.dir.empty() ? NewFolder() : values.dir;
  DemoReport report(terminal.out, values.json);
  const absl::Status status = RunStory(values, dir, terminal, report);
  const std::int64_t seconds =
      absl::ToInt64Seconds(terminal.clock.Monotonic() - started);
  if (!status.ok()) {
    terminal.err << "\nNot as the story says. " << status.message()
                 << "\n  logs and folders: " << dir << "\n";
    terminal.exit = Exit::kError;
    return;
  }
  if (!values.json) {
    terminal.out << "\nNot yet witnessed: no other agency cosigns the log in "
                    "this trial network.\n"
                 << report.chapters() << " of " << report.chapters()
                 << " as the story says, " << seconds << " s\n";
  }
  if (!values.keep && values.dir.empty()) {
    std::error_code ignored;
    std::filesystem::remove_all(dir, ignored);
  }
}

}  // namespace

void AddDemoCommand(CLI::App& kith, Terminal& terminal) {
  auto values = std::make_shared<Values>();
  CLI::App* command = kith.add_subcommand(
      "demo",
      "Shows the whole of it on invented families: five agencies, ten checks, "
      "an officer, IT and an enemy.\n\nExample:\n  kith demo --keep --dir "
      "/tmp/kith-demo");
  command->add_option("--dir", values->dir,
                      "a new folder; default: one that is removed");
  command->add_flag("--keep", values->keep, "leave it running");
  command->add_flag("--json", values->json, "one JSON object a check");
  command->callback([values, &terminal] { Run(*values, terminal); });
}

}  // namespace kith::deploy
