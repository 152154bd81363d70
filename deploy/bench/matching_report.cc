// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/matching_report.h"

#include <algorithm>

#include "absl/strings/str_format.h"
#include "keys/base/status_macros.h"

namespace kith::deploy {
namespace {

std::uint64_t Refused(const std::vector<LinkagePerson>& people) {
  return static_cast<std::uint64_t>(
      std::count_if(people.begin(), people.end(),
                    [](const LinkagePerson& one) { return one.refused; }));
}

double PerSecond(std::uint64_t count, absl::Duration time) {
  const double seconds = absl::ToDoubleSeconds(time);
  return seconds <= 0 ? 0 : static_cast<double>(count) / seconds;
}

nlohmann::ordered_json TokensAsJson(const TokenCounts& tokens) {
  return {{"mean", tokens.Mean()},
          {"most", tokens.most},
          {"people_without", tokens.without}};
}

}  // namespace

absl::StatusOr<MemoryReport> MatchInMemory(
    const std::vector<LinkagePerson>& indexed,
    const std::vector<LinkagePerson>& asked,
    const std::vector<std::string>& schemes, Files files, const Clock& clock) {
  MemoryReport report;
  MemoryIndex index(schemes);
  const absl::Duration started = clock.Monotonic();
  for (const LinkagePerson& person : indexed) {
    KITH_RETURN_IF_ERROR(index.Add(person));
  }
  const absl::Duration ready = clock.Monotonic();
  for (const LinkagePerson& person : asked) {
    KITH_ASSIGN_OR_RETURN(Asked one, index.Ask(person, files));
    report.asked.push_back(std::move(one));
  }
  report.asking = clock.Monotonic() - ready;
  report.indexing = ready - started;
  report.tally = Count(report.asked, index.truth_lines(), files);
  report.indexed_tokens = index.indexed_tokens();
  report.asked_tokens = index.asked_tokens();
  report.indexed = indexed.size();
  report.refused_indexed = Refused(indexed);
  report.refused_asked = Refused(asked);
  return report;
}

nlohmann::ordered_json MemoryReportAsJson(const MemoryReport& report) {
  const Tally& tally = report.tally;
  return {
      {"profile", "strict"},
      {"indexed", report.indexed},
      {"asked", tally.asked},
      {"refused_rows",
       {{"indexed", report.refused_indexed}, {"asked", report.refused_asked}}},
      {"asked_with_truth", tally.with_truth},
      {"recall", tally.Recall()},
      {"recall_involved", tally.RecallInvolved()},
      {"found_involved", tally.found_involved},
      {"found_possible", tally.found_possible},
      {"true_pairs", tally.true_pairs},
      {"true_pairs_opened", tally.true_pairs_opened},
      {"true_pairs_found", tally.true_pairs_found},
      {"recall_by_pair", tally.RecallByPair()},
      {"wrong_answers",
       {{"involved", tally.wrong_involved},
        {"possible", tally.wrong_possible}}},
      {"wrong_openings", tally.wrong_openings},
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
  const Tally& tally = report.tally;
  return absl::StrFormat(
      "Matching in memory, profile strict\n"
      "  indexed            %d people; asked about %d, of whom %d are indexed\n"
      "  rows refused       %d indexed, %d asked: they count as not found\n"
      "  recall             %.4f  (%d involved, %d possible, %d not found)\n"
      "  recall, involved   %.4f\n"
      "  recall by pair     %.4f  (%d of %d true pairs; %d share a key)\n"
      "  wrong answers      %d involved, %d possible; %d wrong openings\n"
      "  tokens per person  %.2f indexed (most %d, none %d), %.2f asked\n"
      "  time               reading %.3f s, indexing %.3f s, asking %.3f s\n"
      "  people per second  %.0f asked about\n",
      report.indexed, tally.asked, tally.with_truth, report.refused_indexed,
      report.refused_asked, tally.Recall(), tally.found_involved,
      tally.found_possible,
      tally.with_truth - tally.found_involved - tally.found_possible,
      tally.RecallInvolved(), tally.RecallByPair(), tally.true_pairs_found,
      tally.true_pairs, tally.true_pairs_opened, tally.wrong_involved,
      tally.wrong_possible, tally.wrong_openings, report.indexed_tokens.Mean(),
      report.indexed_tokens.most, report.indexed_tokens.without,
      report.asked_tokens.Mean(), absl::ToDoubleSeconds(report.reading),
      absl::ToDoubleSeconds(report.indexing),
      absl::ToDoubleSeconds(report.asking),
      PerSecond(tally.asked, report.asking));
}

}  // namespace kith::deploy
