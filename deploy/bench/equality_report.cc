// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/equality_report.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "deploy/bench/ratios.h"
#include "deploy/bench/two_samples.h"

namespace kith::deploy {
namespace {

using Word = EqualityVerdict::Word;

constexpr double kSignificant = 0.01;
constexpr double kMostMedianMs = 1;
// Replies leave at 300 ms: beyond twice that, questions wait for each other.
constexpr double kQueuedMs = 600;
constexpr double kMostDistance = 0.03;
constexpr std::size_t kEnoughForDistance = 10'000;
constexpr std::size_t kUnknown = static_cast<std::size_t>(Negative::kUnknown);

const char* WordsOf(std::size_t of_class) {
  return of_class == kControl ? "control" : kNegativeWords[of_class];
}

const char* WordsOf(Word word) {
  switch (word) {
    case Word::kEqual:
      return "equal";
    case Word::kDifferent:
      return "different";
    case Word::kOverloaded:
      return "overloaded";
    case Word::kBlind:
      return "blind";
  }
  return "";
}

double MedianMs(const EqualityReport& report, std::size_t of_class) {
  return SpreadOf(report.classes[of_class].ms).median;
}

ComparedClasses Compare(const EqualityReport& report, std::size_t first,
                        std::size_t second) {
  const TwoSamples samples =
      CompareSamples(report.classes[first].ms, report.classes[second].ms);
  return {
      .first = first,
      .second = second,
      .distance = samples.distance,
      .p = samples.p,
      .median_difference = MedianMs(report, second) - MedianMs(report, first)};
}

std::vector<ComparedClasses> AllPairs(const EqualityReport& report) {
  std::vector<ComparedClasses> pairs;
  std::vector<double> p;
  for (std::size_t a = 0; a < kNegatives; ++a) {
    for (std::size_t b = a + 1; b < kNegatives; ++b) {
      pairs.push_back(Compare(report, a, b));
      p.push_back(pairs.back().p);
    }
  }
  const std::vector<double> corrected = HolmCorrected(p);
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    pairs[i].corrected = corrected[i];
  }
  return pairs;
}

// Of all classes together, what `seen` has of them; one is equality.
template <typename Value>
std::set<Value> Together(const EqualityReport& report,
                         std::set<Value> EqualityClass::*seen) {
  std::set<Value> all;
  for (const EqualityClass& one : report.classes) {
    all.insert((one.*seen).begin(), (one.*seen).end());
  }
  return all;
}

// INVARIANT (nothing else was measured): each kind that a holder opens was
// opened there, every time it was asked.
bool WereReached(const EqualityOptions& options, const EqualityReport& report) {
  return report.reached.no_match == options.per_class &&
         report.reached.silent == options.per_class &&
         report.reached.sensitive == options.per_class;
}

bool IsComplete(const EqualityOptions& options, const EqualityReport& report) {
  return std::all_of(report.classes.begin(), report.classes.end(),
                     [&](const EqualityClass& seen) {
                       return seen.ms.size() == options.per_class;
                     });
}

void JudgePair(const ComparedClasses& pair, EqualityVerdict& verdict) {
  const std::string both =
      absl::StrCat(WordsOf(pair.first), " and ", WordsOf(pair.second));
  if (pair.corrected < kSignificant) {
    verdict.reasons.push_back(
        absl::StrFormat("%s: p %.2g", both, pair.corrected));
  }
  if (std::abs(pair.median_difference) >= kMostMedianMs) {
    verdict.reasons.push_back(absl::StrFormat("%s: medians %.2f ms apart", both,
                                              pair.median_difference));
  }
  if (verdict.distance_judged && pair.distance >= kMostDistance) {
    verdict.reasons.push_back(
        absl::StrFormat("%s: D %.4f", both, pair.distance));
  }
}

std::string ClassLine(const EqualityReport& report,
                      const EqualityVerdict& verdict, std::size_t of_class) {
  std::vector<double> ms = report.classes[of_class].ms;
  std::sort(ms.begin(), ms.end());
  const auto at = [&](double part) {
    return ms.empty() ? 0
                      : ms[static_cast<std::size_t>(
                            static_cast<double>(ms.size() - 1) * part)];
  };
  std::string line =
      absl::StrFormat("  %-14s %7d %10.2f %9.2f %9.2f", WordsOf(of_class),
                      ms.size(), at(0.5), at(0.01), at(0.99));
  if (of_class == kUnknown) return line + "\n";
  const ComparedClasses& compared =
      of_class == kControl ? verdict.control : verdict.pairs[of_class - 1];
  absl::StrAppendFormat(&line, " %+11.3f %8.4f %10.3g\n",
                        compared.median_difference, compared.distance,
                        compared.corrected);
  return line;
}

std::string ClassLines(const EqualityReport& report,
                       const EqualityVerdict& verdict) {
  std::string lines;
  for (std::size_t i = 0; i < kClasses; ++i) {
    absl::StrAppend(&lines, ClassLine(report, verdict, i));
  }
  const auto least =
      std::min_element(verdict.pairs.begin(), verdict.pairs.end(),
                       [](const auto& a, const auto& b) { return a.p < b.p; });
  absl::StrAppendFormat(
      &lines, "\n  of all %d pairs the least p: %s and %s, %.3g%s\n",
      verdict.pairs.size(), WordsOf(least->first), WordsOf(least->second),
      least->corrected,
      verdict.distance_judged ? "" : "; D is not judged below 10000 a class");
  return lines;
}

nlohmann::ordered_json AsJson(const ComparedClasses& pair) {
  return {{"first", WordsOf(pair.first)},
          {"second", WordsOf(pair.second)},
          {"median_difference_ms", pair.median_difference},
          {"distance", pair.distance},
          {"p", pair.p},
          {"corrected", pair.corrected}};
}

}  // namespace

