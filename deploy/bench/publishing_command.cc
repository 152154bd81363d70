// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>

#include "absl/strings/str_format.h"
#include "deploy/bench/bench_commands.h"
#include "deploy/bench/bench_folder.h"
#include "deploy/bench/publishing_bench.h"
#include "deploy/kith/json.h"
#include "deploy/kith/publish_words.h"
#include "keys/base/status_macros.h"

namespace kith::deploy {
namespace {

constexpr absl::Duration kLineEvery = absl::Seconds(10);

struct Values {
  std::string dir;
  std::string profile = "standard";
  FamilyOptions families;
  bool kill = false;
  bool json = false;
};

// On a terminal one line, written over; else a line now and then, apart from
// the figures.
class Shown {
 public:
  explicit Shown(Terminal& terminal) : terminal_(terminal) {}

  void Show(const desk::v1::PublishProgress& now) {
    const absl::Duration at = terminal_.clock.Monotonic();
    words_.See(now, at);
    if (terminal_.out_is_tty) {
      terminal_.err << "\r\033[K" << words_.bar() << " " << words_.words()
                    << std::flush;
    } else if (at - last_ >= kLineEvery) {
      last_ = at;
      terminal_.err << words_.words() << std::endl;
    }
  }
  void Clear() {
    if (terminal_.out_is_tty) terminal_.err << "\r\033[K" << std::flush;
  }

 private:
  Terminal& terminal_;
  PublishWords words_;
  absl::Duration last_ = -absl::InfiniteDuration();
};

absl::StatusOr<PublishingFigures> Measure(const Values& values,
                                          Terminal& terminal) {
  KITH_ASSIGN_OR_RETURN(const BenchFolder folder,
                        BenchFolder::Make(values.dir));
  Shown shown(terminal);
  auto figures = MeasurePublishing(
      {.dir = folder.path(),
       .programs =
           std::filesystem::read_symlink("/proc/self/exe").parent_path(),
       .profile = values.profile,
       .families = values.families,
       .kill = values.kill},
      terminal.clock, terminal.random,
      [&](const desk::v1::PublishProgress& now) { shown.Show(now); });
  shown.Clear();
  return figures;
}

double Seconds(absl::Duration time) { return absl::ToDoubleSeconds(time); }

double TokensPerSecond(const PublishingFigures& figures) {
  return static_cast<double>(figures.tokens) / Seconds(figures.publishing);
}

double Ratio(const PublishingFigures& figures) {
  return TokensPerSecond(figures) * 2 /
         (figures.direct_before + figures.direct_after);
}

nlohmann::ordered_json AsJson(const PublishingFigures& figures) {
  return {{"people", figures.people},
          {"tokens", figures.tokens},
          {"rows", figures.rows},
          {"elements_beside", figures.elements_beside},
          {"tokens_before_kill", figures.tokens_before_kill},
          {"seconds",
           {{"importing", Seconds(figures.importing)},
            {"publishing", Seconds(figures.publishing)},
            {"interrupted", Seconds(figures.interrupted)}}},
          {"tokens_per_second", TokensPerSecond(figures)},
          {"direct_tokens_per_second",
           {figures.direct_before, figures.direct_after}},
          {"ratio", Ratio(figures)}};
}

std::string InWords(const Values& values, const PublishingFigures& figures) {
  std::string words = absl::StrFormat(
      "A register tokenised and published, profile %s: one agency, one key "
      "holder, one broker\n"
      "  people             %d, imported in %.1f s (dry run and import)\n"
      "  tokens             %d, %.1f a person; %d rows in the index\n"
      "  publishing         %.1f s, %.0f tokens a second\n"
      "  the same directly  %.0f before and %.0f after, all cores; ratio "
      "%.2f\n"
      "  evaluated beside   %d elements: padding, and what a kill cost\n",
      values.profile, figures.people, Seconds(figures.importing),
      figures.tokens,
      static_cast<double>(figures.tokens) /
          static_cast<double>(std::max<std::uint64_t>(figures.people, 1)),
      figures.rows, Seconds(figures.publishing), TokensPerSecond(figures),
      figures.direct_before, figures.direct_after, Ratio(figures),
      figures.elements_beside);
  if (values.kill) {
    words += absl::StrFormat(
        "  killed (SIGKILL)   at %d tokens; tokens were made again after %.1f "
        "s\n",
        figures.tokens_before_kill, Seconds(figures.interrupted));
  }
  return words;
}

void Run(const Values& values, Terminal& terminal) {
  const auto figures = Measure(values, terminal);
  if (!figures.ok()) {
    return Fail(terminal, values.json ? Style::kJson : Style::kWords,
                figures.status());
  }
  terminal.out << (values.json ? Pretty(AsJson(*figures))
                               : InWords(values, *figures));
}

}  // namespace

void AddBenchPublishing(CLI::App& bench, Terminal& terminal) {
  auto* command = bench.add_subcommand(
      "publishing",
      "A register of invented families tokenised and published through a test "
      "network that is\nmade for it.\n\nExample:\n  kith bench publishing "
      "--people 235000 --kill");
  const auto values = std::make_shared<Values>();
  command->add_option("--people", values->families.people, "how many it holds")
      ->check(CLI::Range(1, 1500000))
      ->capture_default_str();
  command->add_option("--seed", values->families.seed, "which families")
      ->capture_default_str();
  command
      ->add_option("--profile", values->profile,
                   "which match keys are published: standard or strict")
      ->check(CLI::IsMember({"standard", "strict"}))
      ->capture_default_str();
  command->add_flag("--kill", values->kill,
                    "kill the agent when half is prepared, and start it again");
  command->add_option("--dir", values->dir,
                      "a new folder, kept; default: one that is removed");
  command->add_flag("--json", values->json, "print JSON");
  command->callback([values, &terminal] { Run(*values, terminal); });
}

}  // namespace kith::deploy
