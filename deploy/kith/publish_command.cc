// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "deploy/kith/commands.h"
#include "deploy/kith/desk_options.h"
#include "deploy/kith/json.h"
#include "deploy/kith/publish_words.h"

namespace kith::deploy {
namespace {

using desk::v1::PublishProgress;

constexpr absl::Duration kLineEvery = absl::Seconds(5);

// Prints progress: one line that is written over on a terminal, else a line
// now and then.
class ProgressPrinter {
 public:
  explicit ProgressPrinter(Terminal& terminal)
      : terminal_(terminal), started_(terminal.clock.Monotonic()) {}

  void Show(const PublishProgress& now) {
    const absl::Duration elapsed = terminal_.clock.Monotonic() - started_;
    words_.See(now, elapsed);
    if (terminal_.out_is_tty) {
      terminal_.out << "\r\033[K" << words_.bar() << " " << words_.words()
                    << std::flush;
      if (now.done()) terminal_.out << "\n";
    } else if (now.done() || elapsed - last_line_ >= kLineEvery) {
      last_line_ = elapsed;
      terminal_.out << words_.words() << std::endl;
    }
  }

 private:
  Terminal& terminal_;
  const absl::Duration started_;
  absl::Duration last_line_ = -kLineEvery;
  PublishWords words_;
};

}  // namespace

void AddPublishCommand(CLI::App& kith, Terminal& terminal) {
  auto* publish = kith.add_subcommand(
      "publish", "What this agency lets others find (without any name)");
  publish->require_subcommand(1);
  auto* command = publish->add_subcommand(
      "watch",
      "Shows how far publishing has come, until it is done.\n\nExample:"
      "\n  kith publish watch --agent-dir /var/lib/kith");
  const auto options = std::make_shared<DeskOptions>();
  AddDeskOptions(*command, *options);
  command->callback([&terminal, options] {
    WithDesk(terminal, *options, [&](desk::DeskClient& desk) {
      desk::v1::WatchPublishingRequest request;
      request.set_as(options->as);
      ProgressPrinter printer(terminal);
      return desk.WatchPublishing(request, [&](const PublishProgress& now) {
        if (options->json) {
          terminal.out << ToJson(now).dump() << std::endl;
        } else {
          printer.Show(now);
        }
      });
    });
  });
}

}  // namespace kith::deploy