EqualityVerdict JudgeEquality(const EqualityOptions& options,
                              const EqualityReport& report) {
  EqualityVerdict verdict;
  if (report.late > 0 || report.failed > 0 || !IsComplete(options, report)) {
    verdict.word = Word::kOverloaded;
    verdict.reasons.push_back(absl::StrCat(report.late, " late answers, ",
                                           report.failed, " failed questions"));
  }
  if (!report.classes[kUnknown].ms.empty() &&
      MedianMs(report, kUnknown) > kQueuedMs) {
    verdict.word = Word::kOverloaded;
    verdict.reasons.push_back("replies took more than twice the release time");
  }
  verdict.distance_judged = options.per_class >= kEnoughForDistance;
  verdict.equal_bytes =
      Together(report, &EqualityClass::reply_bytes).size() == 1;
  verdict.equal_entries = Together(report, &EqualityClass::entries).size() == 1;
  if (std::any_of(report.classes.begin(), report.classes.end(),
                  [](const auto& seen) { return seen.ms.empty(); })) {
    return verdict;
  }
  verdict.pairs = AllPairs(report);
  verdict.control = Compare(report, kUnknown, kControl);
  // As strictly as the strictest of the pairs.
  verdict.control.corrected = std::min(
      1.0, verdict.control.p * static_cast<double>(verdict.pairs.size()));
  if (verdict.word == Word::kOverloaded) return verdict;

  for (const ComparedClasses& pair : verdict.pairs) JudgePair(pair, verdict);
  if (!verdict.equal_bytes) verdict.reasons.push_back("replies of two lengths");
  if (!verdict.equal_entries) verdict.reasons.push_back("other entries");
  if (report.answers > 0) verdict.reasons.push_back("something was said");
  if (!WereReached(options, report)) {
    verdict.reasons.push_back("not every question came to its holder");
  }
  if (!verdict.reasons.empty()) {
    verdict.word = Word::kDifferent;
  } else if (verdict.control.corrected >= kSignificant) {
    verdict.word = Word::kBlind;
    verdict.reasons.push_back("the control was not told from unknown");
  }
  return verdict;
}

nlohmann::ordered_json EqualityReportAsJson(const EqualityOptions& options,
                                            const EqualityReport& report) {
  const EqualityVerdict verdict = JudgeEquality(options, report);
  nlohmann::ordered_json json = {
      {"verdict", WordsOf(verdict.word)},
      {"reasons", verdict.reasons},
      {"per_class", options.per_class},
      {"share", options.share},
      {"seed", options.seed},
      {"capacity_per_second", report.capacity},
      {"rate_per_second", report.rate},
      {"seconds", absl::ToDoubleSeconds(report.time)},
      {"sent_behind", report.behind},
      {"late", report.late},
      {"failed", report.failed},
      {"first_fault", report.first_fault},
      {"answers", report.answers},
      {"reply_bytes", Together(report, &EqualityClass::reply_bytes)},
      {"entries", Together(report, &EqualityClass::entries)},
      {"reached",
       {{"no_match", report.reached.no_match},
        {"silent_shield", report.reached.silent},
        {"sensitive", report.reached.sensitive}}},
      {"distance_judged", verdict.distance_judged}};
  for (std::size_t i = 0; i < kClasses; ++i) {
    json["median_ms"][WordsOf(i)] = MedianMs(report, i);
  }
  for (const ComparedClasses& pair : verdict.pairs) {
    json["pairs"].push_back(AsJson(pair));
  }
  json["control"] = AsJson(verdict.control);
  return json;
}

std::string EqualityReportInWords(const EqualityOptions& options,
                                  const EqualityReport& report) {
  const EqualityVerdict verdict = JudgeEquality(options, report);
  std::string words = absl::StrFormat(
      "Equality of the negative: %d a class, open loop\n"
      "  capacity           %.0f replies/s, asked at %.1f/s (%.0f in 100) for "
      "%.0f s\n"
      "  sent late          %d more than 5 ms behind their time\n"
      "  late answers       %d; failed questions %d\n"
      "  reply bytes        %s\n"
      "  entries            %s\n"
      "  opened at holders  no match %d, silent shield %d, sensitive %d\n\n"
      "  %-14s %7s %10s %9s %9s %11s %8s %10s\n",
      options.per_class, report.capacity, report.rate, 100 * options.share,
      absl::ToDoubleSeconds(report.time), report.behind, report.late,
      report.failed,
      absl::StrJoin(Together(report, &EqualityClass::reply_bytes), ", "),
      absl::StrJoin(Together(report, &EqualityClass::entries), "; "),
      report.reached.no_match, report.reached.silent, report.reached.sensitive,
      "class", "replies", "median ms", "1 in 100", "99", "to unknown", "D",
      "p, Holm");
  if (!verdict.pairs.empty()) {
    absl::StrAppend(&words, ClassLines(report, verdict));
  }
  absl::StrAppend(&words, "\n  verdict: ", WordsOf(verdict.word),
                  verdict.reasons.empty() ? "" : " (",
                  absl::StrJoin(verdict.reasons, "; "),
                  verdict.reasons.empty() ? "" : ")", "\n");
  if (!report.first_fault.empty()) {
    absl::StrAppend(&words, "  first fault: ", report.first_fault, "\n");
  }
  return words;
}

}  // namespace kith::deploy
