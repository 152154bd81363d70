// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/check_report.h"

#include <algorithm>
#include <array>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "deploy/bench/ratios.h"

namespace kith::deploy {
namespace {

struct ShapeName {
  const char* words;
  const char* id;
  ShapeOfRound CheckRound::*shape;
};
constexpr std::array<ShapeName, 2> kShapes{{
    {"shape of 1", "shape_of_1", &CheckRound::one},
    {"shape of 8", "shape_of_8", &CheckRound::eight},
}};

struct KindName {
  const char* words;
  const char* id;
  absl::Duration CpuByKind::*cpu;
};
constexpr std::array<KindName, 4> kKinds{{
    {"asking agent", "asker", &CpuByKind::asker},
    {"key holder", "key_holder", &CpuByKind::key_holder},
    {"broker", "broker", &CpuByKind::broker},
    {"two holding agents", "holders", &CpuByKind::holders},
}};

double Each(absl::Duration whole, std::uint64_t checks) {
  return checks == 0
             ? 0
             : absl::ToDoubleMicroseconds(whole) / static_cast<double>(checks);
}

// The same time with nobody asking is not a check's.
absl::Duration WithoutIdle(absl::Duration busy, absl::Duration time,
                           absl::Duration idle, absl::Duration idle_time) {
  if (idle_time <= absl::ZeroDuration()) return busy;
  return busy - idle * absl::FDivDuration(time, idle_time);
}

double WholeUs(const CheckRound& round, const ShapeName& shape,
               const KindName& kind) {
  const WholeArm& arm = (round.*shape.shape).whole;
  return Each(WithoutIdle(arm.cpu.*kind.cpu, arm.time, round.idle_cpu.*kind.cpu,
                          round.idle_time),
              arm.checks);
}

double WholeUs(const CheckRound& round, const ShapeName& shape) {
  double sum = 0;
  for (const KindName& kind : kKinds) sum += WholeUs(round, shape, kind);
  return sum;
}

double DirectUs(const CheckRound& round, const ShapeName& shape) {
  const DirectArm& arm = (round.*shape.shape).direct;
  return Each(arm.cpu, arm.checks);
}

double UnitUs(const CheckRound& round) {
  return absl::ToDoubleMicroseconds(round.unit);
}

std::vector<bool> Count(const CheckBenchReport& report) {
  std::vector<RoundConditions> conditions;
  for (const CheckRound& round : report.rounds) {
    const auto failed = [](const ShapeOfRound& shape) {
      return shape.whole.wrong > 0 || shape.whole.checks == 0 ||
             shape.direct.checks == 0;
    };
    conditions.push_back(
        {.yardstick = UnitUs(round),
         .sync = 1,  // Waiting for the disk is no processor time.
         .failed_calls = failed(round.one) || failed(round.eight)});
  }
  return RoundsThatCount(conditions);
}

// A figure over the rounds that count.
template <typename Figure>
std::vector<double> Of(const CheckBenchReport& report, Figure figure) {
  std::vector<double> figures;
  for (const CheckRound& round : report.rounds) {
    figures.push_back(figure(round));
  }
  return Counting(figures, Count(report));
}

struct ShapeFigures {
  std::uint64_t checks = 0;  // Of all rounds.
  std::uint64_t wrong = 0;
  std::array<Spread, kKinds.size()> kinds;
  Spread desk;
  Spread whole;
  Spread direct;
  Spread ratio;
  Spread whole_units;
  Spread direct_units;
};

ShapeFigures FiguresOf(const CheckBenchReport& report, const ShapeName& shape) {
  ShapeFigures figures;
  for (const CheckRound& round : report.rounds) {
    figures.checks += (round.*shape.shape).whole.checks;
    figures.wrong += (round.*shape.shape).whole.wrong;
  }
  for (std::size_t i = 0; i < kKinds.size(); ++i) {
    figures.kinds[i] = SpreadOf(Of(report, [&](const CheckRound& round) {
      return WholeUs(round, shape, kKinds[i]);
    }));
  }
  figures.desk = SpreadOf(Of(report, [&](const CheckRound& round) {
    const WholeArm& arm = (round.*shape.shape).whole;
    return Each(arm.desk_cpu, arm.checks);
  }));
  const std::vector<double> whole = Of(
      report, [&](const CheckRound& round) { return WholeUs(round, shape); });
  const std::vector<double> direct = Of(
      report, [&](const CheckRound& round) { return DirectUs(round, shape); });
  const std::vector<double> unit = Of(report, UnitUs);
  figures.whole = SpreadOf(whole);
  figures.direct = SpreadOf(direct);
  figures.ratio = RatiosOf(whole, direct);
  figures.whole_units = RatiosOf(whole, unit);
  figures.direct_units = RatiosOf(direct, unit);
  return figures;
}

// Of one process kind, microseconds of processor a second while nobody asks.
Spread IdleOf(const CheckBenchReport& report, const KindName& kind) {
  return SpreadOf(Of(report, [&](const CheckRound& round) {
    return absl::ToDoubleMicroseconds(round.idle_cpu.*kind.cpu) /
           std::max(absl::ToDoubleSeconds(round.idle_time), 1e-9);
  }));
}

nlohmann::ordered_json SpreadAsJson(const Spread& spread) {
  return {
      {"median", spread.median}, {"min", spread.least}, {"max", spread.most}};
}

nlohmann::ordered_json ShapeAsJson(const CheckBenchReport& report,
                                   const ShapeName& shape) {
  const ShapeFigures figures = FiguresOf(report, shape);
  nlohmann::ordered_json json{{"checks", figures.checks},
                              {"wrong", figures.wrong}};
  for (std::size_t i = 0; i < kKinds.size(); ++i) {
    json["cpu_us"][kKinds[i].id] = SpreadAsJson(figures.kinds[i]);
  }
  json["cpu_us"]["sum"] = SpreadAsJson(figures.whole);
  json["direct_cpu_us"] = SpreadAsJson(figures.direct);
  json["ratio_to_direct"] = SpreadAsJson(figures.ratio);
  json["scalar_multiplications"] = SpreadAsJson(figures.whole_units);
  json["direct_scalar_multiplications"] = SpreadAsJson(figures.direct_units);
  json["desk_client_cpu_us"] = SpreadAsJson(figures.desk);
  return json;
}

nlohmann::ordered_json RoundAsJson(const CheckRound& round, bool counts) {
  nlohmann::ordered_json json{{"counts", counts}, {"unit_us", UnitUs(round)}};
  for (const ShapeName& shape : kShapes) {
    const WholeArm& arm = (round.*shape.shape).whole;
    json[shape.id] = {{"checks", arm.checks},
                      {"wrong", arm.wrong},
                      {"first_fault", arm.first_fault},
                      {"seconds", absl::ToDoubleSeconds(arm.time)},
                      {"cpu_us", WholeUs(round, shape)},
                      {"direct_cpu_us", DirectUs(round, shape)}};
  }
  return json;
}

void AddShapeInWords(const CheckBenchReport& report, const ShapeName& shape,
                     std::size_t in_flight, std::string& words) {
  const ShapeFigures figures = FiguresOf(report, shape);
  absl::StrAppendFormat(&words,
                        "\n%s: %d in flight, %d checks of all rounds, %d not "
                        "answered as expected\n",
                        shape.words, in_flight, figures.checks, figures.wrong);
  const auto line = [&](const char* what, const Spread& spread, int digits) {
    absl::StrAppendFormat(&words, "  %-34s %9.*f (%.*f-%.*f)\n", what, digits,
                          spread.median, digits, spread.least, digits,
                          spread.most);
  };
  for (std::size_t i = 0; i < kKinds.size(); ++i) {
    line(kKinds[i].words, figures.kinds[i], 0);
  }
  line("the whole check, CPU us", figures.whole, 0);
  line("the same operations directly", figures.direct, 0);
  line("ratio", figures.ratio, 3);
  line("whole, scalar multiplications", figures.whole_units, 1);
  line("direct, scalar multiplications", figures.direct_units, 1);
  line("not in it: the client at the desk", figures.desk, 0);
}

}  // namespace

nlohmann::ordered_json CheckReportAsJson(const CheckBenchOptions& options,
                                         const CheckBenchReport& report) {
  const std::vector<bool> count = Count(report);
  nlohmann::ordered_json json{
      {"in_flight",
       {{"shape_of_1", options.in_flight_of_one},
        {"shape_of_8", options.in_flight_of_eight}}},
      {"rounds", report.rounds.size()},
      {"rounds_that_count", std::count(count.begin(), count.end(), true)},
      {"seconds", absl::ToDoubleSeconds(options.counted)},
      {"keys_a_person", report.keys_a_person},
      {"unit_us", SpreadAsJson(SpreadOf(Of(report, UnitUs)))}};
  for (const KindName& kind : kKinds) {
    json["idle_us_per_second"][kind.id] = SpreadAsJson(IdleOf(report, kind));
  }
  for (const ShapeName& shape : kShapes) {
    json[shape.id] = ShapeAsJson(report, shape);
  }
  for (std::size_t i = 0; i < report.rounds.size(); ++i) {
    json["each_round"].push_back(RoundAsJson(report.rounds[i], count[i]));
  }
  return json;
}

std::string CheckReportInWords(const CheckBenchOptions& options,
                               const CheckBenchReport& report) {
  const std::vector<bool> count = Count(report);
  const Spread unit = SpreadOf(Of(report, UnitUs));
  std::string words = absl::StrFormat(
      "\nWhole checks, processor time of all processes: median of the rounds "
      "(least-most)\n"
      "%d of %d rounds count, %.0f s each arm; %.1f match keys a person; two "
      "agencies hold everybody asked about\n"
      "One scalar multiplication %.1f us (%.1f-%.1f)\n"
      "While nobody asks, us a second, taken off:",
      std::count(count.begin(), count.end(), true), report.rounds.size(),
      absl::ToDoubleSeconds(options.counted), report.keys_a_person, unit.median,
      unit.least, unit.most);
  for (const KindName& kind : kKinds) {
    absl::StrAppendFormat(&words, "%s %s %.0f",
                          &kind == kKinds.data() ? "" : ",", kind.words,
                          IdleOf(report, kind).median);
  }
  words += "\n";
  AddShapeInWords(report, kShapes[0], options.in_flight_of_one, words);
  AddShapeInWords(report, kShapes[1], options.in_flight_of_eight, words);
  std::string left_out;
  for (std::size_t i = 0; i < count.size(); ++i) {
    if (!count[i]) absl::StrAppend(&left_out, " ", i + 1);
  }
  if (left_out.empty()) return words;
  return absl::StrCat(words, "\nRounds that do not count:", left_out,
                      ": a check was not answered as expected, or the "
                      "processor was not as in the others.\n");
}

}  // namespace kith::deploy
