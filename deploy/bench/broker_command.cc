// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "deploy/bench/bench_commands.h"
#include "deploy/bench/bench_folder.h"
#include "deploy/bench/broker_report.h"
#include "deploy/kith/json.h"
#include "keys/base/status_macros.h"

namespace kith::deploy {
namespace {

struct Values {
  std::string dir;
  std::size_t rounds = 7;
  std::size_t in_flight = 64;
  double seconds = 5;
  double lead_in = 11;
  bool json = false;
};

absl::Status Measure(const Values& values, Terminal& terminal) {
  KITH_ASSIGN_OR_RETURN(const BenchFolder folder,
                        BenchFolder::Make(values.dir));
  const BrokerBenchOptions options{.dir = folder.path(),
                                   .rounds = values.rounds,
                                   .in_flight = values.in_flight,
                                   .counted = absl::Seconds(values.seconds),
                                   .lead_in = absl::Seconds(values.lead_in)};
  KITH_ASSIGN_OR_RETURN(const BrokerBenchReport report,
                        MeasureBroker(options, terminal.clock, terminal.random,
                                      [&](const std::string& line) {
                                        if (!values.json)
                                          terminal.out << line << std::endl;
                                      }));
  terminal.out << (values.json ? Pretty(BrokerReportAsJson(options, report))
                               : BrokerReportInWords(options, report));
  return absl::OkStatus();
}

void Run(const Values& values, Terminal& terminal) {
  const absl::Status status = Measure(values, terminal);
  if (!status.ok()) {
    Fail(terminal, values.json ? Style::kJson : Style::kWords, status);
  }
}

}  // namespace

void AddBenchBroker(CLI::App& bench, Terminal& terminal) {
  auto* command = bench.add_subcommand(
      "broker",
      "What a check costs a broker, against a bare echo of the same messages, "
      "in turns in one run.\n\nExample:\n  kith bench broker --rounds 7 "
      "--seconds 5 --in-flight 64 --dir /var/tmp/kith-bench");
  const auto values = std::make_shared<Values>();
  command->add_option("--rounds", values->rounds, "rounds; each has every arm")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command->add_option("--seconds", values->seconds, "counted of each arm")
      ->check(CLI::Range(0.1, 3600.0))
      ->capture_default_str();
  command
      ->add_option("--lead-in", values->lead_in,
                   "seconds of each arm before counting; below 11 an arm pays "
                   "for another")
      ->check(CLI::Range(0.0, 3600.0))
      ->capture_default_str();
  command->add_option("--in-flight", values->in_flight, "checks at a time")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
  command->add_option("--dir", values->dir,
                      "a new folder on the disk to measure, kept; default: one "
                      "under /tmp that is removed");
  command->add_flag("--json", values->json, "print JSON");
  command->callback([values, &terminal] { Run(*values, terminal); });
}

}  // namespace kith::deploy
