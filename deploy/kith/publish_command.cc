// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "deploy/kith/commands.h"
#include "deploy/kith/desk_options.h"
#include "deploy/kith/json.h"

namespace kith::deploy {
namespace {

using desk::v1::PublishProgress;

constexpr std::size_t kBarColumns = 24;
constexpr absl::Duration kLineEvery = absl::Seconds(5);

// Prints progress: one line that is written over on a terminal, else a line
// now and then.
class ProgressPrinter {
 public:
  explicit ProgressPrinter(Terminal& terminal)
      : terminal_(terminal), started_(terminal.clock.Monotonic()) {}

  void Show(const PublishProgress& now) {
    const absl::Duration elapsed = terminal_.clock.Monotonic() - started_;
    if (!first_seen_) {
      first_seen_ = true;
      first_present_ = now.present();
    }
    if (terminal_.out_is_tty) {
      terminal_.out << "\r\033[K" << Bar(now) << " " << Words(now, elapsed)
                    << std::flush;
      if (now.done()) terminal_.out << "\n";
    } else if (now.done() || elapsed - last_line_ >= kLineEvery) {
      last_line_ = elapsed;
      terminal_.out << Words(now, elapsed) << std::endl;
    }
  }

 private:
  static std::string Bar(const PublishProgress& now) {
    const std::uint64_t wanted = std::max<std::uint64_t>(now.wanted(), 1);
    const auto filled = static_cast<std::size_t>(
        std::min(now.present(), wanted) * kBarColumns / wanted);
    return absl::StrCat("[", std::string(filled, '#'),
                        std::string(kBarColumns - filled, '.'), "]");
  }
  std::string Words(const PublishProgress& now, absl::Duration elapsed) const {
    std::string text =
        absl::StrCat(now.present(), " of ", now.wanted(), " rows in the index");
    if (now.people_waiting() > 0) {
      absl::StrAppend(&text, ", ", now.people_waiting(), " people to prepare");
    }
    if (now.done()) return text + ", done";
    const double seconds = absl::ToDoubleSeconds(elapsed);
    const double added = static_cast<double>(now.present()) -
                         static_cast<double>(first_present_);
    if (seconds > 0 && added > 0) {
      const double rate = added / seconds;
      const double left = (static_cast<double>(now.wanted()) -
                           static_cast<double>(now.present())) /
                          rate;
      absl::StrAppend(&text, ", ", static_cast<std::uint64_t>(rate),
                      " a second, ", static_cast<std::uint64_t>(left),
                      " s left");
    }
    if (!now.waiting_for().empty()) {
      absl::StrAppend(&text, "; waiting: ", now.waiting_for());
    }
    return text;
  }

  Terminal& terminal_;
  const absl::Duration started_;
  absl::Duration last_line_ = -kLineEvery;
  bool first_seen_ = false;
  std::uint64_t first_present_ = 0;
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
    WithDesk(terminal, *options, [&](DeskClient& desk) {
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
