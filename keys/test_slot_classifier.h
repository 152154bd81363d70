// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_TEST_SLOT_CLASSIFIER_H_
#define KITH_KEYS_TEST_SLOT_CLASSIFIER_H_

#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

// Two ways to learn, from the first kBytes alone, which slots are answers. The
// fewer bytes, the less a difference in a few of them is lost in the noise.
namespace kith {

struct LabelledSlot {
  std::string slot;
  bool answer = false;
};

// Naive Bayes over the value of each byte at its place.
template <std::size_t kBytes>
class ByteBayes {
 public:
  void Train(const std::vector<LabelledSlot>& slots) {
    for (const LabelledSlot& one : slots) {
      for (std::size_t at = 0; at < kBytes; ++at) {
        ++counts_[one.answer][at][static_cast<unsigned char>(one.slot[at])];
      }
    }
  }

  bool SaysAnswer(absl::string_view slot) const {
    double evidence = 0;
    for (std::size_t at = 0; at < kBytes; ++at) {
      const auto value = static_cast<unsigned char>(slot[at]);
      evidence +=
          std::log((counts_[1][at][value] + 1) / (counts_[0][at][value] + 1));
    }
    return evidence > 0;
  }

 private:
  using Counts = std::vector<std::array<double, 256>>;
  std::array<Counts, 2> counts_ = {Counts(kBytes), Counts(kBytes)};
};

// Logistic regression over the bits, by gradient descent, one at a time.
template <std::size_t kBytes>
class BitRegression {
 public:
  void Train(const std::vector<LabelledSlot>& slots) {
    constexpr int kPasses = 3;
    constexpr float kStep = 0.002F;
    for (int pass = 0; pass < kPasses; ++pass) {
      for (const LabelledSlot& one : slots) {
        const float guess = 1 / (1 + std::exp(-Weigh(one.slot)));
        Add(one.slot, kStep * (static_cast<float>(one.answer) - guess));
      }
    }
  }

  bool SaysAnswer(absl::string_view slot) const { return Weigh(slot) > 0; }

 private:
  // +1 for a bit that is set, -1 for one that is not.
  static float Bit(absl::string_view slot, std::size_t bit) {
    return static_cast<float>(
        (static_cast<unsigned char>(slot[bit / 8]) >> (bit % 8) & 1) * 2 - 1);
  }
  float Weigh(absl::string_view slot) const {
    float sum = weights_.back();
    for (std::size_t bit = 0; bit < kBytes * 8; ++bit) {
      sum += weights_[bit] * Bit(slot, bit);
    }
    return sum;
  }
  void Add(absl::string_view slot, float step) {
    for (std::size_t bit = 0; bit < kBytes * 8; ++bit) {
      weights_[bit] += step * Bit(slot, bit);
    }
    weights_.back() += step;
  }

  std::vector<float> weights_ = std::vector<float>(kBytes * 8 + 1);
};

// The share of the second half that a classifier gets right after it has
// learned from the first.
template <typename Classifier>
double Accuracy(const std::vector<LabelledSlot>& slots) {
  const auto middle =
      slots.begin() + static_cast<std::ptrdiff_t>(slots.size()) / 2;
  Classifier classifier;
  classifier.Train({slots.begin(), middle});
  int right = 0;
  for (auto one = middle; one != slots.end(); ++one) {
    right += classifier.SaysAnswer(one->slot) == one->answer;
  }
  return right / static_cast<double>(slots.end() - middle);
}

}  // namespace kith

#endif  // KITH_KEYS_TEST_SLOT_CLASSIFIER_H_
