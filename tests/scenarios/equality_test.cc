// SPDX-License-Identifier: Apache-2.0
// Every reason for saying nothing looks like nobody being known: gross effects
// alone. `kith bench equality` looks for small ones.
#include <cmath>

#include "deploy/bench/equality_report.h"
#include "tests/scenarios/scenario_test.h"

namespace kith::tests {
namespace {

using deploy::ComparedClasses;
using deploy::EqualityOptions;
using deploy::EqualityReport;
using deploy::EqualityVerdict;

// A busy machine makes both medians late, and one of them later by less.
constexpr double kGrossMs = 20;

class EqualityTest : public ScenarioTest {
 protected:
  EqualityReport Measure(const EqualityOptions& options) {
    return Must(
        deploy::MeasureEquality(options, clock_, random_, [](const auto&) {}));
  }
};

TEST_F(EqualityTest, NoReasonIsToldFromAnotherAndADelayIs) {
  const EqualityOptions options{.dir = NewFolder(),
                                .programs = KITH_PROGRAMS,
                                .per_class = 300,
                                .share = 0.25,
                                .control = absl::Milliseconds(3 * kGrossMs),
                                .capacity_calls = 1'000};
  const EqualityReport report = Measure(options);
  const EqualityVerdict verdict = JudgeEquality(options, report);
  nlohmann::ordered_json figures = {{"scenario", "equality of the negative"}};
  figures.update(EqualityReportAsJson(options, report));
  figures.erase("pairs");
  PrintFigures(figures);

  EXPECT_TRUE(verdict.equal_bytes);
  EXPECT_TRUE(verdict.equal_entries);
  EXPECT_EQ(report.answers, 0u);
  EXPECT_EQ(report.failed, 0u) << report.first_fault;
  // Nothing else was measured: a holder opened all of these.
  EXPECT_EQ(report.reached.no_match, options.per_class);
  EXPECT_EQ(report.reached.silent, options.per_class);
  EXPECT_EQ(report.reached.sensitive, options.per_class);
  EXPECT_EQ(verdict.pairs.size(), 21u);
  for (const ComparedClasses& pair : verdict.pairs) {
    EXPECT_LT(std::abs(pair.median_difference), kGrossMs)
        << pair.first << " and " << pair.second;
  }
  EXPECT_GT(verdict.control.median_difference, kGrossMs);
  EXPECT_LT(verdict.control.corrected, 0.01);
}

}  // namespace
}  // namespace kith::tests
