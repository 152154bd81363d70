// SPDX-License-Identifier: Apache-2.0
// Withheld equals unknown: ten thousand blanks and ten thousand sealed answers
// cannot be told apart by their bytes.
#include <gmock/gmock.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "keys/base/random.h"
#include "keys/signer.h"
#include "keys/slot.h"
#include "keys/test_looks_like_a_key.h"
#include "keys/test_slot_classifier.h"

namespace kith {
namespace {

constexpr int kOfEach = 10'000;
// Chance alone is 50 %, and its deviation over the second half 0.5 %.
constexpr double kNoBetterThan = 0.53;
constexpr double kFound = 0.56;

using KeyByBytes = ByteBayes<kReplyKeyBytes>;
using KeyByBits = BitRegression<kReplyKeyBytes>;
using WholeByBytes = ByteBayes<kSlotBytes>;
using WholeByBits = BitRegression<kSlotBytes>;
using testing::Each;
using testing::Le;

class BlankAndAnswerTest : public testing::Test {
 protected:
  // Answers as holders make them: each to a key of its own, of any length.
  static const std::vector<std::string>& Answers() {
    static const std::vector<std::string> answers = MakeAnswers();
    return answers;
  }
  static std::vector<std::string> MakeAnswers() {
    SystemRandom random;
    const Signer holder = Signer::Generate(random);
    std::vector<std::string> answers;
    for (int i = 0; i < kOfEach; ++i) {
      const ReplyKey key = ReplyKey::Generate(random);
      const std::string answer(random.Below(kMaxAnswerBytes) + 1, 'a');
      const std::string body = AnswerSignatureBody(
          random.Bytes(16), 0, key.public_key(), "hillview-primary", answer);
      const std::string signature =
          holder.Sign(Label::kAnswer, std::string(32, 'n'), body);
      answers.push_back(
          SealAnswer(key.public_key(), answer, signature).value_or(""));
    }
    return answers;
  }

  // As many answers as blanks, mixed; a blank is what `blank` makes.
  template <typename Blank>
  std::vector<LabelledSlot> Mixed(const Blank& blank) {
    std::vector<LabelledSlot> slots;
    for (const std::string& answer : Answers()) {
      slots.push_back({answer, true});
      slots.push_back({blank(), false});
    }
    random_.Shuffle(slots);
    return slots;
  }
  static int Keys(const std::vector<LabelledSlot>& slots, bool of_answers) {
    LooksLikeAKey looks_like_a_key;
    return static_cast<int>(
        std::count_if(slots.begin(), slots.end(), [&](const LabelledSlot& one) {
          return one.answer == of_answers && looks_like_a_key(one.slot);
        }));
  }

  SystemRandom random_;
};

// INVARIANT (withheld equals unknown): by its bytes a blank is an answer.
TEST_F(BlankAndAnswerTest, NobodyTellsOneFromTheOther) {
  const auto slots = Mixed([&] { return MakeBlank(random_); });
  ASSERT_EQ(slots.size(), 2u * kOfEach);
  const int answers = Keys(slots, true);
  const int blanks = Keys(slots, false);
  const double accuracies[] = {
      Accuracy<KeyByBytes>(slots), Accuracy<KeyByBits>(slots),
      Accuracy<WholeByBytes>(slots), Accuracy<WholeByBits>(slots)};
  std::printf(
      "{\"scenario\":\"blanks and answers\",\"of_each\":%d,"
      "\"answers_with_a_key\":%d,\"blanks_with_a_key\":%d,"
      "\"accuracy\":{\"key_by_bytes\":%.4f,\"key_by_bits\":%.4f,"
      "\"whole_by_bytes\":%.4f,\"whole_by_bits\":%.4f}}\n",
      kOfEach, answers, blanks, accuracies[0], accuracies[1], accuracies[2],
      accuracies[3]);
  EXPECT_EQ(answers, kOfEach);
  EXPECT_EQ(blanks, kOfEach);
  EXPECT_THAT(accuracies, Each(Le(kNoBetterThan)));
}

// The controls: a difference that is there is found.
TEST_F(BlankAndAnswerTest, BlanksOfRandomBytesWouldBeFound) {
  const auto slots = Mixed([&] { return random_.Bytes(kSlotBytes); });
  // Half have the high bit, half of the others are not on the curve.
  EXPECT_GT(Keys(slots, false), kOfEach / 5);
  EXPECT_LT(Keys(slots, false), kOfEach * 3 / 10);
  EXPECT_GT(Accuracy<KeyByBytes>(slots), kFound);
  EXPECT_GT(Accuracy<KeyByBits>(slots), kFound);
}

// Without the high bit no classifier of bytes sees it; the curve does.
TEST_F(BlankAndAnswerTest, BlanksOffTheCurveWouldBeFoundByTheCurveAlone) {
  const auto slots = Mixed([&] {
    std::string blank = random_.Bytes(kSlotBytes);
    blank[kReplyKeyBytes - 1] &= 0x7f;
    return blank;
  });
  EXPECT_GT(Keys(slots, false), kOfEach * 9 / 20);
  EXPECT_LT(Keys(slots, false), kOfEach * 11 / 20);
  EXPECT_LE(Accuracy<KeyByBytes>(slots), kNoBetterThan);
}

TEST_F(BlankAndAnswerTest, BlanksWithTextBehindTheirKeyWouldBeFound) {
  const auto slots = Mixed([&] {
    std::string blank = MakeBlank(random_);
    for (std::size_t at = kReplyKeyBytes; at < kSlotBytes; ++at) {
      blank[at] &= 0x7f;
    }
    return blank;
  });
  EXPECT_EQ(Keys(slots, false), kOfEach);
  EXPECT_GT(Accuracy<WholeByBytes>(slots), kFound);
  EXPECT_GT(Accuracy<WholeByBits>(slots), kFound);
}

}  // namespace
}  // namespace kith
