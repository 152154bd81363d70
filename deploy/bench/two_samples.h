// SPDX-License-Identifier: Apache-2.0
//
// Whether two samples of times are of one kind. Pure.
#ifndef KITH_DEPLOY_BENCH_TWO_SAMPLES_H_
#define KITH_DEPLOY_BENCH_TWO_SAMPLES_H_

#include <vector>

namespace kith::deploy {

// The Kolmogorov-Smirnov test of two samples.
struct TwoSamples {
  // The most by which the parts of both below one value differ, 0 to 1.
  double distance = 0;
  // How often two samples of one kind would be at least so far apart: the
  // distribution of large samples with Stephens' correction, good from some
  // twenty each on.
  double p = 1;
};
// Of two samples that are not empty.
TwoSamples CompareSamples(std::vector<double> a, std::vector<double> b);

// The part of Kolmogorov's distribution above `x`.
double KolmogorovTail(double x);

// What `p`, in their order, come to as so many questions asked at once: below
// 0.01 after it, and fewer than one such run in a hundred errs anywhere (Holm).
std::vector<double> HolmCorrected(const std::vector<double>& p);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_BENCH_TWO_SAMPLES_H_
