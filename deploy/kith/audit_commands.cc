// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "deploy/evidence/mirror.h"
#include "deploy/evidence/verify_evidence.h"
#include "deploy/kith/audit_proof_commands.h"
#include "deploy/kith/audit_report_commands.h"
#include "deploy/kith/commands.h"
#include "deploy/kith/desk_options.h"
#include "deploy/kith/export_evidence.h"
#include "deploy/kith/files.h"
#include "deploy/kith/json.h"
#include "deploy/kith/people.h"
#include "deploy/kith/review_commands.h"
#include "deploy/kith/touch_words.h"
#include "keys/base/progress_line.h"
#include "keys/base/status_macros.h"

namespace kith::deploy {
namespace {

// A line that is written over, on a terminal only.
class EntryProgress {
 public:
  EntryProgress(Terminal& terminal, bool json)
      : terminal_(terminal),
        shows_(terminal.out_is_tty && !json),
        started_(terminal.clock.Monotonic()) {}

  void Show(std::uint64_t done, std::uint64_t wanted) {
    const absl::Duration elapsed = terminal_.clock.Monotonic() - started_;
    if (done == wanted) started_ = terminal_.clock.Monotonic();  // Next log.
    if (!shows_ || elapsed - shown_ < absl::Milliseconds(200)) return;
    shown_ = elapsed;
    const Headway headway{.done = done, .wanted = wanted, .elapsed = elapsed};
    terminal_.out << "\r\x1b[K" << ProgressBar(headway) << " "
                  << ProgressWords("entries", headway) << std::flush;
  }
  void Clear() {
    if (shows_) terminal_.out << "\r\x1b[K" << std::flush;
  }

