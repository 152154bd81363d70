// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/matching_report.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "keys/base/status_macros.h"

namespace kith::deploy {
namespace {

using Json = nlohmann::ordered_json;

std::uint64_t Refused(const std::vector<LinkagePerson>& people) {
  return static_cast<std::uint64_t>(
      std::count_if(people.begin(), people.end(),
                    [](const LinkagePerson& one) { return one.refused; }));
}

double PerSecond(std::uint64_t count, absl::Duration time) {
  const double seconds = absl::ToDoubleSeconds(time);
  return seconds <= 0 ? 0 : static_cast<double>(count) / seconds;
}

double Part(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0
                    : static_cast<double>(part) / static_cast<double>(whole);
}

const char* NameOf(agent::Profile profile) {
  return profile == agent::Profile::kStrict ? "strict" : "standard";
}

Json TokensAsJson(const TokenCounts& tokens) {
  return {{"mean", tokens.Mean()},
          {"p99", tokens.Of99In100()},
          {"most", tokens.most},
          {"people_without", tokens.without}};
}

Json GroupsAsJson(const std::map<std::string, GroupTally>& groups) {
  Json json = Json::object();
  for (const auto& [name, group] : groups) {
    json[name] = {{"pairs", group.pairs},
                  {"s1", Part(group.opened, group.pairs)},
                  {"match", Part(group.matched, group.pairs)},
                  {"match_or_possible",
                   Part(group.matched + group.possible, group.pairs)}};
  }
  return json;
}

Json PairsAsJson(const PairCounts& pairs) {
  const PairTally& all = pairs.all;
  return {{"true", all.true_pairs},
          {"s1_recall", all.OpenedRecall()},
          {"share_any_token", all.SharingRecall()},
          {"false_openings", all.false_opened},
          {"false_openings_same_family", all.false_opened_same_family},
          {"false_openings_a_query", all.FalseOpeningsAQuery()},
          {"match_precision", all.MatchPrecision()},
          {"match_recall", all.MatchRecall()},
          {"match_or_possible_precision", all.FoundPrecision()},
          {"match_or_possible_recall", all.FoundRecall()},
          {"false_matches", all.false_matched},
          {"false_possible", all.false_possible},
          {"without_guards",
           {{"precision", all.UnguardedPrecision()},
            {"recall", all.UnguardedRecall()},
            {"f1", all.UnguardedF1()}}},
          {"by_error_type", GroupsAsJson(pairs.by_error_type)},
          {"by_tradition", GroupsAsJson(pairs.by_tradition)},
          {"twins",
           {{"pairs", pairs.twins.pairs},
            {"opened", pairs.twins.opened},
            {"possible", pairs.twins.possible},
            {"matched", pairs.twins.matched}}}};
}

std::string TokensInWords(const char* whose, const TokenCounts& tokens) {
  return absl::StrFormat(
      "  tokens, %-10s %.2f on average, %d or fewer for 99 of 100, at most %d; "
      "%d people have none\n",
      whose, tokens.Mean(), tokens.Of99In100(), tokens.most, tokens.without);
}

std::string TruePairsInWords(const PairTally& all) {
  if (all.true_pairs == 0) return "  true pairs         none\n";
  return absl::StrFormat(
      "  S1 recall          %.4f  (%d of %d true pairs opened; %.4f share a "
      "token)\n"
      "  recall of match    %.4f; of match or possible %.4f\n"
      "  without guards     F1 %.4f  (precision %.4f, recall %.4f)\n",
      all.OpenedRecall(), all.true_opened, all.true_pairs, all.SharingRecall(),
      all.MatchRecall(), all.FoundRecall(), all.UnguardedF1(),
      all.UnguardedPrecision(), all.UnguardedRecall());
}

std::string FalsePairsInWords(const PairTally& all) {
  const std::string split =
      all.family_told
          ? absl::StrFormat(" (%d of the same family, %d of others)",
                            all.false_opened_same_family,
                            all.false_opened - all.false_opened_same_family)
          : "";
  return absl::StrFormat(
      "  false openings     %.4f a query; %d in all%s\n"
      "  precision of match %.4f  (%d wrong); of match or possible %.4f  (%d "
      "wrong)\n",
      all.FalseOpeningsAQuery(), all.false_opened, split, all.MatchPrecision(),
      all.false_matched, all.FoundPrecision(),
      all.false_matched + all.false_possible);
}

std::string GroupsInWords(const char* heading,
                          const std::map<std::string, GroupTally>& groups) {
  if (groups.empty()) return "";
  std::string text = absl::StrFormat("\n  %-18s %6s  %6s  %6s  %s\n", heading,
                                     "pairs", "S1", "match", "or possible");
  for (const auto& [name, group] : groups) {
    absl::StrAppendFormat(&text, "  %-18s %6d  %6.4f  %6.4f  %6.4f\n", name,
                          group.pairs, Part(group.opened, group.pairs),
                          Part(group.matched, group.pairs),
                          Part(group.matched + group.possible, group.pairs));
  }
  return text;
}

std::string TwinsInWords(const TwinTally& twins) {
  if (twins.pairs == 0) return "";
  return absl::StrFormat(
      "\n  the other twin     %d pairs: %d opened, %d possible, %d matched\n",
      twins.pairs, twins.opened, twins.possible, twins.matched);
}

std::string PeopleInWords(const MemoryReport& report) {
  const Tally& tally = report.tally;
  return absl::StrFormat(
      "Matching in memory, profile %s\n"
      "  indexed            %d people; asked about %d, of whom %d are indexed\n"
      "  rows refused       %d indexed, %d asked: they count as not found\n"
      "  recall by person   %.4f  (%d involved, %d possible, %d not found)\n"
      "  wrong answers      %d involved, %d possible\n",
      NameOf(report.profile), report.indexed, tally.asked, tally.with_truth,
      report.refused_indexed, report.refused_asked, tally.Recall(),
      tally.found_involved, tally.found_possible,
      tally.with_truth - tally.found_involved - tally.found_possible,
      tally.wrong_involved, tally.wrong_possible);
}

}  // namespace

absl::StatusOr<MemoryReport> AskAll(MemoryIndex& index,
                                    const std::vector<LinkagePerson>& asked,
                                    const Clock& clock,
                                    const MatchingProgress& progress) {
  MemoryReport report;
  const absl::Duration started = clock.Monotonic();
  for (const LinkagePerson& person : asked) {
    KITH_ASSIGN_OR_RETURN(Asked one, index.Ask(person));
    report.asked.push_back(std::move(one));
    progress(report.asked.size());
  }
  report.asking = clock.Monotonic() - started;
  const MatchingOptions& options = index.options();
  report.profile = options.profile;
  report.tally = Count(report.asked, index.truth_lines(), options.files);
  report.pairs = CountPairs(report.asked, index.truth_lines(), options.files);
  report.indexed_tokens = index.indexed_tokens();
  report.asked_tokens = index.asked_tokens();
  report.indexed = index.truth_lines().size();
  report.refused_indexed = report.indexed - index.indexed_tokens().people;
  report.refused_asked = Refused(asked);
  return report;
}

absl::StatusOr<MemoryReport> MatchInMemory(
    const std::vector<LinkagePerson>& indexed,
    const std::vector<LinkagePerson>& asked, const MatchingOptions& options,
    const Clock& clock, const MatchingProgress& progress) {
  MemoryIndex index(options);
  const absl::Duration started = clock.Monotonic();
  for (const LinkagePerson& person : indexed) {
    KITH_RETURN_IF_ERROR(index.Add(person));
  }
  index.Close();
  const absl::Duration indexing = clock.Monotonic() - started;
  KITH_ASSIGN_OR_RETURN(MemoryReport report,
                        AskAll(index, asked, clock, progress));
  report.indexing = indexing;
  return report;
}

Json MemoryReportAsJson(const MemoryReport& report) {
  const Tally& tally = report.tally;
  return {
      {"profile", NameOf(report.profile)},
      {"indexed", report.indexed},
      {"asked", tally.asked},
      {"refused_rows",
       {{"indexed", report.refused_indexed}, {"asked", report.refused_asked}}},
      {"asked_with_truth", tally.with_truth},
      {"recall", tally.Recall()},
      {"recall_involved", tally.RecallInvolved()},
      {"found_involved", tally.found_involved},
      {"found_possible", tally.found_possible},
      {"wrong_answers",
       {{"involved", tally.wrong_involved},
        {"possible", tally.wrong_possible}}},
      {"pairs", PairsAsJson(report.pairs)},
      {"tokens_per_person",
       {{"indexed", TokensAsJson(report.indexed_tokens)},
        {"asked", TokensAsJson(report.asked_tokens)}}},
      {"seconds",
       {{"reading", absl::ToDoubleSeconds(report.reading)},
        {"indexing", absl::ToDoubleSeconds(report.indexing)},
        {"asking", absl::ToDoubleSeconds(report.asking)}}},
      {"people_per_second", PerSecond(tally.asked, report.asking)}};
}

std::string MemoryReportInWords(const MemoryReport& report) {
  const PairCounts& pairs = report.pairs;
  return absl::StrCat(
      PeopleInWords(report), TruePairsInWords(pairs.all),
      FalsePairsInWords(pairs.all),
      TokensInWords("indexed", report.indexed_tokens),
      TokensInWords("asked", report.asked_tokens),
      absl::StrFormat("  time               reading %.3f s, indexing %.3f s, "
                      "asking %.3f s: "
                      "%.0f people a second\n",
                      absl::ToDoubleSeconds(report.reading),
                      absl::ToDoubleSeconds(report.indexing),
                      absl::ToDoubleSeconds(report.asking),
                      PerSecond(report.tally.asked, report.asking)),
      GroupsInWords("one mistake", pairs.by_error_type),
      GroupsInWords("tradition", pairs.by_tradition),
      TwinsInWords(pairs.twins));
}

}  // namespace kith::deploy
