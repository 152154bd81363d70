// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/broker_report.h"

#include <algorithm>
#include <array>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "deploy/bench/ratios.h"

namespace kith::deploy {
namespace {

struct ArmName {
  const char* words;
  const char* id;
  LoopResult BrokerRound::*loop;
};

constexpr std::array<ArmName, 3> kArms{{
    {"bare echo", "echo", &BrokerRound::echo},
    {"check, nobody asked", "check_nobody", &BrokerRound::nobody},
    {"check, two asked", "check_two", &BrokerRound::two},
}};

double Micros(absl::Duration time) { return absl::ToDoubleMicroseconds(time); }

double Each(double whole, std::uint64_t calls) {
  return calls == 0 ? 0 : whole / static_cast<double>(calls);
}

std::vector<bool> Count(const BrokerBenchReport& report) {
  std::vector<RoundConditions> conditions;
  for (const BrokerRound& round : report.rounds) {
    conditions.push_back(
        {.yardstick = round.echo.Rate(),
         .sync = absl::ToDoubleSeconds(round.sync),
         .failed_calls =
             round.echo.failed + round.nobody.failed + round.two.failed > 0});
  }
  return RoundsThatCount(conditions);
}

// One figure of one arm, over the rounds that count.
template <typename Figure>
std::vector<double> Of(const BrokerBenchReport& report, const ArmName& arm,
                       Figure figure) {
  std::vector<double> figures;
  for (const BrokerRound& round : report.rounds) {
    figures.push_back(figure(round.*arm.loop));
  }
  return Counting(figures, Count(report));
}

struct ArmFigures {
  Spread rate;
  Spread ratio;         // To the echo of the same round.
  Spread ratio_of_all;  // The same, whether a round counts or not.
  Spread cpu_us;
  Spread commits;  // A call.
  Spread median_us;
  Spread slowest_us;
};

ArmFigures FiguresOf(const BrokerBenchReport& report, const ArmName& arm) {
  const auto rate = [](const LoopResult& loop) { return loop.Rate(); };
  std::vector<double> rates;
  std::vector<double> echoes;
  for (const BrokerRound& round : report.rounds) {
    rates.push_back((round.*arm.loop).Rate());
    echoes.push_back(round.echo.Rate());
  }
  return {.rate = SpreadOf(Of(report, arm, rate)),
          .ratio = RatiosOf(Of(report, arm, rate), Of(report, kArms[0], rate)),
          .ratio_of_all = RatiosOf(rates, echoes),
          .cpu_us = SpreadOf(Of(report, arm,
                                [](const LoopResult& loop) {
                                  return Each(Micros(loop.cpu), loop.calls);
                                })),
          .commits = SpreadOf(
              Of(report, arm,
                 [](const LoopResult& loop) {
                   return Each(static_cast<double>(loop.commits), loop.calls);
                 })),
          .median_us = SpreadOf(
              Of(report, arm,
                 [](const LoopResult& loop) { return Micros(loop.median); })),
          .slowest_us = SpreadOf(Of(report, arm, [](const LoopResult& loop) {
            return Micros(loop.slowest_1_in_100);
          }))};
}

nlohmann::ordered_json SpreadAsJson(const Spread& spread) {
  return {
      {"median", spread.median}, {"min", spread.least}, {"max", spread.most}};
}

nlohmann::ordered_json RoundAsJson(const BrokerRound& round, bool counts) {
  nlohmann::ordered_json json{{"counts", counts},
                              {"sync_us", Micros(round.sync)}};
  for (const ArmName& arm : kArms) {
    const LoopResult& loop = round.*arm.loop;
    json[arm.id] = {{"calls", loop.calls},
                    {"failed", loop.failed},
                    {"per_second", loop.Rate()},
                    {"ratio_to_echo", loop.Rate() / round.echo.Rate()},
                    {"syncs", loop.commits}};
  }
  return json;
}

// Which rounds do not count, and what the ratios would be with them.
std::string LeftOutInWords(const BrokerBenchReport& report,
                           const std::vector<bool>& count) {
  std::string left_out;
  for (std::size_t i = 0; i < count.size(); ++i) {
    if (!count[i]) absl::StrAppend(&left_out, " ", i + 1);
  }
  if (left_out.empty()) return "";
  std::string words = absl::StrCat("\nRounds that do not count:", left_out,
                                   ": a call failed, or the echo or the disk "
                                   "was not as in the others.\nWith "
                                   "them the ratios are\n");
  for (const ArmName& arm : kArms) {
    const Spread ratio = FiguresOf(report, arm).ratio_of_all;
    absl::StrAppendFormat(&words, "  %-34s %.3f (%.3f-%.3f)\n", arm.words,
                          ratio.median, ratio.least, ratio.most);
  }
  return words;
}

}  // namespace

nlohmann::ordered_json BrokerReportAsJson(const BrokerBenchOptions& options,
                                          const BrokerBenchReport& report) {
  const std::vector<bool> count = Count(report);
  nlohmann::ordered_json json{
      {"in_flight", options.in_flight},
      {"rounds", report.rounds.size()},
      {"rounds_that_count", std::count(count.begin(), count.end(), true)},
      {"seconds", absl::ToDoubleSeconds(options.counted)},
      {"lead_in_seconds", absl::ToDoubleSeconds(options.lead_in)},
      {"question_bytes", report.question_bytes},
      {"reply_bytes", report.reply_bytes},
      {"replies_verified", report.replies_verified},
      {"release_timer", "off"}};
  for (const ArmName& arm : kArms) {
    const ArmFigures figures = FiguresOf(report, arm);
    json[arm.id] = {
        {"per_second", SpreadAsJson(figures.rate)},
        {"ratio_to_echo", SpreadAsJson(figures.ratio)},
        {"ratio_to_echo_all_rounds", SpreadAsJson(figures.ratio_of_all)},
        {"syncs_per_check", SpreadAsJson(figures.commits)},
        {"cpu_us", SpreadAsJson(figures.cpu_us)},
        {"median_us", SpreadAsJson(figures.median_us)},
        {"slowest_in_100_us", SpreadAsJson(figures.slowest_us)}};
  }
  for (const Stage& stage : report.stages) {
    json["stages_us"][stage.what] = Micros(stage.time);
  }
  for (std::size_t i = 0; i < report.rounds.size(); ++i) {
    json["each_round"].push_back(RoundAsJson(report.rounds[i], count[i]));
  }
  return json;
}

std::string BrokerReportInWords(const BrokerBenchOptions& options,
                                const BrokerBenchReport& report) {
  const std::vector<bool> count = Count(report);
  std::string words = absl::StrFormat(
      "\nThe broker against a bare echo: %d in flight, release timer off, "
      "question %d bytes, reply %d bytes\n"
      "%d of %d rounds count, %.0f s each arm after %.0f s; %d replies "
      "verified "
      "whole\n\n"
      "                        calls/s   ratio to echo, median (min-max)   "
      "syncs/check   CPU us   median us   slowest 1 in 100\n",
      options.in_flight, report.question_bytes, report.reply_bytes,
      std::count(count.begin(), count.end(), true), report.rounds.size(),
      absl::ToDoubleSeconds(options.counted),
      absl::ToDoubleSeconds(options.lead_in), report.replies_verified);
  for (const ArmName& arm : kArms) {
    const ArmFigures figures = FiguresOf(report, arm);
    absl::StrAppendFormat(
        &words, "  %-20s %8.0f   %.3f (%.3f-%.3f) %25.4f %8.0f %11.0f %18.0f\n",
        arm.words, figures.rate.median, figures.ratio.median,
        figures.ratio.least, figures.ratio.most, figures.commits.median,
        figures.cpu_us.median, figures.median_us.median,
        figures.slowest_us.median);
  }
  absl::StrAppend(&words,
                  "\nOf one check, each part apart on one thread, us\n");
  for (const Stage& stage : report.stages) {
    absl::StrAppendFormat(&words, "  %-34s %8.1f\n", stage.what,
                          Micros(stage.time));
  }
  return words + LeftOutInWords(report, count);
}

}  // namespace kith::deploy