 private:
  Terminal& terminal_;
  const bool shows_;
  absl::Duration started_;
  absl::Duration shown_ = -absl::InfiniteDuration();
};

void AddWho(CLI::App& audit, Terminal& terminal) {
  auto* command = audit.add_subcommand(
      "who",
      "Says who asked about a person of this agency, when and why.\n\n"
      "Example:\n  kith audit who --person \"forename=Sami,surname=Amara,"
      "dob=2021-03-14\"");
  struct Values {
    DeskOptions desk;
    std::string person;
  };
  const auto values = std::make_shared<Values>();
  command->add_option("--person", values->person, "as for kith check")
      ->required();
  AddDeskOptions(*command, values->desk);
  command->callback([&terminal, values] {
    WithDesk(terminal, values->desk,
             [&](desk::DeskClient& desk) -> absl::Status {
               desk::v1::WhoAskedRequest request;
               request.set_as(values->desk.as);
               KITH_ASSIGN_OR_RETURN(*request.mutable_person(),
                                     ParsePerson(values->person));
               KITH_ASSIGN_OR_RETURN(const auto reply, desk.WhoAsked(request));
               terminal.out << (values->desk.json
                                    ? Pretty(ToJson(reply))
                                    : TouchesInWords(reply.touches(),
                                                     absl::LocalTimeZone()));
               return absl::OkStatus();
             });
  });
}

void AddExport(CLI::App& audit, Terminal& terminal) {
  auto* command = audit.add_subcommand(
      "export",
      "Writes the evidence of all logs into a new folder: who asked "
      "what in this\nagency's name, and that nothing is missing. It "
      "holds no name of a child or carer.\n\nExample:\n  kith audit export "
      "--out evidence "
      "--agent-dir /var/lib/kith");
  struct Values {
    DeskOptions desk;
    std::string out;
  };
  const auto values = std::make_shared<Values>();
  command->add_option("--out", values->out, "the new folder")->required();
  AddDeskOptions(*command, values->desk);
  command->callback([&terminal, values] {
    WithDesk(terminal, values->desk,
             [&](desk::DeskClient& desk) -> absl::Status {
               KITH_RETURN_IF_ERROR(
                   ExportEvidenceTo(desk, values->desk.as, values->out));
               if (values->desk.json) {
                 terminal.out << Pretty({{"out", values->out}});
               } else {
                 terminal.out << "The evidence is in " << values->out
                              << ".\nTo check it: kith audit verify "
                              << values->out << "\n";
               }
               return absl::OkStatus();
             });
  });
}

void AddVerify(CLI::App& audit, Terminal& terminal) {
  auto* command = audit.add_subcommand(
      "verify",
      "Checks evidence, offline: that nothing was changed or removed, "
      "and that the\nbroker's log and this agency's agree.\n\nExample:"
      "\n  kith audit verify evidence\n\nExit: 0 holds, 1 findings, 2 "
      "cannot verify.");
  struct Values {
    std::string dir;
    bool json = false;
  };
  const auto values = std::make_shared<Values>();
  command->add_option("DIR", values->dir, "a folder of kith audit export")
      ->required();
  command->add_flag("--json", values->json, "print JSON");
  command->callback([&terminal, values] {
    EntryProgress progress(terminal, values->json);
    const auto report = VerifyEvidence(
        values->dir, [&](std::uint64_t done, std::uint64_t wanted) {
          progress.Show(done, wanted);
        });
    progress.Clear();
    if (!report.ok()) {
      Fail(terminal, values->json ? Style::kJson : Style::kWords,
           report.status());
      terminal.exit = Exit::kUsage;
      return;
    }
    terminal.out << (values->json ? Pretty(ReportAsJson(*report))
                                  : ReportInWords(*report));
    terminal.exit = report->findings.empty() ? Exit::kAnswered : Exit::kError;
  });
}

struct MirrorValues {
  DeskOptions desk;
  std::string mirror;
  std::string from;
};

// Whether everything that matters of `evidence` is in the mirror now.
bool TakeAndSay(Terminal& terminal, const MirrorValues& values,
                const std::string& evidence) {
  EntryProgress progress(terminal, values.desk.json);
  const auto report = TakeIntoMirror(
      values.mirror, evidence, [&](std::uint64_t done, std::uint64_t wanted) {
        progress.Show(done, wanted);
      });
  progress.Clear();
  if (!report.ok()) {
    Fail(terminal, values.desk.style(), report.status());
    terminal.exit = Exit::kUsage;
    return false;
  }
  const bool is_now = values.from.empty();
  terminal.out << (values.desk.json ? Pretty(MirrorAsJson(*report))
                                    : MirrorInWords(*report, is_now));
  const bool sound = !report->contradicts && report->contradictions.empty() &&
                     !(is_now && report->IsOlder());
  terminal.exit = sound ? Exit::kAnswered : Exit::kError;
  return report->not_kept.empty();
}

// Whether a folder is what an export that was cut off left: without the
// checkpoint that is written last.
bool IsCutOff(const std::string& folder) {
  std::error_code fault;
  for (const auto& entry : std::filesystem::directory_iterator(folder, fault)) {
    const std::string name = entry.path().filename().string();
    if (name != "agency.txt" && name != "network.kith" && name != "broker" &&
        name != "agent" && name != "keyholder") {
      return false;
    }
  }
  bool whole = FileExists(In(folder, "broker/checkpoint")) &&
               FileExists(In(folder, "agent/checkpoint"));
  for (const auto& entry :
       std::filesystem::directory_iterator(In(folder, "keyholder"), fault)) {
    whole = whole && FileExists(In(entry.path(), "checkpoint"));
  }
  return !fault && !whole;
}

// What can be opened is not kept: the export goes as soon as it was compared.
void TakeFromAgent(Terminal& terminal, const MirrorValues& values) {
  const std::string incoming =
      absl::StrCat(absl::StripSuffix(values.mirror, "/"), ".incoming");
  std::error_code ignored;
  bool compared = false;
  WithDesk(terminal, values.desk, [&](desk::DeskClient& desk) -> absl::Status {
    if (FileExists(incoming) && !IsCutOff(incoming)) {
      return absl::FailedPreconditionError(
          absl::StrCat(incoming,
                       ": is left from a run that could not keep it, or is "
                       "somebody's; look at it and take it away"));
    }
    std::filesystem::remove_all(incoming, ignored);
    const absl::Status exported =
        ExportEvidenceTo(desk, values.desk.as, incoming);
    compared = exported.ok();
    const bool taken = compared && TakeAndSay(terminal, values, incoming);
    // What could not be compared or kept may be the only proof there is.
    if (taken || !compared) {
      std::filesystem::remove_all(incoming, ignored);
    } else if (!values.desk.json) {
      terminal.out << "What was shown is left in " << incoming << "\n";
    }
    return exported;
  });
  // Not 1: that nothing could be compared is no contradiction.
  if (!compared) terminal.exit = Exit::kUsage;
}

void AddMirror(CLI::App& audit, Terminal& terminal) {
  auto* command = audit.add_subcommand(
      "mirror",
      "Keeps a copy of the broker's log and notices if it is ever changed, "
      "shortened,\nor not the same for everybody. Without --from it asks this "
      "agency's agent; with it,\nit takes evidence of any agency of the "
      "partnership.\n\nExamples:\n  kith audit mirror mirror --agent-dir "
      "/var/lib/kith\n  kith audit mirror mirror --from evidence-of-another"
      "\n\nExit: 0 follows, 1 contradicts what is held or has gone back, 2 "
      "cannot compare.");
  const auto values = std::make_shared<MirrorValues>();
  command->add_option("MIRROR", values->mirror, "the folder of the copy")
      ->required();
  command->add_option("--from", values->from, "a folder of kith audit export");
  AddDeskOptions(*command, values->desk);
  command->callback([&terminal, values] {
    if (values->from.empty()) {
      TakeFromAgent(terminal, *values);
    } else {
      TakeAndSay(terminal, *values, values->from);
    }
  });
}

}  // namespace

void AddAuditCommands(CLI::App& kith, Terminal& terminal) {
  auto* audit =
      kith.add_subcommand("audit", "Who looked, and that the logs hold");
  audit->require_subcommand(1);
  AddWho(*audit, terminal);
  AddAskedBy(*audit, terminal);
  AddDigest(*audit, terminal);
  AddExport(*audit, terminal);
  AddVerify(*audit, terminal);
  AddMirror(*audit, terminal);
  AddAuditProofCommands(*audit, terminal);
  AddAuditReportCommands(*audit, terminal);
}

}  // namespace kith::deploy
