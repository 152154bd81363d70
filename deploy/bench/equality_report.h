// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_BENCH_EQUALITY_REPORT_H_
#define KITH_DEPLOY_BENCH_EQUALITY_REPORT_H_

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "deploy/bench/equality_bench.h"

namespace kith::deploy {

// The times of two classes, compared.
struct ComparedClasses {
  std::size_t first = 0;
  std::size_t second = 0;
  double distance = 0;           // Kolmogorov-Smirnov's D.
  double p = 1;                  // Of that distance, uncorrected.
  double corrected = 1;          // Holm's, over all pairs of negatives.
  double median_difference = 0;  // Milliseconds, second less first.
};

// What a run comes to. The pairs are all 21 of the seven negatives; the control
// stands apart, against unknown.
struct EqualityVerdict {
  enum class Word {
    kEqual,       // Nothing tells one negative from another.
    kDifferent,   // Something does.
    kOverloaded,  // An answer was late, a question failed, or they queued: no
                  // judgement.
    kBlind,       // The control was not found, so neither would others be.
  };
  Word word = Word::kEqual;
  std::vector<std::string> reasons;
  std::vector<ComparedClasses> pairs;
  ComparedClasses control;
  bool equal_bytes = false;
  bool equal_entries = false;
  // D is judged only of classes large enough for it to be small by chance.
  bool distance_judged = false;
};

// Bounds: bytes and entries equal, corrected p at least 0.01, medians less than
// 1 ms apart, D below 0.03 where classes have at least 10,000.
EqualityVerdict JudgeEquality(const EqualityOptions& options,
                              const EqualityReport& report);

nlohmann::ordered_json EqualityReportAsJson(const EqualityOptions& options,
                                            const EqualityReport& report);
std::string EqualityReportInWords(const EqualityOptions& options,
                                  const EqualityReport& report);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_BENCH_EQUALITY_REPORT_H_
